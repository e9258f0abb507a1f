"""Why a pair was matched: quotes from both texts, with the terms that they share.

Every shared term's points go to one pair of passages only, so the weights of a match's words
reasons never add up to more than what the shared words bring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from duijie.engines.ranking.passages import Passage, list_passages
from duijie.engines.ranking.types import Item, Reason, SharedTerm, Span

if TYPE_CHECKING:
    from duijie.engines.ranking.index import OfferIndex, Scored

MAX_REASONS: Final = 3
MIN_SHARE: Final = 0.08
"""Of all that the shared words bring; a pair of passages with less is no reason."""
MAX_TERMS: Final = 6
MIN_TERM_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class _Pair:
    need: Passage
    offer: Passage
    piece: int
    weight: float


def find_reasons(need: Item, index: OfferIndex, scored: Scored, item: int) -> tuple[Reason, ...]:
    """Up to three reasons for one item, weightiest first."""
    pieces = [int(piece) for piece in scored.chosen[item]]
    points = {
        piece: {
            term: bm25 * scored.points_per_bm25 / len(pieces)
            for term, bm25 in index.lexical.term_scores(scored.query, piece).items()
        }
        for piece in pieces
    }
    offered = [
        (passage, piece)
        for piece in pieces
        for passage in list_passages(
            index.pieces[piece].title, index.pieces[piece].text, index.pieces[piece].field
        )
    ]
    asked = list_passages(need.title, need.text)
    return words_reasons(asked, offered, points)


def words_reasons(
    asked: Sequence[Passage],
    offered: Sequence[tuple[Passage, int]],
    points: dict[int, dict[str, float]],
) -> tuple[Reason, ...]:
    """The pairs of passages whose shared terms carry most; `points` is by piece and term."""
    left = {piece: dict(terms) for piece, terms in points.items()}
    floor = MIN_SHARE * sum(sum(terms.values()) for terms in points.values())
    reasons: list[Reason] = []
    while len(reasons) < MAX_REASONS:
        best = _best_pair(asked, offered, left)
        if best is None or best.weight <= 0.0 or best.weight < floor:
            break
        shared = {
            term: left[best.piece].pop(term)
            for term in sorted(best.need.terms & best.offer.terms)
            if term in left[best.piece]
        }
        terms = mark_shared(best.need, best.offer, shared)
        if terms:
            reasons.append(
                Reason(
                    kind="words",
                    need_span=best.need.span,
                    offer_span=best.offer.span,
                    need_quote=best.need.quote,
                    offer_quote=best.offer.quote,
                    terms=terms,
                    weight=best.weight,
                )
            )
    return tuple(reasons)


def _best_pair(
    asked: Sequence[Passage],
    offered: Sequence[tuple[Passage, int]],
    left: dict[int, dict[str, float]],
) -> _Pair | None:
    best: _Pair | None = None
    for passage, piece in offered:
        points = left[piece]
        telling = {term: points[term] for term in passage.terms if term in points}
        if not telling:
            continue
        for need in asked:
            weight = sum(telling[term] for term in sorted(need.terms & telling.keys()))
            if best is None or weight > best.weight:
                best = _Pair(need, passage, piece, weight)
    return best


def mark_shared(need: Passage, offer: Passage, points: dict[str, float]) -> tuple[SharedTerm, ...]:
    """The shared terms as they stand in both quotes, joined to the longest common runs, weightiest
    first. A run holds the points of all terms that begin in it."""
    need_text, offer_text = fold(need.quote), fold(offer.quote)
    covered: dict[int, int] = {}
    begins: dict[int, float] = {}
    for term, weight in points.items():
        places = _places(term, need_text)
        if not places or not _places(term, offer_text):
            continue
        begins[places[0]] = begins.get(places[0], 0.0) + weight
        for start in places:
            covered[start] = max(covered.get(start, 0), start + len(term))
    runs = list(_runs(need_text, offer_text, covered))
    total = sum(points.values())
    terms = []
    for start, end, offer_start in runs:
        weight = sum(begins.get(at, 0.0) for at in range(start, end))
        if end - start >= 2 and weight > MIN_TERM_SHARE * total:
            terms.append(
                SharedTerm(
                    need.quote[start:end],
                    _inside(need.span, start, end),
                    _inside(offer.span, offer_start, offer_start + end - start),
                    weight,
                )
            )
    return tuple(sorted(terms, key=lambda term: -term.weight)[:MAX_TERMS])


def _runs(
    need_text: str, offer_text: str, covered: dict[int, int]
) -> Iterable[tuple[int, int, int]]:
    """Left to right: the longest chain of overlapping or touching terms that the offer has too."""
    done = 0
    for start in sorted(covered):
        if start < done:
            continue
        end = covered[start]
        place = offer_text.find(need_text[start:end])
        at = start
        while at <= end:
            further = covered.get(at, 0)
            if further > end:
                longer = offer_text.find(need_text[start:further])
                if longer >= 0:
                    end, place = further, longer
            at += 1
        if place >= 0:
            yield start, end, place
            done = end


def fold(text: str) -> str:
    """Lower case, character by character, so that places stay."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


@lru_cache(maxsize=50_000)
def _pattern(term: str) -> re.Pattern[str]:
    """Finds a term; one of Latin letters or digits only as a whole word."""
    before = "(?<![a-z0-9])" if term[0].isascii() and term[0].isalnum() else ""
    after = "(?![a-z0-9])" if term[-1].isascii() and term[-1].isalnum() else ""
    return re.compile(before + re.escape(term) + after)


def _places(term: str, text: str) -> list[int]:
    return [match.start() for match in _pattern(term).finditer(text)]


def _inside(span: Span, start: int, end: int) -> Span:
    return Span(span.field, span.start + start, span.start + end)
