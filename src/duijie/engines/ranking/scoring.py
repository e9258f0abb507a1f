"""One need against a prepared stock: the parts of every item's score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.scores import (
    BEST_PIECES,
    FURTHER_SHARE,
    K1,
    MEANING_SPREAD,
    PAPER_SPREAD,
    Spread,
    paper_query,
    words_spread,
)
from duijie.engines.ranking.sentence_likeness import Likeness, compare_all
from duijie.engines.ranking.terms import count_need_terms, count_terms, is_latin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.index import OfferIndex, PreparedNeeds
    from duijie.engines.ranking.scores import Numbers
    from duijie.engines.ranking.statistics import NeedStatistics
    from duijie.engines.ranking.types import Item

READ_CLOSELY: Final = 30
"""Of how many items, the best by words and meaning, the single sentences are compared."""


@dataclass(frozen=True, slots=True)
class Query:
    """Weights of a need's terms, idf multiplied in, and what a unit of their BM25 is worth."""

    weights: Mapping[str, float]
    points: float


@dataclass(frozen=True)
class Scored:
    """Scores of every piece for one need, and what they became per item."""

    query: Query
    paper: Query | None
    """In place of `query` for evidence in Latin script, if the need is in Latin script too."""
    is_paper: NDArray[np.bool_]
    """The pieces that `paper` is for."""
    coverage: Numbers
    """Of every piece: its BM25 for `query` as a share 0..1 of the most that any text could have, be
    the need's terms in the stock or not."""
    piece_words: Numbers
    """z-scores times their weight in the variant, like all below."""
    piece_meaning: Numbers
    meaning_z: Numbers
    """Of every piece, without a weight."""
    points_per_cosine: Numbers
    """Points of the score that a cosine of 1 with each piece is worth."""
    bounds: NDArray[np.int64]
    """Of the pieces of each item."""
    item_words: Numbers
    item_meaning: Numbers
    item_sentences: Numbers
    """Nothing but for the items that are read closely; never negative, so that no item falls
    behind one that was not read."""
    allowed: NDArray[np.bool_]
    """The items that take part."""
    likeness: Mapping[int, Likeness] = field(default_factory=dict)
    """Of the pieces that were read closely."""

    def shares_of(self, item: int) -> dict[int, float]:
        """The pieces that count, best first, and how much of each counts.

        A piece below what is expected of any text counts for nothing, so that an expert is not
        punished for papers on something else.
        """
        start, end = int(self.bounds[item]), int(self.bounds[item + 1])
        scores = self.piece_words[start:end] + self.piece_meaning[start:end]
        best = np.argsort(-scores, kind="stable")[:BEST_PIECES]
        return {
            start + int(at): FURTHER_SHARE if place else 1.0
            for place, at in enumerate(best)
            if not place or scores[at] > 0.0
        }

    def query_of(self, piece: int) -> Query:
        return self.paper if self.paper and self.is_paper[piece] else self.query

    @property
    def item_scores(self) -> Numbers:
        return self.item_words + self.item_meaning + self.item_sentences


def score(
    needs: PreparedNeeds,
    number: int,
    index: OfferIndex,
    *,
    allowed: NDArray[np.bool_] | None = None,
) -> Scored:
    """Scores of all items for one of the needs.

    `allowed`: a mark per item; those without it take no place among the items read closely, as if
    they were not there. Needs and index must have been prepared for the same variant.
    """
    assert needs.variant == index.variant
    variant, need = index.variant, needs.items[number]
    query, spread, raw, most = _words(needs, number, index)
    piece_words = variant.words_weight * spread.z(raw)
    vector = needs.meanings.vectors[number]
    meaning_z = MEANING_SPREAD.z(index.meanings.cosines(vector))
    weights = np.where(index.is_evidence, variant.evidence_meaning_weight, variant.meaning_weight)
    paper = None
    is_paper = index.is_paper
    if variant.paper_words_weight and is_paper.any() and is_latin(need.title + need.text):
        paper = _paper_query(need, index)
        found = index.lexical.scores(paper.weights)[is_paper]
        piece_words[is_paper] = variant.paper_words_weight * PAPER_SPREAD.z(found)
    piece_meaning = meaning_z * weights
    item_words, item_meaning = _pool(index, piece_words, piece_meaning)
    base = Scored(
        query=query,
        paper=paper,
        is_paper=is_paper,
        coverage=raw / most if most > 0.0 else np.zeros_like(raw),
        piece_words=piece_words,
        piece_meaning=piece_meaning,
        meaning_z=meaning_z,
        points_per_cosine=weights / MEANING_SPREAD.deviation,
        bounds=index.bounds,
        item_words=item_words,
        item_meaning=item_meaning,
        item_sentences=np.zeros(len(index.ids), dtype=np.float64),
        allowed=np.ones(len(index.ids), dtype=bool) if allowed is None else allowed,
    )
    return _read_closely(needs, number, index, base) if variant.sentences_weight else base


