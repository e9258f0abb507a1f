"""What of a model's answer is believed."""

from __future__ import annotations

import json

import pytest

from duijie.engines.ranking import Item
from duijie.engines.ranking.opinions import (
    MOST_REMARKS,
    MOST_TEXT,
    Remark,
    make_messages,
    read_opinion,
    shown_text,
)
from duijie.engines.ranking.types import Evidence

NEED = Item("1", "套圈微裂纹检测", "轴承套圈的微裂纹靠人工目检，漏检率高于 2%。")
OFFERS = [
    Item("11", "低糖果酱", "以山楂为原料制成低糖果酱。"),
    Item("12", "涡流检测装置", "用涡流阵列探头在线检测套圈微裂纹。"),
    Item(
        "13", "机器视觉", "线阵相机识别表面缺陷。", evidence=(Evidence("论文", "齿轮缺陷数据集"),)
    ),
]
GOOD = {"number": 2, "need_quote": "微裂纹靠人工目检", "offer_quote": "在线检测套圈微裂纹"}


def answer(**parts: object) -> str:
    return json.dumps(parts, ensure_ascii=False)


def test_order_and_quotes_of_a_good_answer() -> None:
    opinion = read_opinion(answer(order=[2, 3, 1], reasons=[GOOD]), NEED, OFFERS)
    assert opinion.order == (1, 2, 0)
    assert opinion.remarks == {1: (Remark("微裂纹靠人工目检", "在线检测套圈微裂纹"),)}


@pytest.mark.parametrize(
    "changed",
    [
        {"offer_quote": "在线检测套圈的微裂纹"},
        {"need_quote": "漏检率高于 3%"},
        {"need_quote": ""},
        {"offer_quote": None},
        {"offer_quote": "涡流"},
        {"number": 1},
        {"number": 4},
        {"number": 0},
        {"number": True},
        {"number": "第二"},
    ],
)
def test_a_pair_that_does_not_stand_in_both_texts_is_dropped(changed: dict[str, object]) -> None:
    opinion = read_opinion(answer(order=[2], reasons=[GOOD | changed]), NEED, OFFERS)
    assert not opinion.remarks
    assert opinion.order == (1, 0, 2)


def test_what_is_left_out_follows_and_what_is_invented_is_passed_over() -> None:
    assert read_opinion(answer(order=[3, 9, "3", -1, 1.5, None]), NEED, OFFERS).order == (2, 0, 1)


def test_quotes_from_title_and_evidence_hold() -> None:
    reasons = [{"number": 3, "need_quote": "套圈微裂纹检测", "offer_quote": "齿轮缺陷数据集"}]
    assert read_opinion(answer(reasons=reasons), NEED, OFFERS).remarks[2]


def test_no_more_than_a_few_pairs_and_none_twice() -> None:
    texts = ["轴承套圈的", "轴承套圈的微", "轴承套圈的微裂", "轴承套圈的微裂纹"]
    many = [GOOD, GOOD, *(GOOD | {"need_quote": text} for text in texts)]
    kept = read_opinion(answer(reasons=many), NEED, OFFERS).remarks[1]
    assert len(kept) == MOST_REMARKS == len(set(kept))


@pytest.mark.parametrize(
    "said",
    ["", "我认为 2 号最合适", "{", "[1, 2]", '{"order": "2"}', '{"order": {"a": 1}}', "{" * 5000,
     '{"order": [], "reasons": [1, null, "x"]}'],
)  # fmt: skip
def test_an_answer_that_says_nothing_gives_an_empty_opinion(said: str) -> None:
    opinion = read_opinion(said, NEED, OFFERS)
    assert (opinion.order, dict(opinion.remarks)) == ((), {})


def test_json_in_a_fence_or_between_sentences_is_found() -> None:
    said = answer(order=[2])
    for text in (f"好的：\n```json\n{said}\n```\n完毕", f"结果 {said} 供参考 {{}}"):
        assert read_opinion(text, NEED, OFFERS).order[0] == 1


def test_a_model_reads_the_beginning_of_each_record_and_nothing_else() -> None:
    long = Item("14", "长文", "字" * 5000)
    assert len(shown_text(long)) == MOST_TEXT
    system, user = make_messages(NEED, [*OFFERS, long])
    assert user["content"].count("[4]") == 1
    assert NEED.text in user["content"]
    assert NEED.text not in system["content"]
    # what it has not read it cannot quote
    reasons = [{"number": 1, "need_quote": "轴承套圈的微裂纹", "offer_quote": "末尾的话"}]
    cut = Item("15", "长文", "字" * 5000 + "末尾的话")
    assert not read_opinion(answer(reasons=reasons), NEED, [cut]).remarks
