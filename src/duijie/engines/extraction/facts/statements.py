"""What sentences state: agreements, needs, offers and figures, by their cue words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.types import AgreementFact, FigureFact, NeedFact, OfferFact

Span = tuple[int, int]
_SIGNED = re.compile(r"签署|签订|签约|签下|签定|正式签")
_INTENT = re.compile(
    r"达成(?:了)?[^，。]{0,12}(?:意向|共识)|初步(?:达成|合作)|意向(?:书|协议)|拟签|将签|计划签|有望"
)
_AGREEMENT_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("jiebang", re.compile(r"揭榜")),
    (
        "platform",
        re.compile(
            r"共建|联合(?:实验室|研究院|研究中心)|研究院|工作站|创新中心|实验室|研发中心|基地"
        ),
    ),
    ("strategic", re.compile(r"战略|框架|全面合作|联盟")),
    ("project", re.compile(r"项目|技术开发|技术合同|技术转让")),
)
_SUBJECT = re.compile(
    r"[“《](?P<quoted>[^”》]{4,40})[”》]|就(?P<about>[^，。；]{4,30}?)(?:项目|达成|签|开展|进行)"
)
_NEED = re.compile(
    r"(?:急需|亟需|亟待|迫切需要|需要|寻求|希望能?|期待能?|想要?|求购|难题是|需求是|盼望|渴望)(?:能够|得到|获得|在|找到|引进|解决|攻克|突破|一种|一套|一款)?(?P<text>[^，,。；;！？!?“”\n]{4,40})"
)
_TECHNICAL = re.compile(
    r"技术|工艺|设备|装备|系统|材料|产品|难题|问题|平台|人才|检测|研发|方案|配方|品种|智能|自动|改造|转型|加工|合作|算法|模型|专利|成果"
)
_OFFER = re.compile(
    r"(?:带来|带来了|展示了?|发布了?|推介了?|推出了?|展出了?|研发的|研制的|研发出|研制出|开发出|自主研发的|路演了?)(?:的)?(?:是|一种|一款|一套|最新|新一代|自主研发的|多项|一批)*"
    r"(?P<text>[^，,。；;、！？!?\n]{3,36}?(?:技术|系统|设备|装置|产品|材料|品种|平台|芯片|模型|机器人|电池|装备|仪器?|软件|工艺|成果|解决方案|药物?|传感器|显微镜|机))(?=[，,。；;、！？!?\n”]|等|和|与|，|$)"
)
_OFFER_JUNK = re.compile(
    r"^(?:的|了|这|其|该|此|相关|有关|最新|一批|多项|多个|系列|科技|技术|产品|成果|新|一|\d)*(?:技术|产品|成果|设备|系统|科技成果)$|\d+\s*[余多]?[项个件款]"
)
_FIGURE = re.compile(
    r"(?P<before>[^，,。；;！!？?\n]{0,24}?)(?P<roughly>超过?|近|约|逾|达到?|共|总计|累计)*(?P<number>\d[\d,.]*|[一二三四五六七八九十百千]{2,6})(?P<factor>万|亿|千万|百万|千)?[余多]?(?P<unit>项|个|家|人|名|位|件|场|对|套|元|笔|所|支)(?P<after>[^，,。；;！!？?\n]{0,16})"
)
_FIGURE_CUE = re.compile(
    r"签约|对接|达成|意向|发布|征集|参会|参加|参展|与会|路演|揭榜|合作|需求|成果|专家|转化|成交|推介|展示|展出|交易|洽谈|专利|攻关|难题|代表|嘉宾|科研人员|项目|企业"
)
_BACKGROUND = re.compile(
    r"产值|营收|销售收入|GDP|总产|注册资本|占地|面积|亩|平方米|年产|增长|人口|岁|年前|年来|规上|市场规模|\d{4}年(?!.*签)"
)


def find_agreements(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> tuple[AgreementFact, ...]:
    """Deals with two named parties or more in the sentence that tells of the signing."""
    from duijie.engines.text import find_money

    found: list[AgreementFact] = []
    for start, end in sentences:
        sentence = text[start:end]
        signed, intent = _SIGNED.search(sentence), _INTENT.search(sentence)
        if not signed and not intent:
            continue
        if (
            re.search(r"签约(?:项目|金额|额)?\s*(?:总额|共|达|超|近|\d)", sentence)
            and "分别" not in sentence
        ):
            continue
        parties = list(dict.fromkeys(m.name for m in mentions if start <= m.start and m.end <= end))
        if len(parties) < 2 or len(parties) > 8:
            continue
        kind = next(
            (name for name, pattern in _AGREEMENT_KINDS if pattern.search(sentence)), "other"
        )
        about = _SUBJECT.search(sentence)
        subject = (about.group("quoted") or about.group("about")) if about else None
        money = [m for m in find_money(sentence) if m.currency == "CNY"]
        amount = float(money[0].yuan) if len(money) == 1 else None
        is_signed = bool(signed) and not re.search(r"拟签|将签|计划签|意向", sentence)
        pairs = _pairs(sentence, parties, start, mentions)
        first = next(m for m in mentions if start <= m.start and m.name in parties)
        for pair in pairs:
            found.append(AgreementFact(pair, kind, subject, amount, is_signed, (first.start, end)))
    return tuple(found)


def _pairs(
    sentence: str, parties: Sequence[str], start: int, mentions: Sequence[Mention]
) -> list[tuple[str, ...]]:
    """`甲、乙分别与丙签` is one deal for each of them with 丙; else one deal of all."""
    del start, mentions
    split = sentence.find("分别")
    if split >= 0 and len(parties) > 2:
        before = [p for p in parties if sentence.find(p) < split]
        after = [p for p in parties if sentence.find(p) > split]
        if len(after) == 1 and len(before) >= 2:
            return [(one, after[0]) for one in before]
        if len(before) == 1 and len(after) >= 2:
            return [(before[0], one) for one in after]
    return [tuple(parties)]


def find_needs(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> tuple[NeedFact, ...]:
    found: dict[str, NeedFact] = {}
    for start, end in sentences:
        for match in _NEED.finditer(text, start, end):
            wanted = match.group("text").strip()
            if not _TECHNICAL.search(wanted) or re.match(r"[的是有了就不]", wanted):
                continue
            org = _last_org(mentions, start, match.start())
            span = (match.start("text"), match.start("text") + len(match.group("text")))
            span = (span[0], span[0] + len(wanted)) if text.startswith(wanted, span[0]) else span
            found.setdefault(wanted, NeedFact(org, wanted, wanted, span))
    return tuple(found.values())


def find_offers(
    text: str,
    mentions: Sequence[Mention],
    people: Sequence[tuple[str, Span]],
    sentences: Sequence[Span],
) -> tuple[OfferFact, ...]:
    found: dict[str, OfferFact] = {}
    for start, end in sentences:
        for match in _OFFER.finditer(text, start, end):
            shown = match.group("text")
            begin = match.start("text")
            if _OFFER_JUNK.search(shown) or len(shown) < 4:
                continue
            person = next(
                (name for name, span in reversed(people) if start <= span[0] < begin), None
            )
            org = _last_org(mentions, start, match.start())
            found.setdefault(
                shown, OfferFact(org, person, shown, shown, (begin, begin + len(shown)))
            )
    return tuple(found.values())


def _last_org(mentions: Sequence[Mention], start: int, end: int) -> str | None:
    before = [m.name for m in mentions if start <= m.start and m.end <= end]
    return before[-1] if before else None


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
