from __future__ import annotations

from decimal import Decimal

import pytest

from duijie.engines.text import find_numbers, parse_numeral

NUMERALS = [
    ("1,200", "1200"), ("3.5", "3.5"), ("1.2亿", "120000000"), ("2千万", "20000000"),
    ("三百二十", "320"), ("两万", "20000"), ("一万二", "12000"), ("一万零二", "10002"),
    ("一百零五", "105"), ("三百二", "320"), ("十二", "12"), ("一亿三千万", "130000000"),
    ("一百二十三万四千五百六十七", "1234567"), ("二〇二六", "2026"), ("三点五", "3.5"),
    ("壹佰万", "1000000"), ("１２", "12"), ("零", "0"), ("三十五点五", "35.5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_parse_numeral_reads_arabic_and_chinese(text: str, value: str) -> None:
    assert str(parse_numeral(text)) == value


@pytest.mark.parametrize("text", ["百万", "三二十", "12,34", "", "点五", "1" * 5000, "一" * 5000])
def test_parse_numeral_refuses_what_is_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None


FOUND = [
    ("117家企业交出194项", [("117", "117", None), ("194", "194", None)]),
    ("三百二十人，两万册", [("三百二十", "320", None), ("两万", "20000", None)]),
    ("三项", [("三", "3", None)]),
    ("500-800万套", [("500-800万", "5000000", "8000000")]),
    ("3至5项，三到五年", [("3至5", "3", "5"), ("三到五", "3", "5")]),
    ("５～８台", [("５～８", "5", "8")]),
    ("第三届，统一，十分满意，进一步，一批，一家企业，数十家", []),
    ("型号LED3030、M8", []),
    ("温度（-20℃）", [("-20", "-20", None)]),
    ("三分之二以上", [("三分之二", "0.666667", None)]),
    ("2,122条", [("2,122", "2122", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_find_numbers_gives_values_and_ranges(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = find_numbers(text)
    shown = [(n.text, str(n.value), None if n.upper is None else str(n.upper)) for n in found]
    assert shown == expected
    assert [text[n.start : n.end] for n in found] == [n.text for n in found]


def test_find_numbers_tells_percentages() -> None:
    found = find_numbers("合格率百分之三十，增长31.5%，占5%-8%，千分之三，30件")
    assert [(n.value, n.upper, n.is_percent) for n in found] == [
        (Decimal(30), None, True),
        (Decimal("31.5"), None, True),
        (Decimal(5), Decimal(8), True),
        (Decimal("0.3"), None, True),
        (Decimal(30), None, False),
    ]


@pytest.mark.parametrize(
    ("text", "is_approximate"),
    [("约20家", True), ("近2万名", True), ("100余家", True), ("10余万", True), ("20人左右", False),
     ("30左右", True), ("超过500项", True), ("20家", False)],
)  # fmt: skip
def test_find_numbers_marks_rough_counts(text: str, is_approximate: bool) -> None:
    (number,) = find_numbers(text)
    assert number.is_approximate is is_approximate
