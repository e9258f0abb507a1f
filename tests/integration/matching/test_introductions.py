"""Introductions: both sides answer by link, what opens then, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from duijie.accounts.enums import Role
from duijie.accounts.models import AnswerLink
from duijie.accounts.queries import get_open_link
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Consent, Membership
from duijie.catalogue.permissions import get_record_level
from duijie.catalogue.services import revoke_consent
from duijie.catalogue.signals import records_handed_over
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from duijie.core.preferences.services import change_preferences
from duijie.matching.enums import Answer, IntroductionState, Side
from duijie.matching.errors import DecisionError, IntroductionError
from duijie.matching.models import Introduction, IntroductionEntry, IntroductionSide
from duijie.matching.policies import (
    EXPIRE_AFTER,
    INTRODUCTIONS,
    IntroductionMove,
    check_introduction,
)
from duijie.matching.queries import (
    get_introduction_for_user,
    get_side_page,
    list_introductions_for_user,
    list_introductions_of_record,
)
from duijie.matching.services import (
    AskedSide,
    answer_side,
    ask_question,
    ask_side,
    close_introduction,
    decide_hold,
    decide_introduce,
    expire_introductions,
    note_contact,
    take_back_decision,
)
from tests.factories.users import make_administrator, make_user
from tests.integration.matching.pairing import (
    NEED_PHONE,
    TARGET_PHONE,
    Scene,
    add,
    make_scene,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def start(scene: Scene) -> int:
    introduction_id = decide_introduce(**scene.pair, by=scene.broker).introduction_id
    assert introduction_id is not None
    return introduction_id


def ask(scene: Scene, introduction_id: int, side: Side, **given: Any) -> AskedSide:
    values: dict[str, Any] = {"recipient_name": "王工", "by": scene.broker, **given}
    return ask_side(introduction_id=introduction_id, side=side, **values)


def link_of(asked: AskedSide) -> Any:
    return get_open_link(asked.path.removeprefix("/a/").rstrip("/"))


def say(scene: Scene, introduction_id: int, side: Side, answer: Answer, **given: Any) -> str:
    link = link_of(ask(scene, introduction_id, side))
    return answer_side(
        introduction_id=introduction_id,
        side=side,
        answer=answer,
        link_id=link.id,
        name=link.recipient_name,
        by=link.acts_for,
        **given,
    )


def age(introduction_id: int, days: float) -> None:
    """As if all of it had happened so much earlier."""
    span = timedelta(days=days)
    row = Introduction.objects.get(pk=introduction_id)
    row.moved_at -= span
    row.save()
    for side in IntroductionSide.objects.filter(introduction=row, asked_at__isnull=False):
        assert side.asked_at is not None
        side.asked_at -= span
        side.save()


def test_both_sides_agree_talk_and_close(scene: Scene) -> None:
    introduction_id = start(scene)
    assert say(scene, introduction_id, Side.TARGET, Answer.YES) == "target_agreed"
    assert say(scene, introduction_id, Side.NEED, Answer.YES, words="周三下午可以") == "agreed"
    note_contact(
        introduction_id=introduction_id,
        contact_date=clock.today(),
        contact_way="phone",
        by=scene.colleague,
    )
    close_introduction(
        introduction_id=introduction_id, outcome="cooperation", words="签意向书", by=scene.broker
    )

    found = get_introduction_for_user(introduction_id, scene.broker)
    assert found.row.state == "closed"
    assert (found.row.contact_way, found.row.outcome) == ("phone", "cooperation")
    assert [entry.action for entry in reversed(found.entries)] == [
        "start", "ask", "agree_target", "ask", "agree_need", "contact", "close",
    ]  # fmt: skip
    audited = AuditEntry.objects.filter(object_kind="introduction").values_list("action", flat=True)
    assert {"matching.agree_need_introduction", "matching.close_introduction"} <= set(audited)


def test_contacts_open_to_both_sides_only_once_both_agreed(scene: Scene) -> None:
    introduction_id = start(scene)

    def shown(side: Side) -> str:
        return repr(get_side_page(introduction_id, side, scene.broker).other)

    need_company = scene.need.organisation
    assert need_company is not None
    for phone, side in ((TARGET_PHONE, Side.NEED), (NEED_PHONE, Side.TARGET)):
        assert phone not in shown(side)
    assert need_company.name not in shown(Side.TARGET)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    assert NEED_PHONE not in shown(Side.TARGET)
    assert not Consent.objects.exists()

    say(scene, introduction_id, Side.TARGET, Answer.YES)

    assert NEED_PHONE in shown(Side.TARGET)
    assert need_company.name in shown(Side.TARGET)
    assert TARGET_PHONE in shown(Side.NEED)
    assert Consent.objects.count() == 2


def test_members_of_the_other_side_see_the_record_by_the_agreement(scene: Scene) -> None:
    member = make_user(Role.MEMBER)
    institute = scene.offers[0].organisation
    assert institute is not None
    Membership.objects.create(user=member, organisation=institute)
    rival = make_user(Role.MEMBER)
    assert get_record_level(member, scene.need) == 2
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)

    assert get_record_level(member, scene.need) == 3
    assert get_record_level(rival, scene.need) == 2


def test_revoked_agreement_closes_the_contacts_behind_the_link(scene: Scene) -> None:
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)
    consent = Consent.objects.get(need=scene.need)
    revoke_consent(consent_id=consent.pk, by=scene.broker)

    page = get_side_page(introduction_id, Side.TARGET, scene.broker)
    assert page.has_agreed_both
    assert not page.has_contacts
    assert NEED_PHONE not in repr(page.other)


def test_confidential_record_is_not_shown_behind_the_link_before_both_agreed(
    scene: Scene,
) -> None:
    scene.need.disclosure = 3
    scene.need.save()
    introduction_id = start(scene)
    assert get_side_page(introduction_id, Side.TARGET, scene.broker).other is None
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)
    other = get_side_page(introduction_id, Side.TARGET, scene.broker).other
    assert other is not None
    assert other.title == scene.need.title


def test_no_with_a_reason_ends_it_and_nothing_opens(scene: Scene) -> None:
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    with pytest.raises(DecisionError):
        say(scene, introduction_id, Side.TARGET, Answer.NO)
    state = answer_side(
        introduction_id=introduction_id,
        side=Side.TARGET,
        answer=Answer.NO,
        link_id=AnswerLink.objects.latest("pk").pk,
        name="林老师",
        by=scene.broker,
        reason="capacity",
        words="今年排满",
    )
    assert state == "declined"
    row = get_introduction_for_user(introduction_id, scene.broker).row
    assert (row.target_side.answer, row.target_side.reason) == ("no", "capacity")
    assert not Consent.objects.exists()


def test_cooling_off_after_a_refusal_is_a_setting(scene: Scene) -> None:
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.NO, reason="too_early")
    with pytest.raises(IntroductionError, match="cooling_off"):
        start(scene)
    change_preferences(values={"cooling_off_days": 0}, by=make_administrator())
    assert start(scene) != introduction_id


def test_question_is_told_and_waits_for_an_answer(scene: Scene) -> None:
    introduction_id = start(scene)
    link = link_of(ask(scene, introduction_id, Side.TARGET))
    ask_question(
        introduction_id=introduction_id,
        side=Side.TARGET,
        text="产线节拍是多少？",
        link_id=link.id,
        name="林老师",
        by=scene.broker,
    )
    row = get_introduction_for_user(introduction_id, scene.broker).row
    assert (row.state, row.attention) == ("asked", "question")
    assert row.target_side.question == "产线节拍是多少？"
    notice = Notification.objects.get(kind="matching.side_answered")
    assert notice.recipient == scene.broker
    assert "产线" not in notice.body


def test_a_side_is_reminded_once_in_three_days(scene: Scene) -> None:
    introduction_id = start(scene)
    ask(scene, introduction_id, Side.NEED)
    ask(scene, introduction_id, Side.NEED)  # the text was lost: at once a link can be made anew
    age(introduction_id, days=1)
    with pytest.raises(IntroductionError, match="asked_lately"):
        ask(scene, introduction_id, Side.NEED)
    ask(scene, introduction_id, Side.TARGET)
    age(introduction_id, days=2.1)
    ask(scene, introduction_id, Side.NEED)
    assert IntroductionSide.objects.get(side=Side.NEED).asked_count == 3


def test_a_side_that_has_answered_is_not_asked_again(scene: Scene) -> None:
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    with pytest.raises(IntroductionError, match="answered_already"):
        ask(scene, introduction_id, Side.NEED)


def test_second_answer_by_an_older_link_is_refused(scene: Scene) -> None:
    introduction_id = start(scene)
    older = link_of(ask(scene, introduction_id, Side.NEED))
    say(scene, introduction_id, Side.NEED, Answer.YES)
    with pytest.raises(IntroductionError, match="answered_already"):
        answer_side(
            introduction_id=introduction_id,
            side=Side.NEED,
            answer=Answer.NO,
            reason="too_early",
            link_id=older.id,
            name="王工",
            by=scene.broker,
        )
    assert IntroductionSide.objects.get(side=Side.NEED).answer == "yes"


def test_expert_takes_so_many_open_introductions(scene: Scene) -> None:
    for _ in range(3):
        need = add(RecordKind.NEED, scene.broker)
        decide_introduce(need_id=need.pk, kind="expert", target_id=scene.expert.pk, by=scene.broker)
    with pytest.raises(IntroductionError, match="expert_busy"):
        decide_introduce(**scene.expert_pair, by=scene.broker)
    change_preferences(values={"expert_load": 4}, by=make_administrator())
    decide_introduce(**scene.expert_pair, by=scene.broker)


def test_declined_introduction_no_longer_counts_against_the_expert(scene: Scene) -> None:
    change_preferences(values={"expert_load": 1}, by=make_administrator())
    done = decide_introduce(**scene.expert_pair, by=scene.broker)
    assert done.introduction_id is not None
    say(scene, done.introduction_id, Side.TARGET, Answer.NO, reason="capacity")
    other = add(RecordKind.NEED, scene.broker)
    decide_introduce(need_id=other.pk, kind="expert", target_id=scene.expert.pk, by=scene.broker)


def _same_organisation(scene: Scene) -> None:
    scene.offers[0].organisation = scene.need.organisation
    scene.offers[0].save()


def _named_organisation(scene: Scene) -> None:
    assert scene.need.organisation is not None
    scene.offers[0].completing_organisations = f"东湾大学、{scene.need.organisation.name}"
    scene.offers[0].save()


def _unpublished(scene: Scene) -> None:
    scene.offers[0].state = "expired"
    scene.offers[0].save()


def _example(scene: Scene) -> None:
    scene.offers[0].is_example = True
    scene.offers[0].save()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_same_organisation, "same_organisation"),
        (_named_organisation, "tied_organisation"),
        (_unpublished, "pair_unpublished"),
        (_example, "pair_example"),
    ],
)
def test_pair_that_must_not_meet_is_refused(
    scene: Scene, change: Callable[[Scene], None], code: str
) -> None:
    change(scene)
    with pytest.raises(IntroductionError, match=code):
        start(scene)
    assert not Introduction.objects.exists()


def test_taking_back_withdraws_and_closes_the_links(scene: Scene) -> None:
    introduction_id = start(scene)
    asked = ask(scene, introduction_id, Side.NEED)
    take_back_decision(**scene.pair, by=scene.broker)
    assert Introduction.objects.get().state == "withdrawn"
    with pytest.raises(NotFoundError):
        link_of(asked)


def test_agreed_introduction_is_not_taken_back(scene: Scene) -> None:
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)
    with pytest.raises(IntroductionError, match="no_such_step"):
        take_back_decision(**scene.pair, by=scene.broker)
    assert Introduction.objects.get().state == "agreed"


def test_pair_is_not_introduced_twice_at_once(scene: Scene) -> None:
    start(scene)
    with pytest.raises(IntroductionError, match="introduced_already"):
        start(scene)
    with pytest.raises(DecisionError):
        decide_hold(**scene.pair, by=scene.broker)


def test_introduction_without_an_answer_expires(scene: Scene) -> None:
    introduction_id = start(scene)
    asked = ask(scene, introduction_id, Side.NEED)
    assert expire_introductions() == 0
    age(introduction_id, days=EXPIRE_AFTER.days + 1)
    assert expire_introductions() == 1
    assert Introduction.objects.get().state == "expired"
    assert IntroductionEntry.objects.latest("pk").by is None
    with pytest.raises(NotFoundError):
        link_of(asked)
    assert start(scene) != introduction_id


def test_side_in_another_zone_is_asked_by_who_works_there(scene: Scene) -> None:
    """Whoever could make the link could answer by it and read the other side's contacts."""
    offer = add(RecordKind.OFFER, scene.foreign, phone=TARGET_PHONE)
    done = decide_introduce(
        need_id=scene.need.pk, kind="offer", target_id=offer.pk, by=scene.broker
    )
    assert done.introduction_id is not None
    with pytest.raises(NotAllowedError):
        ask(scene, done.introduction_id, Side.TARGET)
    with pytest.raises(NotFoundError):
        get_side_page(done.introduction_id, Side.TARGET, scene.broker)
    told = Notification.objects.get(kind="matching.side_to_ask")
    assert told.recipient == scene.foreign

    ask(scene, done.introduction_id, Side.TARGET, by=scene.foreign)
    with pytest.raises(NotAllowedError):
        ask(scene, done.introduction_id, Side.NEED, by=scene.foreign)
    with pytest.raises(NotAllowedError):
        close_introduction(
            introduction_id=done.introduction_id, outcome="no_result", by=scene.foreign
        )


