"""Counts and amounts of needs, offers, deals and people present."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.engines.extraction.facts.types import FigureFact, Span

_FIGURE = re.compile(
    r"(?P<before>[^，,。；;！!？?\n]{0,24}?)(?P<roughly>超过?|近|约|逾|达到?|共|总计|累计)*(?P<number>\d[\d,.]*|[一二三四五六七八九十百千]{2,6})(?P<factor>万|亿|千万|百万|千)?[余多]?(?P<unit>项|个|家|人|名|位|件|场|对|套|元|笔|所|支)(?P<after>[^，,。；;！!？?\n]{0,16})"
)
_FIGURE_CUE = re.compile(
    r"签约|对接|达成|意向|发布|征集|参会|参加|参展|与会|路演|揭榜|合作|需求|成果|专家|转化|成交|推介|展示|展出|交易|洽谈|专利|攻关|难题|代表|嘉宾|科研人员|项目|企业"
)
_BACKGROUND = re.compile(
    r"产值|营收|销售收入|GDP|总产|注册资本|占地|面积|亩|平方米|年产|增长|人口|岁|年前|年来|规上|市场规模|\d{4}年(?!.*签)"
)


def find_figures(text: str, sentences: Sequence[Span]) -> tuple[FigureFact, ...]:
    """Counts and amounts of needs, offers, deals and people present; no background figures."""
    from duijie.engines.text import find_numbers

    values = {number.start: number for number in find_numbers(text)}
    found: list[FigureFact] = []
    for start, end in sentences:
        for match in _FIGURE.finditer(text, start, end):
            around = match.group("before") + match.group("unit") + match.group("after")
            number = values.get(match.start("number"))
            if number is None or number.upper is not None or number.is_percent:
                continue
            if not _FIGURE_CUE.search(around) or _BACKGROUND.search(around):
                continue
            unit = match.group("unit")
            what = _what(match)
            if float(number.value) < 3 or not what:
                continue
            span = (match.start("number"), match.end("unit"))
            found.append(FigureFact(what, float(number.value), unit, span))
    return tuple(found)


def _what(match: re.Match[str]) -> str:
    """What was counted: the words behind the unit, or before the number for amounts."""
    after = re.split(
        r"[的、和与及，]|参加|参会|达成|签约|亮相|齐聚",
        match.group("after").lstrip("的"),
        maxsplit=1,
    )[0]
    before = re.split(r"[的、和与及]", match.group("before"))[-1]
    before = re.sub(r"(?:超过?|近|约|逾|达到?|共有?|总计|累计|了|为|有)+$", "", before)
    if match.group("unit") == "元":
        return before[-12:] or after[:12]
    return after[:12] or before[-12:]
