"""Numbers, money and dates: what was written by a rule is read back as it was meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.text import (
    bigrams,
    find_dates,
    find_money,
    find_numbers,
    parse_numeral,
    sentences,
    words,
)

DIGITS = "零一二三四五六七八九"
ALPHABET = st.sampled_from(
    "0123456789一二十百千万亿〇两点元年月日至-–~.,，%％约余多第分之￥¥人民币 \n(（）。将今昨天１J甲"
)
TEXTS = st.text(ALPHABET, max_size=25) | st.text(max_size=12)


def write_chinese(number: int) -> str:
    """A number below 10^8 as it is read aloud; slow and plain, by groups of four."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return write_chinese(high) + "万" + (gap + write_chinese(low) if low else "")
    text, is_gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if is_gap and text else "") + DIGITS[digit] + name
            is_gap = False
        else:
            is_gap = True
    return text.removeprefix("一") if 10 <= number < 20 else text or DIGITS[0]


@given(number=st.integers(0, 10**8 - 1))
def test_parse_numeral_reads_what_was_written_in_chinese(number: int) -> None:
    assert parse_numeral(write_chinese(number)) == number


@given(tenths=st.integers(1, 10**7), unit=st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_find_money_reads_amounts_back(tenths: int, unit: tuple[str, int]) -> None:
    amount = Decimal(tenths) / 10
    text = f"合同金额{amount}{unit[0]}元，已签"
    (money,) = find_money(text)
    assert money.yuan == amount * unit[1]
    assert text[money.start : money.end] == f"{amount}{unit[0]}元"


def _year_digits(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(c)] for c in str(year))


STYLES: list[Callable[[dt.date], str]] = [
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{_year_digits(d.year)}年{write_chinese(d.month)}月{write_chinese(d.day)}日",
]


@given(
    day=st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    style=st.sampled_from(STYLES),
    before=st.sampled_from(["", "于", "时间：", "（"]),
)
def test_find_dates_reads_dates_back(
    day: dt.date, style: Callable[[dt.date], str], before: str
) -> None:
    written = style(day)
    (mention,) = find_dates(f"{before}{written}，在临河")
    assert (mention.text, mention.start_date, mention.end_date) == (
        written,
        day.isoformat(),
        day.isoformat(),
    )


@given(
    text=TEXTS,
    dateline=st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2099, 1, 1)),
    unit=st.sampled_from([None, "万元"]),
)
def test_findings_are_in_order_apart_and_quote_the_text(
    text: str, dateline: dt.date | None, unit: str | None
) -> None:
    for found in (
        find_numbers(text),
        find_money(text, default_unit=unit),
        find_dates(text, dateline),
    ):
        at = 0
        for item in found:
            assert at <= item.start < item.end
            assert text[item.start : item.end] == item.text
            at = item.end


@given(text=TEXTS, dateline=st.dates(dt.date(1950, 1, 1), dt.date(2099, 1, 1)))
def test_dates_with_a_dateline_are_calendar_days_in_order(text: str, dateline: dt.date) -> None:
    for mention in find_dates(text, dateline):
        first, last = map(dt.date.fromisoformat, (mention.start_date, mention.end_date))
        assert first <= last


@given(text=st.text(max_size=60))
def test_sentences_and_words_cover_the_text(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    for word in words(text):
        assert text[word.start : word.end].lower() == word.text
    assert all(bigrams(text))
