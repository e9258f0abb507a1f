"""BM25 over prepared pieces: one posting list per term, as slices of flat arrays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from duijie.engines.ranking.scores import saturate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.scores import Numbers
    from duijie.engines.ranking.statistics import OfferStatistics


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


def post(counts: Sequence[Counter[str]], mean_length: float) -> Postings:
    """The posting lists of pieces given by their terms."""
    numbers: dict[str, int] = {}
    terms = np.fromiter(
        (numbers.setdefault(term, len(numbers)) for piece in counts for term in piece), np.int32
    )
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), [len(piece) for piece in counts])
    times = np.fromiter((count for piece in counts for count in piece.values()), np.int32)
    lengths = np.array([sum(piece.values()) for piece in counts], dtype=np.float64)
    hashes = np.fromiter(map(hash_term, numbers), np.uint64, len(numbers))
    by_hash = np.argsort(hashes, kind="stable")
    places = np.empty(len(hashes), dtype=np.int32)
    places[by_hash] = np.arange(len(hashes), dtype=np.int32)
    terms = places[terms]
    order = np.argsort(terms, kind="stable")
    rows = rows[order]
    shares = saturate(times[order].astype(np.float64), lengths[rows], mean_length)
    return Postings(
        hashes=hashes[by_hash],
        starts=np.searchsorted(terms[order], np.arange(len(hashes) + 1)).astype(np.int64),
        rows=rows,
        shares=shares.astype(np.float32),
    )


class LexicalIndex:
    """Terms of pieces, ready for queries. The statistics stay those given."""

    def __init__(self, postings: Postings, size: int, statistics: OfferStatistics) -> None:
        """`size`: how many pieces there are."""
        self.postings = postings
        self._size = size
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
            if term_weights[term] > 0.0 and term in self.postings
        }

    def scores(self, query: Mapping[str, float]) -> Numbers:
        """BM25 of every piece for weights as `query_weights` gives them."""
        scores = np.zeros(self._size, dtype=np.float64)
        for term, weight in query.items():
            at = self.postings.find(term)
            if at is not None:
                # a piece stands at most once in a posting list, so plain indexing adds correctly
                scores[self.postings.rows[at]] += weight * self.postings.shares[at]
        return scores

    def term_scores(self, query: Mapping[str, float], piece: int) -> dict[str, float]:
        """What each term adds to the BM25 of one piece."""
        parts = {}
        for term, weight in query.items():
            found = self.postings.find(term)
            if found is None:
                continue
            at = found.start + int(self.postings.rows[found].searchsorted(piece))
            if at < found.stop and self.postings.rows[at] == piece:
                parts[term] = weight * float(self.postings.shares[at])
        return parts
