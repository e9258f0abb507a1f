"""Deals that sentences tell of: who signs with whom, about what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.types import AgreementFact, Span

_SIGNED = re.compile(
    r"签署|签订|签约(?!仪式|项目|额|金额|总额|率)|成功签约|签了[^，。]{0,24}(?:协议|合同|约)|签下|签定|正式签|达成合作(?!意)|转让给|许可给|作价入股|达成(?:战略|框架)合作|缔结|"
    r"(?<![拟将])(?:共建|共同建设|合作共建|联合共建|共同成立|共同组建|共同设立|联合成立|联合组建)(?=[了的，。]|[^，。]{2,24}(?:研究院|研究中心|实验室|创新中心|基地|平台|工作站|中试|基金|学院|公司))|"
    r"合作[^，。]{0,8}签约仪式"
)
_INTENT = re.compile(
    r"达成(?:了)?[^，。；]{0,12}(?:意向|共识)|初步(?:达成|合作)|意向(?:书|协议)|拟签|将签|计划签|牵手|谈拢|谈妥|定下[^，。]{0,6}(?:联合|合作)|"
    r"一拍即合|(?:愿意?|拟|将|计划|有意)与[^，。]{2,16}(?:共建|合作)|同意(?:共建|合作|共同|联合)|(?:建立|确立)[^，。]{0,16}(?:合作|伙伴)关系"
)
_NOT_YET = re.compile(
    r"拟签|将签|计划签|意向|拟共建|将共建|初步|共识|愿意?与|拟与|将与|计划与|有意与|洽谈|磋商|同意|计划于"
)
_HOPED = re.compile(
    r"(?:约定|商定|预计)[^，。]{0,12}(?:签约|签订|签署)|就[^，。]{2,24}(?:进行|开展|展开)[^，。]{0,6}(?:洽谈|交流|探讨|磋商|商谈)|(?:争取|力争|有望|推动|促成|确保)[^，。]{0,16}(?:签约|签订|签署|落地)|下一步[^。]{0,30}(?:签约|签署)"
)
_KINDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("jiebang", re.compile(r"揭榜")),
    ("strategic", re.compile(r"战略|框架|全面合作|联盟")),
    (
        "platform",
        re.compile(
            r"共建|共同建设|联合(?:实验室|研究院|研究中心)|研究院|工作站|创新中心|实验室|研发中心|基地|平台"
        ),
    ),
    ("project", re.compile(r"项目|技术开发|技术合同|技术转让|产业化")),
)
_FOUNDED = re.compile(r"共建|共同(?:成立|组建|设立|建设)|联合(?:成立|组建)")
"""What stands behind is what the parties found, not one of them."""
_SUBJECT = re.compile(
    r"就(?P<about>[^，。；]{4,30}?)(?:项目|达成|签|开展|进行)|(?:共建|共同建设|共同成立|组建)(?:了|的)?(?P<founded>[^，。；“”]{4,30})|[“《](?P<quoted>[^”》]{4,40})[”》]"
)
_PLACE = r"[\u4e00-\u9fff]{2,8}?(?:自治区|省|市|区|县|镇)"
_PLACE_BEFORE = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[同与和跟由于]))(?P<place>{_PLACE})(?=[同与和跟][\u4e00-\u9fff])"
)
_PLACE_BEHIND = re.compile(rf"(?<=[同与和跟])(?P<place>{_PLACE})(?=签|共建|共同|建立|达成|合作)")
_UNNAMED = re.compile(
    r"与(?:我|本|当地|本地)(?:[市省县区])?(?:的)?(?:多家|\d+家)?(?:企业|公司)[^，。]{0,4}签约"
)
_OWN = re.compile(
    r"(?:^|[，；：“])(?:该|这家)?(?P<who>企业|公司|学校|该校|研究院)(?=与|同|和|还|已|又|随即|当场)"
)
_OWN_OTHER = re.compile(
    r"[与和同跟](?:该|本)?(?P<who>企业|公司|合作社|学校|该校|学院|研究院|研究所)(?=签|共建|达成|就|共同|联合|谈妥|谈拢|定下)"
)
_BOTH = re.compile(r"双方|两家|校企|校地|院企")
_PUBLIC_SIDE: Final = ("university", "institute")
_OTHER_SIDE: Final = ("enterprise", "government", "park", "association", "other")
_OWN_KINDS: Final = {
    "企业": "enterprise",
    "公司": "enterprise",
    "合作社": "enterprise",
    "学校": "university",
    "该校": "university",
    "学院": "university",
    "研究院": "institute",
    "研究所": "institute",
}
_EACH = re.compile(
    r"等(?:\d+|[一二三四五六七八九十]+)?家?[\u4e00-\u9fff]{0,8}?(?:企业|公司)[^，。]{0,4}签约"
)
_ASIDE = re.compile(
    r"主办|承办|举办|消息|(?:[和与、][^，。的]{2,16})?的(?:工程师|技术员|客户|员工|厂房|车间)"
)
_ENGLISH = re.compile(
    r"(?:has|have|had)? ?(?:agreed to|signed|concluded|entered into)[^.;]{0,60}?"
    r"(?P<subject>(?:[a-z-]+ )?(?:protocol|agreement|memorandum|MoU|contract|letter of intent))"
)
_MOST_PARTIES: Final = 10
_CLAUSE_END = re.compile(r"[。；;!?！？]")


class _Side(NamedTuple):
    """A party where it stands."""

    name: str
    start: int


def find_agreements(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> tuple[AgreementFact, ...]:
    """Deals with their named parties: of the sentence that tells of it, of what it calls `企业`.

    Where a sentence names nobody, the two organisations that the page begins with. Places may be
    parties. Totals are no deals.
    """
    from duijie.engines.text import find_money

    found: list[AgreementFact] = []
    for start, end in _told_apart(text, mentions, sentences):
        sentence = text[start:end]
        if _HOPED.search(sentence):
            continue
        signed, intent = _SIGNED.search(sentence), _INTENT.search(sentence)
        if not signed and not intent:
            english = _ENGLISH.search(sentence)
            if english:
                found += _in_english(start, end, english, mentions)
            continue
        sides = _sides(text, start, end, mentions)
        if len(sides) < 2 and _BOTH.search(sentence) and not _UNNAMED.search(sentence):
            sides = _both(start, mentions) or sides
        if not sides and intent and not re.search(r"\d+[项个家对]", sentence):
            sides = _first_two(text, start, mentions, sentences)
        parties = list(dict.fromkeys(side.name for side in sides))
        if not parties or len(parties) > _MOST_PARTIES:
            continue
        is_unnamed = _UNNAMED.search(sentence) is not None
        if len(parties) < 2 and not is_unnamed:
            continue
        kind = next((name for name, pattern in _KINDS if pattern.search(sentence)), "other")
        about = _SUBJECT.search(sentence)
        subject = next((part for part in about.groups() if part), None) if about else None
        deals = [(party,) for party in parties] if is_unnamed else _deals(text, start, end, sides)
        money = [m for m in find_money(sentence) if m.currency == "CNY" and m.upper is None]
        amount = float(money[0].yuan) if len(money) == 1 and len(deals) == 1 else None
        is_signed = bool(signed) and not (intent and _NOT_YET.search(sentence))
        first = min(start + sentence.find(p) if p in sentence else start for p in parties)
        for deal in deals:
            made = AgreementFact(deal, kind, subject, amount, is_signed, (first, end))
            same = next((n for n, k in enumerate(found) if _is_same(k.parties, deal)), None)
            if same is None:
                found.append(made)
            elif len("".join(deal)) > len("".join(found[same].parties)) or (
                is_signed and not found[same].signed
            ):
                found[same] = made
    return tuple(found)


def _is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether parties are the same, some of them perhaps in a shorter form."""
    return len(one) == len(other) and all(any(a in b or b in a for b in other) for a in one)


