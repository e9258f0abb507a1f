"""The rankings that can be asked for, by name. A name never changes its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from duijie.engines.ranking.fit import FITS_FROM, FITS_FROM_V1
from duijie.errors import DuijieError

DEFAULT_VARIANT: Final = "hybrid.v2"


@dataclass(frozen=True, slots=True)
class Variant:
    """Weights of the parts of a score; the parts are z-scores against what is to be expected of
    an offer for that need."""

    name: str
    words_weight: float
    meaning_weight: float
    evidence_meaning_weight: float
    """Of papers, patents and projects: their words tell more, their openings less, than those of
    what was written to be found."""
    sentences_weight: float = 0.0
    """Of how well the need's single sentences are met; 0: not looked at."""
    paper_words_weight: float = 0.0
    """Of words where a need and a piece of evidence are both in Latin script, papers about papers,
    whose words are then weighed by `scores.paper_query`; 0: weighed like Chinese ones."""
    is_stemmed: bool = False
    """Whether English words count by their stem."""
    fits_from: float = FITS_FROM
    is_calibrated: bool = False
    """Whether `fit.fit_of_calibrated` gives the fit, which also weighs what else speaks for the
    need's best offer; else `fit.fit_of`."""


VARIANTS: Final[Mapping[str, Variant]] = MappingProxyType(
    {
        variant.name: variant
        for variant in (
            Variant(
                "hybrid.v1",
                words_weight=1.0,
                meaning_weight=3.0,
                evidence_meaning_weight=1.0,
                fits_from=FITS_FROM_V1,
            ),
            Variant(
                "hybrid.v2",
                words_weight=1.0,
                meaning_weight=3.0,
                evidence_meaning_weight=1.0,
                sentences_weight=1.0,
                paper_words_weight=2.0,
                is_stemmed=True,
                is_calibrated=True,
            ),
        )
    }
)


def get_variant(name: str) -> Variant:
    """The variant of this name; raises DuijieError `ranking.unknown_variant` for any other."""
    try:
        return VARIANTS[name]
    except KeyError:
        raise DuijieError(
            "ranking.unknown_variant", name=name, known=", ".join(sorted(VARIANTS))
        ) from None