def best_items(
    scores: Numbers, allowed: NDArray[np.bool_], ids: Sequence[str] | NDArray[np.str_], count: int
) -> list[int]:
    """The `count` best of the allowed items, ties by id."""
    allowed_scores = np.where(allowed, scores, -np.inf)
    count = min(count, int(allowed.sum()))
    if count <= 0:
        return []
    # of those that tie with the last place all are compared by id, not by where they stood
    last = np.partition(allowed_scores, len(scores) - count)[len(scores) - count]
    candidates = np.flatnonzero(allowed_scores >= last)
    ordered = sorted(candidates.tolist(), key=lambda item: (-scores[item], ids[item]))
    return ordered[:count]


def need_weights(need: Item, statistics: NeedStatistics, *, is_stemmed: bool) -> dict[str, float]:
    """Weight of each term of a need: how often it occurs times how telling it is.

    Linear in the count: to saturate it costs a tenth of the quality on long needs.
    """
    counts = count_need_terms(
        need.title, need.text, title_times=statistics.title_times, is_stemmed=is_stemmed
    )
    return {term: count * statistics.weight(term) for term, count in counts.items()}


def _words(
    needs: PreparedNeeds, number: int, index: OfferIndex
) -> tuple[Query, Spread, Numbers, float]:
    """The query, the expected spread of its BM25, that of every piece, and the most possible."""
    weights = need_weights(
        needs.items[number], needs.statistics, is_stemmed=needs.variant.is_stemmed
    )
    query = index.lexical.query_weights(weights)
    # of the terms that the statistics know, whoever else is searched: neither a record outside of
    # them nor one that is missing here may move the others' scores
    holding, idf = index.statistics.holding, index.statistics.idf
    spread = words_spread(
        {term: weights[term] * idf(term) for term in sorted(weights) if term in holding},
        index.statistics,
    )
    points = index.variant.words_weight / spread.deviation if spread.deviation > 0.0 else 0.0
    most = (K1 + 1.0) * sum(weights[term] * idf(term) for term in sorted(weights))
    return Query(query, points), spread, index.lexical.scores(query), most


def _paper_query(need: Item, index: OfferIndex) -> Query:
    counts = count_terms(f"{need.title}\n{need.text}", is_stemmed=index.variant.is_stemmed)
    weights = index.lexical.known(paper_query(counts, index.statistics))
    return Query(weights, index.variant.paper_words_weight / PAPER_SPREAD.deviation)


def _pool(index: OfferIndex, words: Numbers, meaning: Numbers) -> tuple[Numbers, Numbers]:
    """Words and meaning of every item: of its best piece, and a share of those after it that speak
    for it, as `Scored.shares_of` tells them one by one."""
    first = index.bounds[:-1]
    item_words, item_meaning = words[first], meaning[first]
    sizes = np.diff(index.bounds)
    several = np.flatnonzero(sizes > 1)
    if len(several):
        counts = sizes[several]
        begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
        within = np.arange(int(counts.sum())) - np.repeat(begins, counts)
        pieces = np.repeat(first[several], counts) + within
        scores = words[pieces] + meaning[pieces]
        order = np.lexsort((-scores, np.repeat(np.arange(len(several)), counts)))
        # after the sort the place within its item is what it was before
        counted = np.where(within == 0, 1.0, FURTHER_SHARE)
        counted[(within >= BEST_PIECES) | ((within > 0) & (scores[order] <= 0.0))] = 0.0
        for target, of_pieces in ((item_words, words), (item_meaning, meaning)):
            target[several] = np.add.reduceat(of_pieces[pieces[order]] * counted, begins)
    return item_words, item_meaning


def _read_closely(needs: PreparedNeeds, number: int, index: OfferIndex, base: Scored) -> Scored:
    """With the sentences of the best items. Papers about papers are left out: whether an expert is
    among the best hangs on the others, and one expert's scores must be comparable over needs."""
    sentences = base.item_sentences.copy()
    read = best_items(base.item_scores, base.allowed, index.ids, READ_CLOSELY)
    shares = {
        item: {
            piece: counted
            for piece, counted in base.shares_of(item).items()
            if base.query_of(piece) is base.query
        }
        for item in read
    }
    likeness = compare_all(
        needs.passages, number, index.passages, [piece for own in shares.values() for piece in own]
    )
    for item, own in shares.items():
        for piece, counted in own.items():
            if piece in likeness:
                z = max(0.0, likeness[piece].z(index.passages.count(piece)))
                sentences[item] += counted * index.variant.sentences_weight * z
    return replace(base, item_sentences=sentences, likeness=likeness)
