"""评测: pools drawn from several methods, grades of several people, and what they say."""

from __future__ import annotations

import csv
import io

import pytest

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Need, Offer
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.worker import run_worker
from duijie.matching.errors import JudgingError
from duijie.matching.models import Grade, JudgedPair, JudgingRound
from duijie.matching.queries import (
    get_need_to_grade,
    get_round_for_user,
    get_round_quality_for_user,
    list_judged_pairs_after,
    list_rounds_for_user,
)
from duijie.matching.services import drop_round, grade_pair, start_judging, write_judged_set
from tests.factories.users import make_administrator, make_user
from tests.factories.zones import make_zone
from tests.integration.matching.pairing import Scene, add, in_zone

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = (
    ("涡流微裂纹检测装置", "用涡流探头在线检测轴承套圈的微裂纹，自动剔除。"),
    ("低糖果酱的制备", "以山楂为原料制成低糖果酱，保持风味。"),
    ("机器视觉外观检测", "用相机在生产线上检测零件外观缺陷。"),
    ("污水除磷药剂", "用于城镇污水深度除磷的复合药剂。"),
)


@pytest.fixture
def broker() -> User:
    return in_zone(Role.BROKER, make_zone())


@pytest.fixture
def drawn(broker: User) -> int:
    for title, text in TEXTS:
        add(RecordKind.OFFER, broker, title=title, text=text)
    add(RecordKind.EXPERT, broker, title="无损检测", text="研究微裂纹的涡流检测。")
    add(RecordKind.NEED, broker, title="套圈微裂纹检测", text="套圈微裂纹人工目检，要自动检测。")
    add(RecordKind.NEED, broker, title="果酱降糖", text="山楂果酱含糖太高，要降糖而不走味。")
    return draw(broker)


def draw(by: User, *, needs: int = 5, depth: int = 5) -> int:
    round_id = start_judging(needs=needs, depth=depth, by=by)
    assert not get_round_for_user(round_id, by).is_drawn
    run_worker("matching", ends_when_empty=True)
    return round_id


def stored(round_id: int, *, offers: list[tuple[int, dict[str, int]]], by: Scene) -> list[int]:
    """A pool of offers with grades to come: (number of the scene's offer, places)."""
    pairs = [
        JudgedPair.objects.create(
            round_id=round_id, need=by.need, offer=by.offers[at], places=places, draw=at
        )
        for at, places in offers
    ]
    return [pair.pk for pair in pairs]


def an_empty_round(by: User) -> int:
    row = JudgingRound.objects.create(
        started_at=clock.now(), started_by=by, is_example=False, depth=5, wanted=1, variant="v"
    )
    return row.pk


def test_a_round_pools_what_each_method_would_propose(drawn: int, broker: User) -> None:
    head = get_round_for_user(drawn, broker)
    assert (head.needs, head.is_drawn, head.is_example, head.own_grades) == (2, True, False, 0)
    # four offers and an expert are all among the first five of each method
    assert head.pairs == 10
    for pair in JudgedPair.objects.filter(offer__isnull=False):
        assert set(pair.places) == {"hybrid.v2", "words", "meaning"}
    best = JudgedPair.objects.get(need__title="果酱降糖", offer__title="低糖果酱的制备")
    assert best.places == {"hybrid.v2": 1, "words": 1, "meaning": 1}


def test_pairs_are_shown_without_places_and_in_the_same_order_for_all(
    drawn: int, broker: User
) -> None:
    colleague = in_zone(Role.BROKER, broker.zone)
    mine, theirs = (get_need_to_grade(drawn, user) for user in (broker, colleague))
    assert [pair.id for pair in mine.pairs] == [pair.id for pair in theirs.pairs]
    assert not any(hasattr(pair, "places") for pair in mine.pairs)
    assert all(pair.value is None for pair in mine.pairs)
    assert mine.text in {"套圈微裂纹人工目检，要自动检测。", "山楂果酱含糖太高，要降糖而不走味。"}
    assert {pair.text for pair in mine.pairs} >= {text for _, text in TEXTS}


def test_grading_leads_from_need_to_need_and_can_be_taken_back(drawn: int, broker: User) -> None:
    first = get_need_to_grade(drawn, broker)
    assert (first.number, first.count, first.next_number) == (1, 2, 2)
    for pair in first.pairs:
        grade_pair(round_id=drawn, pair_id=pair.id, value=1, by=broker)
    second = get_need_to_grade(drawn, broker)
    assert (second.number, second.next_number) == (2, None)
    assert second.round.own_grades == len(first.pairs)

    one = first.pairs[0].id
    grade_pair(round_id=drawn, pair_id=one, value=3, by=broker)
    again = get_need_to_grade(drawn, broker, pair_id=one)
    assert (again.number, again.pairs[0].value) == (1, 3)
    grade_pair(round_id=drawn, pair_id=one, value=None, by=broker)
    assert get_need_to_grade(drawn, broker).number == 1
    assert Grade.objects.filter(pair_id=one).count() == 0


