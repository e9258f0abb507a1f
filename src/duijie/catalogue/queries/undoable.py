"""Which steps somebody can take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from duijie.accounts.permissions import Action, Cell, ObjectKind, get_reach
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import CatalogueRecord, Change, Expert, Need, Offer
from duijie.catalogue.permissions import covered_records
from duijie.catalogue.policies import UNDO_DAYS, UNDOABLE
from duijie.core import clock
from duijie.core.actor import Actor

_MODELS: Final[Mapping[RecordKind, type[CatalogueRecord]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}
_ACTIONS: Final = frozenset(f"{move}_record" for move in UNDOABLE)


def list_undoable_for_user(
    kind: RecordKind, record_ids: Sequence[int], user: Actor
) -> dict[int, int]:
    """Record -> its revision, for those of the given records whose last change is a step of this
    user that `undo_move` takes back. Two queries, and those of `get_viewer`."""
    if kind is RecordKind.ORGANISATION:
        return {}
    reach = get_reach(user, Cell(ObjectKind(kind.value), Action.END))
    records = covered_records(_MODELS[kind], user, reach).filter(pk__in=record_ids)
    revisions = dict(records.values_list("pk", "revision"))
    since = clock.now() - timedelta(days=UNDO_DAYS)
    changes = Change.objects.filter(**{f"{kind}_id__in": revisions}, at__gte=since).order_by("id")
    # the later one of a record takes the place of the earlier
    last = {
        about: (action, by)
        for about, action, by in changes.values_list(f"{kind}_id", "action", "by_id")
    }
    return {
        about: revisions[about]
        for about, (action, by) in sorted(last.items())
        if action in _ACTIONS and by == user.pk
    }
