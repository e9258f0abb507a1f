"""How the vectors of a model lie, where it is not the one that ranking was fitted on.

Every model has its own mean direction, and its cosines their own spread: 0.8 is near for one and
far for another. Both are measured on `sample.tsv`, the made-up needs and offers of our own
`examples/`, embedded once with the model. Its vectors are then made so long that cosines spread
over the sample as those of the bundled model do, and all numbers of ranking can stay as they are.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from duijie.engines.ranking.background import Lengths, SentenceMeans, Space, load_background
from duijie.engines.ranking.meaning import Meanings, centre, embed_readings, read_opening
from duijie.engines.ranking.scores import NEED_CHARACTERS, OFFER_CHARACTERS
from duijie.engines.ranking.sentence_likeness import Passages, sum_directions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder
    from duijie.engines.ranking.meaning import Parts

TEXT_SPREAD: Final = 0.09451
PASSAGE_SPREAD: Final = 0.09397
"""Deviation of the sample's centred cosines, of texts and of passages, with the bundled model: what
`measure_sample` says of it."""
_measured: dict[str, Space] = {}
"""By model, of this process."""


class Spreads(NamedTuple):
    text: float
    passage: float


def space_of(embedder: Embedder) -> Space:
    """Where the vectors of an embedder lie; the sample is embedded where that is not known. Raises
    what the embedder does."""
    if embedder.is_bundled:
        return load_background().space
    found = _measured.get(embedder.model_version)
    if found is None:
        found = _measured[embedder.model_version] = measure_space(embedder)
    return found


def measure_space(embedder: Embedder) -> Space:
    """By the sample."""
    space, spreads = measure_sample(embedder)
    lengths = Lengths(
        text=math.sqrt(TEXT_SPREAD / spreads.text),
        passage=math.sqrt(PASSAGE_SPREAD / spreads.passage),
        is_fitted=False,
    )
    return Space(space.need_mean, space.offer_mean, space.sentence_means, lengths)


def measure_sample(embedder: Embedder) -> tuple[Space, Spreads]:
    """Means of the sample, and deviations of its centred cosines."""
    needs, offers = read_sample()
    width = embedder.embed(["对接"]).shape[1]
    asked = embed_readings(
        [read_opening(*row, NEED_CHARACTERS) for row in needs], "query", embedder, width
    )
    offered = embed_readings(
        [read_opening(*row, OFFER_CHARACTERS) for row in offers], "passage", embedder, width
    )
    space = Space(
        need_mean=_mean(asked),
        offer_mean=_mean(offered),
        sentence_means=SentenceMeans(
            *(
                _mean_direction(meanings.parts, of_titles=of_titles)
                for meanings in (asked, offered)
                for of_titles in (True, False)
            )
        ),
    )
    own = centre(asked, space.need_mean).vectors
    others = centre(offered, space.offer_mean).vectors
    means = space.sentence_means
    asked_rows = _rows(Passages(asked.parts, means.need_title, means.need_sentence), len(needs))
    offered_rows = _rows(
        Passages(offered.parts, means.offer_title, means.offer_sentence), len(offers)
    )
    spreads = Spreads(
        text=float((own @ others.T).std()), passage=float((asked_rows @ offered_rows.T).std())
    )
    return space, spreads


@cache
def read_sample() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Titles and texts of needs, and of offers."""
    lines = resources.files(__package__).joinpath("sample.tsv").read_text("utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line]
    needs, offers = (
        tuple((title, text) for kind, title, text in rows if kind == wanted)
        for wanted in ("need", "offer")
    )
    return needs, offers


def _mean(meanings: Meanings) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = meanings.vectors.astype(np.float64).mean(axis=0)
    return mean


def _mean_direction(parts: Parts, *, of_titles: bool) -> NDArray[np.float64]:
    total, count = sum_directions(parts, of_titles=of_titles)
    mean: NDArray[np.float64] = total / count
    return mean


def _rows(passages: Passages, count: int) -> NDArray[np.float64]:
    return np.concatenate([rows for number in range(count) for rows in passages.of(number)])
