"""Texts to unit vectors, with a cache on disk, progress and cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from duijie.engines.embedding.embedded import Embedded
from duijie.engines.embedding.vector_cache import VectorCache, digest
from duijie.errors import DuijieError, Message

if TYPE_CHECKING:
    from duijie.engines.embedding.encoder import Encoder
    from duijie.engines.embedding.weights import Floats

Spans = tuple[tuple[int, int], ...]
Role = Literal["query", "passage"]
OnProgress = Callable[[int, int, Message | None], None]
IsCancelled = Callable[[], bool]

MODEL_VERSION = "e5-small-q4.1"
"""Goes into every cache key: raise it with any change that moves a vector."""
WIDTH = 384
TEXTS_A_WRITE = 64


class Embedder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def model_version(self) -> str: ...

    @property
    def is_bundled(self) -> bool:
        """Whether these are vectors of the model on which ranking was fitted."""
        ...

    def embed(
        self,
        texts: Sequence[str],
        role: Role = "query",
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> Floats:
        """Unit vectors, float32 (n, width of the model), in the order of the texts.

        `role` is what e5 was trained to be told: `query` for what is asked, `passage` for what is
        searched. Equal texts get equal vectors. Progress counts texts, those found in the cache
        first. A cancel raises DuijieError `embedding.cancelled` within one batch; what is done by
        then stays in the cache.
        """
        none: Spans = ()
        embedded = self.embed_parts(texts, [none] * len(texts), role, on_progress, is_cancelled)
        if not embedded:
            return np.zeros((0, WIDTH), dtype=np.float32)
        return np.stack([one.vector for one in embedded])

    def embed_parts(
        self,
        texts: Sequence[str],
        spans: Sequence[Spans],
        role: Role = "query",
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> list[Embedded]: ...


class BundledEmbedder(Embedder):
    """multilingual-e5-small from the bundled 4-bit weights. Loads on the first text not cached."""

    def __init__(
        self, cache: VectorCache | None, *, threads: int | None = None, weights: Path | None = None
    ) -> None:
        self._cache = cache
        self._threads = threads
        self._weights = weights
        self._encoder: Encoder | None = None

    @property
    def model_version(self) -> str:
        return MODEL_VERSION

    @property
    def is_bundled(self) -> bool:
        return True

    def embed_parts(
        self,
        texts: Sequence[str],
        spans: Sequence[Spans],
        role: Role = "query",
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> list[Embedded]:
        """Like `embed`, with what each span (start, end in characters, in order, without overlap)
        brought to its text's vector, at no extra cost."""
        lead = f"{role}: "
        shifted: list[Spans] = [
            tuple((start + len(lead), end + len(lead)) for start, end in wanted) for wanted in spans
        ]
        keys = [
            digest(self.model_version, lead + text, wanted)
            for text, wanted in zip(texts, shifted, strict=True)
        ]
        known = self._cache.get(list(dict.fromkeys(keys))) if self._cache else {}
        missing = {
            key: (lead + text, wanted)
            for key, text, wanted in zip(keys, texts, shifted, strict=True)
            if key not in known
        }
        times = Counter(keys)
        report = Report(len(texts), on_progress, is_cancelled)
        report.add(sum(times[key] for key in known))
        if missing:
            known |= self._compute(missing, times, report)
        return [known[key] for key in keys]

    def _compute(
        self, missing: dict[bytes, tuple[str, Spans]], times: Counter[bytes], report: Report
    ) -> dict[bytes, Embedded]:
        keys = list(missing)
        encoder = self._load()
        done: dict[bytes, Embedded] = {}
        unsaved: dict[bytes, Embedded] = {}

        def keep(finished: list[tuple[int, Embedded]]) -> None:
            named = {keys[number]: embedded for number, embedded in finished}
            done.update(named)
            unsaved.update(named)
            if len(unsaved) >= TEXTS_A_WRITE:
                self._save(unsaved)
            report.add(sum(times[key] for key in named))

        try:
            encoder.encode(
                [text for text, _ in missing.values()],
                [wanted for _, wanted in missing.values()],
                on_batch=keep,
            )
        finally:
            self._save(unsaved)
        return done

    def _save(self, unsaved: dict[bytes, Embedded]) -> None:
        if self._cache and unsaved:
            self._cache.put(unsaved.items())
        unsaved.clear()

    def _load(self) -> Encoder:
        if self._encoder is None:
            from duijie.engines.embedding.encoder import Encoder
            from duijie.engines.embedding.weights import find_weights, read_weights

            weights = read_weights(self._weights or find_weights())
            self._encoder = Encoder(weights, threads=self._threads)
        return self._encoder


class Report:
    """Counts finished texts and passes on progress and cancel."""

    def __init__(
        self, total: int, on_progress: OnProgress | None, is_cancelled: IsCancelled | None
    ) -> None:
        self._total = total
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._done = 0

    def add(self, finished: int) -> None:
        self._done += finished
        if self._on_progress:
            note = Message("embedding.in_progress", {"total": self._total})
            self._on_progress(self._done, self._total, note)
        if self._done < self._total and self._is_cancelled and self._is_cancelled():
            raise DuijieError("embedding.cancelled", done=self._done, total=self._total)


def load_embedder(*, cache_dir: Path | None, threads: int | None = None) -> Embedder:
    """The bundled embedder. Quick: the model itself is loaded with the first text that is not in
    the cache below `cache_dir` (None: no cache). `threads`: all cores of this process unless
    given."""
    cache = VectorCache(cache_dir, width=WIDTH) if cache_dir else None
    return BundledEmbedder(cache, threads=threads)
