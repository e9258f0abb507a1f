"""The tables of the record: needs, offers, experts, organisations and where they came from.

No logic: who may see is `permissions`, what the state allows `policies`.
"""

from __future__ import annotations

from duijie.catalogue.models.records import (
    CatalogueRecord,
    CatalogueVersion,
    Expert,
    Need,
    Offer,
    Organisation,
    Source,
)

__all__ = [
    "CatalogueRecord",
    "CatalogueVersion",
    "Expert",
    "Need",
    "Offer",
    "Organisation",
    "Source",
]
