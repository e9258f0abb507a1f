"""Runs the encoder: windows of tokens in, mean-pooled unit vectors and their parts out."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from duijie.engines.embedding.embedded import Embedded
from duijie.engines.embedding.graph import build_graph
from duijie.engines.embedding.tokens import Splitter

if TYPE_CHECKING:
    import onnxruntime
    from numpy.typing import NDArray

    from duijie.engines.embedding.weights import Floats, Weights

BATCH_TOKENS = 512
BATCH_ROWS = 8
CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def count_cores() -> int:
    """Cores this process may use: its affinity, and the container's quota where there is one."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    try:
        quota, period = CGROUP_QUOTA.read_text().split()[:2]
        cores = min(cores, -(-int(quota) // int(period)))
    except (OSError, ValueError):
        pass  # no such file, or "max": no quota
    return max(1, cores)


def give_memory_back() -> None:
    """Hand freed memory to the system where the C library can (glibc keeps 150 MB here)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    ids: NDArray[np.int64]
    owners: NDArray[np.int64]


class Encoder:
    """The loaded model. One instance may be used from several threads: a run keeps no state."""

    def __init__(self, weights: Weights, *, threads: int | None = None) -> None:
        self._weights = weights
        self._splitter = Splitter(weights)
        give_memory_back()
        self._positions = weights.vector("emb.pos").reshape(-1, weights.width)
        self._type = weights.vector("emb.type")[: weights.width]
        self._session = _open_session(weights)
        self._threads = threads or count_cores()
        give_memory_back()

    @property
    def width(self) -> int:
        return self._weights.width

    def encode(
        self,
        texts: list[str],
        spans: list[tuple[tuple[int, int], ...]],
        *,
        on_batch: Callable[[list[tuple[int, Embedded]]], None],
    ) -> None:
        """Hands the texts over as they are finished, by index, a batch at a time.

        A text longer than a window is the mean of its windows, weighted by their tokens. What
        `on_batch` raises ends the run.
        """
        windows = list(self._windows(texts, spans))
        left = np.bincount([window.text for window in windows], minlength=len(texts))
        sums: dict[int, NDArray[np.float64]] = {}
        tokens: dict[int, NDArray[np.float64]] = {}
        # closed at once when on_batch raises, or the threads would go on until it is collected
        with contextlib.closing(self._run_all(list(_batches(windows)))) as runs:
            for batch, states in runs:
                finished = []
                for window, hidden in zip(batch, states, strict=True):
                    number, part_count = window.text, len(spans[window.text])
                    window_sums, window_tokens = _sum_parts(window, hidden, part_count)
                    sums[number] = sums.get(number, 0.0) + window_sums
                    tokens[number] = tokens.get(number, 0.0) + window_tokens
                    left[number] -= 1
                    if left[number] == 0:
                        finished.append((number, _embedded(sums.pop(number), tokens.pop(number))))
                on_batch(finished)
        give_memory_back()

    def _windows(
        self, texts: list[str], spans: list[tuple[tuple[int, int], ...]]
    ) -> Iterator[_Window]:
        longest = self._weights.window - 2
        for text, (ids, owners) in enumerate(self._splitter.split(texts, spans)):
            for start in range(0, max(1, len(ids)), longest):
                end = start + longest
                yield _Window(text, ids[start:end], owners[start:end])

    def _run_all(
        self, batches: list[list[_Window]]
    ) -> Generator[tuple[list[_Window], list[Floats]], None, None]:
        """Each batch with its token states, in order; as many at once as there are threads.

        Whole batches side by side, not each batch split over the threads: those would wait for
        each other at every layer, which on a busy machine makes two threads slower than one.
        """
        if self._threads == 1 or len(batches) == 1:
            for batch in batches:
                yield batch, self._run(batch)
            return
        pool = ThreadPoolExecutor(self._threads)
        try:
            waiting: deque[tuple[list[_Window], Future[list[Floats]]]] = deque()
            for batch in batches:
                waiting.append((batch, pool.submit(self._run, batch)))
                if len(waiting) > self._threads:
                    done, states = waiting.popleft()
                    yield done, states.result()
            while waiting:
                done, states = waiting.popleft()
                yield done, states.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _run(self, batch: list[_Window]) -> list[Floats]:
        lengths = np.array([len(window.ids) + 2 for window in batch], dtype=np.int32)
        tokens = int(lengths.max())
        ids = np.full((len(batch), tokens), self._weights.end_id, dtype=np.int64)
        ids[:, 0] = self._weights.begin_id
        for row, window in enumerate(batch):
            ids[row, 1 : 1 + len(window.ids)] = window.ids
        embedded = self._weights.word_rows(ids.ravel()).reshape(*ids.shape, -1)
        embedded += self._positions[:tokens] + self._type
        (hidden,) = self._session.run(None, {"embedded": embedded, "lengths": lengths})
        return [states[:length] for states, length in zip(hidden, lengths, strict=True)]


def _sum_parts(
    window: _Window, hidden: Floats, part_count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums of token states, the first of all tokens, then of each part, scaled as the weighting of
    windows wants it; and the tokens of each."""
    states = hidden.astype(np.float64)
    owners = window.owners
    rows = [states.mean(axis=0)]
    counts = [float(len(states))]
    for part in range(part_count):
        # the begin mark stands before the window's own tokens
        own = states[1:-1][owners == part]
        rows.append(own.sum(axis=0) / len(states))
        counts.append(float(len(own)))
    return np.array(rows) * max(1, len(window.ids)), np.array(counts)


def _embedded(sums: NDArray[np.float64], tokens: NDArray[np.float64]) -> Embedded:
    scaled = (sums / max(float(np.linalg.norm(sums[0])), 1e-12)).astype(np.float32)
    shares = (tokens[1:] / tokens[0]).astype(np.float32)
    return Embedded(scaled[0], scaled[1:], shares)


def _batches(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Windows of similar length together: padding is computed like real tokens."""
    order = sorted(windows, key=lambda window: (len(window.ids), window.text))
    batch: list[_Window] = []
    for window in order:
        is_full = (len(batch) + 1) * (len(window.ids) + 2) > BATCH_TOKENS
        if batch and (is_full or len(batch) == BATCH_ROWS):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _open_session(weights: Weights) -> onnxruntime.InferenceSession:
    import onnxruntime

    graph, values = build_graph(weights)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # one arena for every batch shape would keep the largest of each
    options.enable_cpu_mem_arena = False
    names = list(values)
    # popped, so that each array goes as soon as it has been copied
    numbers = [onnxruntime.OrtValue.ortvalue_from_numpy(values.pop(name)) for name in names]
    options.add_external_initializers(names, numbers)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
