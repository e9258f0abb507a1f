"""Text to token ids, as the weights were trained to read it.

Every code point goes through the file's own map (NFKC with control characters out, as a table),
runs of spaces become one, spaces become the mark `▁`, one stands at the front, and the likeliest
split into pieces is taken (unigram language model, Kudo 2018).
"""

from __future__ import annotations

import re
from functools import cached_property
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
    """Splits texts into tokens; the vocabulary is built on first use."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def split(self, texts: list[str]) -> list[NDArray[np.int64]]:
        """Token ids of each text, without begin and end marks."""
        ids: list[NDArray[np.int64]] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            part = [self._normalise(text) for text in texts[start : start + TEXTS_AT_ONCE]]
            encoded = self._tokenizer.encode_batch_fast(part, add_special_tokens=False)
            ids += [np.array(one.ids, dtype=np.int64) for one in encoded]
        return ids

    def _normalise(self, text: str) -> str:
        # a lone surrogate cannot be handed over as UTF-8
        text = SURROGATES.sub("\ufffd", text)
        return SPACES.sub(" ", text.translate(self._weights.normalisation))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer, models, pre_tokenizers

        pieces = list(self._weights.pieces)
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=self._weights.unknown_id))
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        return tokenizer
