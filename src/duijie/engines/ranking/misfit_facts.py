"""What a need asks for and an offer states, each with its place: what misfits are found in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from duijie.engines.ranking.types import Span
from duijie.engines.text.quantities import Quantity, format_quantity, parse_quantity
from duijie.engines.text.units import find_leading_unit

LISTED: Final = "indicators"
"""Field, or beginning of the fields, whose lines are indicators and nothing else."""
SCANNED: Final = 4000
"""Characters of one text that are looked through: quantities stand in openings and tables."""
_LONGEST: Final = 60
_CLAUSE: Final = re.compile(r"[^。；;！!？?\n，,、|]+")
_SENTENCE: Final = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]?")
_DEMAND: Final = re.compile(
    r"要求|需要|需求|须|应[为达在当能可小大低高不满]|指标|目标|期望|拟达|希望|不低于|不小于|不少于|不超过|不高于|不大于"
    r"|\b(?:must|shall|should|requires?d?|needs?|targets?)\b",
    re.IGNORECASE,
)
_OF_OTHERS: Final = re.compile(
    r"目前|现有|现阶段|当前|眼下|仅|只有|以往|传统|进口|国外|竞品|现状|原有|原来|此前|过去|常规|普通|一般"
    r"|行业|市面|同类|相比|比对|对照|对比|较之|年产|销售|产值|营收|营业|注册|员工|职工|占地|投资"
    r"|\b(?:currently?|existing|conventional|traditional|competing|compared)\b",
    re.IGNORECASE,
)
"""A clause with one of these speaks of the state today, of others' products or of the company."""
_HEADING: Final = re.compile(
    r"^[^:：\d]{0,12}(?:指标|要求|参数|目标|性能|如下|包括|要点|特点|优势)[:：]\s*"
)
_SCALE: Final = re.compile("[A-Za-z]{2,6}")
"""HRC: a unit by its looks, that compares with itself."""
_WITHIN: Final = re.compile(r"^(?:以|之)?内$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity and where it stands; `texts[span] == quote` of the facts that it belongs to."""

    quantity: Quantity
    span: Span
    quote: str
    is_demanded: bool
    """Of a list of indicators, or of a sentence that asks for something."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One side of a pair. Whatever is None or empty is not stated, or not for the reader."""

    texts: Mapping[str, str]
    """All that may be quoted, by field: running text, and values as they are written."""
    claims: tuple[Claim, ...] = ()
    trl: int | None = None
    amount_wan: float | None = None
    """Budget of a need, price of an offer."""
    day: date | None = None
    """Until when a need wants it; from when an offer is there."""
    modes: Mapping[str, Span] = field(default_factory=dict)
    """Ways of cooperation (`misfits.MODES`), and where they stand."""


def read_facts(
    texts: Mapping[str, str],
    *,
    indicators: Sequence[Quantity] = (),
    trl: int | None = None,
    amount_wan: float | None = None,
    day: date | None = None,
    modes: Mapping[str, str] | None = None,
) -> Facts:
    """Facts of what is known of one side.

    `texts`: running texts by field; a field called `indicators` is read as a list of indicators,
    `region` and other fields by what they are called. `modes`: way of cooperation → the words that
    state it. Values get a text of their own under `trl`, `amount`, `day`, `mode.N`,
    `indicators.N`, so that they can be pointed at like any quote.
    """
    known = {name: text for name, text in texts.items() if text}
    claims: list[Claim] = []
    for number, quantity in enumerate(indicators):
        name, text = f"{LISTED}.{number}", format_quantity(quantity)
        known[name] = text
        claims.append(Claim(quantity, Span(name, 0, len(text)), text, is_demanded=True))
    for name, text in texts.items():
        if name != "region":
            claims += scan_claims(name, text[:SCANNED])
    for name, value in (("trl", trl), ("day", day), ("amount", amount_wan)):
        if value is not None:
            known[name] = f"{value:g}" if isinstance(value, float) else str(value)
    places: dict[str, Span] = {}
    for number, (mode, words) in enumerate((modes or {}).items()):
        known[f"mode.{number}"] = words
        places[mode] = Span(f"mode.{number}", 0, len(words))
    return Facts(known, tuple(claims), trl, amount_wan, day, places)


@lru_cache(maxsize=4096)
def scan_claims(name: str, text: str) -> tuple[Claim, ...]:
    """Quantities with a unit that the clauses of a text state of the thing itself, in order."""
    is_list = name == LISTED
    found: list[Claim] = []
    for sentence in _SENTENCE.finditer(text):
        is_demanded = is_list or _DEMAND.search(sentence.group()) is not None
        for clause in _CLAUSE.finditer(sentence.group()):
            claim = _read_clause(clause.group(), is_list=is_list)
            if claim is None:
                continue
            quantity, quote = claim
            start = sentence.start() + clause.start() + clause.group().index(quote)
            span = Span(name, start, start + len(quote))
            found.append(Claim(quantity, span, quote, is_demanded))
    return tuple(found)


def _read_clause(clause: str, *, is_list: bool) -> tuple[Quantity, str] | None:
    quote = _HEADING.sub("", clause.strip())
    if len(quote) > _LONGEST or not any(char.isdigit() for char in quote):
        return None
    if not is_list and _OF_OTHERS.search(quote):
        return None
    read = parse_quantity(quote)
    if read.value is None or not read.unit:
        return None
    is_whole = is_list or _SCALE.fullmatch(read.unit) is not None
    unit = read.unit if is_whole else find_leading_unit(read.unit)
    behind = read.unit[len(unit) :]
    comparison = read.comparison
    if behind and _WITHIN.match(behind) and comparison in {"eq", "le", "lt"}:
        comparison = "le"
    elif not unit or (behind and not behind.startswith("的")):
        return None
    return (
        Quantity(read.name, comparison, read.value, read.value_to, unit, read.is_must, quote),
        quote,
    )
