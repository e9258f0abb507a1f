"""What happened to a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Change
from duijie.catalogue.permissions import check_can_act_on_record
from duijie.catalogue.queries.details import load_any
from duijie.core.actor import Actor
from duijie.core.paging import PAGE_SIZE, Page, page_bounds


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change."""

    id: int
    at: datetime
    by_name: str
    """Empty: the installation itself."""
    action: str
    """The service that did it: `create_record`, `change_record`, `publish_record` …"""
    values: Mapping[str, tuple[Any, Any]]
    """Field -> (before, after), as JSON holds them."""
    batch_id: int | None
    """The import that did it."""


def list_changes_for_user(
    kind: RecordKind, record_id: int, user: Actor, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[ChangeRow]:
    """Every change of a record, the latest first. Raises `NotFoundError`, `NotAllowedError`."""
    record = load_any(kind, record_id)
    check_can_act_on_record(user, Action.HISTORY, record)
    changes = Change.objects.filter(**{f"{kind}_id": record_id})
    total = changes.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = changes.select_related("by").order_by("-id")[start:stop]
    return Page(tuple(_row(change) for change in found), total, number, size)


def list_changes_after(
    kind: RecordKind,
    record_id: int,
    user: Actor,
    *,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[ChangeRow]:
    """Those with an id below `after`, the latest first. Raises as `list_changes_for_user`."""
    record = load_any(kind, record_id)
    check_can_act_on_record(user, Action.HISTORY, record)
    changes = Change.objects.filter(**{f"{kind}_id": record_id})
    if after is not None:
        changes = changes.filter(pk__lt=after)
    found = changes.select_related("by").order_by("-pk")[:limit]
    return [_row(change) for change in found]


def _row(change: Change) -> ChangeRow:
    return ChangeRow(
        id=change.pk,
        at=change.at,
        by_name=str(change.by) if change.by is not None else "",
        action=change.action,
        values={name: (old, new) for name, (old, new) in change.values.items()},
        batch_id=change.batch_id,
    )
