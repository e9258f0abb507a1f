"""Every code that is raised or reported has a sentence, and both catalogues are complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from duijie.core.sentences import say, sentence_table
from duijie.errors import Message
from tools.messages import problems

SOURCE = Path(__file__).parents[2] / "src" / "duijie"
MAKERS = {"DuijieError", "Message"}
LATER = {"documents": {"file"}}
"""Parameters that are added where an error is caught: only there it is known which file it was."""


def literal_codes() -> Iterator[tuple[str, str, set[str] | None]]:
    """(place, code, names of the parameters where they can be read off the call)."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            first = node.args[0]
            if not (name in MAKERS or name.endswith("Error")) or not isinstance(
                first, ast.Constant
            ):
                continue
            if not re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", str(first.value)):
                continue
            yield (
                f"{path.relative_to(SOURCE)}:{node.lineno}",
                str(first.value),
                parameters(node, name),
            )


def parameters(call: ast.Call, name: str) -> set[str] | None:
    if name != "Message":
        keywords = {keyword.arg for keyword in call.keywords}
        return None if None in keywords else {word for word in keywords if word}
    if len(call.args) < 2:
        return set()
    table = call.args[1]
    if not isinstance(table, ast.Dict) or not all(isinstance(k, ast.Constant) for k in table.keys):
        return None
    return {str(key.value) for key in table.keys if isinstance(key, ast.Constant)}


def capability_tables() -> None:
    """Capabilities register theirs when Django starts (pytest-django has started it)."""
    for path in SOURCE.glob("*/sentences.py"):
        import_module(f"duijie.{path.parent.name}.sentences")


@pytest.fixture(scope="module")
def table() -> dict[str, str]:
    capability_tables()
    return dict(sentence_table())


def test_every_code_has_a_sentence(table: dict[str, str]) -> None:
    missing = [f"{place}: {code}" for place, code, _ in literal_codes() if code not in table]
    assert missing == []


def test_every_sentence_gets_its_parameters(table: dict[str, str]) -> None:
    wrong = []
    for place, code, given in literal_codes():
        wanted = set(re.findall(r"\{(\w+)", table.get(code, ""))) - LATER.get(
            code.split(".")[0], set()
        )
        if given is not None and not wanted <= given:
            wrong.append(f"{place}: {code} lacks {sorted(wanted - given)}")
    assert wrong == []


def test_catalogues_are_complete() -> None:
    assert list(problems()) == []


def test_sentence_is_said_in_both_languages() -> None:
    message = Message("pipeline.not_found", {"path": "a.xlsx"})
    assert say(message, "en") == "a.xlsx does not exist. Check the name."
    assert say(message, "zh") == "a.xlsx 不存在，请检查名称。"
