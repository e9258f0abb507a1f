"""Who saw what: for administrators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access
from duijie.core.actor import Actor
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

_AT_ONCE: Final = 500
DOOR_LABELS: Final[Mapping[str, Promise]] = {
    "page": _("on its page"),
    "file": _("opened a file"),
    "api": _("through the interface for programs"),
    "export": _("in an export"),
}
"""By which door somebody came, in words."""


@dataclass(frozen=True, slots=True)
class AccessFilters:
    """All given conditions hold together; times include both ends."""

    kind: RecordKind | None = None
    record_id: int | None = None
    user_id: int | None = None
    door: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Somebody saw more of a record than registered users do, or opened one of its files."""

    id: int
    at: datetime
    user_id: int | None
    user_name: str
    kind: str
    record_id: int
    title: str
    level: DisclosureLevel
    door: str
    file_name: str
    """Empty: the record itself."""


def list_accesses_for_user(
    user: Actor, filters: AccessFilters | None = None, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[AccessRow]:
    """The latest first. Two queries. Raises `NotAllowedError` for all but administrators."""
    accesses = _narrow(user, filters or AccessFilters())
    total = accesses.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = _related(accesses).order_by("-at", "-pk")[start:stop]
    return Page(tuple(_row(access) for access in found), total, number, size)


def list_accesses_after(
    user: Actor,
    filters: AccessFilters | None = None,
    *,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[AccessRow]:
    """Those with an id below `after`, the latest first. One query. Raises as the page does."""
    accesses = _narrow(user, filters or AccessFilters())
    if after is not None:
        accesses = accesses.filter(pk__lt=after)
    return [_row(access) for access in _related(accesses).order_by("-pk")[:limit]]


def count_accesses_for_user(user: Actor, filters: AccessFilters) -> int:
    """How many there are. Raises as the page does."""
    return _narrow(user, filters).count()


def iter_accesses_for_user(user: Actor, filters: AccessFilters) -> Iterator[AccessRow]:
    """All of them, the latest first, a query for each 500. Raises as the page does."""
    after: int | None = None
    while rows := list_accesses_after(user, filters, after=after, limit=_AT_ONCE):
        yield from rows
        after = rows[-1].id


def _related(accesses: QuerySet[Access]) -> QuerySet[Access]:
    return accesses.select_related("by", "attachment", *(str(kind) for kind in RecordKind))


def _narrow(user: Actor, given: AccessFilters) -> QuerySet[Access]:
    check_allows(user, Cell(ObjectKind.ACCESS_LOG, Action.LIST))
    accesses = Access.objects.all()
    if given.kind is not None:
        accesses = accesses.filter(**{f"{given.kind}_id__isnull": False})
        if given.record_id is not None:
            accesses = accesses.filter(**{f"{given.kind}_id": given.record_id})
    if given.user_id is not None:
        accesses = accesses.filter(by_id=given.user_id)
    if given.door:
        accesses = accesses.filter(door=given.door)
    if given.since is not None:
        accesses = accesses.filter(at__gte=given.since)
    if given.until is not None:
        accesses = accesses.filter(at__lte=given.until)
    return accesses


def _row(access: Access) -> AccessRow:
    kind, record = next(
        (kind, found) for kind in RecordKind if (found := getattr(access, str(kind))) is not None
    )
    return AccessRow(
        id=access.pk,
        at=access.at,
        user_id=access.by_id,
        user_name=str(access.by) if access.by is not None else "",
        kind=kind.value,
        record_id=record.pk,
        title=str(record),
        level=DisclosureLevel(access.level),
        door=access.door,
        file_name=access.attachment.name if access.attachment is not None else "",
    )
