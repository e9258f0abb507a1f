"""What somebody has put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from duijie.accounts.permissions import Action, Cell, ObjectKind, Reach, get_reach
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer, Snooze
from duijie.catalogue.permissions import covered_records
from duijie.core import clock
from duijie.core.actor import Actor, user_id

_KINDS: tuple[tuple[RecordKind, type[Need] | type[Offer] | type[Expert]], ...] = (
    (RecordKind.NEED, Need),
    (RecordKind.OFFER, Offer),
    (RecordKind.EXPERT, Expert),
)


@dataclass(frozen=True, slots=True)
class SnoozedRow:
    """One record that is off the user's desk."""

    kind: str
    id: int
    title: str
    state: str
    is_example: bool
    until_date: date
    """The day on which it is back."""


def is_snoozed(kind: RecordKind, user: Actor) -> Q:
    """A condition on records of a kind: the user has put them off to a later day than today."""
    mine = Snooze.objects.filter(user_id=user_id(user), until_date__gt=clock.today())
    ids = mine.filter(**{f"{kind}__isnull": False}).values(f"{kind}_id")
    return Q(pk__in=ids)


def has_snoozed(user: Actor) -> bool:
    """Whether the user has put anything off. One query."""
    return Snooze.objects.filter(user_id=user_id(user), until_date__gt=clock.today()).exists()


def list_snoozed_for_user(user: Actor) -> tuple[SnoozedRow, ...]:
    """All that is off the user's desk, what comes back first at the top; what they have no step to
    take with any more is left out. At most three queries, and those of `get_viewer`."""
    rows: list[SnoozedRow] = []
    for kind, model in _KINDS:
        reach = get_reach(user, Cell(ObjectKind(kind.value), Action.END))
        if reach is Reach.NONE:
            continue
        kept: Any = Snooze.objects.filter(
            **{f"{kind}__in": covered_records(model, user, reach)},
            user_id=user_id(user),
            until_date__gt=clock.today(),
        ).select_related(kind.value)
        for snooze in kept:
            record = getattr(snooze, kind.value)
            rows.append(
                SnoozedRow(
                    kind.value, record.pk, record.title, record.state, record.is_example,
                    snooze.until_date,
                )
            )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.until_date, row.kind, row.id)))
