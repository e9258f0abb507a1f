"""Introductions: both sides answer by link, what opens then, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from duijie.accounts.models import AnswerLink
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Consent
from duijie.catalogue.signals import records_handed_over
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotFoundError
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
    list_introductions_for_user,
)
from duijie.matching.services import (
    answer_side,
    ask_question,
    close_introduction,
    decide_hold,
    decide_introduce,
    expire_introductions,
    note_contact,
    take_back_decision,
)
from tests.factories.users import make_administrator
from tests.integration.matching.asking import age, ask, link_of, say, start
from tests.integration.matching.pairing import (
    Scene,
    add,
)

pytestmark = pytest.mark.django_db


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


def _called_by_its_brand(scene: Scene) -> None:
    assert scene.need.organisation is not None
    scene.need.organisation.name = "常州鸿达铸造有限公司"
    scene.need.organisation.short_name = ""
    scene.need.organisation.save()
    scene.offers[0].completing_organisations = "东湾大学、鸿达铸造"
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
        (_called_by_its_brand, "tied_organisation"),
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


@pytest.mark.parametrize(
    ("name", "other"),
    [("常州理工大学", "东湾理工大学"), ("常州市第一人民医院", "东湾市第一人民医院")],
)
def test_one_of_the_same_kind_in_another_city_is_not_tied(
    scene: Scene, name: str, other: str
) -> None:
    assert scene.need.organisation is not None
    scene.need.organisation.name = name
    scene.need.organisation.short_name = ""
    scene.need.organisation.save()
    scene.offers[0].completing_organisations = other
    scene.offers[0].save()
    start(scene)
    assert Introduction.objects.exists()


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
