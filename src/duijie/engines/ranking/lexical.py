"""BM25 over prepared pieces: one posting list per term, as slices of three flat arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from duijie.engines.ranking.scores import saturate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.scores import Numbers
    from duijie.engines.ranking.statistics import OfferStatistics


class LexicalIndex:
    """Terms of pieces, ready for queries. The statistics stay those given."""

    def __init__(self, counts: Sequence[Counter[str]], statistics: OfferStatistics) -> None:
        self._statistics = statistics
        self._size = len(counts)
        self._numbers: dict[str, int] = {}
        terms, rows, times = self._flatten(counts)
        lengths = np.array([sum(terms.values()) for terms in counts], dtype=np.float64)
        order = np.argsort(terms, kind="stable")
        self._rows = rows[order]
        self._starts = np.searchsorted(terms[order], np.arange(len(self._numbers) + 1))
        self._shares = saturate(
            times[order].astype(np.float64), lengths[self._rows], statistics.mean_length
        ).astype(np.float32)

    def _flatten(
        self, counts: Sequence[Counter[str]]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        numbers = self._numbers
        terms = [numbers.setdefault(term, len(numbers)) for piece in counts for term in piece]
        rows = np.repeat(np.arange(self._size), [len(piece) for piece in counts])
        times = [count for piece in counts for count in piece.values()]
        return np.array(terms, np.int32), rows.astype(np.int32), np.array(times, np.int32)

    def query_weights(self, term_weights: Mapping[str, float]) -> dict[str, float]:
        """The need's weights times idf, of the terms that some piece holds, in a fixed order."""
        return {
            term: weight * self._statistics.idf(term)
            for term, weight in self.known(term_weights).items()
        }

    def known(self, term_weights: Mapping[str, float]) -> dict[str, float]:
        """Of the weights those of terms that some piece holds, in a fixed order."""
        return {
            term: term_weights[term]
            for term in sorted(term_weights)
            if term in self._numbers and term_weights[term] > 0.0
        }

    def scores(self, query: Mapping[str, float]) -> Numbers:
        """BM25 of every piece for weights as `query_weights` gives them."""
        scores = np.zeros(self._size, dtype=np.float64)
        for term, weight in query.items():
            number = self._numbers[term]
            at = slice(self._starts[number], self._starts[number + 1])
            # a piece stands at most once in a posting list, so plain indexing adds correctly
            scores[self._rows[at]] += weight * self._shares[at]
        return scores

    def term_scores(self, query: Mapping[str, float], piece: int) -> dict[str, float]:
        """What each term adds to the BM25 of one piece."""
        parts = {}
        for term, weight in query.items():
            number = self._numbers[term]
            start, end = self._starts[number], self._starts[number + 1]
            at = start + int(self._rows[start:end].searchsorted(piece))
            if at < end and self._rows[at] == piece:
                parts[term] = weight * float(self._shares[at])
        return parts
