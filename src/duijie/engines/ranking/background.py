"""What offers and needs look like on the whole, for collections too small to tell.

Fitted once on Chinese needs, patents and paper abstracts by `python -m benchmarks.ranking
--fit-background DATA_DIR`: in how large a share of offers a common term occurs, the mean vectors
of either side, and how scores spread. Numbers only; no text is kept. A collection of fewer than
`FULL` records is filled up to it with this background.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL: Final = 200
"""Records from which on a collection speaks for itself."""
RARE_SHARE: Final = 0.0005
"""Share of offers assumed for a term that the table does not list."""
COSINE_DEVIATION: Final = 0.08
"""Of centred cosines over the offers for one need; their mean is 0 by construction."""
WORDS_MEAN_FACTOR: Final = 1.45
WORDS_DEVIATION_FACTOR: Final = 2.1
"""Words scores against those of independent terms that occur once: terms repeat, and come
together."""


@dataclass(frozen=True)
class Background:
    shares: Mapping[str, float]
    mean_length: float
    """Terms of an offer."""
    need_mean: NDArray[np.float64]
    offer_mean: NDArray[np.float64]

    def share(self, term: str) -> float:
        """Share of offers that hold the term."""
        return self.shares.get(term, RARE_SHARE)


@cache
def load_background() -> Background:
    """The shipped background."""
    folder = resources.files(__package__)
    rows = [
        line.split("\t") for line in folder.joinpath("terms.tsv").read_text("utf-8").split("\n")
    ]
    shares = {row[0]: float(row[1]) for row in rows if len(row) == 2}
    means = np.array(
        [
            [float(number) for number in line.split("\t")]
            for line in folder.joinpath("means.tsv").read_text("utf-8").split("\n")
            if line
        ]
    )
    mean_length = shares.pop("")
    return Background(MappingProxyType(shares), mean_length, means[:, 0], means[:, 1])


def filled(observed: float, count: int, background: float) -> float:
    """Mean of `count` observed records, filled up to `FULL` with the background."""
    if count >= FULL:
        return observed
    return (count * observed + (FULL - count) * background) / FULL
