"""Runs the encoder: windows of tokens in, mean-pooled unit vectors out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    ids: NDArray[np.int64]


class Encoder:
    """The loaded model. One instance may be used from several threads: a run keeps no state."""

    def __init__(self, weights: Weights, *, threads: int | None = None) -> None:
        self._weights = weights
        self._splitter = Splitter(weights)
        self._positions = weights.vector("emb.pos").reshape(-1, weights.width)
        self._type = weights.vector("emb.type")[: weights.width]
        self._session = _open_session(weights, threads or count_cores())

    @property
    def width(self) -> int:
        return self._weights.width

    def encode(
        self,
        texts: list[str],
        *,
        on_batch: Callable[[list[tuple[int, Floats]]], None] = lambda _finished: None,
    ) -> Floats:
        """Unit vectors (n, width). A text longer than a window is the mean of its windows,
        weighted by their tokens. `on_batch` gets (index, vector) of the texts that each batch
        finished; what it raises ends the run."""
        windows = list(self._windows(texts))
        left = np.bincount([window.text for window in windows], minlength=len(texts))
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        sums = np.zeros((len(texts), self.width), dtype=np.float64)
        for batch in _batches(windows):
            finished = []
            for window, mean in zip(batch, self._run(batch), strict=True):
                sums[window.text] += max(1, len(window.ids)) * mean.astype(np.float64)
                left[window.text] -= 1
                if left[window.text] == 0:
                    vectors[window.text] = _unit(sums[window.text])
                    finished.append((window.text, vectors[window.text]))
            on_batch(finished)
        return vectors

    def _windows(self, texts: list[str]) -> Iterator[_Window]:
        longest = self._weights.window - 2
        for text, ids in enumerate(self._splitter.split(texts)):
            for start in range(0, max(1, len(ids)), longest):
                yield _Window(text, ids[start : start + longest])

    def _run(self, batch: list[_Window]) -> Floats:
        lengths = np.array([len(window.ids) + 2 for window in batch], dtype=np.int32)
        tokens = int(lengths.max())
        ids = np.full((len(batch), tokens), self._weights.end_id, dtype=np.int64)
        ids[:, 0] = self._weights.begin_id
        for row, window in enumerate(batch):
            ids[row, 1 : 1 + len(window.ids)] = window.ids
        embedded = self._weights.word_rows(ids.ravel()).reshape(*ids.shape, -1)
        embedded += self._positions[:tokens] + self._type
        (hidden,) = self._session.run(None, {"embedded": embedded, "lengths": lengths})
        is_real = np.arange(tokens) < lengths[:, None]
        sums: Floats = np.einsum("btw,bt->bw", hidden, is_real.astype(np.float32))
        means: Floats = sums / lengths[:, None].astype(np.float32)
        return means


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return unit


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


def _open_session(weights: Weights, threads: int) -> onnxruntime.InferenceSession:
    import onnxruntime

    graph, values = build_graph(weights)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # a spinning pool burns the cores that other processes of the machine wait for
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # one arena for every batch shape would keep the largest of each
    options.enable_cpu_mem_arena = False
    names = list(values)
    numbers = [onnxruntime.OrtValue.ortvalue_from_numpy(values[name]) for name in names]
    options.add_external_initializers(names, numbers)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
