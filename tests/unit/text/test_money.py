from __future__ import annotations

import pytest

from duijie.engines.text import find_money

Row = tuple[str, str, str | None, str]

FOUND: list[tuple[str, list[Row]]] = [
    ("合同金额7545万元", [("7545万元", "75450000", None, "CNY")]),
    ("500-800万元", [("500-800万元", "5000000", "8000000", "CNY")]),
    ("500万元至1亿元", [("500万元至1亿元", "5000000", "100000000", "CNY")]),
    ("人民币五百万元整", [("人民币五百万元", "5000000", None, "CNY")]),
    ("约三百万元", [("三百万元", "3000000", None, "CNY")]),
    ("1.2亿美元", [("1.2亿美元", "120000000", None, "USD")]),
    ("报价$500或¥5,000", [("$500", "500", None, "USD"), ("¥5,000", "5000", None, "CNY")]),
    ("2000余万元", [("2000余万元", "20000000", None, "CNY")]),
    ("100万元人民币", [("100万元人民币", "1000000", None, "CNY")]),
    ("１００万元", [("１００万元", "1000000", None, "CNY")]),
    ("拟投入资金（万元）：500", [("500", "5000000", None, "CNY")]),
    ("预算200万，人口300万", [("200万", "2000000", None, "CNY")]),
    ("悬赏50w", [("50w", "500000", None, "CNY")]),
    ("面议", []),
    ("二元共聚物、三元材料、5元素、百万元级", []),
    ("2026年3月", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_find_money_gives_yuan(text: str, expected: list[Row]) -> None:
    found = find_money(text)
    shown = [
        (m.text, str(m.yuan), None if m.upper is None else str(m.upper), m.currency) for m in found
    ]
    assert shown == expected
    assert [text[m.start : m.end] for m in found] == [m.text for m in found]


CELLS: list[tuple[str, str, str | None]] = [
    ("500", "5000000", None),
    ("500-800", "5000000", "8000000"),
    ("50～100", "500000", "1000000"),
    ("约3,000.5", "30005000", None),
    ("200万", "2000000", None),
    ("100万元", "1000000", None),
    ("500（自筹）", "5000000", None),
]


@pytest.mark.parametrize(("cell", "yuan", "upper"), CELLS)
def test_find_money_takes_the_unit_of_the_header(cell: str, yuan: str, upper: str | None) -> None:
    (money,) = find_money(cell, default_unit="万元")
    assert str(money.yuan) == yuan
    assert (None if money.upper is None else str(money.upper)) == upper


@pytest.mark.parametrize("cell", ["面议", "无", "2026年", "3人", "", "第3批"])
def test_find_money_with_a_unit_takes_no_count_or_date(cell: str) -> None:
    assert find_money(cell, default_unit="万元") == ()


def test_find_money_reads_a_foreign_header() -> None:
    (money,) = find_money("12", default_unit="万美元")
    assert (str(money.yuan), money.currency) == ("120000", "USD")


def test_find_money_marks_rough_amounts() -> None:
    assert [m.is_approximate for m in find_money("近10亿元，20万元左右，30万元")] == [
        True,
        True,
        False,
    ]


def test_find_money_refuses_an_unknown_unit() -> None:
    with pytest.raises(ValueError, match="not a unit of money"):
        find_money("5", default_unit="公斤")
