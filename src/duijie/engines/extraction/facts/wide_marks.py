"""Marks in the width that Chinese text has, so that every pattern knows one form of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from duijie.engines.extraction.facts.types import DocumentFacts

_WIDE: Final = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_NARROW: Final = str.maketrans({wide: narrow for narrow, wide in _WIDE.items()})
_MARK = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’])[,;:!?()]"
    r"|[,;:!?()](?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’])"
)


def widen(text: str) -> str:
    """The same text, as long as before, with wide marks beside Chinese characters."""
    return _MARK.sub(lambda match: _WIDE[match.group()], text)


def with_own_marks(facts: DocumentFacts) -> DocumentFacts:
    """The facts with every text as it stands in the document, whatever width its marks have."""
    text = facts.clean_text
    if not any(mark in text for mark in _WIDE):
        return facts
    kinds: tuple[str, ...] = (
        "events",
        "organizations",
        "people",
        "needs",
        "offers",
        "agreements",
        "figures",
    )
    own: dict[str, Any] = {
        kind: tuple(_own(item, text) for item in getattr(facts, kind)) for kind in kinds
    }
    return replace(facts, **own)


def _own(item: Any, text: str) -> Any:
    changed: dict[str, Any] = {}
    for name in item.__dataclass_fields__:
        value = getattr(item, name)
        if isinstance(value, str):
            changed[name] = _form(value, text)
        elif name in ("aliases", "parties"):
            changed[name] = tuple(_form(part, text) for part in value)
        elif name == "organizers":
            changed[name] = tuple((_form(org, text), role) for org, role in value)
    return replace(item, **changed)


def _form(value: str, text: str) -> str:
    if value in text or not any(wide in value for wide in _WIDE.values()):
        return value
    for start in (value.translate(_NARROW), value):
        if start in text:
            return start
    pattern = "".join(
        f"[{re.escape(char)}{re.escape(char.translate(_NARROW))}]"
        if char in _WIDE.values()
        else re.escape(char)
        for char in value
    )
    found = re.search(pattern, text)
    return found.group() if found else value
