"""Texts to unit vectors by a model elsewhere, with the same cache, progress and cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.embedding.embedded import Embedded
from duijie.engines.embedding.embedder import (
    Embedder,
    IsCancelled,
    OnProgress,
    Report,
    Role,
    Spans,
)
from duijie.engines.embedding.vector_cache import VectorCache, digest
from duijie.errors import DuijieError

if TYPE_CHECKING:
    from duijie.engines.embedding.weights import Floats

AskEmbeddings = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Texts -> a vector each, in their order."""

MOST_ASKED: Final = 32
"""Texts in one request: what Text Embeddings Inference takes unless told otherwise."""
MAX_TEXTS: Final = 200_000
"""In the cache: 800 MB at 1,024 numbers a text."""
_FOLDER: Final = "endpoint"


class EndpointEmbedder(Embedder):
    """A model behind an address.

    It tells nothing of its tokens: what a span brings to its text is the span's own vector, asked
    for by itself, times its share of the text. A product with a text's vector still is the sum of
    the products with its parts and of a rest, only that the rest is larger.
    """

    def __init__(
        self,
        ask: AskEmbeddings,
        *,
        model_version: str,
        cache_dir: Path | None,
        query_prefix: str = "",
        passage_prefix: str = "",
    ) -> None:
        """`ask` may raise; what was answered before stays in the cache. `model_version` has to
        change with the model. The prefixes are what the model was trained to be told."""
        self._ask = ask
        self._version = model_version
        folder = cache_dir / _FOLDER if cache_dir else None
        self._cache = VectorCache(folder, width=None, max_texts=MAX_TEXTS) if folder else None
        self._prefixes: dict[Role, str] = {"query": query_prefix, "passage": passage_prefix}
        self._width: int | None = None

    @property
    def model_version(self) -> str:
        return self._version

    @property
    def is_bundled(self) -> bool:
        return False

    def embed_parts(
        self,
        texts: Sequence[str],
        spans: Sequence[Spans],
        role: Role = "query",
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> list[Embedded]:
        """Like `embed`, with what each span (start, end in characters) brings to its text. Raises
        DuijieError `embedding.endpoint_vector`, `embedding.endpoint_width`,
        `embedding.cancelled`."""
        prefix = self._prefixes[role]
        asked = [
            [prefix + text, *(prefix + text[start:end] for start, end in wanted)]
            for text, wanted in zip(texts, spans, strict=True)
        ]
        report = Report(len(texts), on_progress, is_cancelled)
        made: list[Embedded] = []
        for start in range(0, len(texts), MOST_ASKED):
            part = range(start, min(start + MOST_ASKED, len(texts)))
            vectors = self._vectors([string for number in part for string in asked[number]])
            for number in part:
                own, *brought = (vectors[string] for string in asked[number])
                length = max(1, len(texts[number]))
                shares = np.array([(e - s) / length for s, e in spans[number]], dtype=np.float32)
                parts = np.array(brought, dtype=np.float32).reshape(-1, len(own))
                made.append(Embedded(own, parts * shares[:, None], shares))
            report.add(len(part))
        return made

    def _vectors(self, strings: Sequence[str]) -> dict[str, Floats]:
        keys = {digest(self._version, string): string for string in strings}
        known = self._cache.get(list(keys)) if self._cache else {}
        vectors = {keys[key]: self._as_wide(one.vector) for key, one in known.items()}
        missing = iter([(key, string) for key, string in keys.items() if string not in vectors])
        while batch := list(islice(missing, MOST_ASKED)):
            answer = self._ask([string for _, string in batch])
            found = {
                key: self._unit(np.asarray(vector, dtype=np.float32))
                for (key, _), vector in zip(batch, answer, strict=True)
            }
            vectors |= {keys[key]: vector for key, vector in found.items()}
            if self._cache:
                self._cache.put((key, _without_parts(vector)) for key, vector in found.items())
        return vectors

    def _unit(self, vector: Floats) -> Floats:
        """Of unit length; raises where it is not a direction."""
        length = float(np.linalg.norm(vector)) if vector.ndim == 1 else 0.0
        if not (np.isfinite(length) and length > 0.0):
            raise DuijieError("embedding.endpoint_vector", model=self._version)
        unit: Floats = (vector / length).astype(np.float32)
        return self._as_wide(unit)

    def _as_wide(self, vector: Floats) -> Floats:
        """The vector; raises where it is not as wide as all others."""
        if self._width is None:
            self._width = len(vector)
        if len(vector) != self._width:
            raise DuijieError(
                "embedding.endpoint_width",
                model=self._version,
                expected=self._width,
                found=len(vector),
            )
        return vector


def _without_parts(vector: Floats) -> Embedded:
    return Embedded(
        vector, np.zeros((0, len(vector)), dtype=np.float32), np.zeros(0, dtype=np.float32)
    )
