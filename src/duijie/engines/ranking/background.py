"""What offers and needs look like on the whole, for collections too small to tell.

Fitted once on Chinese needs, patents and paper abstracts by `python -m benchmarks.ranking_fit
background DATA_DIR`: in how large a share of offers a common term occurs, the mean vectors of
either side and of their titles and sentences, and how scores spread; English terms on abstracts of
reviewers' papers. Numbers only; no text is kept. A collection of fewer than `FULL` records is
filled up to it with this background.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FULL: Final = 200
"""Records from which on a collection speaks for itself."""
RARE_SHARE: Final = 0.0005
"""Share of offers assumed for a term that the table does not list."""
COSINE_DEVIATION: Final = 0.08
"""Of centred cosines over the offers for one need; their mean is 0 by construction."""
SENTENCES_DEVIATION: Final = 0.157
SENTENCES_MEAN: Final = 0.008
SENTENCES_MEAN_PER_LOG: Final = 0.027
"""Of how well a need's title and sentences are met by an offer at random: the mean rises with the
logarithm of the offer's passages, since the best one counts."""
PAPER_MEAN: Final = 4.4
PAPER_DEVIATION: Final = 1.8
"""Of the words of an English paper against a piece of evidence at random (`scores.paper_query`)."""
WORDS_MEAN_FACTOR: Final = 1.45
WORDS_DEVIATION_FACTOR: Final = 2.1
"""Words scores against those of independent terms that occur once: terms repeat, and come
together."""


@dataclass(frozen=True)
class SentenceMeans:
    """Mean directions of the four kinds of passages."""

    need_title: NDArray[np.float64]
    need_sentence: NDArray[np.float64]
    offer_title: NDArray[np.float64]
    offer_sentence: NDArray[np.float64]


class Lengths(NamedTuple):
    """How long the vectors of a model are made, so that its cosines spread as those do on which
    the numbers of ranking were fitted."""

    text: float = 1.0
    passage: float = 1.0
    is_fitted: bool = True
    """Whether the numbers were fitted on this very model."""


FITTED: Final = Lengths()


@dataclass(frozen=True)
class Space:
    """Where the vectors of a model lie."""

    need_mean: NDArray[np.float64]
    offer_mean: NDArray[np.float64]
    sentence_means: SentenceMeans
    lengths: Lengths = FITTED

    @property
    def width(self) -> int:
        return len(self.need_mean)


@dataclass(frozen=True)
class Background:
    shares: Mapping[str, float]
    mean_length: float
    """Terms of an offer."""
    space: Space
    """Of the bundled model."""

    def share(self, term: str) -> float:
        """Share of offers that hold the term."""
        return self.shares.get(term, RARE_SHARE)


@cache
def load_background() -> Background:
    """The shipped background."""
    shares = _read_shares("terms.tsv")
    mean_length = shares.pop("")
    means, kinds = _read_columns("means.tsv"), _read_columns("sentence_means.tsv")
    return Background(
        MappingProxyType(shares), mean_length, Space(means[0], means[1], SentenceMeans(*kinds))
    )


@cache
def load_english_shares() -> Mapping[str, float]:
    """In how large a share of English paper abstracts a common stem occurs.

    Where few records are English, `the` is rare among all of them and yet tells nothing.
    """
    return MappingProxyType(_read_shares("english_terms.tsv"))


def _read_shares(name: str) -> dict[str, float]:
    lines = resources.files(__package__).joinpath(name).read_text("utf-8").split("\n")
    rows = [line.split("\t") for line in lines]
    return {row[0]: float(row[1]) for row in rows if len(row) == 2}


def _read_columns(name: str) -> NDArray[np.float64]:
    """(columns, width)"""
    lines = resources.files(__package__).joinpath(name).read_text("utf-8").split("\n")
    return np.array([[float(number) for number in line.split("\t")] for line in lines if line]).T


def filled(observed: float, count: int, background: float) -> float:
    """Mean of `count` observed records, filled up to `FULL` with the background."""
    if count >= FULL:
        return observed
    return (count * observed + (FULL - count) * background) / FULL
