"""Texts are found by their words, Latin runs and record numbers."""

from __future__ import annotations

import pytest

from duijie.engines.index import SearchIndex, Why
from tests.unit.index.rows import found, need


@pytest.fixture
def needs(index: SearchIndex) -> SearchIndex:
    index.upsert(
        "internal",
        [
            need(1, "水性涂料耐盐雾", "要求耐盐雾一千小时，编号 N-2026-017"),
            need(2, "轴承降噪", "希望降低轴承磨损和噪声，PEEK 保持架"),
            need(3, "图像识别", "用 graphene 传感器检测表面缺陷；軸承不涉及"),
            need(4, "不锈钢焊接", "焊缝强度，编号 N-2026-018"),
        ],
    )
    return index


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("盐雾", ["need:1"]),
        ("耐盐雾", ["need:1"]),
        ("磨损 轴承", ["need:2"]),
        ("轴承", ["need:2", "need:3"]),  # traditional characters are the same word
        ("軸承", ["need:2", "need:3"]),
        ("peek", ["need:2"]),
        ("ＰＥＥＫ", ["need:2"]),
        ("graphen", ["need:3"]),
        ("N-2026-017", ["need:1"]),
        ("n-2026-018", ["need:4"]),
        ("2026", ["need:4", "need:1"]),
        ("钢", ["need:4"]),
        ("怎样降低轴承的噪声", ["need:2"]),
        ("没有的词语", []),
    ],
)
def test_text_is_found_by_its_words(needs: SearchIndex, query: str, expected: list[str]) -> None:
    assert found(needs, query) == expected


def test_hit_by_words_says_where_they_stand(needs: SearchIndex) -> None:
    [hit] = needs.search(["internal"], "磨损 噪声")

    assert (hit.why, hit.field, hit.matched) == (Why.WORDS, "text", "磨损 噪声")


def test_title_goes_before_text(index: SearchIndex) -> None:
    index.upsert("internal", [need(9, "其他", "激光焊接设备"), need(1, "高速激光焊接设备选型", "")])

    assert found(index, "焊接 激光") == ["need:1", "need:9"]


def test_all_words_go_before_more_weight(index: SearchIndex) -> None:
    rows = [need(n, f"杂项{n}", "密封 材料") for n in range(2, 8)]
    index.upsert("internal", [*rows, need(1, "密封", "氟橡胶 材料 老化")])

    assert found(index, "氟橡胶 材料 密封 老化")[0] == "need:1"


def test_row_is_found_at_once_and_replaced_whole(index: SearchIndex) -> None:
    index.upsert("internal", [need(1, "轴承降噪", "老化试验")])
    index.upsert("internal", [need(1, "涂料防腐", "盐雾试验")])

    assert found(index, "盐雾") == found(index, "涂料") == found(index, "试验") == ["need:1"]
    assert found(index, "轴承") == found(index, "老化") == found(index, "zcjz") == []
    assert index.count("internal") == 1


def test_common_word_gives_the_newest_of_many(index: SearchIndex) -> None:
    index.upsert("internal", [need(n, f"课题{n}", "关键技术") for n in range(1, 2501)])

    hits = index.search(["internal"], "技术", limit=3, offset=1)

    assert [hit.key for hit in hits] == ["need:2499", "need:2498", "need:2497"]
