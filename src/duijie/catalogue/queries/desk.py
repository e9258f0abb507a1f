"""What waits for somebody: to check, sent back, about to expire, just published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Value
from django.db.models.lookups import Exact

from duijie.accounts.permissions import Action, Cell, ObjectKind, Reach, get_reach
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.models.unindexed import Unindexed
from duijie.catalogue.permissions import covered_records
from duijie.catalogue.queries.snoozes import has_snoozed, is_snoozed
from duijie.core import clock
from duijie.core.actor import Actor

SOON = timedelta(days=30)
_KINDS: tuple[tuple[RecordKind, type[Need] | type[Offer] | type[Expert]], ...] = (
    (RecordKind.NEED, Need),
    (RecordKind.OFFER, Offer),
    (RecordKind.EXPERT, Expert),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One record that waits for a step of the user."""

    kind: str
    id: int
    title: str
    organisation_name: str
    state: str
    note: str
    """Why it was sent back; empty otherwise."""
    owner_name: str
    expiry_date: date | None
    since: datetime
    is_example: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Three lists, each with how many there are in all."""

    to_check: tuple[Waiting, ...]
    to_check_total: int
    sent_back: tuple[Waiting, ...]
    sent_back_total: int
    to_renew: tuple[Waiting, ...]
    to_renew_total: int
    """Of the user's own records: those of colleagues are on their desks."""
    fresh: tuple[Waiting, ...]
    fresh_total: int
    """Published in the user's reach since yesterday, by others."""
    has_snoozed: bool
    """Whether the user has put anything off, which none of the lists has."""


def get_desk_for_user(user: Actor, *, size: int = 10) -> Desk:
    """At most `size` rows each, oldest first where something waits, without what the user has put
    off. Up to 25 queries, whatever they hold; fewer for roles that check or own nothing."""
    today = clock.today()
    is_any_snoozed = has_snoozed(user)
    soon = Q(state=RecordState.PUBLISHED, expiry_date__lte=today + SOON) | Q(
        state=RecordState.EXPIRED
    )
    mine = Q(owner_id=user.pk)
    yesterday = clock.now() - timedelta(days=1)
    to_check, to_check_total = _list(
        user,
        Action.PUBLISH,
        Q(state__in=(RecordState.SUBMITTED, RecordState.CHECKED)),
        ("submitted_at", "pk"),
        size,
        is_any_snoozed=is_any_snoozed,
    )
    sent_back, sent_back_total = _list(
        user,
        Action.SUBMIT,
        mine & Q(state=RecordState.DRAFT) & ~Q(return_note=""),
        ("updated_at", "pk"),
        size,
        is_any_snoozed=is_any_snoozed,
    )
    to_renew, to_renew_total = _list(
        user,
        Action.END,
        mine & soon,
        ("expiry_date", "pk"),
        size,
        is_any_snoozed=is_any_snoozed,
    )
    fresh, fresh_total = _list(
        user,
        Action.PUBLISH,
        Q(Exact(Unindexed("state"), Value(RecordState.PUBLISHED)), published_at__gte=yesterday)
        & ~mine,
        ("-published_at", "-pk"),
        size,
        is_any_snoozed=is_any_snoozed,
    )
    return Desk(
        to_check,
        to_check_total,
        sent_back,
        sent_back_total,
        to_renew,
        to_renew_total,
        fresh,
        fresh_total,
        is_any_snoozed,
    )


def _list(
    user: Actor,
    action: Action,
    condition: Q,
    order: tuple[str, ...],
    size: int,
    *,
    is_any_snoozed: bool,
) -> tuple[tuple[Waiting, ...], int]:
    rows: list[Waiting] = []
    total = 0
    for kind, model in _KINDS:
        reach = get_reach(user, Cell(ObjectKind(kind.value), action))
        if reach is Reach.NONE:
            continue
        records: QuerySet[CatalogueRecord] = covered_records(model, user, reach).filter(condition)
        if is_any_snoozed:
            records = records.exclude(is_snoozed(kind, user))
        count = records.count()
        total += count
        if count:
            # which they are is told by an index; sorting thousands of whole records takes a second
            first = records.order_by(*order).values("pk")[:size]
            found = model._default_manager.filter(pk__in=first)
            found = found.select_related("organisation", "owner").order_by(*order)
            rows.extend(_waiting(kind, record) for record in found)
    return tuple(sorted(rows, key=_key(order))[:size]), total


def _key(order: tuple[str, ...]) -> Callable[[Waiting], tuple[float, int]]:
    """Rows of several kinds in one order, as each of them was read in."""
    if order[0] == "expiry_date":
        return lambda row: (float((row.expiry_date or date.max).toordinal()), row.id)
    sign = -1 if order[0].startswith("-") else 1
    return lambda row: (sign * row.since.timestamp(), sign * row.id)


def _waiting(kind: RecordKind, record: CatalogueRecord) -> Waiting:
    since = {
        RecordState.PUBLISHED: record.published_at,
        RecordState.SUBMITTED: record.submitted_at,
        RecordState.CHECKED: record.submitted_at,
    }.get(RecordState(record.state))
    return Waiting(
        kind=kind.value,
        id=record.pk,
        title=record.title,
        organisation_name=record.organisation.name if record.organisation else "",
        state=record.state,
        note=record.return_note,
        owner_name=str(record.owner),
        expiry_date=record.expiry_date,
        since=since or record.updated_at,
        is_example=record.is_example,
    )
