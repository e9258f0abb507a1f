"""BM25 over prepared pieces: one posting list per term, as slices of flat arrays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.scores import saturate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.scores import Numbers
    from duijie.engines.ranking.statistics import OfferStatistics


_AT_ONCE: Final = 1_000_000


@dataclass(frozen=True)
class Postings:
    """Which pieces hold which terms. Of a term only a hash is kept: what is in these arrays can lie
    in files and says no word of any record."""

    hashes: NDArray[np.uint64]
    """Of the terms, ascending."""
    starts: NDArray[np.int64]
    """The list of term t is what stands from starts[t] to starts[t + 1]."""
    rows: NDArray[np.int32]
    """Pieces, ascending within a list."""
    shares: NDArray[np.float32]
    """BM25 of each, without the weight of its term."""

    def find(self, term: str) -> slice | None:
        """Where the list of a term stands; None: no piece holds it."""
        wanted = hash_term(term)
        at = int(self.hashes.searchsorted(wanted))
        if at == len(self.hashes) or self.hashes[at] != wanted:
            return None
        return slice(int(self.starts[at]), int(self.starts[at + 1]))

    # how many pieces hold a term, as `OfferStatistics.holding` asks for it
    def get(self, term: str, default: int = 0, /) -> int:
        found = self.find(term)
        return default if found is None else found.stop - found.start

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.find(term) is not None


@lru_cache(maxsize=200_000)
def hash_term(term: str) -> np.uint64:
    """Two of three million terms share one in a few of ten million cases."""
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "big"))


class Poster:
    """Gathers the terms of pieces, some at a time, in four bytes each."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[NDArray[np.int32]] = []
        self._times: list[NDArray[np.int32]] = []
        self._sizes: list[NDArray[np.int32]] = []
        self._lengths: list[NDArray[np.int32]] = []

    def add(self, counts: Sequence[Counter[str]]) -> None:
        """Pieces given by their terms, behind those that were added before."""
        numbers = self._numbers
        terms = (numbers.setdefault(term, len(numbers)) for piece in counts for term in piece)
        self._terms.append(np.fromiter(terms, np.int32))
        times = (count for piece in counts for count in piece.values())
        self._times.append(np.fromiter(times, np.int32))
        self._sizes.append(np.array([len(piece) for piece in counts], dtype=np.int32))
        self._lengths.append(np.array([sum(piece.values()) for piece in counts], dtype=np.int32))

    @property
    def count(self) -> int:
        return sum(len(sizes) for sizes in self._sizes)

    @property
    def total_length(self) -> int:
        return sum(int(lengths.sum()) for lengths in self._lengths)

    def post(self, mean_length: float) -> Postings:
        """The posting lists; `mean_length` of a piece as the statistics have it."""
        none = np.zeros(0, dtype=np.int32)
        hashes = np.fromiter(map(hash_term, self._numbers), np.uint64, len(self._numbers))
        by_hash = np.argsort(hashes, kind="stable")
        places = np.empty(len(hashes), dtype=np.int32)
        places[by_hash] = np.arange(len(hashes), dtype=np.int32)
        terms = places[np.concatenate([none, *self._terms])]
        order = np.argsort(terms, kind="stable")
        sizes = np.concatenate([none, *self._sizes])
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        times = np.concatenate([none, *self._times])[order]
        lengths = np.concatenate([none, *self._lengths]).astype(np.float64)
        shares = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            at = slice(start, start + _AT_ONCE)
            shares[at] = saturate(times[at].astype(np.float64), lengths[rows[at]], mean_length)
        starts = np.searchsorted(terms[order], np.arange(len(hashes) + 1)).astype(np.int64)
        return Postings(hashes[by_hash], starts, rows, shares)


class LexicalIndex:
    """Terms of pieces, ready for queries. The statistics stay those given."""

    def __init__(
        self, postings: Sequence[Postings], sizes: Sequence[int], statistics: OfferStatistics
    ) -> None:
        """`sizes`: how many pieces each of the postings is of; the pieces of one come behind those
        of the one before it."""
        self.postings = tuple(postings)
        self.sizes = tuple(sizes)
        self._statistics = statistics

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
            if term_weights[term] > 0.0 and any(term in part for part in self.postings)
        }

    def scores(self, query: Mapping[str, float]) -> Numbers:
        """BM25 of every piece for weights as `query_weights` gives them."""
        scores = np.zeros(sum(self.sizes), dtype=np.float64)
        start = 0
        for postings, size in zip(self.postings, self.sizes, strict=True):
            own = scores[start : start + size]
            for term, weight in query.items():
                at = postings.find(term)
                if at is not None:
                    # a piece stands at most once in a list, so plain indexing adds correctly
                    own[postings.rows[at]] += weight * postings.shares[at]
            start += size
        return scores

    def term_scores(self, query: Mapping[str, float], piece: int) -> dict[str, float]:
        """What each term adds to the BM25 of one piece."""
        for number, size in enumerate(self.sizes):
            if piece < size:
                return _term_scores(self.postings[number], query, piece)
            piece -= size
        raise IndexError(piece)


def _term_scores(postings: Postings, query: Mapping[str, float], piece: int) -> dict[str, float]:
    parts = {}
    for term, weight in query.items():
        found = postings.find(term)
        if found is None:
            continue
        at = found.start + int(postings.rows[found].searchsorted(piece))
        if at < found.stop and postings.rows[at] == piece:
            parts[term] = weight * float(postings.shares[at])
    return parts
