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


def facts_of(*paragraphs: str, title: str = "") -> dict[str, list[dict[str, object]]]:
    made = extract_facts(document(*map(paragraph, paragraphs), file="n.txt", title=title))
    return made.to_json()  # type: ignore[return-value]  # the lists are what the tests look at


def names_in(*paragraphs: str) -> list[object]:
    return [o["name"] for o in facts_of(*paragraphs)["organizations"]]


def test_organisation_names_end_on_the_left_at_verbs_adverbs_and_pronouns() -> None:
    assert names_in("专家组详细了解江州新材料研究院，并从江州赶到海原大学。") == [
        "江州新材料研究院",
        "海原大学",
    ]
    assert names_in("他把难题带回实验室，最大限度地发挥协会作用。") == []
    assert names_in("2026年3月5日，江州市科学技术局组织对接会。") == ["江州市科学技术局"]


def test_unit_within_an_organisation_is_part_of_its_name() -> None:
    assert names_in("江州农业大学园艺学院与江州市农科院茶叶研究所合作育种。") == [
        "江州农业大学园艺学院",
        "江州市农科院茶叶研究所",
    ]


def test_news_outlets_and_nameless_governments_are_no_organisations() -> None:
    assert names_in("据江州日报消息，市委市政府高度重视，各级政府积极配合。") == []


def test_lines_around_an_article_give_no_facts() -> None:
    made = facts_of(
        "首页 | 要闻 | 海原大学 | 江州科技网 | 专题",
        "来源：江州科技局 时间：2026-03-06",
        "昨日，江州轴承有限公司举办第二届轴承降噪对接会，公司急需保持架注塑工艺。",
        "相关阅读",
        "· 海原大学与江州水泥有限公司签署战略合作协议",
    )

    assert [o["name"] for o in made["organizations"]] == ["江州轴承有限公司"]
    assert made["agreements"] == []
    assert [(e["name"], e["dates"]) for e in made["events"]] == [
        ("第二届轴承降噪对接会", ["2026-03-05"])
    ]


def test_need_is_named_without_the_words_that_ask_for_it() -> None:
    made = facts_of(
        "江州焊材有限公司总经理李明希望高校帮助解决焊缝自主识别的难题。",
        "江州铸造厂带来的难题是铸件缩松控制。企业希望进一步加强合作。",
    )

    assert [(n["org"], n["text"]) for n in made["needs"]] == [
        ("江州焊材有限公司", "焊缝自主识别"),
        ("江州铸造厂", "铸件缩松控制"),
    ]


def test_offers_are_quoted_names_and_items_of_lists() -> None:
    made = facts_of(
        "海原大学教授王建国推介了团队的“沼渣生物炭钝化剂”。",
        "报告的成果有磁性分离技术、发泡隔热材料。会上发布政策12项，成果展示交易平台启用。",
    )

    assert [o["text"] for o in made["offers"]] == [
        "沼渣生物炭钝化剂",
        "磁性分离技术",
        "发泡隔热材料",
    ]


def test_what_the_parties_found_is_no_party() -> None:
    made = facts_of("江州大学与江州纺织有限公司签约，双方共建江州绿色印染研究院。")

    (agreement,) = made["agreements"]
    assert agreement["parties"] == ["江州大学", "江州纺织有限公司"]


def test_what_a_text_calls_an_organisation_is_a_party_too() -> None:
    made = facts_of(
        "江州轻金属研究院揭牌。当天，研究院与江州汽车零部件有限公司、江州压铸产业联盟签订了3份合同。"
    )

    (agreement,) = made["agreements"]
    assert agreement["parties"] == [
        "江州轻金属研究院",
        "江州汽车零部件有限公司",
        "江州压铸产业联盟",
    ]