def _told_apart(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> Iterator[Span]:
    """Sentences; one that tells of a deal in one clause and of another in the next comes in two."""
    for start, end in sentences:
        clauses = []
        at = start
        for match in re.finditer(r"[，；]|$", text[start:end]):
            clauses.append((at, start + match.start()))
            at = start + match.end()
        dealt = [c for c in clauses if _SIGNED.search(text, *c) or _INTENT.search(text, *c)]
        whole = [
            c
            for c in dealt
            if len({m.full for m in mentions if c[0] <= m.start and m.end <= c[1]}) >= 2
        ]
        if len(dealt) >= 2 and whole:
            yield from whole
        else:
            yield start, end


def _both(before: int, mentions: Sequence[Mention]) -> list[_Side]:
    """The first organisation of either side that the page names."""
    earlier = [m for m in mentions if m.end <= before]
    sides = []
    for kinds in (_PUBLIC_SIDE, _OTHER_SIDE):
        found = next((m for m in earlier if m.type in kinds), None)
        if found is None:
            return []
        sides.append(_Side(found.full or found.name, found.start))
    return sorted(sides, key=lambda side: side.start)


def _sides(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[_Side]:
    """Organisations and places that deal in a sentence, in order; none within another's name."""
    sentence = text[start:end]
    founded = _FOUNDED.search(sentence)
    stop = start + founded.end() if founded else end
    named = [
        m
        for m in mentions
        if start <= m.start and m.end <= end and m.start < stop and m.type != "media"
    ]
    outer = [
        m
        for m in named
        if not any(o is not m and o.start <= m.start and m.end <= o.end for o in named)
    ]
    sides = [_Side(m.full or m.name, m.start) for m in outer if not _is_aside(text, m, end)]
    taken = [(m.start, m.end) for m in outer]
    for pattern in (_PLACE_BEFORE, _PLACE_BEHIND):
        for match in pattern.finditer(text, start, end):
            at, to = match.span("place")
            if all(to <= a or at >= b for a, b in taken) and _deals_here(text, to, end):
                sides.append(_Side(match.group("place"), at))
                taken.append((at, to))
    subject = _OWN.search(sentence)
    own = subject or _OWN_OTHER.search(sentence)
    if own and sides and (subject or len(sides) == 1):
        kind = _OWN_KINDS[own.group("who")]
        before = [
            m
            for m in mentions
            if m.end <= start + own.start("who")
            and m.type == kind
            and (m.full or m.name) != sides[0].name
        ]
        if before:
            sides.insert(0, _Side(before[-1].full or before[-1].name, start + own.start("who")))
    return sorted(sides, key=lambda side: side.start)


def _is_aside(text: str, mention: Mention, end: int) -> bool:
    """Whether an organisation is none of the parties: a host, a place, or that of some staff."""
    where = text[max(0, mention.start - 1) : mention.start] == "在"
    return where or _ASIDE.match(text, mention.end, end) is not None


def _deals_here(text: str, start: int, end: int) -> bool:
    return bool(_SIGNED.search(text, start, end) or _INTENT.search(text, start, end))


def _first_two(
    text: str, before: int, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> list[_Side]:
    """The two organisations of the first sentence that names exactly two."""
    for start, end in sentences:
        if start >= before:
            break
        if not re.search(r"[。！]$", text[start:end]):
            continue
        named = {m.full or m.name: m for m in mentions if start <= m.start and m.end <= end}
        if len(named) == 2:
            return [_Side(name, m.start) for name, m in named.items()]
    return []


def _deals(text: str, start: int, end: int, sides: Sequence[_Side]) -> list[tuple[str, ...]]:
    """`甲、乙分别与丙签`, `甲同乙、丙等8家企业签约`: a deal for each; else one deal of all."""
    names = tuple(dict.fromkeys(side.name for side in sides))
    if len(names) < 3:
        return [names]
    sentence = text[start:end]
    split = sentence.find("分别")
    each = _EACH.search(sentence)
    is_all_before = split >= 0 and all(side.start < start + split for side in sides)
    if (split < 0 and each) or is_all_before:
        match = re.search(r"[同与和跟]", text[sides[0].start : sides[1].start])
        split = sides[0].start + match.start() - start if match else -1
    if split >= 0:
        before = list(dict.fromkeys(s.name for s in sides if s.start < start + split))
        after = list(dict.fromkeys(s.name for s in sides if s.start > start + split))
        if len(after) == 1 and len(before) >= 2:
            return [(one, after[0]) for one in before]
        if len(before) == 1 and len(after) >= 2:
            return [(before[0], one) for one in after]
    return [names]


def _in_english(
    start: int, end: int, match: re.Match[str], mentions: Sequence[Mention]
) -> list[AgreementFact]:
    named = [m for m in mentions if start <= m.start and m.end <= end]
    parties = tuple(dict.fromkeys(m.full or m.name for m in named))
    if not parties:
        return []
    kind = "strategic" if re.search("strategic|framework", match.group()) else "other"
    is_signed = "signed" in match.group()
    return [
        AgreementFact(parties, kind, match.group("subject"), None, is_signed, (named[0].start, end))
    ]
