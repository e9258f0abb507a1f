"""Steps of a record through its states, by `policies.TRANSITIONS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from duijie.catalogue.enums import CloseReason, RecordKind, RecordState
from duijie.catalogue.errors import FieldProblem, ValuesError
from duijie.catalogue.models import CatalogueRecord
from duijie.catalogue.permissions import check_can_act_on_record
from duijie.catalogue.policies import TRANSITIONS, Move, check_transition, renewed_expiry
from duijie.catalogue.services.history import Values, write_change, write_changes
from duijie.catalogue.services.loading import RECORD_MODELS, lock_record
from duijie.catalogue.services.marks import bump_version, mark_changed
from duijie.catalogue.services.notices import tell_expired
from duijie.catalogue.services.teasers import check_teaser
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotAllowedError
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message

STEP_FIELDS: Final = (
    "state",
    "submitted_at",
    "checked_at",
    "checked_by_id",
    "published_at",
    "expiry_date",
    "ended_at",
    "close_reason",
    "return_note",
)
"""What a step changes, and history tells."""
EXPIRY_BURST: Final = 50


@dataclass(frozen=True, slots=True)
class _Step:
    """What somebody gave with a step."""

    by: Actor
    at: datetime
    today: date
    note: str
    close_reason: str
    expiry_date: date | None


def move_record(
    *,
    kind: RecordKind,
    record_id: int,
    move: Move,
    by: Actor,
    note: str = "",
    close_reason: str = "",
    expiry_date: date | None = None,
) -> RecordState:
    """Take a step and return the state that follows; the dates of the step are set.

    RETURN wants a `note`, CLOSE a `close_reason`. PUBLISH and RENEW set the last day: the given
    one, else as many days from today as the installation lets records stand; publishing checks
    the summary for strangers. Raises `TransitionError`, `ValuesError`, `NotFoundError`,
    `NotAllowedError`.
    """
    step = _Step(by, clock.now(), clock.today(), note.strip(), close_reason, expiry_date)
    with transaction.atomic():
        row = lock_record(kind, record_id)
        action = TRANSITIONS[move].action
        if action is None:
            raise NotAllowedError("catalogue.may_not")
        check_can_act_on_record(by, action, row)
        was = RecordState(row.state)
        target = check_transition(was, move)
        before = _told(row)
        if effect := _EFFECTS.get(move):
            effect(row, step)
        row.state = target
        row.revision += 1
        row.save()
        _write(row, kind, move, before, was, step)
    return target


def renew_record(*, kind: RecordKind, record_id: int, by: Actor) -> date | None:
    """Let a published or expired record stand for another period from today; its last day."""
    move_record(kind=kind, record_id=record_id, move=Move.RENEW, by=by)
    dates = RECORD_MODELS[kind]._default_manager.filter(pk=record_id)
    return dates.values_list("expiry_date", flat=True).first()


def expire_records(today: date) -> int:
    """Every published record whose last day lies before `today` becomes expired; returns how many.

    In short transactions, so that nobody's save waits. The owners are told how many of theirs.
    """
    expired: dict[int, int] = {}
    for kind in RECORD_MODELS:
        for rows in _expire_bursts(kind, today):
            for row in rows:
                expired[row.owner_id] = expired.get(row.owner_id, 0) + 1
    if expired:
        with transaction.atomic():
            tell_expired(expired)
    return sum(expired.values())


def _expire_bursts(kind: RecordKind, today: date) -> Iterator[list[CatalogueRecord]]:
    model = RECORD_MODELS[kind]
    while True:
        with transaction.atomic():
            rows = list(
                model._default_manager.select_for_update()
                .filter(state=RecordState.PUBLISHED, expiry_date__lt=today, deleted_at__isnull=True)
                .order_by("pk")[:EXPIRY_BURST]
            )
            if not rows:
                return
            moment = clock.now()
            changes = []
            for row in rows:
                before = _told(row)
                row.state = check_transition(RecordState(row.state), Move.EXPIRE)
                row.ended_at = moment
                row.revision += 1
                changes.append((row, _differences(before, _told(row))))
            model._default_manager.bulk_update(rows, ["state", "ended_at", "revision"])
            write_changes(changes, action="expire_records", by=None)
            mark_changed(kind, [row.pk for row in rows])
            for is_example in sorted({row.is_example for row in rows}):
                bump_version(kind, is_example=is_example)
            audit(
                action="catalogue.expire_records",
                by=None,
                object_kind=kind.value,
                records=[row.pk for row in rows],
            )
        yield rows


def _submit(row: CatalogueRecord, step: _Step) -> None:
    row.submitted_at = step.at
    row.return_note = ""


def _return(row: CatalogueRecord, step: _Step) -> None:
    if not step.note:
        raise ValuesError([FieldProblem("note", Message("catalogue.return_note_missing"))])
    row.return_note = step.note
    row.checked_at = row.checked_by_id = None


def _check(row: CatalogueRecord, step: _Step) -> None:
    row.checked_at = step.at
    row.checked_by_id = step.by.pk


def _publish(row: CatalogueRecord, step: _Step) -> None:
    check_teaser(row)
    row.submitted_at = row.submitted_at or step.at
    if row.checked_at is None:
        _check(row, step)
    row.published_at = step.at
    row.return_note = ""
    row.ended_at = None
    row.close_reason = ""
    _set_expiry(row, step)


def _renew(row: CatalogueRecord, step: _Step) -> None:
    check_teaser(row)
    row.ended_at = None
    _set_expiry(row, step)


def _set_expiry(row: CatalogueRecord, step: _Step) -> None:
    if step.expiry_date is not None and step.expiry_date < step.today:
        raise ValuesError([FieldProblem("expiry_date", Message("catalogue.expiry_past"))])
    row.expiry_date = step.expiry_date or renewed_expiry(
        step.today, validity_days=get_preferences().need_valid_days
    )


def _close(row: CatalogueRecord, step: _Step) -> None:
    if step.close_reason not in CloseReason.values:
        raise ValuesError([FieldProblem("close_reason", Message("catalogue.close_reason_missing"))])
    row.close_reason = step.close_reason
    row.ended_at = step.at


def _withdraw(row: CatalogueRecord, step: _Step) -> None:
    row.ended_at = step.at


def _reopen(row: CatalogueRecord, step: _Step) -> None:
    del step
    row.ended_at = row.submitted_at = row.checked_at = row.checked_by_id = None
    row.published_at = row.expiry_date = None
    row.close_reason = ""


_EFFECTS: Final[Mapping[Move, Callable[[CatalogueRecord, _Step], None]]] = {
    Move.SUBMIT: _submit,
    Move.RETURN: _return,
    Move.CHECK: _check,
    Move.PUBLISH: _publish,
    Move.CLOSE: _close,
    Move.WITHDRAW: _withdraw,
    Move.RENEW: _renew,
    Move.REOPEN: _reopen,
}


def _told(row: CatalogueRecord) -> dict[str, Any]:
    return {name: getattr(row, name) for name in STEP_FIELDS}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Values:
    return {
        name.removesuffix("_id"): (old, after[name])
        for name, old in before.items()
        if old != after[name]
    }


def _write(
    row: CatalogueRecord,
    kind: RecordKind,
    move: Move,
    before: Mapping[str, Any],
    was: RecordState,
    step: _Step,
) -> None:
    changed: dict[str, Any] = dict(_differences(before, _told(row)))
    if step.note and move is not Move.RETURN:
        changed["note"] = (None, step.note)
    write_change(row, action=f"{move}_record", by=step.by, values=changed)
    mark_changed(kind, [row.pk])
    if RecordState.PUBLISHED in {was, row.state}:
        bump_version(kind, is_example=row.is_example)
    audit(
        action=f"catalogue.{move}_record",
        by=step.by,
        object_kind=kind.value,
        object_id=row.pk,
        before=was.value,
        after=str(row.state),
    )
