"""The way back: every span of a cleaned text can be cut out of the source and cleaned again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duijie.engines.text import Cleaned, clean

PIECES = [
    "聊城（liáo chéng）", "科技創(chuàng)新", "【pīn yīn】", "锂(Li)", "（ㄅㄚ）",
    "重(chóng)(zhòng)慶", "，，", "。。", ",,", "，、", ",。", "！！", "？！", "……", "——",
    "，", ",", "。", "；", "：", "、", " ", "  ", "\u3000", "\t", "\n", "\n\n", "\n\n\n", "\r\n",
    "\r", " \n ", "\n\u3000\u3000", "股 份", "公\n司", "7 8家", "19\n4项", "3.5亿元", "&nbsp;",
    "&nbsp", "&amp;", "&amp;nbsp;", "&amp;amp;lt;", "&lt;p&gt;", "&#8203;", "&#xFF21;", "&foo;",
    "&", ";", "amp;", "nbsp;", "<p>", "</p>", "<br/>", "<b>", "<", ">", "<5μm>",
    "<span class='a'>", "ＬＥＤ", "（ＧＢ／Ｔ）", "％", "～", "①", "㎡", "½", "㈱", "a\u0301",
    "u\u0308\u030c", "e\u0323\u0301", "\u0301", "\u200b", "\ufeff", "\x00", "\u202e", "\xad", "⼈",
    "豈", "隨著", "乾燥", "瞭解", "薴苧", "龍門", "“", "”", "‘", "’", "（", "）", "(", ")",
    "【", "】", "liáo", "cheng2", "城", "中", "国", "A", "b-", "1", "2", ".", "-", "●", "\ud800",
    "😀", "𠀀", "\u2028", "\x85", "ｶﾞ", "·", "|", "%", "&nbsp;,,&nbsp;,,……",
]  # fmt: skip
MIXTURES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map(
    "".join
)


def assert_map_holds(cleaned: Cleaned, start: int, end: int) -> None:
    first, last = cleaned.source_span(start, end)
    again = clean(cleaned.source[first:last], wrapped=cleaned.wrapped)
    assert again.text == cleaned.text[start:end], (cleaned.source[first:last], cleaned)


@given(source=MIXTURES, wrapped=st.booleans())
@example(source="城（chéng）（chéng）", wrapped=False)
@example(source="中,,,国", wrapped=False)
@example(source="站 \n \n\u3000\u30002家", wrapped=True)
@example(source="&amp;amp;nbsp;&amp;foo;", wrapped=False)
@example(source="庆&amp;nbsp;,,&nbsp;,,……", wrapped=True)
def test_every_span_cleans_to_itself(source: str, wrapped: bool) -> None:
    cleaned = clean(source, wrapped=wrapped)
    size = len(cleaned.text)
    for start in range(size + 1):
        for end in range(start, min(size, start + 12) + 1):
            assert_map_holds(cleaned, start, end)
    assert_map_holds(cleaned, 0, size)


@given(source=MIXTURES, wrapped=st.booleans())
def test_clean_is_idempotent(source: str, wrapped: bool) -> None:
    once = clean(source, wrapped=wrapped)
    twice = clean(once.text, wrapped=wrapped)
    assert twice.text == once.text
    assert twice.dropped == ()


@given(source=MIXTURES, wrapped=st.booleans())
def test_every_source_character_is_mapped_or_dropped(source: str, wrapped: bool) -> None:
    cleaned = clean(source, wrapped=wrapped)
    stretches = [cleaned.source_span(i, i + 1) for i in range(len(cleaned.text))]
    covered = sorted([*stretches, *cleaned.dropped])
    at = 0
    for start, end in covered:
        assert start == at < end
        at = end
    assert at == len(source)
    assert stretches == sorted(stretches)


@given(source=MIXTURES, data=st.data())
def test_cleaned_span_is_the_inverse_of_source_span(source: str, data: st.DataObject) -> None:
    cleaned = clean(source)
    start = data.draw(st.integers(0, len(cleaned.text)))
    end = data.draw(st.integers(start, len(cleaned.text)))
    if start < end:
        assert cleaned.cleaned_span(*cleaned.source_span(start, end)) == (start, end)
    for first, last in cleaned.dropped:
        at, to = cleaned.cleaned_span(first, last)
        assert at == to


@pytest.mark.parametrize("wrapped", [False, True])
def test_every_span_of_real_texts_cleans_to_itself(shared_data: Path, wrapped: bool) -> None:
    dice = random.Random(7)
    for path in sorted((shared_data / "extraction" / "text").glob("*.txt")):
        cleaned = clean(path.read_text("utf-8"), wrapped=wrapped)
        assert clean(cleaned.text, wrapped=wrapped).text == cleaned.text
        for _ in range(200):
            start = dice.randrange(len(cleaned.text))
            assert_map_holds(cleaned, start, min(len(cleaned.text), start + dice.choice([1, 2, 9])))
