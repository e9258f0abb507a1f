from __future__ import annotations

import pytest

from duijie.engines.ranking import Item, Reason, Span, rank
from duijie.engines.ranking.passages import QUOTE_CHARACTERS, Passage, list_passages
from duijie.engines.ranking.shared_terms import mark_shared
from tests.unit.ranking.character_embedder import CharacterEmbedder


def reasons_of(need: Item, offer: Item) -> tuple[Reason, ...]:
    (ranking,) = rank([need], [offer], embedder=CharacterEmbedder())
    return ranking.matches[0].reasons


def test_reasons_quote_the_sentences_that_share_weighty_terms() -> None:
    need = Item(
        "N",
        "印染废水处理",
        "公司成立于2009年，员工300人。印染废水色度高，需要电催化氧化脱色。前景良好。",
    )
    offer = Item("O", "电催化氧化电极", "前景良好。该电极用于印染废水的电催化氧化脱色。公司员工。")
    words = [reason for reason in reasons_of(need, offer) if reason.kind == "words"]
    assert words[0].need_quote == "印染废水色度高，需要电催化氧化脱色。"
    assert words[0].offer_quote == "该电极用于印染废水的电催化氧化脱色。"
    assert {"印染废水", "电催化氧化脱色"} <= {str(term) for term in words[0].terms}
    assert not any("前景" in reason.need_quote for reason in words)


def test_reason_spans_lead_back_to_the_quotes() -> None:
    need = Item("N", "PEEK 轴承保持架", "需要耐磨 PEEK 保持架；转速 30000 r/min。")
    offer = Item("O", "peek 复合材料", "碳纤维增强 peek，适于轴承保持架。")
    found = reasons_of(need, offer)
    assert found
    for reason in found:
        for item, span, quote in (
            (need, reason.need_span, reason.need_quote),
            (offer, reason.offer_span, reason.offer_quote),
        ):
            assert getattr(item, span.field)[span.start : span.end] == quote
        for term in reason.terms:
            field = getattr(need, term.need_span.field)
            assert field[term.need_span.start : term.need_span.end] == term.text
            other = getattr(offer, term.offer_span.field)
            assert other[term.offer_span.start : term.offer_span.end].lower() == term.text.lower()


def test_texts_without_a_shared_word_get_a_meaning_reason_only() -> None:
    need = Item("N", "shaft", "our microbearings crackle unseen")
    offer = Item("O", "轴承", "detecting cracked bearing")
    assert [reason.kind for reason in reasons_of(need, offer)] == ["meaning"]
    assert reasons_of(need, offer)[0].terms == ()


def test_reasons_are_at_most_three_and_weightiest_first() -> None:
    text = "。".join(["激光熔覆轧辊", "果酱低糖浓缩", "涡流探伤仪器", "纺纱断头监测", "聚酰胺改性"])
    found = reasons_of(Item("N", "多项需求", text), Item("O", "多项成果", text))
    assert len(found) == 3
    assert [reason.weight for reason in found] == sorted(
        (reason.weight for reason in found), reverse=True
    )
    assert len({(reason.need_span, reason.offer_span) for reason in found}) == 3


@pytest.mark.parametrize(
    ("need", "offer", "terms"),
    [
        ("激光熔覆的轧辊", "轧辊激光熔覆", ["激光熔覆", "轧辊"]),
        ("al alloy 铝", "alloy 与 metal 铝", ["alloy"]),
        ("新型ＰＶＣ", "旧", []),
    ],
)
def test_shared_terms_are_joined_to_common_runs(need: str, offer: str, terms: list[str]) -> None:
    left = Passage(Span("text", 5, 5 + len(need)), need)
    right = Passage(Span("text", 7, 7 + len(offer)), offer)
    shared = left.terms(True) & right.terms(True)
    marked = mark_shared(left, right, dict.fromkeys(sorted(shared), 1.0))
    assert sorted(str(term) for term in marked) == sorted(terms)
    for term in marked:
        assert need[term.need_span.start - 5 : term.need_span.end - 5] == term.text
        assert offer[term.offer_span.start - 7 : term.offer_span.end - 7] == term.text


def test_passages_of_a_long_sentence_are_short_and_lose_nothing() -> None:
    clause = "将所得浆料在一百二十度下干燥两小时得到前驱体"
    text = "，".join([clause] * 12) + "；" + "、".join([clause] * 6) + "。"
    passages = list_passages("题目", text)
    assert passages[0].span == Span("title", 0, 2)
    assert "".join(passage.quote for passage in passages[1:]) == text
    assert max(len(passage.quote) for passage in passages) <= QUOTE_CHARACTERS


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("本公司采用新型技术生产，提高性能。", "该技术能够有效提高性能，应用广泛。"),
        ("工业漆需要提高附着力。", "云岑工业大学承担过多项课题。"),
        ("与临岫理工大学化工学院合作过。", "临岫理工大学化工学院承担过课题。"),
        ("需要在24小时内完成，温度120。", "历时24小时，升温至120。"),
    ],
)
def test_boilerplate_names_and_bare_numbers_are_no_shared_words(need: str, offer: str) -> None:
    found = reasons_of(Item("N", "甲", need), Item("O", "乙", offer))
    assert [reason for reason in found if reason.kind == "words"] == []


def test_a_title_is_not_quoted_for_its_meaning() -> None:
    found = reasons_of(Item("N", "bearing crack", ""), Item("O", "cracked bearings", ""))
    assert [reason for reason in found if reason.kind == "meaning"] == []


def test_labels_are_not_quoted() -> None:
    need = Item("N", "纳滤膜污染", "关键问题：纳滤膜浓缩黄芪提取液时通量衰减。")
    offer = Item("O", "膜改性", "技术简介：纳滤膜表面改性，提取液通量衰减减缓。")
    found = reasons_of(need, offer)
    assert found
    for reason in found:
        assert "简介" not in reason.offer_quote
        assert "问题" not in reason.need_quote


def test_shared_words_are_whole_words() -> None:
    need = Item("N", "提取液浓缩", "纳滤膜浓缩中药提取液，通量衰减。")
    offer = Item("O", "专长", "中药提取液的过滤膜处理，料液通量衰减慢。")
    terms = {str(term) for reason in reasons_of(need, offer) for term in reason.terms}
    assert "中药提取液" in terms
    assert not terms & {"滤膜", "液通量", "药提取液"}


def test_english_words_of_one_stem_are_shared_words() -> None:
    need = Item("N", "shaft", "we must detect cracked bearings early")
    offer = Item("O", "轴承", "early detection of cracks in a bearing")
    (reason,) = reasons_of(need, offer)
    assert reason.kind == "words"
    assert "bearing" in {str(term) for term in reason.terms}
    for term in reason.terms:
        assert need.text[slice(*term.need_span[1:])] == str(term)
        assert offer.text[slice(*term.offer_span[1:])] == str(term)
