"""Events by the words with which their names end, with the date and place beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.similarity import similarity
from duijie.engines.extraction.facts.types import EventFact

_KINDS: tuple[tuple[str, str], ...] = (
    ("other", r"新闻发布会|揭牌仪式|开工仪式|难题发布会|榜单发布会|创新月活动|科技活动周|科技创新月|科技周"),  # noqa: E501 - one list of words or pattern
    ("closed_door", r"闭门会议?|闭门研讨会"),
    ("signing", r"签约仪式|签约活动|签约大会"),
    ("online", r"线上对接会|云对接会?|网络对接会|线上路演|线上推介会|线上专场对接会"),
    ("roadshow", r"路演(?:活动|会|专场)?"),
    ("training", r"培训班|训练营|集训营|研修班|培训会|培训活动"),
    ("expo", r"博览会|展览会|交易会|展会|成果展|高交会|进博会|广交会|科博会|工博会|农博会|展洽会|科技展|硬科技节|科技节|[科智农文装光电数海绿军华渝西工机产技高创][洽交博贸]会"),  # noqa: E501 - one list of words or pattern
    ("seminar", r"专题研讨会?|研讨会|座谈会|沙龙|讲座|大讲堂|报告会|学术会议|学术年会"),
    ("matchmaking", r"对接会|对接活动|对接大会|洽谈会|推介会|挑战赛|专场活动|对接专场|供需会|洽谈活动|推介活动|成果拍卖会|对接交流会|需求发布会|成果发布会|揭榜大会|科技创新大赛|创新创业大赛|(?:创新|创业|机器人|技能|设计)大赛(?:总?决赛|半决赛)?"),  # noqa: E501 - one list of words or pattern
    ("visit", r"考察活动|调研活动|走访活动|进企业活动|考察对接活动|企业行|高校行|园区行|(?:专家|院士|博士|教授|高校)[\u4e00-\u9fff]{2,3}行(?![动业为])"),  # noqa: E501 - one list of words or pattern
    ("forum", r"高峰论坛|分论坛|论坛年会|论坛|峰会|大会|年会|高层会议"),
)  # fmt: skip
_WORD = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS)
_WORDS = "|".join(words for _, words in _KINDS)
_NAME = re.compile(rf"[^，,。；;：:！!？?\n\s]{{1,44}}?(?:{_WORD})(?![员堂场厅])")
_GOES_ON = re.compile(
    r"(?:暨|[(（][^()（）\n]{2,10}[)）])[^，,。；;：:！!？?\n\s]{0,40}?"
    rf"(?:{_WORDS}|现场赛|决赛)"
)
"""`第三届创新挑战赛（江州）现场赛`, `甲大会暨乙论坛`: one name."""
_TELLS = re.compile(
    r"了|这|那|还|各类|相关|除了|通过|首次|放大|充分|集中|展开|多场|像|一起|看看|会议室|想借|天的|等知名|等高校|讨论|主持|获得|获评|获大会|申报|带去|带来|有限公司|共[^，]{0,6}\d|近\d|"
    r"^(?:本届|上届|每届|全国的|记者)"
)
"""Words that tell something of a meeting, so that the match is no name."""
_CUT = re.compile(
    r".*(?:举办[了的]?|召开[了的]?|举行[了的]?|参加[了的]?|出席[了的]?|主办的?|承办的?|组织的?|开展了?|启动了?|在(?!线)[^，。]{0,12}?(?=第|首届|20\d\d|举行的|举办的|召开的)|(?:举行|举办|召开)的|的(?=第|首届|20\d\d)|亮相|迎来了?|本次|此次|这次|当天|今天|昨日|近日|日前|同期|期间|作为|于|为|上午|下午|日(?=第|首届|，)|走进|出席|聚焦|外加一场|办了一场|一场|、|\d+场|在(?!线)|从|是|亮相|走进|——)"
)
_DATE_HEAD = re.compile(r"^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚)?(?:至\d{1,2}日)?")
_BARE = re.compile(
    r"^(?:本次|此次|这场|这次|该|每次|各类|多场|一场|系列|的|这样的|今年的?|本届|上届|\d+场|.{0,2})(?:大会|论坛|峰会|对接会|活动|路演|讲座|展会|年会|推介会|座谈会|成果展|分论坛|高峰论坛)$"
)
_SHORT_FAIR = re.compile(r"[\u4e00-\u9fff][洽交博贸]会$")
_CALLED = re.compile(
    r"[（(](?:以下)?(?:简称|下称)[:：]?[“\"]?(?P<short>[^”\"）)]{2,12})[”\"]?[)）]"
)
_BARE_SIGNING = re.compile(r"(?<![\u4e00-\u9fff])签约仪式(?=[上中于]|在)")
_PLACE = re.compile(
    r"在(?P<place>[\u4e00-\u9fff]{2,20}?)(?:举行|举办|召开|开幕|启动|成功|隆重|拉开|启幕|落幕|落下|闭幕|开展|顺利|如期|正式)"
)
_ROLES: tuple[tuple[str, str], ...] = (
    ("guide", "指导"),
    ("co_organizer", "协办"),
    ("support", "支持"),
    ("organizer", "承办"),
    ("host", "主办|联合主办|发起|牵头"),
)
_SERIES = re.compile(r"[“《](?P<name>[^”》\n]{4,24})[”》](?:系列|主题|专场|专项)?(?:活动|行动)")
_STATION = re.compile(r"“(?P<name>[^”\n]{3,14})”(?:活动)?(?:首站|第[一二三四五六七八九十\d]+站)")
_QUOTED = re.compile(
    r"“(?P<name>[^”\n]{0,14}(?:[^”\n]{2}行|对接日|洽谈日|活动日|开放日|活动周|科技周|直通车|下午茶|面对面|(?:点题|相亲|问诊|夜谈|恳谈|鹊桥|见面|揭榜|出题)会|门诊|集市))”"
)
_THAT_DAY = re.compile(r"(?:这|当)[天日]")
_ITSELF = re.compile(
    r"(?:本届|本次|此次|这次|今年的)(?:大会|论坛|峰会|年会|展会|[高进广科工农]\S会|活动|对接会|洽谈会)"
)
_AT_IT = re.compile(r"现场|会上|当[天日]|同[日场]|(?:仪式|会|活动|座谈)[之结]?[后束]")
_DAYS = re.compile(
    r"为期(?P<days>[一二两三四五六七八九十\d]{1,2})天|(?P<more>[一二两三四五六七八九十\d]{1,2})天的"
)
_ENDS = re.compile(r"落下帷幕|闭幕|落幕|收官|圆满结束")
_NOTED_ELSEWHERE = re.compile(r"(?:消息见|详见|刊于|参见|原载)[^，。）)]{0,3}$")
_BARE_DAY = re.compile(r"(?<![\d月.])(?P<day>[12]?\d|3[01])日(?=[，,上下晚在至]|\s)")
_VISIT = re.compile(
    r"一行[^，。]{0,12}(?:到|来|赴|走进|走访|考察|调研)|(?:带队|率队|带着|组团|组织)[^。]{0,30}(?:去了|赶到|来到|走进|走访|考察|调研|前往|赴)|"
    r"(?:赴|走进|来到|赶到|前往)[^。]{2,60}?(?:考察|调研|座谈|对接|走访|交流|参观|学习|洽谈|服务)|一行\d*人?到[校访]|"
    r"走访了?[^。]{2,40}座谈|(?:走进|来到|赴)[^，。]{2,20}[省市县区镇](?:，|。)|(?:赴|拜访)[^。]{2,30}(?:招商|拜访)|(?:到|深入)[^。]{2,60}?(?:指导|把脉|诊断|技术服务)|签约共建|(?:签署|签订)[^。]{0,30}(?:协议|合同)"
)
_VISIT_LINE = re.compile(r"^[^，。,；;：:\n]{2,16}(?:(?<!奔)赴|走进|前往)[^，。,；;：:\n]{2,24}$")
_VISIT_WORD = re.compile(
    r"产学研对接|技术对接|校企对接|座谈会?|洽谈|招商|考察|调研|走访|对接|技术服务|技术指导|技术交流|签约"
)
_ENGLISH = re.compile(
    r"(?:(?<=[Tt]he )|(?<=first )|(?<=second )|(?<=third )|(?<=\dth ))(?:[A-Z][\w-]+ )(?:(?:[A-Z][\w-]*|of|on|and|for) ){0,6}"  # noqa: E501 - one list of words or pattern
    r"(?:Event|Conference|Forum|Summit|Workshop|Fair|Congress|Expo|Symposium)(?: 20\d\d)?"
)
_ENGLISH_KINDS: Final = (
    ("matchmaking", re.compile("[Mm]atch|[Bb]rokerage|B2B")),
    ("expo", re.compile("Fair|Expo")),
    ("seminar", re.compile("Workshop|Symposium")),
)
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}

Dates = tuple[str, ...]


def find_events(
    text: str,
    mentions: Sequence[Mention],
    sentences: Sequence[tuple[int, int]],
    dateline: date | None = None,
) -> tuple[EventFact, ...]:
    """Named gatherings, each once at its first full mention; kind by the ending of the name.

    `dateline`: the day of the page, which gives the year of dates and tells what `昨日` was. A date
    is taken from a sentence that names the event, or that says `本届大会` of the only one.
    """
    dates = _dates(text, dateline)
    found: list[EventFact] = []
    for event in _candidates(text, mentions, sentences, dates):
        same = next((n for n, known in enumerate(found) if _is_same(known.name, event.name)), None)
        if same is None:
            found.append(event)
        else:
            found[same] = _merged(found[same], event)
    found = _with_dates(text, found, sentences, dates)
    visit = _visit(text, found, sentences, dates)
    return tuple([*found, visit] if visit else found)


def _candidates(
    text: str,
    mentions: Sequence[Mention],
    sentences: Sequence[tuple[int, int]],
    dates: Sequence[tuple[int, Dates]],
) -> Iterator[EventFact]:
    known_short = frozenset(match.group("short") for match in _CALLED.finditer(text))
    for start, end in sentences:
        spans = [
            *_named(text, start, end, known_short),
            *_series(text, start, end),
            *_english(text, start, end),
        ]
        for begin, stop, kind in sorted(spans):
            place = _PLACE.search(text[start:end])
            yield EventFact(
                name=text[begin:stop],
                dates=_near(text, dates, start, end),
                place=place.group("place") if place else None,
                kind=kind,
                organizers=_organizers(text[start : min(len(text), end + 120)], start, mentions),
                span=(begin, stop),
            )


def _named(
    text: str, start: int, end: int, known_short: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    for match in _BARE_SIGNING.finditer(text, start, end):
        yield *match.span(), "signing"
    for match in _NAME.finditer(text, start, end):
        begin = _name_start(text, match)
        goes_on = _GOES_ON.match(text, match.end(), end)
        stop = goes_on.end() if goes_on else match.end()
        learned = re.match(r"·[\u4e00-\u9fff]{2}(?=[，,。])", text[stop : stop + 4])
        stop += learned.end() if learned else 0
        name = text[begin:stop].strip('《》“”"')
        begin = text.index(name, begin) if name else begin
        if name.count("”") > name.count("“") and text[begin - 1 : begin] == "“":
            begin, name = begin - 1, "“" + name
        kind = str(match.lastgroup)
        if _SHORT_FAIR.search(name) and not re.search(r"届|国际|中国|20\d\d", name):
            begin, name = stop - 3, text[stop - 3 : stop]
        if name == "新闻发布会" or _SHORT_FAIR.fullmatch(name):
            if name not in known_short:
                yield begin, begin + len(name), kind
            continue
        if len(name) <= 6 and re.search(r"\d+场$", text[max(0, begin - 4) : begin]):
            continue
        if len(name) < 5 or _BARE.match(name) or len(name) > 60 or _TELLS.search(name):
            continue
        if (
            re.search(r"[一二三四五六七八九十多各数\d]+(?:场|次|个)[^，。]{0,8}$", name)
            and len(name) < 12
        ):
            continue
        yield begin, begin + len(name), kind


def _series(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in _SERIES.finditer(text, start, end):
        yield *match.span("name"), "other"
    for match in _STATION.finditer(text, start, end):
        yield *match.span("name"), "visit"
    for match in _QUOTED.finditer(text, start, end):
        yield *match.span("name"), "visit" if match.group("name").endswith("行") else "matchmaking"


def _english(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in _ENGLISH.finditer(text, start, end):
        kind = next((k for k, words in _ENGLISH_KINDS if words.search(match.group())), "forum")
        yield *match.span(), kind


def _is_same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short not in long:
        if one[:2] == other[:2] and one[-3:] == other[-3:] and similarity(one, other) >= 0.5:
            return True
        return similarity(one, other) >= (0.6 if one[:2] == other[:2] else 0.75)
    rest = long[len(short) :]
    return long.endswith(short) or "暨" in long or rest.startswith(("（", "("))


def _merged(one: EventFact, other: EventFact) -> EventFact:
    """The longer name, and of the rest what the first mention tells, else the other."""
    longer = other if len(other.name) > len(one.name) else one
    return EventFact(
        name=longer.name,
        dates=one.dates or other.dates,
        place=one.place or other.place,
        kind=longer.kind,
        organizers=one.organizers or other.organizers,
        span=longer.span,
    )


def _with_dates(
    text: str,
    events: Sequence[EventFact],
    sentences: Sequence[tuple[int, int]],
    dates: Sequence[tuple[int, Dates]],
) -> list[EventFact]:
    """Dates from sentences that mean the event without its name; the stretch told by `为期四天`."""
    if not events:
        return []
    made = list(events)
    main = max(range(len(made)), key=lambda n: (bool(made[n].dates), text.count(made[n].name), -n))
    if not made[main].dates:
        for start, end in sentences:
            near = _near(text, dates, start, end)
            if near and _ITSELF.search(text[start:end]):
                made[main] = replace(made[main], dates=near)
                break
    if not made[main].dates:
        made[main] = replace(made[main], dates=_of_lead(text, made[main], sentences, dates))
    for number, event in enumerate(made):
        start, end = _sentence_of(event.span[0], sentences)
        around = text[start:end]
        if (
            number != main
            and event.kind in ("signing", "matchmaking")
            and not event.dates
            and _AT_IT.search(around)
        ):
            made[number] = replace(event, dates=made[main].dates)
        elif number == main:
            made[number] = _stretched(made[main], text, sentences)
    return made


def _of_lead(
    text: str,
    event: EventFact,
    sentences: Sequence[tuple[int, int]],
    dates: Sequence[tuple[int, Dates]],
) -> Dates:
    """The day with which the paragraph begins in which the event is first told of."""
    for match in re.finditer(re.escape(event.name), text):
        first = text.rfind("\n", 0, match.start()) + 1
        told = [s for s in sentences if first <= s[0] < match.start()]
        if told and "。" in text[first : told[-1][1] + 1]:
            return _near(text, dates, *told[0]) if len(told) <= 2 else ()
    told = [s for s in sentences if s[0] > event.span[0] and text[s[1] - 1] in "。！"]
    is_headline = "。" not in text[event.span[0] : text.find("\n", event.span[0]) + 1]
    return _near(text, dates, *told[0]) if told and is_headline else ()


def _stretched(event: EventFact, text: str, sentences: Sequence[tuple[int, int]]) -> EventFact:
    for start, end in sentences:
        told = _DAYS.search(text, start, end)
        if told is None or len(event.dates) != 1:
            continue
        if event.name not in text[start:end] and not _ITSELF.search(text[start:end]):
            continue
        word = told.group("days") or told.group("more")
        days = int(word) if word.isdigit() else _DIGITS.get(word, 0)
        if not 2 <= days <= 10:
            continue
        year = "" if event.dates[0].startswith("--") else event.dates[0][:4]
        day = date.fromisoformat(event.dates[0] if year else f"2000{event.dates[0][1:]}")
        more = timedelta(days=days - 1)
        first = day - more if _ENDS.search(text, start, end) else day
        both = (first, first + more)
        return replace(event, dates=tuple(str(d) if year else f"-{str(d)[4:]}" for d in both))
    return event


def _visit(
    text: str,
    events: Sequence[EventFact],
    sentences: Sequence[tuple[int, int]],
    dates: Sequence[tuple[int, Dates]],
) -> EventFact | None:
    """What a page tells of that has no name of its own: a visit, a talk at a firm."""
    line = next((m for m in map(_VISIT_LINE.match, text.split("\n")) if m), None)
    begin = text.index(line.group()) if line else 0
    is_named = line and any(begin <= e.span[0] < begin + len(line.group()) for e in events)
    if line and _VISIT_WORD.search(line.group()) and not is_named:
        told = next((s for s in sentences if re.search(r"[。！？]$", text[s[0] : s[1]])), (0, 0))
        near = _near(text, dates, *told) if _VISIT.search(text, *told) else ()
        return EventFact(line.group(), near, None, "visit", (), (begin, begin + len(line.group())))
    body = [s for s in sentences if re.search(r"[。！？]$", text[s[0] : s[1]])][:3]
    for start, end in body:
        if not _VISIT.search(text, start, end):
            continue
        near = _near(text, dates, start, end)
        if any(event.dates == near and near for event in events):
            return None
        if any(start <= event.span[0] < end and event.kind != "other" for event in events):
            return None
        signed = re.search("签(?:约|订|署)", text[start:end])
        word = _VISIT_WORD.search(text, start, end) or _VISIT_WORD.search(text)
        if word is None and signed:
            begin = start + signed.start()
            return (
                EventFact(signed.group(), near, None, "signing", (), (begin, begin + 2))
                if near
                else None
            )
        talk = re.search("座谈会?", text)
        if word and word.group() == "签约" and any(e.kind == "signing" for e in events):
            return None
        word = talk if talk and (word is None or word.group() in ("对接", "考察", "走访")) else word
        if word and word.group() == "签约" and not near:
            return None
        kind = "signing" if word and word.group() == "签约" else "visit"
        return EventFact(word.group(), near, None, kind, (), word.span()) if word else None
    return None


def _sentence_of(at: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return next(((s, e) for s, e in sentences if s <= at < e), (at, at))


def _name_start(text: str, match: re.Match[str]) -> int:
    """Where the name begins: at an opening mark, else behind the last verb or particle."""
    whole = match.group()
    opened = max(whole.rfind("《"), whole.rfind("“"))
    if opened >= 0 and not re.search(r"[》”]", whole[opened:]):
        return match.start() + opened + 1
    cut = _CUT.match(whole)
    begin = match.start() + (cut.end() if cut and cut.end() < len(whole) - 2 else 0)
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
        of_place = re.search(r"[\u4e00-\u9fff]{1,4}[省市县区]$", rest[: ordinal.start()])
        begin += of_place.start() if of_place else ordinal.start()
    return begin


def _dates(text: str, dateline: date | None) -> list[tuple[int, Dates]]:
    """Where a day is told, and which; `25日` alone takes its month from the first whole date."""
    from duijie.engines.text import find_dates

    found: list[tuple[int, Dates]] = []
    taken: set[int] = set()
    for mention in find_dates(text, dateline):
        if mention.precision != "day":
            continue
        taken.update(range(mention.start, mention.end))
        if _NOTED_ELSEWHERE.search(text[max(0, mention.start - 8) : mention.start]):
            continue
        if re.match(r"[讯电](?=[（(]|\s|$)", text[mention.end : mention.end + 2]):
            continue  # when it was written
        days = (
            (mention.start_date,)
            if mention.start_date == mention.end_date
            else (mention.start_date, mention.end_date)
        )
        found.append((mention.start, days))
    whole = next((m.start_date for m in find_dates(text, dateline) if m.precision == "day"), None)
    for match in _BARE_DAY.finditer(text) if whole else ():
        if match.start() in taken or abs(int(match["day"]) - int(whole[-2:])) > 15:  # type: ignore[index] # told above
            continue
        found.append((match.start(), (f"{whole[:-2]}{int(match['day']):02d}",)))  # type: ignore[index] # told above
    return sorted(found)


def _near(text: str, dates: Sequence[tuple[int, Dates]], start: int, end: int) -> Dates:
    """The first day told in a sentence; `这天` is the last one told before."""
    inside = [days for at, days in dates if start <= at < end]
    if inside:
        return inside[0]
    before = [days for at, days in dates if at < start]
    return before[-1] if before and _THAT_DAY.search(text, start, end) else ()


def _organizers(
    sentence: str, start: int, mentions: Sequence[Mention]
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for role, words in _ROLES:
        for match in re.finditer(
            rf"由(?P<orgs>[^，。；]{{3,80}}?)(?:联合|共同)?(?:{words})|(?:{words})(?:单位)?\s*[:：]\s*(?P<list>[^。；\n]{{3,80}})"
            rf"|，(?P<also>[^，。；]{{3,60}}?)(?:联合|共同)?(?:{words})(?=[，。的])",
            sentence,
        ):
            group = next(name for name in ("orgs", "list", "also") if match.group(name))
            for mention in mentions:
                if start + match.start(group) <= mention.start and mention.end <= start + match.end(
                    group
                ):
                    found.setdefault(mention.full or mention.name, role)
    return tuple(found.items())
