"""What a broker does with a pair: kept whatever is matched later, seen and done by who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.matching.enums import DecisionState, RefusalReason
from duijie.matching.errors import DecisionError
from duijie.matching.models import Decision, DecisionEntry, Suggestion
from duijie.matching.permissions import can_decide, check_can_decide
from duijie.matching.policies import DECISIONS, DecisionMove, check_decision, list_decision_moves
from duijie.matching.queries import (
    FreshFilters,
    get_need_suggestions_for_user,
    list_decisions_for_user,
    list_fresh_for_user,
    list_needs_of_offer_for_user,
)
from duijie.matching.services import (
    decide_hold,
    decide_introduce,
    decide_refuse,
    take_back_decision,
)
from tests.factories.users import make_administrator, make_user
from tests.integration.matching.pairing import Scene, add

pytestmark = pytest.mark.django_db


def fresh_titles(scene: Scene) -> set[str]:
    return {row.title for row in list_fresh_for_user(scene.broker, FreshFilters())}


def test_refusal_is_never_lost_by_a_new_run(scene: Scene) -> None:
    decide_refuse(**scene.pair, reason="too_expensive", words="超预算三倍", by=scene.broker)
    before = set(Suggestion.objects.values_list("pk", flat=True))

    scene.match()

    assert not before & set(Suggestion.objects.values_list("pk", flat=True))
    found = get_need_suggestions_for_user(scene.need.pk, scene.colleague)
    refused, undecided = found.offers
    assert refused.decision is not None
    assert (refused.decision.state, refused.decision.reason) == ("refused", "too_expensive")
    assert refused.decision.words == "超预算三倍"
    assert refused.decision.decided_by_name == str(scene.broker)
    assert refused.decision.variant == "hybrid.v1"
    assert refused.decision.fit == pytest.approx(0.82)
    assert undecided.decision is None


def test_refused_pair_is_kept_when_the_run_no_longer_suggests_it(scene: Scene) -> None:
    decide_refuse(**scene.pair, reason="wrong_object", by=scene.broker)
    scene.match(offers=scene.offers[1:])

    (row,) = list_decisions_for_user(scene.broker, state=DecisionState.REFUSED)
    assert (row.need_id, row.kind, row.target_id) == tuple(scene.pair.values())
    assert row.title == scene.offers[0].title


def test_refused_pair_leaves_the_lists_until_it_is_taken_back(scene: Scene) -> None:
    title = scene.offers[0].title
    assert title in fresh_titles(scene)
    done = decide_refuse(**scene.pair, reason="too_early", by=scene.broker)
    assert title not in fresh_titles(scene)
    assert scene.offers[1].title in fresh_titles(scene)
    assert list_needs_of_offer_for_user(scene.offers[0].pk, scene.broker).total == 0

    take_back_decision(**scene.pair, revision=done.revision, by=scene.broker)

    assert title in fresh_titles(scene)
    assert list_needs_of_offer_for_user(scene.offers[0].pk, scene.broker).total == 1
    assert list_decisions_for_user(scene.broker, state=DecisionState.REFUSED).total == 0


def test_held_pair_comes_back_on_its_day(scene: Scene) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    decide_hold(**scene.pair, hold_date=tomorrow, words="等样品", by=scene.broker)
    assert scene.offers[0].title not in fresh_titles(scene)
    held = list_decisions_for_user(scene.broker, state=DecisionState.HELD)
    assert [row.decision.is_back for row in held] == [False]

    Decision.objects.update(hold_date=clock.today())

    (back,) = list_decisions_for_user(scene.broker, state=DecisionState.HELD, only_back=True)
    assert back.decision.is_back
    assert back.title == scene.offers[0].title


@pytest.mark.parametrize("days", [0, -1, 731])
def test_hold_wants_a_day_to_come(scene: Scene, days: int) -> None:
    with pytest.raises(DecisionError, match="hold_date_wrong"):
        decide_hold(**scene.pair, hold_date=clock.today() + timedelta(days=days), by=scene.broker)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("because", "x"), ("other", "  ")])
def test_refusal_wants_a_reason_and_other_wants_words(
    scene: Scene, reason: str, words: str
) -> None:
    with pytest.raises(DecisionError):
        decide_refuse(**scene.pair, reason=reason, words=words, by=scene.broker)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("reason", RefusalReason.values)
def test_every_reason_can_be_given(scene: Scene, reason: str) -> None:
    decide_refuse(**scene.pair, reason=reason, words="说明", by=scene.broker)
    assert Decision.objects.get().reason == reason


def test_history_keeps_every_step_with_what_it_was_decided_on(scene: Scene) -> None:
    decide_hold(**scene.pair, by=scene.broker)
    decide_refuse(**scene.pair, reason="capacity", by=scene.colleague)
    take_back_decision(**scene.pair, by=scene.broker)

    entries = DecisionEntry.objects.order_by("pk")
    assert [(entry.move, entry.by_id) for entry in entries] == [
        ("hold", scene.broker.pk),
        ("refuse", scene.colleague.pk),
        ("take_back", scene.broker.pk),
    ]
    assert {entry.variant for entry in entries} == {"hybrid.v1"}
    assert all(entry.fit == pytest.approx(0.82) for entry in entries)
    audited = AuditEntry.objects.filter(object_kind="decision").order_by("pk")
    assert [entry.action for entry in audited] == [
        "matching.decide_hold",
        "matching.decide_refuse",
        "matching.decide_take_back",
    ]


def test_undo_is_refused_once_somebody_has_decided_anew(scene: Scene) -> None:
    done = decide_hold(**scene.pair, by=scene.broker)
    decide_refuse(**scene.pair, reason="conflict", by=scene.colleague)
    with pytest.raises(DecisionError, match="undo_changed"):
        take_back_decision(**scene.pair, revision=done.revision, by=scene.broker)
    assert Decision.objects.get().state == DecisionState.REFUSED


def test_who_may_decide(scene: Scene) -> None:
    region = make_user(Role.BROKER)
    for user in (scene.broker, scene.colleague, region, make_administrator()):
        assert can_decide(user, scene.need)
        check_can_decide(user, scene.need)
        decide_hold(**scene.pair, by=user)
    others: list[Actor] = [
        scene.foreign,
        scene.collector,
        make_user(Role.MEMBER),
        make_user(Role.EXPERT),
        make_user(Role.LEADER),
        AnonymousUser(),
    ]
    for other in others:
        assert not can_decide(other, scene.need)
        with pytest.raises(NotAllowedError):
            check_can_decide(other, scene.need)
        for decide in (decide_introduce, decide_hold, take_back_decision):
            with pytest.raises((NotAllowedError, NotFoundError)):
                decide(**scene.pair, by=other)
        with pytest.raises((NotAllowedError, NotFoundError)):
            decide_refuse(**scene.pair, reason="too_early", by=other)
    assert DecisionEntry.objects.count() == 4


def test_collector_sees_decisions_on_own_needs_only(scene: Scene) -> None:
    decide_refuse(**scene.pair, reason="too_early", by=scene.broker)
    assert list_decisions_for_user(scene.collector, state=DecisionState.REFUSED).total == 0
    scene.need.owner = scene.collector
    scene.need.save()
    assert list_decisions_for_user(scene.collector, state=DecisionState.REFUSED).total == 1
    with pytest.raises(NotAllowedError):
        list_decisions_for_user(make_user(Role.MEMBER), state=DecisionState.REFUSED)


@pytest.mark.parametrize("move", DecisionMove)
@pytest.mark.parametrize("state", DecisionState)
def test_transition_table_decides_which_step_is_possible(
    state: DecisionState, move: DecisionMove
) -> None:
    if state in DECISIONS[move].sources:
        assert check_decision(state, move) is DECISIONS[move].target
        assert move in list_decision_moves(state)
    else:
        assert move not in list_decision_moves(state)
        with pytest.raises(DecisionError):
            check_decision(state, move)


def test_decisions_take_as_many_queries_for_seven_as_for_one(scene: Scene) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            list_decisions_for_user(scene.broker, state=DecisionState.HELD)
        return len(caught)

    decide_hold(**scene.pair, by=scene.broker)
    one = count()
    for _ in range(6):
        offer = add(RecordKind.OFFER, scene.broker)
        decide_hold(need_id=scene.need.pk, kind="offer", target_id=offer.pk, by=scene.broker)
    assert count() == one