def test_broker_of_the_other_side_sees_no_more_of_the_need_than_before(scene: Scene) -> None:
    offer = add(RecordKind.OFFER, scene.foreign)
    done = decide_introduce(
        need_id=scene.need.pk, kind="offer", target_id=offer.pk, by=scene.broker
    )
    assert done.introduction_id is not None
    ask(scene, done.introduction_id, Side.NEED, recipient_name="王工程师")
    company = scene.need.organisation
    assert company is not None
    for text in (
        repr(get_introduction_for_user(done.introduction_id, scene.foreign)),
        repr(list_introductions_for_user(scene.foreign).rows),
    ):
        assert scene.need.title in text
        assert company.name not in text
        assert "王工程师" not in text
        assert NEED_PHONE not in text
    seen = get_introduction_for_user(done.introduction_id, scene.broker)
    assert seen.row.need_side.recipient_name == "王工程师"


def test_strangers_to_both_sides_find_nothing(scene: Scene) -> None:
    introduction_id = start(scene)
    for user in (scene.foreign, scene.collector, make_user(Role.MEMBER), make_user(Role.EXPERT)):
        with pytest.raises(NotFoundError):
            get_introduction_for_user(introduction_id, user)
        assert list_introductions_for_user(user, view="all").total == 0
        with pytest.raises(NotFoundError):
            ask(scene, introduction_id, Side.NEED, by=user)
    assert list_introductions_of_record(RecordKind.NEED, scene.need.pk, scene.collector) == ()
    assert len(list_introductions_of_record(RecordKind.NEED, scene.need.pk, scene.colleague)) == 1


