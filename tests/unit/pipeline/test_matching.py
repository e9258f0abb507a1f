"""What of a record is compared, and which pairs make no sense."""

from __future__ import annotations

from duijie.engines.documents.types import Place
from duijie.engines.embedding import load_embedder
from duijie.engines.extraction.types import Record, RecordKind
from duijie.engines.pipeline import match_records
from duijie.engines.pipeline.facts import facts_of
from duijie.engines.pipeline.matching import item_of
from duijie.engines.ranking import find_misfits, find_questions


def record(name: str, kind: RecordKind, title: str, text: str, org: str | None) -> Record:
    return Record(name, kind, title, text, Place("a.xlsx"), org=org, phone="13800000000")


def test_item_holds_indicators_and_keywords_but_no_contact() -> None:
    need = Record(
        "N1",
        RecordKind.NEED,
        "轴承降噪",
        "振动偏高",
        Place("a.xlsx"),
        phone="13800000000",
        email="a@example.com",
        keywords=("轴承", "振动"),
        fields={"indicators": "振动不高于Z3组"},
    )
    item = item_of(need)
    assert (item.title, item.text) == ("轴承降噪", "振动偏高\n振动不高于Z3组\n轴承")


def test_organisation_is_not_proposed_to_itself() -> None:
    needs = [record("N1", RecordKind.NEED, "轴承降噪", "深沟球轴承振动噪声偏高", "甲公司")]
    offers = [
        record("O1", RecordKind.OFFER, "低噪声轴承", "深沟球轴承振动噪声控制技术", "甲 公司"),
        record("O2", RecordKind.OFFER, "静音轴承", "深沟球轴承振动噪声控制工艺", "理工大学"),
        record("O3", RecordKind.OFFER, "大豆育种", "高油大豆新品种选育", "农科院"),
    ]

    rankings = match_records(needs, offers, embedder=load_embedder(cache_dir=None))

    assert [match.offer_id for match in rankings[0].matches] == ["O2", "O3"]


def test_own_offers_neither_take_a_place_nor_move_the_fit_of_others() -> None:
    needs = [record("N1", RecordKind.NEED, "轴承降噪", "深沟球轴承振动噪声偏高", "甲公司")]
    others = [
        record("O1", RecordKind.OFFER, "静音轴承", "深沟球轴承振动噪声控制工艺", "理工大学"),
        record("O2", RecordKind.OFFER, "大豆育种", "高油大豆新品种选育", "农科院"),
    ]
    own = [
        record(f"P{number:02}", RecordKind.OFFER, "轴承降噪", "深沟球轴承振动噪声偏高", "甲公司")
        for number in range(40)
    ]

    (ranking,) = match_records(needs, [*others, *own], embedder=load_embedder(cache_dir=None))

    assert [match.offer_id for match in ranking.matches] == ["O1", "O2"]
    nothing_else = [
        record("X", RecordKind.OFFER, "轴承降噪", "深沟球轴承振动噪声偏高", "甲公司"),
    ]
    (alone,) = match_records(needs, nothing_else, embedder=load_embedder(cache_dir=None))
    assert (alone.nothing_fits, alone.matches) == (True, ())


def test_facts_of_a_record_are_its_terms_and_indicators() -> None:
    need = Record(
        "N1",
        RecordKind.NEED,
        "轴承降噪",
        "仅限江苏省内单位。",
        Place("a.xlsx"),
        budget_wan=80.0,
        trl=7,
        fields={"indicators": "噪声≤40dB；寿命≥5000小时", "cooperation": "委托开发"},
    )
    offer = Record(
        "O1",
        RecordKind.OFFER,
        "静音轴承",
        "噪声45dB。",
        Place("a.xlsx"),
        region="浙江省",
        budget_wan=100.0,
        trl=5,
        fields={"cooperation": "技术入股"},
    )
    asked, offered = facts_of(need), facts_of(offer)
    found = [misfit.message.code for misfit in find_misfits(asked, offered)]
    assert found == [
        "ranking.misfit_too_high",
        "ranking.misfit_trl",
        "ranking.misfit_price",
        "ranking.misfit_region",
        "ranking.misfit_mode",
    ]
    assert [one.need_quote for one in find_questions(asked, offered)] == ["寿命≥5000小时"]
    expert = Record(
        "E1", RecordKind.EXPERT, "王样", "噪声45dB。", Place("a.xlsx"), region="浙江省", trl=1
    )
    (place,) = find_misfits(asked, facts_of(expert))
    assert place.message.code == "ranking.misfit_region"


def test_needs_without_any_offer_fit_nothing() -> None:
    needs = [record("N1", RecordKind.NEED, "轴承降噪", "深沟球轴承振动噪声偏高", "甲公司")]
    rankings = match_records(needs, [], embedder=load_embedder(cache_dir=None))
    assert rankings[0].nothing_fits
    assert rankings[0].matches == ()
