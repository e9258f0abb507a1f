"""Offers and experts prepared once, so that a need is answered at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from duijie.engines.ranking.lexical import LexicalIndex
from duijie.engines.ranking.meaning import (
    CentredMeanings,
    Reading,
    centre,
    embed_readings,
    read_opening,
)
from duijie.engines.ranking.names import is_name
from duijie.engines.ranking.scores import (
    BEST_PIECES,
    COSINE_DIGITS,
    FURTHER_SHARE,
    MEANING_SPREAD,
    NEED_CHARACTERS,
    OFFER_CHARACTERS,
    words_spread,
)
from duijie.engines.ranking.statistics import (
    NeedStatistics,
    OfferStatistics,
    describe_needs,
    describe_offers,
)
from duijie.engines.ranking.terms import count_need_terms, count_terms
from duijie.engines.ranking.types import Item
from duijie.engines.ranking.variants import Variant
from duijie.errors import DuijieError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder, IsCancelled, OnProgress
    from duijie.engines.ranking.scores import Numbers


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that is compared: an item's own title and text, or one piece of its evidence."""

    item: int
    field: str
    """Empty for the item's own; else `evidence.N.`, which goes before `title` and `text`."""
    title: str
    text: str


@dataclass(frozen=True)
class PreparedNeeds:
    """Needs with their vectors and the statistics of their side."""

    items: tuple[Item, ...]
    readings: tuple[Reading, ...]
    meanings: CentredMeanings
    statistics: NeedStatistics


@dataclass(frozen=True)
class Scored:
    """Scores of every piece for one need, and what they became per item."""

    query: dict[str, float]
    points_per_bm25: float
    """Points of the score that one unit of a piece's BM25 is worth."""
    piece_words: Numbers
    """z-scores times their weight in the variant, like all below."""
    piece_meaning: Numbers
    meaning_z: Numbers
    """Of every piece, without a weight."""
    points_per_cosine: Numbers
    """Points of the score that a cosine of 1 with each piece is worth."""
    chosen: Mapping[int, NDArray[np.intp]]
    """The pieces that count, best first, of items that have more than one."""
    first: NDArray[np.intp]
    """First piece of each item."""
    item_words: Numbers
    item_meaning: Numbers

    def shares_of(self, item: int) -> dict[int, float]:
        """The pieces that count, best first, and how much of each counts."""
        pieces = self.chosen.get(item)
        if pieces is None:
            return {int(self.first[item]): 1.0}
        return {int(piece): FURTHER_SHARE if at else 1.0 for at, piece in enumerate(pieces)}

    @property
    def item_scores(self) -> Numbers:
        return self.item_words + self.item_meaning


