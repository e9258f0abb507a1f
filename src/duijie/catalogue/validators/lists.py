"""Fields that hold several things: words, indicators, evidence; as lists or as lines of text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from duijie.catalogue.enums import Comparison
from duijie.catalogue.validators.reading import ValueProblem, clean_line, clean_text, is_blank
from duijie.engines.text.quantities import Quantity, parse_quantities

MOST_WORDS: Final = 50
MOST_INDICATORS: Final = 200
MOST_EVIDENCE: Final = 500
_WORD: Final = 200
_EVIDENCE_TITLE, _EVIDENCE_TEXT = 500, 20_000
_NAME, _UNIT, _INDICATOR_TEXT = 200, 40, 2_000
_WORD_ENDS: Final = re.compile(r"[、,，;；\n\t|]+")


def read_words(value: Any) -> list[str]:
    """Without repeats, in their order."""
    parts = value if isinstance(value, list | tuple) else _WORD_ENDS.split(clean_text(value))
    words = [word for part in parts if (word := clean_line(part))]
    for word in words:
        if len(word) > _WORD:
            raise ValueProblem("catalogue.value_too_long", limit=_WORD, length=len(word))
    return _at_most(list(dict.fromkeys(words)), MOST_WORDS)


def read_evidence(value: Any) -> list[dict[str, str]]:
    """From `[{"title", "text"}]`, or lines `title | text`."""
    if isinstance(value, str):
        halves = (line.partition("|") for line in clean_text(value).splitlines() if line.strip())
        value = [{"title": title, "text": text} for title, _, text in halves]
    pieces = [_evidence(piece) for piece in _sequence(value, "catalogue.evidence_unread")]
    return _at_most(pieces, MOST_EVIDENCE)


def _evidence(piece: Any) -> dict[str, str]:
    if not isinstance(piece, Mapping) or is_blank(piece.get("title")):
        raise ValueProblem("catalogue.evidence_unread")
    title, text = clean_line(piece["title"]), clean_text(piece.get("text") or "")
    for given, limit in ((title, _EVIDENCE_TITLE), (text, _EVIDENCE_TEXT)):
        if len(given) > limit:
            raise ValueProblem("catalogue.value_too_long", limit=limit, length=len(given))
    return {"title": title, "text": text}


def read_indicators(value: Any) -> list[dict[str, Any]]:
    """From lines such as `抗拉强度≥450 MPa`, or from the columns of `Indicator`.

    A line without a quantity that can be read is kept as it is, without a value.
    """
    if isinstance(value, str):
        found = [indicator_values(quantity) for quantity in parse_quantities(clean_text(value))]
    else:
        found = [_indicator(item) for item in _sequence(value, "catalogue.indicators_unread")]
    return _at_most(found, MOST_INDICATORS)


def indicator_values(quantity: Quantity) -> dict[str, Any]:
    """A quantity as the columns of `Indicator`."""
    return {
        "name": quantity.name[:_NAME],
        "comparison": str(Comparison(quantity.comparison)),
        "value": quantity.value,
        "value_to": quantity.value_to,
        "unit": quantity.unit[:_UNIT],
        "is_must": quantity.is_must,
        "text": quantity.text[:_INDICATOR_TEXT],
    }


def _indicator(item: Any) -> dict[str, Any]:
    if not isinstance(item, Mapping) or is_blank(item.get("name")):
        raise ValueProblem("catalogue.indicators_unread")
    value, value_to = _number(item.get("value")), _number(item.get("value_to"))
    comparison = item.get("comparison") or Comparison.AT_LEAST
    is_range = comparison == Comparison.BETWEEN
    if comparison not in Comparison.values or (is_range and value is not None and value_to is None):
        raise ValueProblem("catalogue.indicators_unread")
    if is_range and value is not None and value_to is not None and value > value_to:
        value, value_to = value_to, value
    name, unit = clean_line(item["name"]), clean_line(item.get("unit") or "")
    text = clean_text(item.get("text") or "")
    for given, limit in ((name, _NAME), (unit, _UNIT), (text, _INDICATOR_TEXT)):
        if len(given) > limit:
            raise ValueProblem("catalogue.value_too_long", limit=limit, length=len(given))
    return {
        "name": name,
        "comparison": str(Comparison(comparison)),
        "value": value,
        "value_to": value_to if is_range else None,
        "unit": unit,
        "is_must": bool(item.get("is_must", True)),
        "text": text,
    }


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueProblem("catalogue.indicators_unread")
    return float(value)


def _sequence(value: Any, code: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise ValueProblem(code)
    return value


def _at_most(found: list[Any], limit: int) -> list[Any]:
    if len(found) > limit:
        raise ValueProblem("catalogue.words_too_many", limit=limit)
    return found
