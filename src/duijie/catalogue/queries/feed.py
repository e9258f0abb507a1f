"""Rows after a place in the list, newest first: for whoever reads a list to its end (API, export).

Unlike a page by number it skips and repeats nothing when records are added meanwhile, and costs the
same at the end of a long list as at its start.
"""

from __future__ import annotations

from datetime import datetime

from duijie.catalogue.disclosure import BASE_LEVEL, shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import get_viewer, visible_to
from duijie.catalogue.queries.rows import (
    ROW_COLUMNS,
    RecordFilters,
    RecordRow,
    allowed_filters,
    make_row,
    narrow,
    row_level,
)
from duijie.core.actor import Actor

_MODELS: dict[RecordKind, type[Need] | type[Offer] | type[Expert]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}


def list_rows_after(
    kind: RecordKind,
    user: Actor,
    *,
    after: int | None = None,
    limit: int = 50,
    filters: RecordFilters | None = None,
    changed_since: datetime | None = None,
) -> list[RecordRow]:
    """At most `limit` needs, offers or experts with an id below `after`, the highest id first.

    `changed_since` counts for who sees when a record was changed (registered users). One query,
    and those of `get_viewer`.
    """
    viewer = get_viewer(user, kind)
    model = _MODELS[kind]
    given = allowed_filters(filters or RecordFilters(), viewer)
    records = narrow(visible_to(model, viewer), given, viewer)
    if after is not None:
        records = records.filter(pk__lt=after)
    base = BASE_LEVEL[viewer.role]
    if changed_since is not None and "updated_at" in shown_fields(kind, base):
        records = records.filter(updated_at__gte=changed_since)
    columns = (*ROW_COLUMNS, "user_id") if kind is RecordKind.EXPERT else ROW_COLUMNS
    found = records.order_by("-pk").values(*columns)[:limit]
    return [make_row(row, row_level(viewer, row), kind) for row in found]
