"""Message catalogues: `extract` msgids into the .po files, `compile` them, `check` both complete.

usage: python tools/messages.py extract|compile|check [--merge FILE.json ...]

Babel reads Python; Django templates are first turned into what it can read by Django's own
`templatize`. English msgids are the English text, so the English catalogue repeats them unless
somebody found better words there.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "duijie"
LOCALE = SOURCE / "locale"
LANGUAGES = ("zh_Hans", "en")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),  # type: ignore[dict-item]  # Babel's own form for contexts
    "pgettext_lazy": ((1, "c"), 2),  # type: ignore[dict-item]  # the same
    "npgettext": ((1, "c"), 2, 3),  # type: ignore[dict-item]  # the same
    "sentence": None,
    "_": None,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*")
"""A format after the name may differ: `2026-03-05` is `2026年3月5日` in Chinese."""


def found_messages() -> Catalog:
    """Every msgid in Python files and templates, with the files (no line numbers: less churn)."""
    catalogue = Catalog(domain="django", project="duijie", charset="utf-8")
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.j2")]):
        if "node_modules" in path.parts or "migrations" in path.parts:
            continue
        for context, msgid in _messages_in(path):
            catalogue.add(
                msgid, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context
            )
    return catalogue


def _messages_in(path: Path) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = _templatized(text, path)
    elif path.suffix == ".j2":
        text = "\n".join(re.findall(r"_\((?:\"[^\"]*\"|'[^']*')\)", text))
    source = io.BytesIO(text.encode("utf-8"))
    for _, msgid, _, context in extract("python", source, keywords=KEYWORDS):
        yield context, msgid


def _templatized(text: str, path: Path) -> str:
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    # what stands around the calls is filler, whose indentation means nothing
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def run_extract(merges: list[Path]) -> None:
    known: dict[str, str] = {}
    for path in merges:
        known.update(json.loads(path.read_text("utf-8")))
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        # a template of its own: `update` takes over the message objects, not copies
        catalogue.update(found_messages(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        for message in catalogue:
            if message.id:
                _fill(message, language, known)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file,
                catalogue,
                sort_output=True,
                omit_header=False,
                width=100,
                include_lineno=False,
                ignore_obsolete=True,
            )
        text = path.read_text("utf-8")
        path.write_text(
            re.sub(r'"(POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n', "", text), "utf-8"
        )


def _fill(message: Message, language: str, known: dict[str, str]) -> None:
    is_plural = not isinstance(message.id, str)
    ids = list(message.id) if is_plural else [str(message.id)]
    if language == "en":
        if not message.string or not all(message.string):
            message.string = tuple(ids) if is_plural else ids[0]
        return
    for msgid in reversed(ids):
        if msgid in known:
            message.string = (known[msgid],) if is_plural else known[msgid]


def run_compile() -> None:
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        with po_path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def problems() -> Iterator[str]:
    """One line for each msgid that is missing, empty, left over, or has other placeholders."""
    template = {(m.context, _key(m)) for m in found_messages() if m.id}
    for language in LANGUAGES:
        catalogue = [m for m in read_catalogue(language) if m.id]
        present = {(m.context, _key(m)) for m in catalogue}
        for _, msgid in sorted(template - present, key=str):
            yield f"{language}: missing: {msgid}"
        for _, msgid in sorted(present - template, key=str):
            yield f"{language}: no longer used: {msgid}"
        for message in catalogue:
            yield from _message_problems(language, message)


def _message_problems(language: str, message: Message) -> Iterator[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not strings or not all(strings):
        yield f"{language}: empty: {_key(message)}"
        return
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    wanted = {frozenset(PLACEHOLDER.findall(msgid)) for msgid in ids}
    for string in strings:
        if frozenset(PLACEHOLDER.findall(string or "")) not in wanted:
            yield f"{language}: other placeholders: {_key(message)} -> {string}"


def _key(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["extract", "compile", "check"])
    parser.add_argument("--merge", nargs="*", type=Path, default=[], help="{msgid: zh} files")
    arguments = parser.parse_args()
    if arguments.action == "extract":
        run_extract(arguments.merge)
    elif arguments.action == "compile":
        run_compile()
    else:
        lines = list(problems())
        print("\n".join(lines))
        return 1 if lines else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
