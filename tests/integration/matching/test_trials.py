"""Texts tried against what is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import Need, Offer
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.models import Job
from duijie.core.jobs.worker import run_worker
from duijie.matching.errors import TrialError
from duijie.matching.models import Suggestion, Trial
from duijie.matching.queries import get_trial_for_user, list_trials_for_user
from duijie.matching.services import drop_old_trials, drop_trial, try_record, try_text
from tests.factories.users import make_administrator, make_user
from tests.factories.zones import make_zone
from tests.integration.matching.pairing import add, in_zone

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "老板说：轴承套圈的微裂纹靠人工目检，漏检太多，想在生产线上自动检测。"
GOOD = ("涡流微裂纹检测装置", "用涡流探头在线检测轴承套圈的微裂纹，自动剔除。")
OTHER = ("低糖果酱的制备", "以山楂为原料制成低糖果酱，保持风味。")


@pytest.fixture
def broker() -> User:
    return in_zone(Role.BROKER, make_zone())


def offer(by: User, title: str, text: str, **given: object) -> Offer:
    made = add(RecordKind.OFFER, by, title=title, text=text, **given)
    assert isinstance(made, Offer)
    return made


def tried(by: User, text: str = TEXT) -> int:
    trial_id = try_text(text=text, by=by)
    assert not get_trial_for_user(trial_id, by).is_done
    run_worker("quick", ends_when_empty=True)
    return trial_id


def test_a_pasted_text_finds_offers_experts_and_needs_like_it(broker: User) -> None:
    good, other = offer(broker, *GOOD), offer(broker, *OTHER)
    expert = add(RecordKind.EXPERT, broker, title="无损检测", text="研究微裂纹的涡流检测。")
    need = add(
        RecordKind.NEED, broker, title="套圈微裂纹自动检测", text="套圈微裂纹人工目检，要自动检测。"
    )
    needs = Need.objects.count()
    found = get_trial_for_user(tried(broker), broker)
    assert found.is_done
    assert not found.is_example
    assert [row.target_id for row in found.offers] == [good.pk, other.pk]
    assert [row.target_id for row in found.experts] == [expert.pk]
    assert [row.need.id for row in found.similar] == [need.pk]
    quoted = "".join(piece.text for piece in found.offers[0].reasons[0].need_quote)
    assert quoted in TEXT
    assert (Need.objects.count(), Suggestion.objects.count()) == (needs, 0)


def test_what_its_owner_may_not_see_takes_no_place_in_it(broker: User) -> None:
    elsewhere = in_zone(Role.BROKER, make_zone())
    good = offer(broker, *GOOD)
    before = get_trial_for_user(tried(broker), broker)
    hidden = offer(elsewhere, GOOD[0] + "二", GOOD[1])
    Offer.objects.filter(pk=hidden.pk).update(disclosure=DisclosureLevel.INTERNAL)
    after = get_trial_for_user(tried(broker), broker)
    assert [row.target_id for row in after.offers] == [good.pk]
    assert len(before.offers) == len(after.offers)
    kept = [row["offer_id"] for row in Trial.objects.get(pk=after.id).result["offers"]]
    assert hidden.pk not in kept
    own = get_trial_for_user(tried(elsewhere), elsewhere)
    assert {row.target_id for row in own.offers} == {good.pk, hidden.pk}


def test_what_is_hidden_after_it_was_found_is_not_shown(broker: User) -> None:
    elsewhere = in_zone(Role.BROKER, make_zone())
    shown = offer(elsewhere, *GOOD)
    trial_id = tried(broker)
    assert [row.target_id for row in get_trial_for_user(trial_id, broker).offers] == [shown.pk]
    Offer.objects.filter(pk=shown.pk).update(state=RecordState.WITHDRAWN)
    assert get_trial_for_user(trial_id, broker).offers == ()


def test_nobody_but_its_owner_reads_a_text(broker: User) -> None:
    trial_id = tried(broker)
    for other in (make_administrator(), in_zone(Role.BROKER, make_zone())):
        with pytest.raises(NotFoundError):
            get_trial_for_user(trial_id, other)
        with pytest.raises(NotFoundError):
            drop_trial(trial_id=trial_id, by=other)
        assert list_trials_for_user(other) == ()
    assert [row.id for row in list_trials_for_user(broker)] == [trial_id]
    for role in (Role.MEMBER, Role.EXPERT, Role.LEADER, Role.VISITOR):
        with pytest.raises(NotAllowedError):
            try_text(text=TEXT, by=make_user(role))
    kept = [str(vars(row)) for model in (Job, AuditEntry) for row in model.objects.all()]
    assert not [row for row in kept if "微裂纹" in row]


def test_a_text_is_thrown_away_by_its_owner_and_after_a_week(broker: User) -> None:
    first, second = tried(broker), tried(broker)
    drop_trial(trial_id=first, by=broker)
    with pytest.raises(NotFoundError):
        get_trial_for_user(first, broker)
    assert drop_old_trials() == 0
    Trial.objects.update(created_at=clock.now() - timedelta(days=8))
    assert drop_old_trials() == 1
    assert not Trial.objects.filter(pk=second).exists()


def test_a_text_thrown_away_before_its_turn_is_no_failure(broker: User) -> None:
    trial_id = try_text(text=TEXT, by=broker)
    drop_trial(trial_id=trial_id, by=broker)
    run_worker("quick", ends_when_empty=True)
    assert Job.objects.get(kind="matching.try_text").state == "done"


@pytest.mark.parametrize(
    ("text", "code"),
    [(" \n", "matching.trial_empty"), ("长" * 20_001, "matching.trial_too_long")],
)
def test_what_cannot_be_tried_is_refused(broker: User, text: str, code: str) -> None:
    with pytest.raises(TrialError) as refusal:
        try_text(text=text, by=broker)
    assert refusal.value.message.code == code
    assert not Trial.objects.exists()


def test_without_records_of_their_own_the_example_is_asked(broker: User) -> None:
    made = offer(broker, *GOOD)
    Offer.objects.filter(pk=made.pk).update(is_example=True)
    found = get_trial_for_user(tried(broker), broker)
    assert found.is_example
    assert [row.target_id for row in found.offers] == [made.pk]


def test_more_like_this_leaves_out_the_record_itself(broker: User) -> None:
    asked, near = offer(broker, *GOOD), offer(broker, GOOD[0] + "二", GOOD[1])
    far = offer(broker, *OTHER)
    expert = add(RecordKind.EXPERT, broker, title="无损检测", text="研究微裂纹的涡流检测。")
    trial_id = try_record(kind=RecordKind.OFFER, record_id=asked.pk, by=broker)
    run_worker("quick", ends_when_empty=True)
    found = get_trial_for_user(trial_id, broker)
    assert found.text.startswith(GOOD[0])
    assert [row.target_id for row in found.offers] == [near.pk, far.pk]
    assert [row.target_id for row in found.experts] == [expert.pk]

    trial_id = try_record(kind=RecordKind.EXPERT, record_id=expert.pk, by=broker)
    run_worker("quick", ends_when_empty=True)
    found = get_trial_for_user(trial_id, broker)
    assert found.experts == ()
    assert {row.target_id for row in found.offers} == {asked.pk, near.pk, far.pk}


def test_more_like_what_one_may_not_see_is_not_sought(broker: User) -> None:
    hidden = offer(in_zone(Role.BROKER, make_zone()), *GOOD)
    Offer.objects.filter(pk=hidden.pk).update(disclosure=DisclosureLevel.INTERNAL)
    with pytest.raises(NotFoundError):
        try_record(kind=RecordKind.OFFER, record_id=hidden.pk, by=broker)
    with pytest.raises(NotAllowedError):
        try_record(kind=RecordKind.OFFER, record_id=hidden.pk, by=make_user(Role.MEMBER))
    assert not Trial.objects.exists()