def test_measures_of_graded_pairs(scene: Scene) -> None:
    round_id = an_empty_round(scene.broker)
    good, bad = stored(round_id, offers=[(0, {"v": 2, "words": 1}), (1, {"v": 1})], by=scene)
    assert get_round_quality_for_user(round_id, scene.broker).methods[0].ndcg.mean is None
    grade_pair(round_id=round_id, pair_id=good, value=3, by=scene.broker)
    half = get_round_quality_for_user(round_id, scene.broker)
    assert (half.graded.count, half.graded.of) == (1, 2)
    assert half.methods[0].ndcg.needs == 0, "a pool that is not graded in full is not counted"
    grade_pair(round_id=round_id, pair_id=bad, value=0, by=scene.broker)

    ranking, words = get_round_quality_for_user(round_id, scene.broker).methods

    assert (ranking.kind, ranking.method, words.method) == ("offer", "v", "words")
    assert ranking.ndcg.mean == pytest.approx(0.63093, abs=1e-5)  # 1 / log2(3)
    assert (ranking.recall.mean, ranking.recall.needs) == (1.0, 1)
    assert words.ndcg.mean == 1.0


def test_agreement_of_two_people(scene: Scene) -> None:
    round_id = an_empty_round(scene.broker)
    pairs = stored(round_id, offers=[(0, {"v": 1}), (1, {"v": 2})], by=scene)
    for pair, mine, theirs in zip(pairs, (3, 0), (2, 0), strict=True):
        grade_pair(round_id=round_id, pair_id=pair, value=mine, by=scene.broker)
        assert get_round_quality_for_user(round_id, scene.broker).agreement.same.of in {0, 1}
        grade_pair(round_id=round_id, pair_id=pair, value=theirs, by=scene.colleague)
    found = get_round_quality_for_user(round_id, scene.broker).agreement
    assert found.pairs == 2
    assert (found.same.count, found.same.of) == (1, 2)
    assert (found.near.count, found.near.of) == (2, 2)
    # seen 1, by chance (1 + 9 + 4 + 0) / 2
    assert found.kappa == pytest.approx(1 - 1 / 7)
    best = get_round_quality_for_user(round_id, scene.broker).methods[0]
    assert best.ndcg.mean == 1.0, "a pair counts with the mean of its grades"


@pytest.mark.parametrize(
    ("is_nothing", "grade", "nothing", "missed"),
    [
        (True, 1, (1, 1), (0, 0)),
        (True, 2, (0, 1), (0, 0)),
        (False, 1, (0, 0), (1, 1)),
        (False, 3, (0, 0), (0, 1)),
    ],
)
def test_nothing_fits_is_held_against_the_grades(
    scene: Scene, is_nothing: bool, grade: int, nothing: tuple[int, int], missed: tuple[int, int]
) -> None:
    round_id = an_empty_round(scene.broker)
    (pair,) = stored(round_id, offers=[(0, {"v": 1})], by=scene)
    JudgedPair.objects.update(is_nothing=is_nothing)
    grade_pair(round_id=round_id, pair_id=pair, value=grade, by=scene.broker)
    found = get_round_quality_for_user(round_id, scene.broker)
    assert (found.nothing.count, found.nothing.of) == nothing
    assert (found.missed.count, found.missed.of) == missed


def test_who_may_not_see_a_record_neither_sees_nor_grades_its_pair(
    drawn: int, broker: User
) -> None:
    foreign = in_zone(Role.BROKER, make_zone())
    with pytest.raises(NotFoundError):
        get_need_to_grade(drawn, foreign)
    assert list_rounds_for_user(foreign) == ()
    pair = JudgedPair.objects.filter(offer__isnull=False).earliest("pk")
    with pytest.raises(NotFoundError):
        grade_pair(round_id=drawn, pair_id=pair.pk, value=1, by=foreign)

    before = len(list_judged_pairs_after(drawn, broker))
    Offer.objects.filter(pk=pair.offer_id or 0).update(deleted_at=clock.now())
    with pytest.raises(NotFoundError):
        grade_pair(round_id=drawn, pair_id=pair.pk, value=1, by=broker)
    assert len(list_judged_pairs_after(drawn, broker)) == before - 2

    for user in (make_user(Role.COLLECTOR), make_user(Role.LEADER), make_user(Role.MEMBER)):
        with pytest.raises(NotAllowedError):
            list_rounds_for_user(user)
        with pytest.raises(NotAllowedError):
            start_judging(needs=1, depth=5, by=user)


