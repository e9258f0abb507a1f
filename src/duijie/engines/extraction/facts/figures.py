"""Counts and amounts that a report gives of needs, offers, deals and people present."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from duijie.engines.extraction.facts.types import AgreementFact, FigureFact

_UNITS: Final = "项个家人名位件场对套笔所支份道款"
_COUNT = re.compile(
    rf"(?<![\d.年月第])(?:(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<factor>万|亿|千|百)?|(?P<round>(?<=[上近超过约逾达])[百千万]|(?<![几数上\d])[一二三四五六七八九]?[百千万][一二三四五六七八九十百]{{0,4}}))"
    rf"\s?[余多几]?(?P<unit>[{_UNITS}])(?!月|小时|星期|季度|百分点)(?:以上|左右)?(?=(?P<after>[^，,。；;！!？?\n（(\d]{{0,22}}))"
)
_FACTORS: Final = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_COUNTED = re.compile(
    r"实验室|科学家|举办|交易(?!会)|合作(?!社)|揭榜|科技副总|特派员|问题|投资人|人数|授信|专家|院士|教授|博士|嘉宾|代表|人员|观众|客商|展商|研究生|工程师|学者|团队|企业家|负责人|师生|"
    r"需求|难题|成果|技术|产品|专利|项目|课题|方案|意向|合同|协议|展品|榜单|订单|新品|服务|"
    r"企业|公司|高校|院所|机构|单位|科技园|高新区|大学|院校|对接|签约|洽谈|路演"
)
_NOT_COUNTED = re.compile(
    r"国家(?!级)|地区|行动|故事|论坛|市州|集群|产业链|标准|工作站|展台活动|配套活动|供应商|目标企业|百亿企业|小巨人|单项冠军|"
    r"产业类|科技企业$|信息类|人口|方面|环节|领域|重点产业|数据|就业|岗位|孵化|阶段|方向|板块|展区|字|词|步骤|国家级人才"
)
_PLANNED = re.compile(
    r"计划新增|谋划实施|还将|[市县区省]有|力争|目标是|现有|拥有|坐拥|全国最|规上|规模以上"
)
_PEOPLE = re.compile(r"一行|到会|参会|与会|参加|出席|到场|来了")
_BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z“”、]{1,20}$")
_FILLER = re.compile(
    r"(?:超过?|近|约|逾|达到?|共有?|总计|累计|计|了|为|有|已|已经|上|的|总数|就|将|先|把|来了|一共|全国|各|首批|其中|第|数量|数|也|均|都|下来|—|-)+$"
)
_BACKGROUND = re.compile(
    r"产值|效益|营收|销售收入|销售额|GDP|总产|注册资本|占地|估值|总规模|市场规模|资产|税|利润|补贴|资金支持|奖励|省下|能省|愿意|节约|节省|拿出|专项资金|单价|售价|价格|红包"
)
_MONEY_BEFORE = re.compile(r"[\u4e00-\u9fff“”、]{2,16}$")
_MONEY_AFTER = re.compile(r"(?:的)?(?P<what>[\u4e00-\u9fff]{2,14})")
_ENGLISH = re.compile(
    r"(?<![\d,.])(?P<number>\d[\d,]*) (?P<what>(?:[A-Za-z-]+ ){0,5}?(?P<unit>organisations|organizations|companies|firms|"  # noqa: E501 - one list of words or pattern
    r"participants|experts|speakers|meetings|countries|projects|networks|universities|institutes|start-ups|startups|needs|"
    r"offers|agreements|contracts|requests|solutions)(?: and [a-z]+ (?:networks|organisations|companies))?)"  # noqa: E501 - one list of words or pattern
)
_SMALLEST: Final = 3


def find_figures(
    text: str, sentences: Sequence[tuple[int, int]], agreements: Sequence[AgreementFact] = ()
) -> tuple[FigureFact, ...]:
    """Counts and amounts of needs, offers, deals and people present, each once.

    No background figures (turnover, how many firms a region has), no plans, and no amount that an
    agreement has already.
    """
    amounts = {agreement.amount for agreement in agreements}
    found: dict[tuple[float, str], FigureFact] = {}
    for start, end in sentences:
        if not re.search(r"[。！？；，.]", text[start:end]):
            continue  # a headline says again what the text says
        for fact in (
            *_counts(text, start, end),
            *_english(text, start, end),
            *_amounts(text, start, end),
        ):
            if fact.value not in amounts or fact.unit not in ("元",):
                found.setdefault((fact.value, fact.unit), fact)
    return tuple(sorted(found.values(), key=lambda fact: fact.span))


def _counts(text: str, start: int, end: int) -> Iterator[FigureFact]:
    for match in _COUNT.finditer(text, start, end):
        value = _value(match)
        if value is None or value < _SMALLEST:
            continue
        what = _what(text, start, match)
        before = text[max(start, match.start() - 20) : match.start()]
        if not what or _PLANNED.search(before):
            continue
        is_present = match.group("unit") in "人名位" and _PEOPLE.search(
            before + match.group("after")
        )
        if (_COUNTED.search(what) or is_present) and not _NOT_COUNTED.search(what):
            yield FigureFact(what, value, match.group("unit"), (match.start(), match.end("unit")))


def _value(match: re.Match[str]) -> float | None:
    if match.group("number"):
        number = match.group("number").replace(",", "")
        factor = _FACTORS.get(match.group("factor") or "", 1)
        value = float(number) * factor
        return value if value == int(value) else None
    from duijie.engines.text import parse_numeral

    word = match.group("round")
    if word in _FACTORS:
        return float(_FACTORS[word])
    parsed = parse_numeral(word)
    return float(parsed) if parsed is not None and parsed >= 10 else None


def _what(text: str, start: int, match: re.Match[str]) -> str:
    """What was counted: the words behind the unit, or before the number where none follow."""
    after = match.group("after").removeprefix("的")
    after = (
        re.split(
            r"与会|参加|参会|达成|签约(?!的|项目|活动|企业)|亮相|齐聚|汇聚|提供|洽谈对接|集中|应声|派出|交回|交出|走进|带着|一起|先把|摆进|共同|开展|创办|分散|参展(?!项目)|正在|，",
            after,
            maxsplit=1,
        )[0]
        or after
    )
    after = re.sub(r"[的、和与及是在来到]+$", "", after)
    if len(after) >= 2 and _COUNTED.search(after):
        return after[:16]
    found = _BEFORE.search(text[start : match.start()])
    before = _FILLER.sub("", found.group()) if found else ""
    before = (
        re.split(
            r"了|已|就|的(?=[\u4e00-\u9fff]{4})|先后|累计|共(?!性)|达成|推动|举办|发布|推介", before
        )[-1]
        or before
    )
    before = _FILLER.sub("", before)
    return before[-16:] if _COUNTED.search(before) else (after[:16] or before[-16:])


def _english(text: str, start: int, end: int) -> Iterator[FigureFact]:
    for match in _ENGLISH.finditer(text, start, end):
        value = float(match.group("number").replace(",", ""))
        if value >= _SMALLEST:
            yield FigureFact(match.group("what"), value, match.group("unit"), match.span("number"))


def _amounts(text: str, start: int, end: int) -> Iterator[FigureFact]:
    from duijie.engines.text import find_money

    for money in find_money(text[start:end]):
        if money.upper is not None or money.yuan < 10_000:
            continue
        begin, stop = start + money.start, start + money.end
        before = text[max(start, begin - 16) : begin]
        if "元" not in text[begin:stop] or _BACKGROUND.search(
            before[-10:] + re.split(r"[，,。；;]", text[stop : stop + 6])[0]
        ):
            continue
        if _PLANNED.search(before) or re.search(
            r"每[年个家项人]|百万元?资金", text[begin - 2 : stop + 4]
        ):
            continue
        unit = (
            "元"
            if money.currency == "CNY"
            else re.sub(r"^.*?([美欧港日]元)$", r"\1", text[begin:stop])
        )
        yield FigureFact(
            _amount_of(text, start, begin, stop), float(money.yuan), unit, (begin, stop)
        )


def _amount_of(text: str, start: int, begin: int, stop: int) -> str:
    found = _MONEY_BEFORE.search(text[start:begin])
    before = _FILLER.sub("", found.group()) if found else ""
    before = re.split(r"了|已|累计|[0-9]|实现|突破", before)[-1] or before
    before = _FILLER.sub("", before)
    after = _MONEY_AFTER.match(text, stop)
    if len(before) >= 2:
        return before[-12:]
    return after.group("what")[:12] if after else (before or text[max(start, begin - 8) : begin])
