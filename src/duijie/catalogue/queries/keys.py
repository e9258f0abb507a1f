"""The keys of all records that a list holds, for bulk actions and exports."""

from __future__ import annotations

from typing import Final

from duijie.accounts.permissions import Action, Cell, ObjectKind, get_reach
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import covered_records, get_viewer
from duijie.catalogue.queries.rows import RecordFilters, allowed_filters, narrow
from duijie.core.actor import Actor

_MODELS: Final[dict[RecordKind, type[Need] | type[Offer] | type[Expert]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}


def list_keys_for_user(
    kind: RecordKind,
    filters: RecordFilters,
    user: Actor,
    *,
    action: Action = Action.EXPORT,
    limit: int | None = None,
) -> tuple[str, ...]:
    """`need:12` of every record that the list shows and with which the user may do this, the newest
    first. One query, and those of `get_viewer`."""
    viewer = get_viewer(user, kind)
    reach = get_reach(user, Cell(ObjectKind(kind.value), action))
    records = narrow(
        covered_records(_MODELS[kind], user, reach), allowed_filters(filters, viewer), viewer
    )
    ids = records.order_by("-pk").values_list("pk", flat=True)
    return tuple(f"{kind.value}:{record_id}" for record_id in (ids[:limit] if limit else ids))
