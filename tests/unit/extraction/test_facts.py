"""Simple facts of a made-up article: right, verbatim and with spans."""

from __future__ import annotations

from duijie.engines.extraction import extract_facts
from tests.unit.extraction.tables import document, paragraph

ARTICLE = (
    "江州市举办轴承产业对接会",
    "2026年3月5日，第三届江州轴承产业技术对接会在江州国际会议中心举行。会议由江州市科技局主办。",
    "江州大学副校长王建国表示，学校将支持轴承产业。江州轴承有限公司总经理李明介绍了企业情况，他说，急需高速轴承降噪技术。",
    "会上，江州大学与江州轴承有限公司签署战略合作协议，合同金额500万元。活动现场发布科技成果36项，参会企业58家。",
)


def facts() -> dict[str, list[dict[str, object]]]:
    made = extract_facts(
        document(*(paragraph(text) for text in ARTICLE), file="n.txt", title=ARTICLE[0])
    )
    return made.to_json()  # type: ignore[return-value]  # the lists are what the tests look at


def test_facts_have_every_key_of_the_contract() -> None:
    assert list(facts()) == [
        "id", "title", "clean_text", "events", "organizations", "people", "needs", "offers",
        "agreements", "figures",
    ]  # fmt: skip


def test_organisations_have_types() -> None:
    names = {str(o["name"]): o["type"] for o in facts()["organizations"]}

    assert names["江州大学"] == "university"
    assert names["江州轴承有限公司"] == "enterprise"
    assert names["江州市科技局"] == "government"


def test_people_have_organisation_and_post() -> None:
    people = [(p["name"], p["org"], p["title"]) for p in facts()["people"]]

    assert people == [("王建国", "江州大学", "副校长"), ("李明", "江州轴承有限公司", "总经理")]


def test_event_has_date_kind_and_host() -> None:
    event = next(e for e in facts()["events"] if e["dates"])

    assert event["name"] == "第三届江州轴承产业技术对接会"
    assert event["dates"] == ["2026-03-05"]
    assert event["kind"] == "matchmaking"
    assert event["place"] == "江州国际会议中心"


def test_agreement_has_parties_and_amount_in_yuan() -> None:
    (agreement,) = facts()["agreements"]

    assert agreement["parties"] == ["江州大学", "江州轴承有限公司"]
    assert (agreement["kind"], agreement["amount"], agreement["signed"]) == (
        "strategic",
        5_000_000,
        True,
    )


def test_need_is_quoted_with_its_organisation() -> None:
    assert [n["text"] for n in facts()["needs"]] == ["高速轴承降噪技术"]


def test_every_span_quotes_the_clean_text() -> None:
    made = facts()
    text = str(made["clean_text"])

    for kind, key in (
        ("organizations", "name"),
        ("people", "name"),
        ("events", "name"),
        ("needs", "text"),
        ("offers", "text"),
    ):
        for item in made[kind]:
            span = item["span"]
            assert isinstance(span, list)
            assert text[span[0] : span[1]] == item[key]


def test_empty_document_gives_empty_facts() -> None:
    made = extract_facts(document(file="e.txt")).to_json()

    assert made["clean_text"] == ""
    assert made["organizations"] == []
