"""What goes into a ranking and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper, patent or project that shows what an expert or offer is good at."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A need, offer or expert as it takes part in ranking."""

    id: str
    title: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    kind: str = "offer"


class Span(NamedTuple):
    """Characters `start` to `end` of one field of an item.

    `field` is `title`, `text`, `evidence.N.title` or `evidence.N.text` (N from 0).
    """

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A run of characters that both quotes hold, and the points of the score it carries."""

    text: str
    need_span: Span
    offer_span: Span
    weight: float

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Contribution:
    """A named part of a score. The parts of one match add up to its score."""

    name: str
    """`words`, `meaning` or `sentences`."""
    value: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Two quotes that explain a match; `item text[span] == quote` on both sides."""

    kind: str
    """`words`: the quotes share weighty terms; `meaning`: they say alike in other words."""
    need_span: Span
    offer_span: Span
    need_quote: str
    offer_quote: str
    terms: tuple[SharedTerm, ...]
    weight: float
    """Points of the score that this reason carries, of the contribution of the same name."""


@dataclass(frozen=True, slots=True)
class Match:
    offer_id: str
    fit: float
    """Chance in (0, 1) that a broker would call: an estimate unless `is_calibrated` on judged
    pairs."""
    score: float
    """Orders the offers of one need; not comparable across needs."""
    is_calibrated: bool = False
    contributions: tuple[Contribution, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedRanking:
    need_id: str
    nothing_fits: bool
    """True: even the best match is below what makes a call worthwhile."""
    matches: tuple[Match, ...]
    """Best first; ties by offer id."""
