"""Steps of a record: the table, its dates, what publishing checks, and the clock."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import TransitionError, ValuesError
from duijie.catalogue.models import Change, IndexMark, Need, Organisation
from duijie.catalogue.policies import TRANSITIONS, Move
from duijie.catalogue.queries import get_catalogue_version, list_moves_for_user
from duijie.catalogue.services import (
    change_record,
    create_record,
    expire_records,
    move_record,
    renew_record,
)
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from duijie.core.preferences.services import change_preferences
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, Region

pytestmark = pytest.mark.django_db


def make_need(by: Any, *, disclosure: DisclosureLevel | None = None, **given: Any) -> Need:
    need_id = create_record(
        kind=RecordKind.NEED,
        values=values_of(RecordKind.NEED, **{"organisation": COMPANY, **given}),
        by=by,
        disclosure=disclosure,
    )
    return Need.objects.get(pk=need_id)


def move(need: Need, step: Move, by: Actor, **given: Any) -> RecordState:
    return move_record(kind=RecordKind.NEED, record_id=need.pk, move=step, by=by, **given)


def asked(step: Move) -> dict[str, Any]:
    """What the step wants with it."""
    return {Move.CLOSE: {"close_reason": "solved"}, Move.RETURN: {"note": "缺指标"}}.get(step, {})


@pytest.mark.parametrize(("state", "step"), list(product(RecordState, Move)))
def test_every_step_is_as_the_table_says(state: RecordState, step: Move, region: Region) -> None:
    need = make_need(region.broker)
    Need.objects.filter(pk=need.pk).update(state=state)
    possible = list_moves_for_user(RecordKind.NEED, need.pk, region.administrator)
    transition = TRANSITIONS[step]
    if transition.action is None:
        with pytest.raises(NotAllowedError):
            move(need, step, region.administrator)
        assert step not in possible
    elif state in transition.sources:
        assert move(need, step, region.administrator, **asked(step)) is transition.target
        assert Need.objects.get().state == transition.target
        assert step in possible
    else:
        with pytest.raises(TransitionError):
            move(need, step, region.administrator, **asked(step))
        assert Need.objects.get().state == state
        assert step not in possible


@pytest.mark.parametrize(
    ("who", "step", "error"),
    [
        ("broker", Move.PUBLISH, None),
        ("collector", Move.PUBLISH, NotAllowedError),
        ("member", Move.PUBLISH, NotAllowedError),
        ("member", Move.SUBMIT, None),
        ("other_member", Move.SUBMIT, NotFoundError),
        ("other_broker", Move.PUBLISH, NotFoundError),
        ("leader", Move.SUBMIT, NotFoundError),
        ("visitor", Move.SUBMIT, NotFoundError),
    ],
)
def test_who_may_take_which_step(
    who: str, step: Move, error: type[Exception] | None, region: Region
) -> None:
    user = getattr(region, who)
    maker = region.collector if who == "collector" else region.member
    need = make_need(region.broker if who == "broker" else maker)
    if error is None:
        assert step in list_moves_for_user(RecordKind.NEED, need.pk, user)
        move(need, step, user)
    else:
        with pytest.raises(error):
            move(need, step, user)
        assert Need.objects.get().state == RecordState.DRAFT


def test_dates_are_set_along_the_way(region: Region) -> None:
    need = make_need(region.member)
    move(need, Move.SUBMIT, region.member)
    move(need, Move.RETURN, region.broker, note="请补充指标")
    need.refresh_from_db()
    assert (need.state, need.return_note) == (RecordState.DRAFT, "请补充指标")
    move(need, Move.SUBMIT, region.member)
    move(need, Move.CHECK, region.broker)
    move(need, Move.PUBLISH, region.broker)
    need.refresh_from_db()
    assert need.return_note == ""
    assert need.checked_by_id == region.broker.pk
    assert need.submitted_at is not None
    assert need.checked_at is not None
    assert need.published_at is not None
    assert need.submitted_at < need.checked_at < need.published_at
    assert need.expiry_date == clock.today() + timedelta(days=180)
    assert need.revision == 6
    actions = Change.objects.filter(need=need).order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "create_record",
        "submit_record",
        "return_record",
        "submit_record",
        "check_record",
        "publish_record",
    ]


def test_last_day_follows_the_setting_or_what_is_given(region: Region) -> None:
    change_preferences(values={"need_valid_days": 30}, by=region.administrator)
    need, other = make_need(region.broker), make_need(region.broker)
    move(need, Move.PUBLISH, region.broker)
    given = clock.today() + timedelta(days=3)
    move(other, Move.PUBLISH, region.broker, expiry_date=given)
    need.refresh_from_db()
    other.refresh_from_db()
    assert need.expiry_date == clock.today() + timedelta(days=30)
    assert other.expiry_date == given
    with pytest.raises(ValuesError):
        move(other, Move.RENEW, region.broker, expiry_date=clock.today() - timedelta(days=1))


def test_closing_wants_a_reason_and_returning_a_note(region: Region) -> None:
    need = make_need(region.broker)
    move(need, Move.SUBMIT, region.broker)
    with pytest.raises(ValuesError):
        move(need, Move.RETURN, region.broker, note="  ")
    move(need, Move.PUBLISH, region.broker)
    for reason in ("", "no such reason"):
        with pytest.raises(ValuesError):
            move(need, Move.CLOSE, region.broker, close_reason=reason)
    assert Need.objects.get().state == RecordState.PUBLISHED


def expired_need(region: Region) -> Need:
    need = make_need(region.broker)
    move(need, Move.PUBLISH, region.broker, expiry_date=clock.today())
    return need


def test_records_expire_after_their_last_day(region: Region) -> None:
    need = expired_need(region)
    lasting = make_need(region.broker)
    move(lasting, Move.PUBLISH, region.broker)
    assert expire_records(clock.today()) == 0
    version = get_catalogue_version(is_example=False)
    IndexMark.objects.all().delete()
    tomorrow = clock.today() + timedelta(days=1)
    assert expire_records(tomorrow) == 1
    need.refresh_from_db()
    lasting.refresh_from_db()
    assert (need.state, lasting.state) == (RecordState.EXPIRED, RecordState.PUBLISHED)
    assert need.ended_at is not None
    assert get_catalogue_version(is_example=False) == version
    assert list(IndexMark.objects.values_list("key", flat=True)) == [f"need:{need.pk}"]
    last = Change.objects.order_by("-pk")[0]
    assert (last.action, last.by_id) == ("expire_records", None)
    assert last.values["state"] == ["published", "expired"]
    notice = Notification.objects.get(recipient=region.broker)
    assert need.title not in notice.body
    assert expire_records(tomorrow) == 0


def test_expiry_works_in_bursts_without_leaving_any(region: Region) -> None:
    for _ in range(120):
        make_need(region.broker)
    Need.objects.update(state=RecordState.PUBLISHED, expiry_date=date(2026, 1, 1))
    assert expire_records(clock.today()) == 120
    assert not Need.objects.exclude(state=RecordState.EXPIRED).exists()


def test_renewing_is_one_step_from_today(region: Region) -> None:
    need = expired_need(region)
    expire_records(clock.today() + timedelta(days=1))
    last = renew_record(kind=RecordKind.NEED, record_id=need.pk, by=region.broker)
    need.refresh_from_db()
    assert (need.state, need.ended_at) == (RecordState.PUBLISHED, None)
    assert last == need.expiry_date == clock.today() + timedelta(days=180)


TEASER = {"teaser_title": "某企业求耐盐雾水性涂料", "teaser_text": "盐雾一千小时不起泡。"}


@pytest.mark.parametrize(
    ("field", "text", "code", "found"),
    [
        ("teaser_text", f"{COMPANY}求涂料", "teaser_names_organisation", COMPANY),
        ("teaser_title", "青禾 涂料求助", "teaser_names_organisation", "青禾涂料"),
        ("teaser_text", "联系林若川。", "teaser_names_person", "林若川"),
        ("teaser_text", "电话139 0000 1111", "teaser_has_phone", "139 0000 1111"),
        ("teaser_text", "拨 6789.0123 找我", "teaser_has_phone", "6789-0123"),
        ("teaser_text", "写信 lin@qinghe.example.cn", "teaser_has_email", "lin@qinghe.example.cn"),
        ("teaser_text", "见 www.qinghe.example", "teaser_has_website", "www.qinghe.example"),
        ("teaser_text", "见qinghe-tl.com.cn官网", "teaser_has_website", "qinghe-tl.com.cn"),
    ],
)
def test_publishing_refuses_a_summary_that_tells_whose_it_is(
    field: str, text: str, code: str, found: str, region: Region
) -> None:
    need = make_need(
        region.broker,
        disclosure=DisclosureLevel.TEASER,
        person="林若川",
        phone="6789-0123",
        **{**TEASER, field: text},
    )
    with pytest.raises(ValuesError) as caught:
        move(need, Move.PUBLISH, region.broker)
    (problem,) = caught.value.problems
    assert (problem.field, problem.message.code) == (field, f"catalogue.{code}")
    assert problem.message.params["found"] == found
    assert Need.objects.get().state == RecordState.DRAFT


def test_publishing_takes_a_summary_that_tells_nothing(region: Region) -> None:
    Organisation.objects.filter(pk=region.company_id).update(short_name="青禾", contact_person="何")
    need = make_need(region.broker, disclosure=DisclosureLevel.TEASER, **TEASER)
    move(need, Move.PUBLISH, region.broker)


def test_open_to_strangers_needs_a_summary(region: Region) -> None:
    need = make_need(region.broker, disclosure=DisclosureLevel.TEASER)
    with pytest.raises(ValuesError) as caught:
        move(need, Move.PUBLISH, region.broker)
    assert {problem.field for problem in caught.value.problems} == {"teaser_title", "teaser_text"}


def test_published_summary_is_checked_again_when_it_changes(region: Region) -> None:
    need = make_need(region.broker, disclosure=DisclosureLevel.TEASER, **TEASER)
    move(need, Move.PUBLISH, region.broker)
    with pytest.raises(ValuesError):
        change_record(
            kind=RecordKind.NEED,
            record_id=need.pk,
            values={"teaser_text": f"{COMPANY}的需求"},
            revision=2,
            by=region.broker,
        )
    assert Need.objects.get().teaser_text == TEASER["teaser_text"]
