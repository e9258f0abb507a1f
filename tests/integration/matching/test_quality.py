"""匹配质量: the figures are what was done, and the rows of each are those that it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Need, Offer
from duijie.core import clock
from duijie.core.errors import NotAllowedError
from duijie.matching.enums import IntroductionState, Side
from duijie.matching.models import (
    Decision,
    DecisionEntry,
    Introduction,
    IntroductionSide,
    NeedMatch,
    Suggestion,
)
from duijie.matching.queries import (
    PairFilters,
    Quality,
    get_quality_for_user,
    list_quality_answers_for_user,
    list_quality_needs_for_user,
    list_quality_pairs_for_user,
)
from duijie.matching.services import (
    decide_hold,
    decide_introduce,
    decide_refuse,
    take_back_decision,
)
from tests.factories.users import make_user
from tests.integration.matching.pairing import Scene, add
from tests.integration.web.building import store_match

pytestmark = pytest.mark.django_db


def counts(found: Quality, row: int = 0) -> list[tuple[int, int]]:
    return [(share.count, share.of) for share in found.acceptance[row].shares]


def second_need(scene: Scene, **given: Any) -> tuple[Need, Offer]:
    need = add(RecordKind.NEED, scene.broker, **given)
    offer = add(RecordKind.OFFER, scene.broker)
    store_match(need, [offer], by=scene.broker)
    return need, offer


def refuse(scene: Scene, number: int, reason: str = "too_expensive") -> None:
    pair = {**scene.pair, "target_id": scene.offers[number].pk}
    decide_refuse(**pair, reason=reason, by=scene.broker)


def test_a_decision_keeps_the_place_it_was_made_on_and_the_model_that_had_reordered(
    scene: Scene,
) -> None:
    second = Suggestion.objects.get(offer=scene.offers[1])
    Suggestion.objects.filter(pk=second.pk).update(own_position=1)
    NeedMatch.objects.filter(need=scene.need).update(opinion_of="rerank-large")
    refuse(scene, 0)
    refuse(scene, 1)

    first, moved = Decision.objects.order_by("pk")
    assert (first.position, first.variant) == (1, "hybrid.v1")
    assert (moved.position, moved.variant) == (2, "hybrid.v1+rerank-large")
    assert set(DecisionEntry.objects.values_list("position", "variant")) == {
        (1, "hybrid.v1"),
        (2, "hybrid.v1+rerank-large"),
    }


def test_acceptance_counts_decided_pairs_by_the_place_they_had(scene: Scene) -> None:
    refuse(scene, 0)
    decide_introduce(**{**scene.pair, "target_id": scene.offers[1].pk}, by=scene.broker)
    decide_introduce(**scene.expert_pair, by=scene.broker)
    need, offer = second_need(scene)
    decide_hold(need_id=need.pk, kind="offer", target_id=offer.pk, by=scene.broker)

    found = get_quality_for_user(scene.broker)

    assert (found.decided, found.unplaced) == (3, 0)
    assert [row.kind for row in found.acceptance] == ["", "offer", "expert"]
    assert counts(found) == [(1, 2), (2, 3), (2, 3)]
    assert counts(found, 1) == [(0, 1), (1, 2), (1, 2)]
    assert counts(found, 2) == [(1, 1), (1, 1), (1, 1)]
    assert [(share.count, share.of) for share in found.needs_hit] == [(1, 1)] * 3
    assert (found.needs_introduced.count, found.needs_introduced.of) == (1, 2)

    take_back_decision(**scene.expert_pair, by=scene.broker)
    assert counts(get_quality_for_user(scene.broker)) == [(0, 1), (1, 2), (1, 2)]


def test_what_was_not_suggested_is_counted_apart(scene: Scene) -> None:
    refuse(scene, 0)
    Decision.objects.update(position=None)
    found = get_quality_for_user(scene.broker)
    assert (found.decided, found.unplaced) == (1, 1)
    assert counts(found) == [(0, 0)] * 3
    assert found.acceptance[0].shares[0].value is None


def test_each_ranking_has_a_row_where_there_was_more_than_one(scene: Scene) -> None:
    refuse(scene, 0)
    assert {row.variant for row in get_quality_for_user(scene.broker).acceptance} == {""}
    decide_introduce(**scene.expert_pair, by=scene.broker)
    Decision.objects.filter(expert__isnull=False).update(variant="hybrid.v2+m")
    found = get_quality_for_user(scene.broker)
    assert [(row.variant, row.shares[0].count) for row in found.acceptance[3:]] == [
        ("hybrid.v1", 0),
        ("hybrid.v2+m", 1),
    ]
    (row,) = list_quality_pairs_for_user(scene.broker, PairFilters(variant="hybrid.v2+m"))
    assert row.kind == "expert"


def test_bands_hold_the_fit_that_was_shown(scene: Scene) -> None:
    refuse(scene, 0)
    decide_introduce(**scene.expert_pair, by=scene.broker)
    Decision.objects.filter(expert__isnull=False).update(fit=1.0)
    Decision.objects.filter(offer__isnull=False).update(fit=0.6)
    low, middle, good, best = get_quality_for_user(scene.broker).bands
    assert (low.introduced.of, middle.introduced.of) == (0, 0)
    assert low.mean_fit is None
    assert (good.introduced.count, good.introduced.of, good.mean_fit) == (0, 1, 0.6)
    assert (best.introduced.count, best.introduced.of, best.mean_fit) == (1, 1, 1.0)


def test_waits_count_those_without_a_contact_too(scene: Scene) -> None:
    need, _ = second_need(scene)
    Need.objects.filter(pk__in=(need.pk, scene.need.pk)).update(
        published_at=clock.now() - timedelta(days=20)
    )
    done = decide_introduce(**scene.pair, by=scene.broker)
    found = get_quality_for_user(scene.broker)
    assert (found.wait_of_needs.reached, found.wait_of_needs.of) == (0, 2)
    assert found.wait_of_needs.median is None

    Introduction.objects.filter(pk=done.introduction_id or 0).update(
        created_at=clock.now() - timedelta(days=9),
        contact_date=clock.today() - timedelta(days=5),
        state=IntroductionState.CONTACTED,
    )
    found = get_quality_for_user(scene.broker)
    assert (found.wait_of_needs.reached, found.wait_of_needs.median) == (1, 15)
    assert (found.wait_of_introductions.reached, found.wait_of_introductions.median) == (1, 4)
    rows = {row.id: row for row in list_quality_needs_for_user(scene.broker)}
    assert (rows[scene.need.pk].days, rows[scene.need.pk].is_introduced) == (15, True)
    assert (rows[need.pk].days, rows[need.pk].is_introduced) == (None, False)


def test_reasons_of_managers_and_of_both_sides(scene: Scene) -> None:
    refuse(scene, 0)
    refuse(scene, 1, "too_early")
    done = decide_introduce(**scene.expert_pair, by=scene.broker)
    IntroductionSide.objects.filter(
        introduction_id=done.introduction_id or 0, side=Side.TARGET
    ).update(answer="no", reason="too_early", answered_at=clock.now())

    first, second = get_quality_for_user(scene.broker).reasons

    assert (first.reason, first.by_broker, first.by_need, first.by_target) == (
        "too_early",
        1,
        0,
        1,
    )
    assert (second.reason, second.by_broker) == ("too_expensive", 1)
    (row,) = list_quality_answers_for_user(scene.broker, side="target", reason="too_early")
    assert row.id == done.introduction_id
    (pair,) = list_quality_pairs_for_user(scene.broker, PairFilters(reason="too_early"))
    assert pair.target_id == scene.offers[1].pk


def test_needs_that_nothing_fits_are_those_published_now(scene: Scene) -> None:
    need, _ = second_need(scene)
    NeedMatch.objects.filter(need=need).update(nothing_fits=True)
    found = get_quality_for_user(scene.broker)
    assert (found.nothing_fits.count, found.nothing_fits.of) == (1, 2)
    assert (found.nobody_fits.count, found.nobody_fits.of) == (1, 2)
    NeedMatch.objects.filter(need=need).update(no_expert_fits=False)
    assert get_quality_for_user(scene.broker).nobody_fits.count == 0
    assert [row.id for row in list_quality_needs_for_user(scene.broker, only_unmet=True)] == [
        need.pk
    ]
    Need.objects.filter(pk=need.pk).update(deleted_at=clock.now())
    found = get_quality_for_user(scene.broker)
    assert (found.nothing_fits.count, found.nothing_fits.of) == (0, 1)
    assert found.needs_introduced.of == 1


def test_period_leaves_out_what_came_before(scene: Scene) -> None:
    refuse(scene, 0)
    Decision.objects.update(decided_at=clock.now() - timedelta(days=100))
    Need.objects.update(published_at=clock.now() - timedelta(days=100))
    since = clock.today() - timedelta(days=90)
    found = get_quality_for_user(scene.broker, since=since)
    assert (found.decided, found.needs_introduced.of) == (0, 0)
    assert get_quality_for_user(scene.broker).decided == 1
    assert list_quality_pairs_for_user(scene.broker, PairFilters(since)).total == 0


def test_the_example_is_never_counted(scene: Scene) -> None:
    refuse(scene, 0)
    decide_introduce(**scene.expert_pair, by=scene.broker)
    Need.objects.update(is_example=True)
    found = get_quality_for_user(make_user(Role.LEADER))
    assert (found.decided, found.needs_introduced.of, found.nothing_fits.of) == (0, 0, 0)
    assert (found.wait_of_introductions.of, found.reasons) == (0, ())


def test_figures_are_of_the_own_needs_and_leaders_see_all_of_them_but_no_row(
    scene: Scene,
) -> None:
    refuse(scene, 0)
    leader = make_user(Role.LEADER)

    assert get_quality_for_user(scene.colleague).decided == 1
    assert get_quality_for_user(scene.foreign).decided == 0
    assert list_quality_pairs_for_user(scene.foreign, PairFilters()).total == 0
    assert list_quality_needs_for_user(scene.foreign).total == 0
    seen = get_quality_for_user(leader)
    assert (seen.decided, seen.is_whole_region) == (1, True)
    for ask in (
        lambda user: list_quality_pairs_for_user(user, PairFilters()),
        list_quality_needs_for_user,
        lambda user: list_quality_answers_for_user(user, side="need", reason="other"),
    ):
        for user in (leader, scene.collector, make_user(Role.MEMBER)):
            with pytest.raises(NotAllowedError):
                ask(user)
    for user in (scene.collector, make_user(Role.MEMBER), make_user(Role.EXPERT)):
        with pytest.raises(NotAllowedError):
            get_quality_for_user(user)


def test_as_many_queries_for_many_needs_as_for_one(scene: Scene) -> None:
    def asked(user: User) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get_quality_for_user(user)
            list_quality_needs_for_user(user)
            list_quality_pairs_for_user(user, PairFilters())
        return len(queries)

    refuse(scene, 0)
    first = asked(scene.broker)
    for _ in range(4):
        need, offer = second_need(scene)
        decide_refuse(
            need_id=need.pk, kind="offer", target_id=offer.pk, reason="capacity", by=scene.broker
        )
    refuse(scene, 1)
    assert asked(scene.broker) == first