def test_what_the_drawer_may_not_see_is_not_pooled(broker: User) -> None:
    add(RecordKind.NEED, broker, title="果酱降糖", text="山楂果酱含糖太高，要降糖而不走味。")
    add(RecordKind.OFFER, broker, title=TEXTS[0][0], text=TEXTS[0][1])
    elsewhere = in_zone(Role.BROKER, make_zone())
    hidden = add(RecordKind.OFFER, elsewhere, title=TEXTS[1][0], text=TEXTS[1][1])
    Offer.objects.filter(pk=hidden.pk).update(disclosure=DisclosureLevel.INTERNAL)
    draw(broker)
    assert list(JudgedPair.objects.values_list("offer__title", flat=True)) == [TEXTS[0][0]]


def test_the_judged_set_is_taken_along_and_that_is_noted(scene: Scene) -> None:
    round_id = an_empty_round(scene.broker)
    Offer.objects.filter(pk=scene.offers[0].pk).update(title="=1+1")
    pairs = stored(round_id, offers=[(0, {"v": 1, "words": 2}), (1, {"v": 2})], by=scene)
    grade_pair(round_id=round_id, pair_id=pairs[0], value=3, by=scene.broker)
    grade_pair(round_id=round_id, pair_id=pairs[0], value=1, by=scene.colleague)
    target = io.BytesIO()

    count = write_judged_set(
        target, round_id=round_id, file_format="csv", language="en", by=scene.broker
    )

    head, first, second = csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig")))
    assert count == 2
    assert head[-4:] == ["Grade by person 1", "Grade by person 2", "Place by v", "Place by words"]
    assert first[1] == scene.need.title
    assert first[4] != "=1+1"
    assert first[4].endswith("=1+1")
    assert first[-4:] == ["3", "1", "1", "2"]
    assert second[-4:] == ["", "", "2", ""]
    assert AuditEntry.objects.filter(action="matching.export_judged").exists()
    with pytest.raises(NotFoundError):
        write_judged_set(
            io.BytesIO(), round_id=round_id, file_format="csv", language="en", by=scene.foreign
        )


def test_a_round_is_thrown_away_by_who_drew_it_alone(drawn: int, broker: User) -> None:
    for other in (in_zone(Role.BROKER, broker.zone), make_administrator()):
        with pytest.raises(NotFoundError):
            drop_round(round_id=drawn, by=other)
    drop_round(round_id=drawn, by=broker)
    assert not JudgingRound.objects.exists()


@pytest.mark.parametrize(("needs", "depth"), [(0, 5), (101, 5), (5, 7)])
def test_numbers_out_of_bounds_are_refused(broker: User, needs: int, depth: int) -> None:
    add(RecordKind.NEED, broker)
    with pytest.raises(JudgingError, match="judging_bounds"):
        start_judging(needs=needs, depth=depth, by=broker)
    assert not JudgingRound.objects.exists()


def test_without_a_need_nothing_is_drawn_and_no_grade_is_made_up(scene: Scene) -> None:
    round_id = an_empty_round(scene.broker)
    (pair,) = stored(round_id, offers=[(0, {"v": 1})], by=scene)
    with pytest.raises(JudgingError, match="no_such_grade"):
        grade_pair(round_id=round_id, pair_id=pair, value=4, by=scene.broker)
    Need.objects.update(deleted_at=clock.now())
    with pytest.raises(JudgingError, match="no_needs"):
        start_judging(needs=1, depth=5, by=scene.broker)


def test_a_job_run_twice_draws_the_same_and_nothing_double(drawn: int, broker: User) -> None:
    from duijie.core.jobs.services import enqueue_job
    from duijie.errors import Message
    from duijie.matching.queries.judging import JUDGING_KIND

    before = list(JudgedPair.objects.order_by("pk").values_list("pk", "draw"))
    enqueue_job(
        kind=JUDGING_KIND,
        payload={"round": drawn},
        title=Message("matching.drawing_round"),
        by=broker,
    )
    run_worker("matching", ends_when_empty=True)
    assert list(JudgedPair.objects.order_by("pk").values_list("pk", "draw")) == before