class OfferIndex:
    """Offers and experts with their terms, vectors and frozen statistics."""

    def __init__(
        self,
        items: Sequence[Item],
        *,
        embedder: Embedder,
        statistics: OfferStatistics | None = None,
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> None:
        """Prepares the items; the texts are embedded here. `statistics`: those of the published
        records where others are searched as well; by default of the items themselves."""
        check_ids(items)
        self.items = tuple(items)
        self.pieces = tuple(
            piece for number, item in enumerate(self.items) for piece in _pieces(number, item)
        )
        self.readings = tuple(
            read_opening(piece.title, piece.text, OFFER_CHARACTERS, piece.field)
            for piece in self.pieces
        )
        meanings = embed_readings(self.readings, "passage", embedder, on_progress, is_cancelled)
        counts = [count_terms(f"{piece.title}\n{piece.text}") for piece in self.pieces]
        self.statistics = statistics or describe_offers(counts, meanings.vectors)
        self.lexical = LexicalIndex(counts, self.statistics)
        self.meanings = centre(meanings, self.statistics.mean_vector)
        owners = np.array([piece.item for piece in self.pieces], dtype=np.intp)
        self._bounds = np.searchsorted(owners, np.arange(len(self.items) + 1))
        self._is_evidence = np.array([piece.field != "" for piece in self.pieces], dtype=bool)

    def score(self, needs: PreparedNeeds, number: int, variant: Variant) -> Scored:
        """Scores of all items for one of the needs."""
        need = needs.items[number]
        weights = need_weights(need, needs.statistics)
        query = self.lexical.query_weights(weights)
        raw_words = self.lexical.scores(query)
        words = words_spread(query, self.statistics)
        meaning_z = MEANING_SPREAD.z(self._cosines(needs.meanings.vectors[number]))
        piece_words = variant.words_weight * words.z(raw_words)
        weights_of_meaning = np.where(
            self._is_evidence, variant.evidence_meaning_weight, variant.meaning_weight
        )
        piece_meaning = meaning_z * weights_of_meaning
        chosen = self._choose(piece_words + piece_meaning)
        return Scored(
            query=query,
            points_per_bm25=variant.words_weight / words.deviation if words.deviation else 0.0,
            piece_words=piece_words,
            piece_meaning=piece_meaning,
            meaning_z=meaning_z,
            points_per_cosine=weights_of_meaning / MEANING_SPREAD.deviation,
            chosen=chosen,
            first=self._bounds[:-1],
            item_words=self._pooled(piece_words, chosen),
            item_meaning=self._pooled(piece_meaning, chosen),
        )

    def _cosines(self, vector: NDArray[np.float32]) -> Numbers:
        # rounded, because equal vectors in different places may differ in the last digit
        products: Numbers = (self.meanings.vectors @ vector).astype(np.float64)
        return np.round(products, COSINE_DIGITS)

    def _choose(self, scores: Numbers) -> dict[int, NDArray[np.intp]]:
        """Of each item with several pieces the best one, and those after it that speak for it.

        A piece below what is expected of any text counts for nothing, so that an expert is not
        punished for papers on something else.
        """
        chosen = {}
        for item in np.flatnonzero(np.diff(self._bounds) > 1):
            start, end = self._bounds[item], self._bounds[item + 1]
            best = start + np.argsort(-scores[start:end], kind="stable")[:BEST_PIECES]
            speaking = scores[best] > 0.0
            speaking[0] = True
            chosen[int(item)] = best[speaking]
        return chosen

    def _pooled(self, scores: Numbers, chosen: Mapping[int, NDArray[np.intp]]) -> Numbers:
        pooled: Numbers = scores[self._bounds[:-1]].copy()
        for item, pieces in chosen.items():
            pooled[item] = scores[pieces[0]] + FURTHER_SHARE * scores[pieces[1:]].sum()
        return pooled


def prepare_needs(
    needs: Sequence[Item],
    *,
    embedder: Embedder,
    statistics: NeedStatistics | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> PreparedNeeds:
    """Needs ready to be asked. `statistics`: those of the stored needs, where these are only one
    or few of them; by default of these needs themselves."""
    check_ids(needs)
    readings = tuple(read_opening(need.title, need.text, NEED_CHARACTERS) for need in needs)
    meanings = embed_readings(readings, "query", embedder, on_progress, is_cancelled)
    if statistics is None:
        counts = [count_terms(f"{need.title}\n{need.text}") for need in needs]
        statistics = describe_needs(counts, meanings.vectors)
    centred = centre(meanings, statistics.mean_vector)
    return PreparedNeeds(tuple(needs), readings, centred, statistics)


def need_weights(need: Item, statistics: NeedStatistics) -> dict[str, float]:
    """Weight of each term of a need: how often it occurs times how telling it is.

    Linear in the count: to saturate it costs a tenth of the quality on long needs.
    """
    counts: Counter[str] = count_need_terms(
        need.title, need.text, title_times=statistics.title_times
    )
    return {term: count * statistics.weight(term) for term, count in counts.items()}


def check_ids(items: Sequence[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise DuijieError("ranking.duplicate_id", id=item.id)
        seen.add(item.id)


def _pieces(number: int, item: Item) -> list[Piece]:
    evidence = [
        Piece(number, f"evidence.{at}.", piece.title, piece.text)
        for at, piece in enumerate(item.evidence)
        if piece.title.strip() or piece.text.strip()
    ]
    title = "" if item.kind == "expert" and is_name(item.title) else item.title
    if evidence and not title.strip() and not item.text.strip():
        return evidence
    return [Piece(number, "", title, item.text), *evidence]
