"""What of an item is read for its meaning, its vector, and what each passage brings to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import numpy as np

from duijie.engines.ranking.passages import Passage, list_passages
from duijie.engines.ranking.scores import COSINE_DIGITS, LETTERS_PER_CHARACTER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder, IsCancelled, OnProgress, Role

LARGEST: Final = 127
_AT_ONCE: Final = 20_000
N = TypeVar("N", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Reading:
    """The opening of an item as the embedder gets it, and the passages that stand in it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Parts:
    """What each passage brings to its text's vector, in a byte a number: `values` (rows, width)
    times `scales` (rows). Flat over all texts, so that it can lie in files."""

    bounds: NDArray[np.int64]
    """The rows of text i are those from bounds[i] to bounds[i + 1]."""
    values: NDArray[np.int8]
    scales: NDArray[np.float32]
    shares: NDArray[np.float32]
    """How much of its text each passage is."""
    is_title: NDArray[np.bool_]

    def count(self, number: int) -> int:
        """Passages of a text."""
        return int(self.bounds[number + 1] - self.bounds[number])

    def rows(self, number: int) -> slice:
        return slice(int(self.bounds[number]), int(self.bounds[number + 1]))

    def vectors(self, number: int) -> NDArray[np.float32]:
        """(passages, width)"""
        rows = self.rows(number)
        return self.values[rows].astype(np.float32) * self.scales[rows, None]

    def directions(self, rows: slice) -> NDArray[np.float64]:
        """(rows, width), each of unit length."""
        return to_unit_length(self.values[rows].astype(np.float64))


@dataclass(frozen=True)
class Meanings:
    """Vectors of one side as they come from the embedder; an empty text has zeros."""

    vectors: NDArray[np.float32]
    parts: Parts


def read_opening(title: str, text: str, limit: int, prefix: str = "") -> Reading:
    """The opening of title and text, as long as `limit` Chinese characters; more blurs the
    vector."""
    opening = cut_opening(f"{title}\n{text}", limit)
    limit = len(opening)
    offsets = {f"{prefix}title": 0, f"{prefix}text": len(title) + 1}
    spans, passages = [], []
    for passage in list_passages(title, text, prefix):
        start = offsets[passage.span.field] + passage.span.start
        end = min(limit, offsets[passage.span.field] + passage.span.end)
        if start < end:
            spans.append((start, end))
            passages.append(passage)
    return Reading(opening, tuple(spans), tuple(passages))


def cut_opening(text: str, limit: int) -> str:
    """As much of the text as `limit` Chinese characters; `LETTERS_PER_CHARACTER` of ASCII are as
    one of them."""
    left = limit * LETTERS_PER_CHARACTER
    for at, char in enumerate(text):
        left -= 1 if char.isascii() else LETTERS_PER_CHARACTER
        if left < 0:
            return text[:at]
    return text


def embed_readings(
    readings: Sequence[Reading],
    role: Role,
    embedder: Embedder,
    width: int,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Meanings:
    """Vectors of the readings and of their passages, of the model's `width`."""
    full = [number for number, reading in enumerate(readings) if reading.spans]
    made = embedder.embed_parts(
        [readings[number].text for number in full],
        [readings[number].spans for number in full],
        role,
        on_progress,
        is_cancelled,
    )
    vectors = np.zeros((len(readings), width), dtype=np.float32)
    counts = np.zeros(len(readings), dtype=np.int64)
    rows, shares = [], []
    for number, one in zip(full, made, strict=True):
        vectors[number] = one.vector
        counts[number] = len(one.parts)
        rows.append(_to_bytes(one.parts))
        shares.append(one.shares)
    titles = [
        passage.span.field.endswith("title") for reading in readings for passage in reading.passages
    ]
    parts = Parts(
        bounds=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        values=_joined([values for values, _ in rows], np.zeros((0, width), dtype=np.int8)),
        scales=_joined([scales for _, scales in rows], np.zeros(0, dtype=np.float32)),
        shares=_joined(shares, np.zeros(0, dtype=np.float32)),
        is_title=np.array(titles, dtype=bool),
    )
    return Meanings(vectors, parts)


def join_meanings(made: Sequence[Meanings], width: int) -> Meanings:
    """Those of one side that were embedded some at a time, in their order."""
    if len(made) == 1:
        return made[0]
    parts = [one.parts for one in made]
    counts = [np.diff(part.bounds) for part in parts]
    bounds = np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *counts])).astype(np.int64)
    return Meanings(
        _joined([one.vectors for one in made], np.zeros((0, width), dtype=np.float32)),
        Parts(
            bounds=bounds,
            values=_joined([part.values for part in parts], np.zeros((0, width), dtype=np.int8)),
            scales=_joined([part.scales for part in parts], np.zeros(0, dtype=np.float32)),
            shares=_joined([part.shares for part in parts], np.zeros(0, dtype=np.float32)),
            is_title=_joined([part.is_title for part in parts], np.zeros(0, dtype=bool)),
        ),
    )


def _to_bytes(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = np.abs(vectors).max(axis=1, initial=0.0) / LARGEST
    scales[scales == 0.0] = 1.0
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _joined(arrays: Sequence[NDArray[N]], nothing: NDArray[N]) -> NDArray[N]:
    return np.concatenate([nothing, *arrays]).astype(nothing.dtype, copy=False)


class OfferedMeanings(Protocol):
    """Centred vectors of the searched side."""

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of every item with a vector of unit length."""
        ...

    def parts(self, number: int) -> NDArray[np.float64]:
        """(passages, width): what each passage brings to the item's centred vector."""
        ...


@dataclass(frozen=True)
class CentredMeanings:
    """Vectors less their side's mean, of one length again; zero vectors stay zero.

    Uncentred e5 has hubs: a few offers stand near everything.
    """

    vectors: NDArray[np.float32]
    source: Parts
    mean: NDArray[np.float64]
    norms: NDArray[np.float64]
    """By which each vector was divided."""

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of every item with a vector of unit length."""
        # rounded, because equal vectors in different places may differ in the last digit
        return np.asarray(self.vectors @ vector, dtype=np.float64).round(COSINE_DIGITS)

    def parts(self, number: int) -> NDArray[np.float64]:
        """(passages, width): what each passage brings to the item's centred vector."""
        own, shares = self.source.vectors(number), self.source.shares[self.source.rows(number)]
        moved: NDArray[np.float64] = own - shares[:, None] * self.mean
        brought: NDArray[np.float64] = moved / self.norms[number]
        return brought


def centre(meanings: Meanings, mean: NDArray[np.float64], length: float = 1.0) -> CentredMeanings:
    """Moved by the mean and made so long."""
    vectors = np.empty_like(meanings.vectors)
    norms = np.empty(len(vectors), dtype=np.float64)
    for start in range(0, len(vectors), _AT_ONCE):
        at = slice(start, start + _AT_ONCE)
        moved = meanings.vectors[at].astype(np.float64) - mean
        moved[~meanings.vectors[at].any(axis=1)] = 0.0
        lengths = np.linalg.norm(moved, axis=1)
        lengths[lengths < 1e-9] = 1.0
        lengths /= length
        vectors[at], norms[at] = moved / lengths[:, None], lengths
    return CentredMeanings(vectors, meanings.parts, mean, norms)


def to_unit_length(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row (n, width) of length 1; rows of zeros stay."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    norms[norms < 1e-9] = 1.0
    unit: NDArray[np.float64] = rows / norms
    return unit
