"""Texts with named placeholders: checking them and filling them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from duijie.core.notify.errors import MessageTextError
from duijie.engines.extraction.contacts import EMAIL, PHONE

MOST_TITLE: Final = 120
MOST_BODY: Final = 2_000
"""Of a template; a filled-in text is cut by the channel."""
MOST_VALUE: Final = 300
"""Of what is filled in: a need's title may be a paragraph."""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def check_wording(text: str, *, known: Iterable[str], part: str) -> str:
    """The text as it is kept: outer white space gone, line ends plain.

    Raises `MessageTextError` for an empty or too long text, a line break in a title, a placeholder
    that is not `known` and a brace without its partner.
    """
    text = "\n".join(line.rstrip() for line in text.replace("\r", "").split("\n")).strip()
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    most = MOST_TITLE if part == "title" else MOST_BODY
    if not text:
        raise MessageTextError("notify.text_empty", part=part)
    if len(text) > most:
        raise MessageTextError("notify.text_too_long", part=part, most=most, length=len(text))
    if part == "title" and "\n" in text:
        raise MessageTextError("notify.text_lines", part=part)
    names = tuple(known)
    for found in _PLACEHOLDER.finditer(text):
        if found.group(1) not in names:
            listed = ", ".join(f"{{{name}}}" for name in names)
            raise MessageTextError(
                "notify.placeholder_unknown", part=part, name=found.group(1)[:40], known=listed
            )
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise MessageTextError("notify.brace_alone", part=part, example=f"{{{names[0]}}}")
    return text


def placeholders(text: str) -> set[str]:
    """The names that a checked text uses."""
    return set(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into a checked text. What stands in a value is never a placeholder itself."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def tidy_value(value: object) -> str:
    """A value as it may stand in a message: one piece of bounded length, without contact data.

    Addresses and numbers of third parties go by link to who may see them, never by message.
    """
    text = str(value)[: 4 * MOST_VALUE]
    text = " ".join("".join(" " if _is_control(c) else c for c in text).split())
    text = PHONE.sub("***", EMAIL.sub("***", text))
    return shorten(text, MOST_VALUE)


def one_line(text: str) -> str:
    """Without line breaks and other control characters: for subjects and headers."""
    return " ".join("".join(" " if _is_control(c) else c for c in text).split())


def shorten(text: str, most: int) -> str:
    """At most so many characters, the last an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def fit_with_link(text: str, link: str, most: int) -> str:
    """The text with its link, at most so many characters, and the link never cut.

    The link goes to the end where the text does not hold it already. A link alone may be longer
    than `most`.
    """
    if not link:
        return shorten(text, most)
    if link in text and len(text) <= most:
        return text
    room = max(1, most - len(link) - 1)
    kept = shorten(text, room) if len(text) > room else text
    if link in kept:
        return kept
    return f"{kept}\n{link}"


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Zl", "Zp"}
