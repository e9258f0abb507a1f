"""What the docs say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duijie.cli.main import COMMANDS, build_parser, main
from duijie.cli.terminal import Terminal
from tools.reference import pages

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guide" / "zh").rglob("*.md"))
INTERNAL = {"DUIJIE_PARENT"}
"""Set by the program for its own children."""
README = {"zh": ROOT / "README.zh-CN.md", "en": ROOT / "README.md"}


def test_reference_pages_are_fresh() -> None:
    stale = [str(path) for path, text in pages().items() if path.read_text("utf-8") != text]
    assert stale == [], "run `make reference`"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_guides_have_the_same_outline(guide: Path) -> None:
    english = ROOT / "docs" / "guide" / "en" / guide.relative_to(ROOT / "docs" / "guide" / "zh")
    assert outline(guide) == outline(english)


def outline(path: Path) -> list[int]:
    """Levels of the headings in order; the words differ by language."""
    return [len(mark) for mark in re.findall(r"^(#+) ", path.read_text("utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_readme_names_every_command(language: str) -> None:
    text = README[language].read_text("utf-8")
    # `import` itself is no name for a module
    names = [command.__name__.rpartition(".")[2].removesuffix("_file") for command in COMMANDS]
    assert [name for name in names if f"duijie {name}" not in text] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_guide_names_every_setting(language: str) -> None:
    pattern = re.compile(r"""["'](DUIJIE_[A-Z_]+|DATABASE_URL)["']""")
    names = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in pattern.findall(path.read_text("utf-8"))
    }
    guide = (ROOT / "docs" / "guide" / language / "README.md").read_text("utf-8")
    assert sorted(name for name in names - INTERNAL if f"`{name}`" not in guide) == []


@pytest.mark.parametrize("path", [*README.values(), *GUIDES], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_is_in_the_language_asked_for(language: str) -> None:
    text = build_parser(Terminal(language)).format_help()
    assert ("需求" in text) == (language == "zh")


def test_unknown_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["plan", "--no-such-option"])
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