def test_link_of_somebody_who_lost_their_rights_opens_nothing(scene: Scene) -> None:
    introduction_id = start(scene)
    ask(scene, introduction_id, Side.NEED)
    scene.broker.role = Role.COLLECTOR
    scene.broker.save()
    with pytest.raises(NotFoundError):
        get_side_page(introduction_id, Side.NEED, scene.broker)


def test_what_waits_too_long_wants_attention(scene: Scene) -> None:
    introduction_id = start(scene)

    def attention() -> list[str]:
        found = list_introductions_for_user(scene.broker, view="attention")
        return [row.attention for row in found]

    assert attention() == ["ask"]
    ask(scene, introduction_id, Side.NEED)
    ask(scene, introduction_id, Side.TARGET)
    assert attention() == []
    age(introduction_id, days=8)
    assert attention() == ["overdue"]
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)
    assert attention() == ["contact"]
    age(introduction_id, days=8)
    assert attention() == ["contact_late"]
    note_contact(
        introduction_id=introduction_id,
        contact_date=clock.today(),
        contact_way="visit",
        by=scene.broker,
    )
    assert attention() == []


@pytest.mark.parametrize(
    ("days", "way", "code"),
    [
        (0, "", "contact_missing"),
        (1, "phone", "contact_future"),
        (None, "phone", "contact_missing"),
    ],
)
def test_contact_wants_a_day_and_a_way(scene: Scene, days: int | None, way: str, code: str) -> None:
    introduction_id = start(scene)
    day = None if days is None else clock.today() + timedelta(days=days)
    with pytest.raises(IntroductionError, match=code):
        note_contact(
            introduction_id=introduction_id, contact_date=day, contact_way=way, by=scene.broker
        )


def test_leavers_introductions_go_with_their_records(scene: Scene) -> None:
    introduction_id = start(scene)
    records_handed_over.send(
        None,
        from_user_id=scene.broker.pk,
        to_user_id=scene.colleague.pk,
        by=make_administrator(),
    )
    assert Introduction.objects.get(pk=introduction_id).owner == scene.colleague


@pytest.mark.parametrize("move", IntroductionMove)
@pytest.mark.parametrize("state", IntroductionState)
def test_transition_table_decides_which_step_follows(
    state: IntroductionState, move: IntroductionMove
) -> None:
    target = INTRODUCTIONS[move].get(state)
    if target is not None:
        assert check_introduction(state, move) is target
    else:
        with pytest.raises(IntroductionError):
            check_introduction(state, move)
