"""How like two short texts are."""

from __future__ import annotations

from collections import Counter


def similarity(one: str, other: str) -> float:
    """Dice coefficient of character pairs, 0..1."""
    pairs = [Counter(text[i : i + 2] for i in range(len(text) - 1)) for text in (one, other)]
    total = sum(pairs[0].values()) + sum(pairs[1].values())
    return 2 * sum((pairs[0] & pairs[1]).values()) / total if total else 0.0
