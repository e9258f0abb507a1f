"""Saved filters of lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import SavedFilter
from duijie.core.actor import Actor


@dataclass(frozen=True, slots=True)
class SavedFilterRow:
    """A list as somebody likes to see it."""

    id: int
    name: str
    query: str
    """The address's query, without the question mark."""
    owner_name: str
    is_shared: bool
    is_own: bool


def list_saved_filters_for_user(user: Actor, kind: RecordKind) -> tuple[SavedFilterRow, ...]:
    """The user's own and those that colleagues share with staff, own ones first, by name. One
    query; none for strangers."""
    if user.pk is None or not user.is_active:
        return ()
    condition = Q(owner_id=user.pk)
    if allows(user, Cell(ObjectKind(kind.value), Action.HISTORY)):
        condition |= Q(is_shared=True, owner__is_active=True)
    found = SavedFilter.objects.filter(condition, kind=kind.value).select_related("owner")
    rows = [
        SavedFilterRow(
            row.pk,
            row.name,
            row.query,
            str(row.owner),
            row.is_shared,
            row.owner_id == user.pk,
        )
        for row in found.order_by("name", "pk")
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_own))
