"""Organisations in English text, by the words with which their names begin or end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from duijie.engines.extraction.facts.organisations import Mention

_ENDS: Final[tuple[tuple[str, str], ...]] = (
    ("enterprise", r"GmbH|Ltd\.?|Limited|Inc\.?|Corp\.?|Corporation|Company|LLC|AG|S\.A\.|B\.V\.|Technologies|Materials|Industries"),  # noqa: E501 - one list of words or pattern
    ("university", r"University|College|School of [A-Z]\w+"),
    ("institute", r"Institute|Laborator(?:y|ies)|Cent(?:re|er)|Academy"),
    ("association", r"Association|Cluster|Network|Chamber of Commerce|Federation|Alliance|Society"),
    ("government", r"Ministry|Council|Commission|Agency|Bureau|Department"),
    ("park", r"Park|Hub|Incubator|Zone"),
    ("other", r"Platform|Foundation|Fund"),
)  # fmt: skip
_NAME = re.compile(
    r"(?<![A-Za-z.-])(?:[A-Z][\wÀ-ÿ&'-]*\s(?:(?:of|for|and|the)\s)?){1,6}?(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _ENDS)
    + r")(?:\s(?:GmbH|Ltd\.?|AG))?(?![a-z]| [A-Z])(?: of (?:[A-Z][\wÀ-ÿ-]+ ?){1,3}(?<! ))?"
)
_FIRST = re.compile(
    r"(?<![A-Za-z.-])(?:(?P<association>Cluster)|(?P<university>University of)|(?P<institute>Institute of|Centre for))"  # noqa: E501 - one list of words or pattern
    r"(?: [A-ZÀ-Þ][\wÀ-ÿ&-]+){1,4}"
)
_ALIAS = re.compile(r"\s?\((?P<alias>[A-Z][A-Za-z]{1,9})\)")
_LED = re.compile(
    r"(?:CEO|CTO|Head|Director|President|Professor|Chair|Manager|Dean) (?:of|at) (?:the )?"
)
_EVENT = re.compile(r"(?:Event|Conference|Forum|Summit|Workshop|Fair|Congress|Expo)$")
_NO_NAME = re.compile(r"^(?:The|This|That|Our|Your|His|Her|A|An|In|At|Some|Over|Call)\s")


def find_english(text: str) -> Iterator[Mention]:
    """Mentions with their short form in brackets as an alias."""
    for pattern in (_NAME, _FIRST):
        for match in pattern.finditer(text):
            start = match.start()
            name = match.group()
            led = _LED.match(name)
            if led:
                start += led.end()
                name = text[start : match.end()]
            while _NO_NAME.match(name):
                start += name.index(" ") + 1
                name = text[start : match.end()]
            kind = str(match.lastgroup)
            if name.endswith("GmbH"):
                kind = "enterprise"
            name = (
                name.rstrip(".")
                if name.endswith("Ltd.") and text[match.end() : match.end() + 1] in "\n "
                else name
            )
            if len(name.split()) < 2 or _EVENT.search(name):
                continue
            yield Mention(name, kind, start, start + len(name))
            alias = _ALIAS.match(text, match.end())
            if alias:
                short = alias.group("alias")
                for place in re.finditer(rf"\b{re.escape(short)}\b", text):
                    yield Mention(short, kind, place.start(), place.end(), name)
