"""What lies in the recycle bin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from duijie.accounts.permissions import Action, Cell, ObjectKind, get_reach
from duijie.catalogue.disclosure import shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.catalogue.permissions import Viewer, covered_records, get_level, get_viewer
from duijie.catalogue.policies import BIN_DAYS
from duijie.core.actor import Actor
from duijie.core.paging import PAGE_SIZE, Moment, Page, earlier, page_bounds

_MODELS: Mapping[RecordKind, Any] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """A record that can be brought back."""

    id: int
    kind: str
    title: str
    organisation_name: str
    owner_name: str
    """Empty for who is not staff."""
    deleted_at: datetime
    deleted_by_name: str
    gone_at: datetime
    """When it is removed for good."""
    is_example: bool


def list_deleted_for_user(
    kind: RecordKind, user: Actor, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[DeletedRow]:
    """What the user may bring back, the latest first. Two queries, and those of `get_viewer`."""
    reach = get_reach(user, Cell(ObjectKind(kind.value), Action.DELETE))
    model = _MODELS[kind]
    records = covered_records(model, user, reach, is_deleted=True)
    total = records.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = records.select_related(*_names(kind)).order_by("-deleted_at", "-pk")[start:stop]
    viewer = get_viewer(user, kind)
    return Page(tuple(_row(viewer, record) for record in found), total, number, size)


def list_deleted_after(
    kind: RecordKind, user: Actor, *, after: Moment | None = None, limit: int = PAGE_SIZE
) -> list[DeletedRow]:
    """As `list_deleted_for_user`, those deleted before a place in the list. One query, and those of
    `get_viewer`."""
    reach = get_reach(user, Cell(ObjectKind(kind.value), Action.DELETE))
    records = covered_records(_MODELS[kind], user, reach, is_deleted=True)
    records = records.filter(earlier("deleted_at", after)).select_related(*_names(kind))
    viewer = get_viewer(user, kind)
    return [_row(viewer, record) for record in records.order_by("-deleted_at", "-pk")[:limit]]


def _names(kind: RecordKind) -> tuple[str, ...]:
    named = () if kind is RecordKind.ORGANISATION else ("organisation",)
    return ("owner", "deleted_by", *named)


def _row(viewer: Viewer, record: Need | Offer | Expert | Organisation) -> DeletedRow:
    assert record.deleted_at is not None
    kind = viewer.kind
    shown = shown_fields(kind, get_level(viewer, record))
    organisation = getattr(record, "organisation", None)
    return DeletedRow(
        id=record.pk,
        kind=kind.value,
        title=record.name if isinstance(record, Organisation) else record.title,
        organisation_name=organisation.name if organisation is not None else "",
        owner_name=str(record.owner) if record.owner is not None and "owner" in shown else "",
        deleted_at=record.deleted_at,
        deleted_by_name=str(record.deleted_by) if record.deleted_by is not None else "",
        gone_at=record.deleted_at + timedelta(days=BIN_DAYS),
        is_example=record.is_example,
    )
