"""A change of records brings the matches up to date by itself: what changed, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.policies import Move
from duijie.catalogue.services import change_record, delete_record, move_record
from duijie.core import clock
from duijie.core.jobs.models import Job
from duijie.core.jobs.services import enqueue_job
from duijie.core.jobs.worker import run_worker
from duijie.engines.extraction.types import RecordKind as ReadKind
from duijie.errors import Message
from duijie.matching.models import NeedMatch
from duijie.matching.queries import get_need_suggestions_for_user, shelves
from duijie.matching.services import request_matching
from duijie.matching.tasks import runs
from duijie.matching.tasks.daily import NIGHTLY_KIND
from tests.factories.records import make_record, store_records
from tests.factories.users import make_broker

NEED = make_record(
    ReadKind.NEED,
    title="轴承套圈磨削烧伤在线识别",
    text="磨削后烧伤靠酸洗抽检，漏检多。需要在线无损识别套圈磨削烧伤，节拍不超过8秒。",
    org="青岚轴承有限公司",
)
OTHER = make_record(
    ReadKind.NEED,
    title="草莓脱毒苗快速繁育",
    text="脱毒苗成苗率低，求组培快繁方法。",
    org="东湾果业",
)
OFFER = make_record(
    ReadKind.OFFER,
    title="磨削烧伤巴克豪森噪声检测仪",
    text="用巴克豪森噪声在线无损识别轴承套圈的磨削烧伤，单件检测时间5秒。",
    org="东湾理工大学",
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker() -> User:
    return make_broker()


def waiting() -> int:
    return Job.objects.filter(kind="matching.match_needs", state="queued").count()


def work() -> list[int]:
    """Let the moment pass and the worker work; how many needs each job matched."""
    before = set(Job.objects.filter(state="done").values_list("pk", flat=True))
    DBTaskResult.objects.filter(status="READY").update(run_after=clock.now() - timedelta(seconds=1))
    run_worker("matching", ends_when_empty=True)
    jobs = Job.objects.filter(kind="matching.match_needs", state="done").exclude(pk__in=before)
    return [job.result["needs"] for job in jobs.filter(payload__is_example=False)]


def night() -> None:
    """Begins; the matches of both sides wait for their moment."""
    enqueue_job(kind=NIGHTLY_KIND, payload={}, title=Message("matching.matching_needs"), by=None)
    run_worker("matching", ends_when_empty=True)


def matched_at(need_id: int) -> object:
    return NeedMatch.objects.get(need_id=need_id).matched_at


def test_published_need_gets_suggestions_by_itself_and_others_stay(broker: User) -> None:
    first, _offer = store_records([NEED, OFFER], by=broker)
    assert work() == [1]
    before = matched_at(first.pk)
    assert get_need_suggestions_for_user(first.pk, broker).offers

    (second,) = store_records([OTHER], by=broker)

    assert waiting() == 1
    assert work() == [1]
    assert NeedMatch.objects.filter(need=second.pk).exists()
    assert matched_at(first.pk) == before
    assert not get_need_suggestions_for_user(first.pk, broker).is_outdated
    assert not get_need_suggestions_for_user(second.pk, broker).is_outdated


def test_changed_need_is_matched_again_and_says_so_until_then(broker: User) -> None:
    need, other, _offer = store_records([NEED, OTHER, OFFER], by=broker)
    work()
    before = matched_at(other.pk)
    text = f"{NEED.text}另求刀具磨损监测。"
    about = {"kind": RecordKind.NEED, "record_id": need.pk, "by": broker}
    change_record(**about, values={"text": text}, revision=need.revision)

    assert get_need_suggestions_for_user(need.pk, broker).is_outdated
    assert not get_need_suggestions_for_user(other.pk, broker).is_outdated
    assert work() == [1]
    assert not get_need_suggestions_for_user(need.pk, broker).is_outdated
    assert matched_at(other.pk) == before


def test_new_offer_is_held_against_every_need(broker: User) -> None:
    need, other = store_records([NEED, OTHER], by=broker)
    assert work() == [2]
    assert not get_need_suggestions_for_user(need.pk, broker).offers

    (offer,) = store_records([OFFER], by=broker)

    assert work() == [2]
    found = get_need_suggestions_for_user(need.pk, broker)
    assert [row.target_id for row in found.offers] == [offer.pk]
    assert not get_need_suggestions_for_user(other.pk, broker).is_outdated


def test_withdrawn_and_deleted_offers_make_room(broker: User) -> None:
    need, offer, other = store_records(
        [NEED, OFFER, make_record(ReadKind.OFFER, title="无人机航测拼接", text="影像拼接。")],
        by=broker,
    )
    work()
    move_record(kind=RecordKind.OFFER, record_id=offer.pk, move=Move.WITHDRAW, by=broker)
    assert work() == [1]
    delete_record(kind=RecordKind.OFFER, record_id=other.pk, by=broker)
    assert work() == [1]
    match = NeedMatch.objects.get(need=need.pk)
    assert not match.suggestions.exists()


def test_draft_starts_nothing(broker: User) -> None:
    (need,) = store_records([NEED], by=broker)
    work()
    move_record(kind=RecordKind.NEED, record_id=need.pk, move=Move.WITHDRAW, by=broker)
    assert waiting() == 0


def test_request_for_all_takes_the_place_of_what_waits(broker: User) -> None:
    store_records([NEED, OFFER], by=broker)
    assert waiting() == 1
    request_matching(by=broker)
    assert waiting() == 1
    assert work() == [1]
    assert work() == []


def test_too_much_work_waits_for_the_night(broker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    need, other = store_records([NEED, OTHER], by=broker)
    work()
    monkeypatch.setattr(runs, "MOST_PAIRS", 1)
    store_records([OFFER], by=broker)
    assert work() == [0]
    about = {"kind": RecordKind.NEED, "record_id": need.pk, "by": broker}
    change_record(**about, values={"title": "套圈磨削烧伤识别"}, revision=need.revision)
    assert work() == [1]
    assert get_need_suggestions_for_user(other.pk, broker).is_outdated

    night()
    assert work() == [1]
    assert not get_need_suggestions_for_user(other.pk, broker).is_outdated


def test_a_changed_need_meets_a_large_stock_at_once(
    broker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, _ = store_records([NEED, OFFER], by=broker)
    monkeypatch.setattr(shelves, "MOST_KEPT", 0)
    assert work() == [1]
    about = {"kind": RecordKind.NEED, "record_id": need.pk, "by": broker}
    change_record(**about, values={"title": "磨削烧伤识别"}, revision=need.revision)
    assert work() == [1]
    assert not get_need_suggestions_for_user(need.pk, broker).is_outdated
