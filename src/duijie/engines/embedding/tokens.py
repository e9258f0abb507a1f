"""Text to token ids, as the weights were trained to read it.

Every code point goes through the file's own map (NFKC with control characters out, as a table),
runs of spaces become one, spaces become the mark `▁`, one stands at the front, and the likeliest
split into pieces is taken (unigram language model, Kudo 2018).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from duijie.engines.embedding.weights import Weights

SPACES = re.compile(" {2,}")
SURROGATES = re.compile("[\ud800-\udfff]")
TEXTS_AT_ONCE = 512


class Splitter:
    """Splits texts into tokens."""

    def __init__(self, weights: Weights) -> None:
        self._normalisation = weights.normalisation
        self._tokenizer = _build_tokenizer(weights)

    def split(
        self, texts: list[str], spans: list[tuple[tuple[int, int], ...]]
    ) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Token ids of each text, without begin and end marks, and for each token the number of
        the span it begins in (-1: in none). Spans are in characters, in order, without overlap.
        """
        split = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            part = texts[start : start + TEXTS_AT_ONCE]
            encoded = self._tokenizer.encode_batch(
                [self._normalise(text) for text in part], add_special_tokens=False
            )
            for text, one, wanted in zip(part, encoded, spans[start:], strict=False):
                owners = self._owners(text, [token[0] for token in one.offsets], wanted)
                split.append((np.array(one.ids, dtype=np.int64), owners))
        return split

    def _owners(
        self, text: str, begins: list[int], spans: tuple[tuple[int, int], ...]
    ) -> NDArray[np.int64]:
        if not spans:
            return np.full(len(begins), -1, dtype=np.int64)
        # tokens know their place in the normalised text only
        starts = [len(self._normalise(text[:start])) for start, _ in spans]
        ends = [len(self._normalise(text[:end])) for _, end in spans]
        owners = np.searchsorted(starts, begins, side="right") - 1
        is_past = np.array(begins) >= np.array(ends)[owners]
        return np.where((owners < 0) | is_past, -1, owners)

    def _normalise(self, text: str) -> str:
        # a lone surrogate cannot be handed over as UTF-8
        text = SURROGATES.sub("\ufffd", text)
        return SPACES.sub(" ", text.translate(self._normalisation))


def _build_tokenizer(weights: Weights) -> Tokenizer:
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown_id))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer
