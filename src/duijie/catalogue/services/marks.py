"""Telling that records changed: every write of the catalogue calls `mark_changed`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import F

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import CatalogueVersion, IndexMark
from duijie.catalogue.signals import records_changed
from duijie.core import clock
from duijie.core.jobs.registry import UnknownKindError
from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message

REFRESH_KIND: Final = "catalogue.refresh_index"
"""The job that takes marked records into the search index; registered by who keeps the index."""


def mark_changed(kind: RecordKind | str, ids: Iterable[int]) -> None:
    """Note that the index has to look at these records again, tell the receivers of
    `records_changed`, and start the job that refreshes the index, once for all that waits.

    Inside the transaction of the change: what is rolled back leaves no mark.
    """
    given = list(ids)
    if not given:
        return
    # the enum of the engines has the same values
    kind = RecordKind(str(kind.value) if hasattr(kind, "value") else kind)
    moment = clock.now()
    IndexMark.objects.bulk_create(
        [IndexMark(key=f"{kind.value}:{record_id}", at=moment) for record_id in given],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["at"],
    )
    records_changed.send(sender=None, kind=kind, ids=tuple(given))
    try:
        enqueue_job(
            kind=REFRESH_KIND,
            payload={},
            title=Message("catalogue.refreshing_index"),
            by=None,
            is_shared=True,
        )
    except UnknownKindError:
        return  # no index is kept in this process


def bump_version(kind: RecordKind, *, is_example: bool) -> None:
    """Tell whoever holds needs against the published offers and experts that those have moved; a
    need itself tells when it was changed."""
    if kind not in {RecordKind.OFFER, RecordKind.EXPERT}:
        return
    moved = CatalogueVersion.objects.filter(is_example=is_example).update(number=F("number") + 1)
    if not moved:
        CatalogueVersion.objects.create(is_example=is_example, number=1)
