"""What hangs on an organisation's name: the search text and fingerprint of its records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from duijie.catalogue.models import CatalogueRecord, Organisation
from duijie.catalogue.permissions import KINDS
from duijie.catalogue.services.derived import DERIVED, derive
from duijie.catalogue.services.loading import RECORD_MODELS
from duijie.catalogue.services.marks import mark_changed
from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message

REFRESH_KIND: Final = "catalogue.refresh_organisation"
BURST: Final = 50


def refresh_records_of(organisation: Organisation) -> None:
    """Start the job that derives the records of a renamed organisation anew; none where it has
    none."""
    filters = {"organisation_id": organisation.pk}
    if any(model._default_manager.filter(**filters).exists() for model in RECORD_MODELS.values()):
        enqueue_job(
            kind=REFRESH_KIND,
            payload={"organisation_id": organisation.pk},
            title=Message("catalogue.refreshing_organisation"),
            by=None,
            is_shared=True,
        )


def list_bursts(organisation_id: int) -> Iterator[list[CatalogueRecord]]:
    """The records of an organisation in bursts of one kind each, those in the bin included."""
    for model in RECORD_MODELS.values():
        after = 0
        while rows := list(
            model._default_manager.filter(organisation_id=organisation_id, pk__gt=after)
            .select_related("organisation")
            .order_by("pk")[:BURST]
        ):
            yield rows
            after = rows[-1].pk


def derive_burst(rows: list[CatalogueRecord]) -> int:
    """Derive these anew; returns how many changed.

    A record whose fingerprint another one has by now keeps its own: the two were the same record
    under two names, and joining them is not done here.
    """
    model = type(rows[0])
    changed = []
    for row in rows:
        before = tuple(getattr(row, name) for name in DERIVED)
        derive(row, organisation_name=row.organisation.name if row.organisation else "")
        if before != tuple(getattr(row, name) for name in DERIVED):
            changed.append((row, before[0]))
    taken = set(
        model._default_manager.filter(
            fingerprint__in=[row.fingerprint for row, _ in changed], deleted_at__isnull=True
        ).values_list("fingerprint", flat=True)
    )
    for row, old in changed:
        if row.fingerprint in taken:
            row.fingerprint = old
        taken.add(row.fingerprint)
    model._default_manager.bulk_update([row for row, _ in changed], DERIVED)
    mark_changed(KINDS[model], [row.pk for row in rows])
    return len(changed)
