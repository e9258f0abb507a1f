"""A user's own records, whatever their state: what somebody who keeps a few wants to see first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from duijie.accounts.permissions import Reach
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import covered_records
from duijie.core.actor import Actor

_MODELS: Final[tuple[tuple[RecordKind, Any], ...]] = (
    (RecordKind.NEED, Need),
    (RecordKind.OFFER, Offer),
    (RecordKind.EXPERT, Expert),
)


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """One of the user's own, or of their organisation's."""

    kind: str
    id: int
    title: str
    state: str
    expiry_date: date | None
    updated_at: datetime
    is_example: bool


def list_own_records_for_user(user: Actor, *, size: int = 10) -> tuple[OwnRecord, ...]:
    """The latest changed first, of all kinds together. Three queries, and those of `get_viewer`."""
    rows = [
        OwnRecord(
            kind.value,
            record.pk,
            record.title,
            record.state,
            record.expiry_date,
            record.updated_at,
            record.is_example,
        )
        for kind, model in _MODELS
        for record in covered_records(model, user, Reach.OWN).order_by("-updated_at", "-pk")[:size]
    ]
    return tuple(sorted(rows, key=lambda row: row.updated_at, reverse=True)[:size])
