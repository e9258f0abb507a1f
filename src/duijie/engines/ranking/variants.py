"""The rankings that can be asked for, by name. A name never changes its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from duijie.errors import DuijieError

DEFAULT_VARIANT: Final = "hybrid.v1"


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


VARIANTS: Final[Mapping[str, Variant]] = MappingProxyType(
    {
        variant.name: variant
        for variant in (
            Variant("hybrid.v1", words_weight=1.0, meaning_weight=3.0, evidence_meaning_weight=1.0),
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
