"""Why a pair was matched: quotes from both texts, with the terms that they share.

Every shared term's points go to one pair of passages only, so the weights of a match's words
reasons never add up to more than what the shared words bring. Where nothing can honestly be said a
match has no reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.passages import Passage, list_passages
from duijie.engines.ranking.shared_terms import fold, is_told, mark_shared
from duijie.engines.ranking.telling import named
from duijie.engines.ranking.types import Reason, SharedTerm

if TYPE_CHECKING:
    from duijie.engines.ranking.index import OfferIndex, PreparedNeeds
    from duijie.engines.ranking.scoring import Scored

MAX_REASONS: Final = 3
MIN_SHARE: Final = 0.15
MIN_POINTS: Final = 0.7
MIN_QUOTE: Final = 6
MEANING_FROM: Final = 3.0
"""z-score of meaning below which no quotes are said to mean alike: one in a hundred pairs that have
nothing to do with each other comes to it."""
"""A pair of passages that carries less than this share of what the shared words bring, or fewer
points, is no reason: such pairs share 百分比 or 使用寿命."""


@dataclass(frozen=True, slots=True)
class _Pair:
    need: Passage
    offer: Passage
    piece: int
    weight: float


def find_reasons(
    needs: PreparedNeeds, number: int, index: OfferIndex, scored: Scored, item: int, fit: float
) -> tuple[Reason, ...]:
    """Up to three reasons for one item of this fit, weightiest first, no pair of passages
    twice."""
    need = needs.items[number]
    pieces = scored.shares_of(item)
    points = {
        piece: {
            term: bm25 * scored.query_of(piece).points * counted
            for term, bm25 in index.lexical.term_scores(
                scored.query_of(piece).weights, piece
            ).items()
        }
        for piece, counted in pieces.items()
    }
    offered = [
        (passage, piece)
        for piece in pieces
        for passage in list_passages(
            index.pieces[piece].title, index.pieces[piece].text, index.pieces[piece].field
        )
    ]
    is_stemmed = index.variant.is_stemmed
    asked = list_passages(need.title, need.text)
    reasons = list(words_reasons(asked, offered, points, is_stemmed=is_stemmed))
    # of a pair that does not fit nobody believes that it means alike
    fits = fit >= index.variant.fits_from
    near = {
        piece: counted * float(scored.points_per_cosine[piece])
        for piece, counted in pieces.items()
        if fits and scored.meaning_z[piece] >= MEANING_FROM
    }
    meant = meaning_reason(needs, number, index, near)
    quoted = {(reason.need_span, reason.offer_span) for reason in reasons}
    if meant and (meant.need_span, meant.offer_span) not in quoted:
        # of three only the weightiest stay, but one that shares no words is told in any case
        reasons = [*reasons[: MAX_REASONS - 1], meant]
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


def meaning_reason(
    needs: PreparedNeeds, number: int, index: OfferIndex, points: Mapping[int, float]
) -> Reason | None:
    """The pair of sentences nearest in meaning, of the need and of the pieces in `points`.

    Titles are not quoted: out of a few words that are not shared nobody sees why.

    The centred cosine of two texts is the sum of the products of all pairs of their passages (and
    of the little that stands outside of them): a pair's product is what it brings, and `points` is
    what a cosine of 1 with each piece is worth. The pair is chosen by its own
    cosine, else the longest passages would always win, and those are what companies say of
    themselves.
    """
    asked_rows = _speaking(needs.readings[number].passages)
    own = needs.meanings.parts(number)[asked_rows]
    best: Reason | None = None
    nearest = 0.0
    for piece, worth in points.items():
        passages = index.reading(piece).passages
        rows = _speaking(passages)
        other = index.meanings.parts(piece)[rows]
        products = own @ other.T
        if not products.size:
            continue
        norms = np.outer(np.linalg.norm(own, axis=1), np.linalg.norm(other, axis=1))
        cosines = products / np.sqrt(np.maximum(norms, 1e-9))
        row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
        if cosines[row, column] > nearest:
            nearest = float(cosines[row, column])
            asked = needs.readings[number].passages[asked_rows[row]]
            offered = passages[rows[column]]
            best = Reason(
                kind="meaning",
                need_span=asked.span,
                offer_span=offered.span,
                need_quote=asked.quote,
                offer_quote=offered.quote,
                terms=(),
                weight=float(products[row, column]) * worth,
            )
    return best


def _speaking(passages: Sequence[Passage]) -> list[int]:
    """Numbers of the passages that can be quoted for what they mean."""
    return [
        number
        for number, passage in enumerate(passages)
        if not passage.span.field.endswith("title")
        and len(passage.quote) - sum(end - start for start, end in named(passage)) >= MIN_QUOTE
    ]


def words_reasons(
    asked: Sequence[Passage],
    offered: Sequence[tuple[Passage, int]],
    points: dict[int, dict[str, float]],
    *,
    is_stemmed: bool = False,
) -> tuple[Reason, ...]:
    """The pairs of passages whose shared terms carry most; `points` is by piece and term."""
    left = {piece: dict(terms) for piece, terms in points.items()}
    total = sum(sum(terms.values()) for terms in points.values())
    floor = max(MIN_POINTS, MIN_SHARE * total)
    reasons: list[Reason] = []
    while len(reasons) < MAX_REASONS:
        best = _best_pair(asked, offered, left, is_stemmed=is_stemmed)
        if best is None or best.weight < floor:
            break
        shared = {
            term: left[best.piece].pop(term)
            for term in sorted(best.need.terms(is_stemmed) & best.offer.terms(is_stemmed))
            if term in left[best.piece]
        }
        terms = mark_shared(best.need, best.offer, shared)
        if is_told(terms) and not _is_repeated(best, terms, reasons):
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


def _is_repeated(pair: _Pair, terms: Sequence[SharedTerm], told: Sequence[Reason]) -> bool:
    """Whether the same words were quoted before, as of a paper named in the expert's own text."""
    words = {fold(term.text) for term in terms}
    return any(
        words <= {fold(term.text) for term in reason.terms}
        and (_core(pair.need.quote), _core(pair.offer.quote))
        == (_core(reason.need_quote), _core(reason.offer_quote))
        for reason in told
    )


def _core(quote: str) -> str:
    return "".join(char for char in fold(quote) if char.isalnum())


def _best_pair(
    asked: Sequence[Passage],
    offered: Sequence[tuple[Passage, int]],
    left: dict[int, dict[str, float]],
    *,
    is_stemmed: bool,
) -> _Pair | None:
    best: _Pair | None = None
    for passage, piece in offered:
        points = left[piece]
        telling = {term: points[term] for term in passage.terms(is_stemmed) if term in points}
        if not telling:
            continue
        for need in asked:
            weight = sum(telling[term] for term in sorted(need.terms(is_stemmed) & telling.keys()))
            if best is None or weight > best.weight:
                best = _Pair(need, passage, piece, weight)
    return best
