"""Needs that ask for the same: beside a need, and several organisations' together."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import CloseReason, RecordKind
from duijie.catalogue.models import Need
from duijie.catalogue.policies import Move
from duijie.catalogue.services import move_record
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.worker import run_worker
from duijie.matching.models import Introduction, SimilarNeed
from duijie.matching.queries import list_common_needs_for_user, list_similar_needs_for_user
from duijie.matching.services import decide_introduce, request_matching
from tests.factories.users import make_user
from tests.factories.zones import make_zone
from tests.integration.matching.pairing import Scene, add, in_zone
from tests.integration.web.building import store_match

pytestmark = pytest.mark.django_db(transaction=True)

CRACK = "轴承套圈微裂纹在线检测"
CRACK_TEXT = "轴承套圈的微裂纹靠人工目检，漏检多，希望在生产线上自动检测微裂纹。"
TWIN = "套圈微裂纹自动检测"
TWIN_TEXT = "套圈表面微裂纹现在人工目检，漏检率高，要在生产线上自动检测微裂纹。"


def ask(by: User, title: str, text: str, **given: Any) -> Need:
    need = add(RecordKind.NEED, by, title=title, text=text, **given)
    assert isinstance(need, Need)
    return need


def match(by: User) -> None:
    request_matching(by=by)
    run_worker("matching", ends_when_empty=True)


@pytest.fixture
def broker() -> User:
    return in_zone(Role.BROKER, make_zone())


def test_a_match_run_finds_the_same_problem_and_says_why(broker: User) -> None:
    need = ask(broker, CRACK, CRACK_TEXT)
    twin = ask(broker, TWIN, TWIN_TEXT)
    ask(broker, "低糖果酱的制备", "以山楂为原料制成低糖果酱，保持风味。")
    match(broker)
    (row,) = list_similar_needs_for_user(need.pk, broker)
    assert (row.need.id, row.is_same, row.close_reason, row.answers) == (twin.pk, True, "", ())
    assert row.reason is not None
    assert "微裂纹" in "".join(piece.text for piece in row.reason.offer_quote if piece.is_marked)
    (group,) = list_common_needs_for_user(broker).rows
    assert {need.pk, twin.pk} == {one.id for one in group.needs}
    assert group.organisations == 2
    assert any("微裂纹" in term for term in group.terms)


def test_a_closed_need_is_found_with_its_answer(broker: User) -> None:
    past = ask(broker, TWIN, TWIN_TEXT)
    offer = add(RecordKind.OFFER, broker, title="涡流检测装置", text="用涡流检测微裂纹。")
    store_match(past, [offer], by=broker)
    decide_introduce(need_id=past.pk, kind="offer", target_id=offer.pk, by=broker)
    Introduction.objects.update(state="agreed")
    move_record(
        kind=RecordKind.NEED,
        record_id=past.pk,
        move=Move.CLOSE,
        close_reason=CloseReason.SOLVED,
        by=broker,
    )
    need = ask(broker, CRACK, CRACK_TEXT)
    match(broker)
    (row,) = list_similar_needs_for_user(need.pk, broker)
    assert (row.need.id, row.close_reason) == (past.pk, "solved")
    assert [answer.title for answer in row.answers] == ["涡流检测装置"]
    # what is over is nobody's common problem, and what was stated twice no answer
    assert list_common_needs_for_user(broker).total == 0
    Need.objects.filter(pk=past.pk).update(close_reason=CloseReason.DUPLICATE)
    match(broker)
    assert list_similar_needs_for_user(need.pk, broker) == ()


def test_what_the_user_may_not_see_is_not_there(broker: User) -> None:
    elsewhere = in_zone(Role.BROKER, make_zone())
    need = ask(broker, CRACK, CRACK_TEXT)
    secret = ask(elsewhere, TWIN, TWIN_TEXT)
    Need.objects.filter(pk=secret.pk).update(disclosure=DisclosureLevel.INTERNAL)
    match(broker)
    assert SimilarNeed.objects.filter(match__need=need, need=secret).exists()
    assert list_similar_needs_for_user(need.pk, broker) == ()
    assert list_common_needs_for_user(broker).total == 0
    with pytest.raises(NotFoundError):
        list_similar_needs_for_user(secret.pk, broker)
    # who works on the hidden one sees the open one
    (row,) = list_similar_needs_for_user(secret.pk, elsewhere)
    assert row.need.id == need.pk
    for role in (Role.MEMBER, Role.EXPERT, Role.LEADER, Role.VISITOR):
        with pytest.raises(NotAllowedError):
            list_common_needs_for_user(make_user(role))
        with pytest.raises((NotAllowedError, NotFoundError)):
            list_similar_needs_for_user(need.pk, make_user(role))


def test_one_organisation_alone_has_no_common_problem(broker: User) -> None:
    own = "青岚轴承有限公司"
    need = ask(broker, CRACK, CRACK_TEXT, organisation=own)
    ask(broker, TWIN, TWIN_TEXT, organisation=own)
    match(broker)
    assert len(list_similar_needs_for_user(need.pk, broker)) == 1
    assert list_common_needs_for_user(broker).total == 0


def test_each_need_stands_in_one_group_around_the_one_most_are_like(scene: Scene) -> None:
    broker = scene.broker
    needs = [ask(broker, f"{CRACK}{number}", CRACK_TEXT) for number in range(5)]
    a, b, c, d, e = needs
    for one, others in ((b, [a, c]), (d, [e])):
        store_match(one, scene.offers, by=broker, similar=others)
    # c is like d too, but stands around b
    store_match(c, scene.offers, by=broker, similar=[d])
    groups = [
        tuple(need.id for need in group.needs) for group in list_common_needs_for_user(broker).rows
    ]
    assert groups == [(b.pk, a.pk, c.pk), (d.pk, e.pk)]


def test_as_many_queries_for_one_as_for_many(scene: Scene) -> None:
    others = [ask(scene.broker, f"{CRACK}{number}", CRACK_TEXT) for number in range(12)]
    store_match(scene.need, scene.offers, by=scene.broker, similar=others[:1])
    counts = []
    for similar in (others[:1], others):
        store_match(scene.need, scene.offers, by=scene.broker, similar=similar)
        user = User.objects.get(pk=scene.broker.pk)
        with CaptureQueriesContext(connection) as seen:
            assert len(list_similar_needs_for_user(scene.need.pk, user)) == len(similar)
            list_common_needs_for_user(user)
        counts.append(len(seen))
    assert counts[0] == counts[1]
