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

import numpy as np

from duijie.engines.ranking.passages import Passage, list_passages
from duijie.engines.ranking.types import Reason, SharedTerm, Span

if TYPE_CHECKING:
    from duijie.engines.ranking.index import OfferIndex, PreparedNeeds, Scored

MAX_REASONS: Final = 3
MIN_SHARE: Final = 0.15
MIN_POINTS: Final = 0.7
"""A pair of passages that carries less than this share of what the shared words bring, or fewer
points, is no reason: such pairs share 百分比 or 使用寿命."""
MAX_TERMS: Final = 6
MIN_TERM_SHARE: Final = 0.08
PARTICLES: Final = frozenset("的了和与及或对等在为是以其之该所并将中有可能被把从到于由而")
"""Do not begin or end a shared run."""


@dataclass(frozen=True, slots=True)
class _Pair:
    need: Passage
    offer: Passage
    piece: int
    weight: float


def find_reasons(
    needs: PreparedNeeds, number: int, index: OfferIndex, scored: Scored, item: int
) -> tuple[Reason, ...]:
    """Up to three reasons for one item, weightiest first, no pair of passages twice."""
    need = needs.items[number]
    pieces = scored.pieces_of(item)
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
    reasons = list(words_reasons(list_passages(need.title, need.text), offered, points))
    meant = meaning_reason(needs, number, index, pieces, scored.points_per_cosine)
    quoted = {(reason.need_span, reason.offer_span) for reason in reasons}
    if meant and (meant.need_span, meant.offer_span) not in quoted:
        # of three only the weightiest stay, but one that shares no words is told in any case
        reasons = [*reasons[: MAX_REASONS - 1], meant]
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


def meaning_reason(
    needs: PreparedNeeds, number: int, index: OfferIndex, pieces: Sequence[int], points: float
) -> Reason | None:
    """The pair of passages nearest in meaning.

    The centred cosine of two texts is the sum of the products of all pairs of their passages (and
    of the little that stands outside of them): a pair's product is what it brings, and `points` is
    what a cosine of 1 is worth. The pair is chosen by its own cosine, else the longest passages
    would always win, and those are what companies say of themselves.
    """
    own = needs.meanings.parts[number]
    best: Reason | None = None
    nearest = 0.0
    for piece in pieces:
        other = index.meanings.parts[piece]
        products = own @ other.T
        if not products.size:
            continue
        norms = np.outer(np.linalg.norm(own, axis=1), np.linalg.norm(other, axis=1))
        cosines = products / np.sqrt(np.maximum(norms, 1e-9))
        row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
        if cosines[row, column] > nearest:
            nearest = float(cosines[row, column])
            weight = float(products[row, column]) * points / len(pieces)
            asked = needs.readings[number].passages[row]
            offered = index.readings[piece].passages[column]
            best = Reason(
                kind="meaning",
                need_span=asked.span,
                offer_span=offered.span,
                need_quote=asked.quote,
                offer_quote=offered.quote,
                terms=(),
                weight=weight,
            )
    return best


def words_reasons(
    asked: Sequence[Passage],
    offered: Sequence[tuple[Passage, int]],
    points: dict[int, dict[str, float]],
) -> tuple[Reason, ...]:
    """The pairs of passages whose shared terms carry most; `points` is by piece and term."""
    left = {piece: dict(terms) for piece, terms in points.items()}
    total = sum(sum(terms.values()) for terms in points.values())
    floor = max(MIN_POINTS, MIN_SHARE * total)
    reasons: list[Reason] = []
    while len(reasons) < MAX_REASONS:
        best = _best_pair(asked, offered, left)
        if best is None or best.weight < floor:
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
        while start < end and need_text[start] in PARTICLES:
            start, offer_start = start + 1, offer_start + 1
        while end > start and need_text[end - 1] in PARTICLES:
            end -= 1
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
