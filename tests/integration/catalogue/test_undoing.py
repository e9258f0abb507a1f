"""Taking a step back: the record is as before, or it is said why not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import UndoError, ValuesError
from duijie.catalogue.models import Change, IndexMark, Need, Organisation
from duijie.catalogue.policies import UNDO_DAYS, Move
from duijie.catalogue.queries import list_undoable_for_user
from duijie.catalogue.services import change_record, expire_records, move_record, undo_move
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.integration.catalogue.conftest import COMPANY, Region
from tests.integration.catalogue.test_moving import TEASER, asked, make_need, move

pytestmark = pytest.mark.django_db

NEED = RecordKind.NEED
CONTENTS = [
    field.attname
    for field in Need._meta.concrete_fields
    if field.name not in {"revision", "updated_at"}
]


def contents(need: Need) -> dict[str, Any]:
    return dict(zip(CONTENTS, Need.objects.values_list(*CONTENTS).get(pk=need.pk), strict=True))


def undo(need: Need, by: Actor, *, revision: int | None = None) -> RecordState:
    need.refresh_from_db()
    wanted = need.revision if revision is None else revision
    return undo_move(kind=NEED, record_id=need.pk, revision=wanted, by=by)


def published(region: Region, **given: Any) -> Need:
    need = make_need(region.broker, **given)
    move(need, Move.PUBLISH, region.broker)
    return need


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ([], Move.PUBLISH),
        ([Move.SUBMIT], Move.PUBLISH),
        ([Move.SUBMIT, Move.RETURN], Move.PUBLISH),
        ([Move.SUBMIT, Move.CHECK], Move.PUBLISH),
        ([Move.PUBLISH], Move.CLOSE),
        ([Move.PUBLISH], Move.WITHDRAW),
        ([Move.SUBMIT, Move.CHECK], Move.WITHDRAW),
        ([Move.PUBLISH], Move.RENEW),
        ([Move.PUBLISH, Move.EXPIRE], Move.RENEW),
        ([Move.PUBLISH, Move.EXPIRE], Move.CLOSE),
    ],
)
def test_undone_step_leaves_the_record_as_it_was(
    path: list[Move], step: Move, region: Region
) -> None:
    need = make_need(region.broker)
    for earlier in path:
        if earlier is Move.EXPIRE:
            Need.objects.update(expiry_date=date(2026, 1, 2))
            expire_records(clock.today())
        else:
            move(need, earlier, region.broker, **asked(earlier))
    Need.objects.filter(expiry_date__isnull=False).update(expiry_date=date(2026, 1, 2))
    before = contents(need)
    move(need, step, region.broker, **asked(step))
    assert contents(need) != before
    need.refresh_from_db()
    revision = need.revision
    IndexMark.objects.all().delete()

    assert undo(need, region.broker) == before["state"]

    assert contents(need) == before
    need.refresh_from_db()
    assert need.revision == revision + 1
    assert IndexMark.objects.filter(key=f"need:{need.pk}").exists()
    change = Change.objects.order_by("-id")[0]
    assert (change.action, change.by_id) == ("undo_move", region.broker.pk)
    entry = AuditEntry.objects.order_by("-id")[0]
    assert (entry.action, entry.object_id) == ("catalogue.undo_move", str(need.pk))
    assert (entry.details["move"], entry.details["after"]) == (step, before["state"])


def test_step_is_undone_once(region: Region) -> None:
    need = published(region)
    undo(need, region.broker)
    with pytest.raises(UndoError):
        undo(need, region.broker)
    assert Need.objects.get().state == RecordState.DRAFT


def test_changed_record_is_left_as_it_is(region: Region) -> None:
    need = published(region)
    need.refresh_from_db()
    step = need.revision
    change_record(
        kind=NEED,
        record_id=need.pk,
        values={"text": "另一段话。"},
        revision=step,
        by=region.administrator,
    )
    for revision in (step, step + 1):
        with pytest.raises(UndoError) as caught:
            undo(need, region.broker, revision=revision)
        assert caught.value.message.code == "catalogue.undo_changed"
    assert (Need.objects.get().state, Need.objects.get().revision) == ("published", step + 1)


def test_old_revision_undoes_no_later_step(region: Region) -> None:
    need = published(region)
    need.refresh_from_db()
    move(need, Move.WITHDRAW, region.broker)
    with pytest.raises(UndoError):
        undo(need, region.broker, revision=need.revision)
    assert Need.objects.get().state == RecordState.WITHDRAWN


def test_step_of_a_colleague_is_theirs_to_undo(region: Region) -> None:
    need = published(region)
    with pytest.raises(UndoError):
        undo(need, region.administrator)
    assert list_undoable_for_user(NEED, [need.pk], region.administrator) == {}
    assert list_undoable_for_user(NEED, [need.pk], region.broker) == {need.pk: need.revision}


@pytest.mark.parametrize(("days", "is_late"), [(UNDO_DAYS - 1, False), (UNDO_DAYS + 1, True)])
def test_step_is_undone_within_the_time(days: int, is_late: bool, region: Region) -> None:
    need = published(region)
    Change.objects.update(at=clock.now() - timedelta(days=days))
    assert bool(list_undoable_for_user(NEED, [need.pk], region.broker)) is not is_late
    if is_late:
        with pytest.raises(UndoError) as caught:
            undo(need, region.broker)
        assert caught.value.message.code == "catalogue.undo_too_late"
        assert Need.objects.get().state == RecordState.PUBLISHED
    else:
        assert undo(need, region.broker) == RecordState.DRAFT


@pytest.mark.parametrize("step", [Move.SUBMIT, Move.CHECK, Move.RETURN])
def test_other_steps_have_steps_of_their_own_back(step: Move, region: Region) -> None:
    need = make_need(region.broker)
    if step is not Move.SUBMIT:
        move(need, Move.SUBMIT, region.broker)
    move(need, step, region.broker, **asked(step))
    with pytest.raises(UndoError):
        undo(need, region.broker)
    assert list_undoable_for_user(NEED, [need.pk], region.broker) == {}


def test_who_may_not_take_the_step_any_more_may_not_undo_it(region: Region) -> None:
    need = published(region, disclosure=DisclosureLevel.CONSENT)
    Change.objects.update(by=region.other_broker)
    with pytest.raises(NotFoundError):
        undo(need, region.other_broker)
    Change.objects.update(by=region.member)
    with pytest.raises(NotAllowedError):
        undo(need, region.member)
    assert list_undoable_for_user(NEED, [need.pk], region.other_broker) == {}
    assert Need.objects.get().state == RecordState.PUBLISHED


def test_summary_is_checked_before_strangers_see_it_again(region: Region) -> None:
    need = published(region, disclosure=DisclosureLevel.TEASER, **TEASER)
    move_record(kind=NEED, record_id=need.pk, move=Move.WITHDRAW, by=region.broker)
    Organisation.objects.filter(name=COMPANY).update(short_name="盐雾")
    with pytest.raises(ValuesError):
        undo(need, region.broker)
    assert Need.objects.get().state == RecordState.WITHDRAWN


def test_many_records_are_asked_in_as_many_queries_as_one(
    region: Region, django_assert_num_queries: Any
) -> None:
    needs = [published(region, title=f"需求{number}") for number in range(4)]
    list_undoable_for_user(NEED, [needs[0].pk], region.broker)
    with django_assert_num_queries(3):  # one of them asks for the zone of who reads
        assert len(list_undoable_for_user(NEED, [n.pk for n in needs], region.broker)) == 4
