"""Events by the words with which their names end, with the date and place beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.types import EventFact

_KINDS: tuple[tuple[str, str], ...] = (
    ("closed_door", r"闭门会议?|闭门研讨会"),
    ("signing", r"签约仪式|签约活动|签约大会"),
    ("online", r"线上对接会|云对接会?|网络对接会|线上路演|线上推介会"),
    ("roadshow", r"路演(?:活动|会|专场)?"),
    ("training", r"培训班|训练营|集训营|研修班|培训会|培训活动"),
    ("expo", r"博览会|展览会|交易会|展会|成果展|高交会|进博会|广交会|科博会|工博会|农博会|展洽会|科技展"),  # noqa: E501 - one list of words or pattern
    ("seminar", r"专题研讨会?|研讨会|座谈会|沙龙|讲座|报告会|学术会议"),
    ("matchmaking", r"对接会|对接活动|对接大会|洽谈会|推介会|挑战赛|专场活动|对接专场|供需会|洽谈活动|推介活动|对接交流会|需求发布会|成果发布会|揭榜大会|科技创新大赛"),  # noqa: E501 - one list of words or pattern
    ("visit", r"考察活动|调研活动|走访活动|进企业活动|企业行|高校行|园区行"),
    ("forum", r"高峰论坛|分论坛|论坛|峰会|大会|年会|高层会议"),
)  # fmt: skip
_WORD = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS)
_WORDS = "|".join(words for _, words in _KINDS)
_NAME = re.compile(rf"[^，,。；;：:！!？?\n\s]{{2,44}}?(?:{_WORD})(?![员堂场])")
_GOES_ON = re.compile(
    r"(?:暨|[(（][^()（）\n]{2,10}[)）])[^，,。；;：:！!？?\n\s]{0,40}?" rf"(?:{_WORDS})"
)
"""`第三届创新挑战赛（江州）现场赛`, `甲大会暨乙论坛`: one name."""
_TELLS = re.compile(
    r"了|这|那|还|各类|相关|除了|通过|首次|放大|充分|集中|展开|多场|像|一起|看看|会议室|想借|天的|"
    r"^(?:本届|上届|每届|全国的)"
)
"""Words that tell something of a meeting, so that the match is no name."""
_CUT = re.compile(
    r".*(?:举办了?|召开了?|举行了?|参加了?|出席了?|主办的?|承办的?|组织的?|开展了?|启动了?|在(?!线)[^，。]{0,12}?(?=第|首届|20\d\d)|的(?=第|首届|20\d\d)|亮相|迎来了?|本次|此次|这次|当天|今天|昨日|近日|日前|同期|期间|作为|于|为|上午|下午|日(?=第|首届|，)|走进|出席|聚焦|外加一场|办了一场|一场|、)"
)
_DATE_HEAD = re.compile(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚)?(?:至\d{1,2}日)?")
_BARE = re.compile(
    r"^(?:本次|此次|这场|这次|该|每次|各类|多场|一场|系列|的|这样的|今年|本届|上届|\d+场|.{0,3})(?:大会|论坛|峰会|对接会|活动|路演|讲座|展会|年会|推介会|座谈会)$"
)
_PLACE = re.compile(
    r"在(?P<place>[\u4e00-\u9fff]{2,20}?)(?:举行|举办|召开|开幕|启动|成功|隆重|拉开|启幕|落幕|闭幕|开展|顺利|如期|正式)"
)
_ROLES: tuple[tuple[str, str], ...] = (
    ("guide", "指导"),
    ("co_organizer", "协办"),
    ("support", "支持"),
    ("organizer", "承办"),
    ("host", "主办|联合主办|发起|牵头"),
)


def find_events(
    text: str,
    mentions: Sequence[Mention],
    sentences: Sequence[tuple[int, int]],
    dateline: date | None = None,
) -> tuple[EventFact, ...]:
    """Named gatherings, each once at its first full mention; kind by the ending of the name.

    `dateline`: the day of the page, which gives the year of dates and tells what `昨日` was.
    """
    found: dict[str, EventFact] = {}
    dates = _dates(text, dateline)
    for start, end in sentences:
        for match in _NAME.finditer(text, start, end):
            begin = _name_start(text, match)
            goes_on = _GOES_ON.match(text, match.end(), end)
            stop = goes_on.end() if goes_on else match.end()
            name = text[begin:stop].strip('《》“”"')
            begin = text.index(name, begin) if name else begin
            if name.count("”") > name.count("“") and text[begin - 1 : begin] == "“":
                begin, name = begin - 1, "“" + name
            if len(name) < 5 or _BARE.match(name) or len(name) > 60 or _TELLS.search(name):
                continue
            if (
                re.search(r"[一二三四五六七八九十多各数\d]+(?:场|次|个)[^，。]{0,8}$", name)
                and len(name) < 12
            ):
                continue
            if any(name in known or known in name for known in found):
                continue
            place = _PLACE.search(text[start:end])
            found[name] = EventFact(
                name=name,
                dates=_near(dates, start, end),
                place=place.group("place") if place else None,
                kind=str(match.lastgroup),
                organizers=_organizers(text[start : min(len(text), end + 120)], start, mentions),
                span=(begin, begin + len(name)),
            )
    return tuple(found.values())


def _name_start(text: str, match: re.Match[str]) -> int:
    """Where the name begins: at an opening mark, else behind the last verb or particle."""
    whole = match.group()
    opened = max(whole.rfind("《"), whole.rfind("“"))
    if opened >= 0 and not re.search(r"[》”]", whole[opened:]):
        return match.start() + opened + 1
    cut = _CUT.match(whole)
    begin = match.start() + (cut.end() if cut and cut.end() < len(whole) - 4 else 0)
    rest = text[begin : match.end()]
    dated = _DATE_HEAD.match(rest)
    if dated:
        begin += dated.end()
        rest = rest[dated.end() :]
    joined = re.match(r"[和与及、]", rest)
    if joined:
        begin, rest = begin + 1, rest[1:]
    ordinal = re.search(
        r"(?:20\d\d年?)?(?:[(（]?首届[)）]?|第[一二三四五六七八九十百\d]{1,4}届)", rest
    )
    if (
        ordinal
        and ordinal.start() <= 24
        and ordinal.start() > 0
        and not re.search(r"[》”]", rest[: ordinal.start()])
    ):
        begin += ordinal.start()
    return begin


def _dates(text: str, dateline: date | None) -> list[tuple[int, tuple[str, ...]]]:
    from duijie.engines.text import find_dates

    found: list[tuple[int, tuple[str, ...]]] = []
    for mention in find_dates(text, dateline):
        if mention.precision != "day":
            continue
        days = (
            (mention.start_date,)
            if mention.start_date == mention.end_date
            else (mention.start_date, mention.end_date)
        )
        found.append((mention.start, days))
    return found


def _near(dates: Sequence[tuple[int, tuple[str, ...]]], start: int, end: int) -> tuple[str, ...]:
    inside = [days for at, days in dates if start <= at < end]
    return inside[0] if inside else ()


def _organizers(
    sentence: str, start: int, mentions: Sequence[Mention]
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for role, words in _ROLES:
        for match in re.finditer(
            rf"由(?P<orgs>[^，。；]{{3,80}}?)(?:联合|共同)?(?:{words})|(?:{words})(?:单位)?\s*[:：]\s*(?P<list>[^。；\n]{{3,80}})",
            sentence,
        ):
            group = "orgs" if match.group("orgs") else "list"
            for mention in mentions:
                if start + match.start(group) <= mention.start and mention.end <= start + match.end(
                    group
                ):
                    found.setdefault(mention.name, role)
    return tuple(found.items())
