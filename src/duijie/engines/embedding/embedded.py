"""What an embedder makes of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duijie.engines.embedding.weights import Floats


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text as a vector, and what each of its wanted spans brought to it.

    `vector` is the mean of the texts' token states, made unit length; it is the sum of `parts` and
    of what stands outside all spans. So any product with `vector` splits exactly into products
    with its parts.
    """

    vector: Floats
    """(width)"""
    parts: Floats
    """(spans, width)"""
    shares: Floats
    """(spans): share of the text's tokens."""
