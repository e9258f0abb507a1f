"""Noting who saw more of a record than every registered user does."""

from __future__ import annotations

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries.traces import leave_trace
from duijie.catalogue.services.loading import MODELS
from duijie.core.actor import Actor


def log_access(
    *, kind: RecordKind, record_id: int, level: DisclosureLevel, door: str, by: Actor
) -> None:
    """Keep that the user saw the record at this level: CONSENT and above, by whom it is not.

    Called by whoever shows a record in full; at most one row for each user, record and door in an
    hour, and nothing for levels below. `door`: `page`, `api` or `export` (files leave their own).
    """
    if level < DisclosureLevel.CONSENT or by.pk is None:
        return
    row = MODELS[kind]._default_manager.filter(pk=record_id).first()
    if row is not None:
        leave_trace(row, level=level, door=door, by=by)
