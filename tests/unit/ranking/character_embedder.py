"""An embedder that needs no model: a text is the sum of fixed vectors of its character pairs."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from duijie.engines.embedding import WIDTH, Embedded, Embedder, IsCancelled, OnProgress, Role, Spans


@cache
def _pair_vector(pair: str) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(pair.encode())).normal(size=WIDTH)


class CharacterEmbedder(Embedder):
    """Likeness of texts is what character pairs they share."""

    @property
    def model_version(self) -> str:
        return "characters.1"

    @property
    def is_bundled(self) -> bool:
        """Ranked by the numbers of the bundled model."""
        return True

    def embed_parts(
        self,
        texts: Sequence[str],
        spans: Sequence[Spans],
        role: Role = "query",
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> list[Embedded]:
        made = [_embed(text, wanted) for text, wanted in zip(texts, spans, strict=True)]
        if on_progress:
            on_progress(len(texts), len(texts), None)
        return made


def _embed(text: str, spans: Spans) -> Embedded:
    states = np.array([_pair_vector(text[at : at + 2]) for at in range(len(text))])
    states = states.reshape(-1, WIDTH) if len(states) else np.ones((1, WIDTH))
    norm = float(np.linalg.norm(states.sum(axis=0)))
    parts = [states[start:end].sum(axis=0) / norm for start, end in spans]
    shares = [(end - start) / len(states) for start, end in spans]
    return Embedded(
        (states.sum(axis=0) / norm).astype(np.float32),
        np.array(parts, dtype=np.float32).reshape(-1, WIDTH),
        np.array(shares, dtype=np.float32),
    )
