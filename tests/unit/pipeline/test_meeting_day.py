"""A day of meetings out of rankings: who is invited, and what a given frame allows."""

from __future__ import annotations

from duijie.engines.documents.types import Place
from duijie.engines.extraction.types import Record, RecordKind
from duijie.engines.pipeline import plan_meeting_day
from duijie.engines.ranking.types import Match, NeedRanking
from duijie.engines.scheduling import check_plan, parse_instance


def need(name: str, org: str | None) -> Record:
    return Record(name, RecordKind.NEED, f"难题{name}", "正文", Place("a.xlsx"), org=org)


def offer(name: str, org: str | None, person: str | None = None) -> Record:
    return Record(
        name, RecordKind.OFFER, f"成果{name}", "正文", Place("b.xlsx"), org=org, person=person
    )


def ranking(need_id: str, *offers: tuple[str, float], nothing_fits: bool = False) -> NeedRanking:
    matches = tuple(Match(offer_id, fit, score=fit) for offer_id, fit in offers)
    return NeedRanking(need_id, nothing_fits, matches)


def test_day_joins_several_needs_of_one_pair_in_one_meeting() -> None:
    needs = [need("N1", "甲公司"), need("N2", "甲公司")]
    offers = [offer("O1", "理工大学"), offer("O2", "理工大学")]
    rankings = [ranking("N1", ("O1", 0.9)), ranking("N2", ("O2", 0.5))]

    day = plan_meeting_day(needs, offers, rankings, time_limit=5)

    assert day is not None
    assert [meeting.parties for meeting in day.instance.meetings] == [("甲公司", "理工大学")]
    assert [(t.need_id, t.offer_id) for t in day.topics["M001"]] == [("N1", "O1"), ("N2", "O2")]
    assert len(day.plan.assignments) == 1
    assert check_plan(day.instance, day.plan) == ()


def test_day_takes_only_the_best_three_and_nobody_where_nothing_fits() -> None:
    needs = [need("N1", "甲公司"), need("N2", "乙公司")]
    offers = [offer(f"O{number}", f"{number}大学") for number in range(5)]
    rankings = [
        ranking("N1", *((f"O{number}", 0.9 - number / 10) for number in range(5))),
        ranking("N2", ("O4", 0.1), nothing_fits=True),
    ]

    day = plan_meeting_day(needs, offers, rankings, time_limit=5)

    assert day is not None
    parties = [meeting.parties for meeting in day.instance.meetings]
    assert parties == [("甲公司", "0大学"), ("甲公司", "1大学"), ("甲公司", "2大学")]


def test_day_leaves_out_pairs_that_are_not_worth_a_call() -> None:
    offers = [offer("O1", "理工大学"), offer("O2", "农科院")]
    rankings = [ranking("N1", ("O1", 0.9), ("O2", 0.01))]

    day = plan_meeting_day([need("N1", "甲公司")], offers, rankings, time_limit=5)

    assert day is not None
    assert [meeting.parties for meeting in day.instance.meetings] == [("甲公司", "理工大学")]


def test_person_with_two_offers_is_one_party_and_starts_in_the_morning() -> None:
    needs = [need("N1", "甲公司"), need("N2", "乙公司")]
    offers = [offer("O1", "大学", "张三"), offer("E1", "大学", "张三"), offer("O2", "大学", "李四")]
    rankings = [ranking("N1", ("O1", 0.9), ("E1", 0.8)), ranking("N2", ("E1", 0.7), ("O2", 0.6))]

    day = plan_meeting_day(needs, offers, rankings, time_limit=5)

    assert day is not None
    assert [meeting.parties for meeting in day.instance.meetings] == [
        ("甲公司", "张三 大学"),
        ("乙公司", "张三 大学"),
        ("乙公司", "李四 大学"),
    ]
    assert [topic.offer_id for topic in day.topics["M001"]] == ["O1", "E1"]
    used = sorted({item.slot for item in day.plan.assignments})
    assert used == [slot.id for slot in day.instance.slots][: len(used)]
    assert check_plan(day.instance, day.plan) == ()


def test_day_names_needs_that_nobody_can_be_invited_for() -> None:
    rankings = [ranking("N1", ("O1", 0.9)), ranking("N2", ("O1", 0.9))]
    needs = [need("N1", None), need("N2", "乙公司")]

    day = plan_meeting_day(needs, [offer("O1", None, "张三")], rankings, time_limit=5)

    assert day is not None
    assert day.needs_without_org == ("N1",)
    assert [meeting.parties for meeting in day.instance.meetings] == [("乙公司", "张三")]


def test_day_is_none_where_nobody_is_to_meet() -> None:
    rankings = [ranking("N1", ("O1", 0.1), nothing_fits=True)]
    day = plan_meeting_day([need("N1", "甲公司")], [offer("O1", "大学")], rankings, time_limit=5)
    assert day is None


def test_frame_keeps_its_meetings_and_adds_only_between_its_parties() -> None:
    frame = parse_instance(
        {
            "slots": [{"id": "s1"}, {"id": "s2"}],
            "tables": 3,
            "parties": [
                {"id": "c", "name": "甲公司"},
                {"id": "u", "name": "理工 大学"},
                {"id": "v", "name": "农科院"},
            ],
            "meetings": [{"id": "M001", "parties": ["c", "v"], "priority": "must"}],
        }
    )
    needs = [need("N1", "甲公司"), need("N2", "外地公司")]
    offers = [offer("O1", "理工大学"), offer("O2", "农科院")]
    rankings = [ranking("N1", ("O1", 0.9), ("O2", 0.8)), ranking("N2", ("O1", 0.9))]

    day = plan_meeting_day(needs, offers, rankings, frame=frame, time_limit=5)

    assert day is not None
    assert [(m.id, m.parties) for m in day.instance.meetings] == [
        ("M001", ("c", "v")),
        ("M002", ("c", "u")),
    ]
    assert [(t.need_id, t.offer_id) for t in day.topics["M001"]] == [("N1", "O2")]
    assert len(day.plan.assignments) == 2
