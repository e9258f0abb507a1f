"""Saving a list as somebody likes to see it."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, check_allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import SavedFilterError
from duijie.catalogue.models import SavedFilter
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotFoundError

MOST_FILTERS: Final = 50
"""Of one user and kind: more is no list any more."""
_MOST_QUERY: Final = 2_000
_NOT_KEPT: Final = frozenset({"page", "mine"})
"""What of an address is no filter that others could share: `mine` is somebody else's for them."""


def save_filter(*, kind: RecordKind, name: str, query: str, is_shared: bool, by: Actor) -> int:
    """Keep the query of a list under a name and return its id; the same name of the same user is
    overwritten. Sharing is for staff: for others it stays their own.

    Raises `SavedFilterError` for a name or query that cannot be kept, `NotAllowedError`.
    """
    cell = Cell(ObjectKind(kind.value), Action.LIST)
    check_allows(by, cell)
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise SavedFilterError("catalogue.filter_name")
    may_share = allows(by, Cell(ObjectKind(kind.value), Action.HISTORY))
    dropped = _NOT_KEPT if is_shared and may_share else frozenset({"page"})
    pairs = [(key, value) for key, value in parse_qsl(query) if key not in dropped]
    kept = urlencode(pairs)
    if not kept or len(kept) > _MOST_QUERY:
        raise SavedFilterError("catalogue.filter_empty")
    with transaction.atomic():
        own = SavedFilter.objects.filter(owner_id=user_id(by), kind=kind.value)
        if own.count() >= MOST_FILTERS and not own.filter(name=name).exists():
            raise SavedFilterError("catalogue.filter_many", most=MOST_FILTERS)
        row, _ = SavedFilter.objects.update_or_create(
            owner_id=user_id(by),
            kind=kind.value,
            name=name,
            defaults={"query": kept, "is_shared": is_shared and may_share},
        )
        audit(
            action="catalogue.save_filter",
            by=by,
            object_kind="saved_filter",
            object_id=row.pk,
            is_shared=row.is_shared,
        )
    return row.pk


def delete_filter(*, filter_id: int, by: Actor) -> None:
    """Forget one of one's own. Raises `NotFoundError` for anybody else's."""
    with transaction.atomic():
        gone, _ = SavedFilter.objects.filter(pk=filter_id, owner_id=user_id(by)).delete()
        if not gone:
            raise NotFoundError("catalogue.filter_not_found")
        audit(
            action="catalogue.delete_filter",
            by=by,
            object_kind="saved_filter",
            object_id=filter_id,
        )
