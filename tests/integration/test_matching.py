"""Match runs on real rankings: what is stored, what a page reads, what never meets."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordState
from duijie.catalogue.models import Need, Offer
from duijie.catalogue.services import remove_example
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.queries import get_job_for_user, list_jobs_for_user
from duijie.core.jobs.worker import run_worker
from duijie.engines.extraction.types import Evidence, Record, RecordKind
from duijie.matching.models import MatchRun, NeedMatch, Suggestion
from duijie.matching.permissions import can_request_matching, check_can_request_matching
from duijie.matching.queries import (
    BestFit,
    get_need_suggestions_for_user,
    list_best_fits_for_user,
)
from duijie.matching.services import request_matching
from duijie.matching.tasks.ranking import VARIANT
from tests.factories.records import make_record, store_record, store_records
from tests.factories.users import make_administrator, make_broker

PHONE, EMAIL = "13900001111", "wu@qinglan.example"

NEED = make_record(
    RecordKind.NEED,
    title="轴承套圈磨削烧伤在线识别",
    text="磨削后烧伤靠酸洗抽检，漏检多。需要在线无损识别套圈磨削烧伤，节拍不超过8秒。",
    org="青岚轴承有限公司",
    phone=PHONE,
    email=EMAIL,
)
GOOD = make_record(
    RecordKind.OFFER,
    title="磨削烧伤巴克豪森噪声检测仪",
    text="用巴克豪森噪声在线无损识别轴承套圈的磨削烧伤，单件检测时间5秒。",
    org="东湾理工大学",
    phone=PHONE,
    email=EMAIL,
)
OTHERS = [
    make_record(RecordKind.OFFER, title=title, text=text, org="东湾农学院")
    for title, text in (
        ("草莓脱毒苗繁育技术", "茎尖脱毒结合基质育苗，成苗率高。"),
        ("豆制品废水厌氧处理", "高浓度有机废水厌氧产沼气。"),
        ("无人机航测数据拼接", "影像快速拼接成正射图。"),
        ("再生涤纶纺丝工艺", "瓶片直纺细旦长丝。"),
    )
]
OWN = make_record(
    RecordKind.OFFER,
    title="轴承套圈磨削烧伤识别装置",
    text="在线无损识别套圈磨削烧伤。",
    org="青岚轴承有限公司",
)
EXPERT = make_record(
    RecordKind.EXPERT,
    title="磨削表面完整性",
    text="研究磨削烧伤机理与在线检测。",
    person="吴样",
    org="东湾理工大学",
    phone=PHONE,
    evidence=(Evidence("套圈磨削烧伤的噪声信号", "提出在线识别方法。"),),
)
NEED_TWIN = make_record(RecordKind.NEED, title="套圈磨削烧伤识别（示例）", text=NEED.text)
ALL: list[Record] = [NEED, GOOD, *OTHERS, OWN, EXPERT]

pytestmark = pytest.mark.django_db(transaction=True)


def match(by: User, *, is_example: bool = False) -> None:
    request_matching(by=by, is_example=is_example)
    run_worker("matching", ends_when_empty=True)


def test_matches_are_stored_with_reasons_that_quote_both_texts(broker: User) -> None:
    need, good, *_ = store_records(ALL, by=broker)
    before = get_need_suggestions_for_user(need.pk, broker)
    assert (before.matched_at, before.is_outdated, before.offers) == (None, True, ())
    match(broker)
    found = get_need_suggestions_for_user(need.pk, broker)
    assert (found.variant, found.is_outdated, found.is_matching) == (VARIANT, False, False)
    best = found.offers[0]
    assert (best.target_id, best.position, best.kind) == (good.pk, 1, "offer")
    assert best.organisation_name == "东湾理工大学"
    assert 0 < best.fit < 1
    assert best.is_calibrated
    assert sum(part.value for part in best.contributions) == pytest.approx(best.score)
    assert best.reasons
    for reason in best.reasons:
        for pieces, span, record in (
            (reason.need_quote, reason.need_span, need),
            (reason.offer_quote, reason.offer_span, good),
        ):
            quote = "".join(piece.text for piece in pieces)
            assert span is not None
            assert getattr(record, span.field)[span.start : span.end] == quote
    marked = {
        piece.text for reason in best.reasons for piece in reason.offer_quote if piece.is_marked
    }
    assert any("烧伤" in text for text in marked)
    (expert,) = found.experts
    assert (expert.kind, expert.person) == ("expert", "吴样")


def test_organisation_is_not_suggested_to_itself(broker: User) -> None:
    need, *_ = store_records(ALL, by=broker)
    match(broker)
    names = [row.title for row in get_need_suggestions_for_user(need.pk, broker).offers]
    assert OWN.title not in names
    assert len(names) == 5


def test_own_offers_take_no_place_among_the_suggestions(broker: User) -> None:
    need, *_ = store_records([NEED, *OTHERS], by=broker)
    own = [
        make_record(
            RecordKind.OFFER,
            title=f"{OWN.title}（{number}型）",
            text=f"{OWN.text}第{number}型。",
            org="青岚轴承有限公司",
        )
        for number in range(40)
    ]
    match(broker)
    before = get_need_suggestions_for_user(need.pk, broker)
    store_records(own, by=broker)
    match(broker)
    after = get_need_suggestions_for_user(need.pk, broker)
    assert [row.title for row in after.offers] == [row.title for row in before.offers]
    assert {row.title for row in after.offers} == {record.title for record in OTHERS}
    assert after.nothing_fits
    assert before.nothing_fits


def test_suggestions_hold_no_contact_details(broker: User) -> None:
    need, *_ = store_records(ALL, by=broker)
    match(broker)
    shown = repr(get_need_suggestions_for_user(need.pk, broker))
    stored = repr(list(Suggestion.objects.values()))
    for secret in (PHONE, EMAIL):
        assert secret not in shown
        assert secret not in stored


def test_new_records_make_suggestions_outdated_until_the_next_run(broker: User) -> None:
    need, *_ = store_records([NEED, GOOD], by=broker)
    match(broker)
    store_record(OTHERS[0], by=broker)
    outdated = get_need_suggestions_for_user(need.pk, broker)
    assert outdated.is_outdated
    assert len(outdated.offers) == 1
    match(broker)
    current = get_need_suggestions_for_user(need.pk, broker)
    assert not current.is_outdated
    assert len(current.offers) == 2
    assert MatchRun.objects.count() == 1


def test_example_and_real_records_never_meet(administrator: User) -> None:
    (real,) = store_records([NEED], by=administrator)
    example_good = store_record(GOOD, by=administrator, is_example=True)
    example_need = store_record(NEED_TWIN, by=administrator, is_example=True)
    real_good = store_record(OTHERS[0], by=administrator)
    match(administrator)
    match(administrator, is_example=True)
    for need, offer in ((real, real_good), (example_need, example_good)):
        found = get_need_suggestions_for_user(need.pk, administrator)
        assert [row.target_id for row in found.offers] == [offer.pk]
    remove_example(by=administrator)
    assert [row.need_id for row in NeedMatch.objects.all()] == [real.pk]
    assert [run.is_example for run in MatchRun.objects.all()] == [False]


def test_example_change_leaves_real_suggestions_current(administrator: User) -> None:
    (need,) = store_records([NEED], by=administrator)
    match(administrator)
    store_record(GOOD, by=administrator, is_example=True)
    assert not get_need_suggestions_for_user(need.pk, administrator).is_outdated


def test_drafts_are_not_matched_and_vanish_from_suggestions(broker: User) -> None:
    need, good, *_ = store_records([NEED, GOOD, OTHERS[0]], by=broker)
    match(broker)
    other = make_broker()
    Offer.objects.filter(pk=good.pk).update(state=RecordState.DRAFT)
    seen = get_need_suggestions_for_user(need.pk, other)
    assert [row.title for row in seen.offers] == [OTHERS[0].title]
    match(broker)
    assert [row.title for row in get_need_suggestions_for_user(need.pk, broker).offers] == [
        OTHERS[0].title
    ]


def test_need_without_offers_gets_nothing_fits(broker: User) -> None:
    (need,) = store_records([NEED], by=broker)
    match(broker)
    found = get_need_suggestions_for_user(need.pk, broker)
    assert (found.nothing_fits, found.no_expert_fits) == (True, True)
    assert (found.offers, found.experts) == ((), ())
    assert found.matched_at is not None


def test_best_fits_of_a_list_are_those_of_the_first_suggestions(
    broker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    need, *_ = store_records(ALL, by=broker)
    (other,) = store_records([make_record(RecordKind.NEED)], by=broker)
    match(broker)
    with django_assert_num_queries(1):
        fits = list_best_fits_for_user([need.pk, other.pk, 0], broker)
    for key in (need.pk, other.pk):
        found = get_need_suggestions_for_user(key, broker)
        best = found.offers[0]
        assert fits[key] == BestFit(best.fit, best.is_calibrated, found.nothing_fits)
    assert set(fits) == {need.pk, other.pk}
    assert list_best_fits_for_user([need.pk], AnonymousUser()) == {}


def test_suggestions_take_as_many_queries_for_three_rows_as_for_one(
    broker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    need, *_ = store_records([NEED, GOOD], by=broker)
    match(broker)
    with django_assert_num_queries(13):
        assert len(get_need_suggestions_for_user(need.pk, broker).offers) == 1
    store_records(OTHERS[:2], by=broker)
    match(broker)
    with django_assert_num_queries(13):
        assert len(get_need_suggestions_for_user(need.pk, broker).offers) == 3


def test_suggestions_of_a_hidden_need_are_not_found(broker: User) -> None:
    (need,) = store_records([NEED], by=broker)
    Need.objects.update(state=RecordState.DRAFT)
    users: list[Actor] = [make_broker(), AnonymousUser()]
    for user in users:
        with pytest.raises(NotFoundError):
            get_need_suggestions_for_user(need.pk, user)
    get_need_suggestions_for_user(need.pk, make_administrator())


def test_who_may_ask_for_matching() -> None:
    users: list[Actor] = [make_broker(), make_administrator()]
    for user in users:
        assert can_request_matching(user)
        check_can_request_matching(user)
        request_matching(by=user)
    assert not can_request_matching(AnonymousUser())
    with pytest.raises(NotAllowedError):
        request_matching(by=AnonymousUser())


def test_requests_share_one_waiting_job(broker: User) -> None:
    assert request_matching(by=broker) == request_matching(by=broker)
    with transaction.atomic():
        assert request_matching(by=broker, is_example=True) != request_matching(by=broker)


def test_resumed_run_leaves_the_needs_that_it_has_done(
    broker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.core.jobs.execution import run_job
    from duijie.core.jobs.run import interrupted
    from duijie.matching import services
    from duijie.matching.tasks import runs

    store_records([NEED, make_record(), make_record(), GOOD], by=broker)
    job_id = request_matching(by=broker)
    stored = services.store_need_match
    done: list[str] = []

    def store_and_interrupt(**given: object) -> bool:
        is_stored = stored(**given)  # type: ignore[arg-type] # passes on what it is given
        done.append(given["offers"].need_id)  # type: ignore[attr-defined] # a NeedRanking
        if len(done) == 2:
            interrupted.set()
        return is_stored

    monkeypatch.setattr(runs, "store_need_match", store_and_interrupt)
    try:
        run_job.func(str(job_id))
    finally:
        interrupted.clear()
    assert get_job_for_user(job_id, broker).state == "queued"
    run_worker("matching", ends_when_empty=True)
    assert get_job_for_user(job_id, broker).result["needs"] == 1
    assert len(done) == len(set(done)) == 3
    assert MatchRun.objects.count() == 1
    assert [job.state for job in list_jobs_for_user(broker)] == ["done"]
