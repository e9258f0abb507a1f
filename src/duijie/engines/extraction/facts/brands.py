"""Enterprises that go by their brand: `鸿达铸造`, `维信微`, `云泽地铁`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.titles import POST
from duijie.engines.extraction.facts.tokens import Token, Tokens
from duijie.engines.extraction.facts.words import word_list

TRADES: Final = word_list("trade")
"""Lines of business with which a brand ends when its legal form is left out."""
PUBLIC: Final = word_list("public_service")
"""Of these there is one in a place, so that the place is name enough."""
KNOWN: Final = re.compile(
    r"华为|腾讯|阿里巴巴|百度|京东|小米|比亚迪|宁德时代|中石油|中石化|中国石油|中国石化|国家电网|南方电网|中国移动|中国电信|中国联通|"
    r"中联重科|三一重工|徐工|潍柴|格力|美的|海尔|海信|联想|吉利|奇瑞|科大讯飞|京东方|中兴通讯|中国中车|中国商飞|字节跳动|大疆"
    r"(?=[与和同及、，,等的在将为]|集团|公司)"
)
_LIST = re.compile(
    r"(?P<items>[\u4e00-\u9fffA-Za-z（）()]{2,14}(?:[、和][\u4e00-\u9fffA-Za-z（）()]{2,14})*)"
    r"等(?:\d+|[一二三四五六七八九十多数几]+)?(?:余|多)?家?"
    r"[\u4e00-\u9fff]{0,8}?(?:企业|公司|厂商|展商|厂家)"
)
_BEFORE: Final = word_list("before_brand")
_PARTNERS: Final = frozenset("与和同跟由为向")
_GENERIC = re.compile(
    r"(?:高端|智能|精密|新型|先进|现代|绿色|前沿|电子|光电|高新|重点|传统|新兴|生物|数字|软件|机械|化工)"
)
_GOES_ON: Final = word_list("behind_brand")
"""Nouns that stand behind a brand and are no part of it."""
_PLAINLY: Final = ("重工", "重科", "股份", "药业", "钢铁", "汽车", "制药", "控股", "石化", "电气")
"""Lines of business that hardly stand in plain text."""
_OTHER = re.compile(r"(?:大学|学院|研究院|研究所|局|厅|委|部|会|园区|区|市|县)$")


def find_brands(text: str, tokens: Tokens, found: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions of enterprises by brand, none within another mention."""
    taken = [(m.start, m.end) for m in found]
    spans = set(_spans(text, tokens))
    for name in {text[start:end] for start, end in spans}:
        spans.update(match.span() for match in re.finditer(re.escape(name), text))
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if all(end <= a or start >= b for a, b in taken) and not _OTHER.search(text[start:end]):
            taken.append((start, end))
            yield Mention(text[start:end], "enterprise", start, end)


def _spans(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    for match in _LIST.finditer(text):
        yield from _listed(text, match, tokens)
    for match in KNOWN.finditer(text):
        yield match.span()
    for index, token in enumerate(tokens.all):
        if token.text in _PLAINLY and index > 1 and _is_partner(tokens, index):
            yield tokens.all[index - 1].start, token.end
        if token.text in PUBLIC and index > 1 and tokens.all[index - 2].text in _PARTNERS:
            place = tokens.all[index - 1]
            if len(place.text) in (2, 3) and place.tag[0] == "n":
                yield place.start, token.end
        elif token.text in TRADES and not tokens.all[index - 1].text.startswith("高"):
            span = _with_trade(text, tokens, index)
            if span:
                yield span
        elif token.tag == "j" and len(token.text) >= 4:
            trade = token.text[-2:]
            if trade in TRADES:
                yield token.start, token.end


def _is_partner(tokens: Tokens, index: int) -> bool:
    """`和蓝海重工共建`: a brand that is a word too, where only a partner can stand."""
    brand, before = tokens.all[index - 1], tokens.all[index - 2]
    behind = tokens.all[index + 1] if index + 1 < len(tokens.all) else None
    return (
        len(brand.text) == 2
        and brand.tag[0] == "n"
        and before.text in ("和", "与", "同", "跟")
        and behind is not None
        and (behind.is_verb or behind.text in ("的", "等", "共同", "联合", "分别"))
    )


def _listed(text: str, match: re.Match[str], tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Items of a list that ends in `等8家企业`, each with a word that is a name."""
    at = match.start("items")
    spans: list[tuple[int, int]] = []
    for item in re.split("[、和]", match.group("items")):
        start = _first_start(item, at, tokens, is_first=not spans)
        if start > at:
            spans.clear()  # the list begins here
        at += len(item) + 1
        spans.append((start, at - 1))
    for start, end in spans:
        if (
            end - start >= 4
            and (text.startswith("公司", end - 2) or _ends_as_trade(text[start:end]))
        ) or (end - start >= 2 and _is_brand(tokens.within(start, end), end - start)):
            yield start, end


def _ends_as_trade(item: str) -> bool:
    """In a list of enterprises the line of business is proof enough."""
    if re.match(r"[A-Za-z]{2,}[\u4e00-\u9fff]{1,6}$", item):
        return True
    return (item[-2:] in TRADES or item[-3:] in TRADES) and not _GENERIC.match(item)


def _first_start(item: str, start: int, tokens: Tokens, *, is_first: bool) -> int:
    """The first item begins behind the last verb or particle (`参观了森源电气`)."""
    begin = start
    for token in tokens.within(start, start + len(item)):
        if token.text in ("着", "了"):
            begin = token.end
            continue
        if not is_first and token.start == start and len(item) <= 5:
            continue  # a brand that is a word too (鼎新)
        is_word = len(token.text) >= 2 and token.is_known
        if (token.tag[0] in "vpcudr" and is_word) or token.tag in ("ad",) or token.text in _BEFORE:
            begin = token.end
    return begin


def _is_brand(words: Sequence[Token], length: int) -> bool:
    """Whether the words hold a name that is not a place alone, or one that no dictionary knows."""
    if any(token.is_verb or token.tag[0] in "mqrpcu" for token in words if len(token.text) > 1):
        return False
    if sum(len(token.text) for token in words) != length:
        return False
    named = [t for t in words if t.is_name and not t.tag.startswith(("ns", "j"))]
    places = [t for t in words if t.tag.startswith("ns")]
    lone = [t for t in words if len(t.text) == 1 and t.tag[0] not in "mq"]
    return bool(named) or len(lone) >= 2 or (bool(places) and len(words) >= 3)


def _with_trade(text: str, tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A brand before a line of business, from its place name on."""
    last = tokens.all[index]
    begin = index
    while (
        begin > 0 and tokens.all[begin - 1].text in TRADES and len(tokens.all[begin - 1].text) > 1
    ):
        begin -= 1
    head = begin
    while head > 0 and last.end - tokens.all[head - 1].start <= 10:
        token = tokens.all[head - 1]
        if not (token.is_name or (len(token.text) == 1 and token.tag[0] in "ngvz")):
            break
        head -= 1
    if head == begin:
        return None
    words = tokens.all[head:begin]
    if len(words) == 1 and len(words[0].text) == 1:
        return None
    start = words[0].start
    if words[0].tag.startswith("nr") and words[0].text[0] in _BEFORE and len(words[0].text) >= 3:
        start += 1  # 与鸿达/nr
    elif words[0].tag.startswith("ns") and words[0].text[0] in _BEFORE:
        start += 1
    if last.end - start < 3 or not _stands_alone(text, start, last.end, tokens, index):
        return None
    places = all(t.tag.startswith("ns") for t in words)
    is_cut = words[0].text[0] in _BEFORE or start > words[0].start
    if places and not is_cut:
        return None
    if last.text in ("技术", "材料", "智能", "农业", "环境", "健康", "生态", "微") and not _is_role(
        text, last.end
    ):
        return None
    return start, last.end


def _is_role(text: str, end: int) -> bool:
    """Whether a post follows: `鸿达铸造负责人`."""
    return POST.match(text, end) is not None


def _stands_alone(text: str, start: int, end: int, tokens: Tokens, index: int) -> bool:
    """Whether the brand is no part of a longer phrase (`高速轴承降噪`)."""
    if _is_role(text, end):
        return True
    following = tokens.all[index + 1] if index + 1 < len(tokens.all) else None
    goes_on = (
        following is not None
        and following.text not in _GOES_ON
        and (
            (following.tag[0] in "na" and following.tag not in ("ad",))
            or following.tag in ("vn", "eng")
        )
    )
    before = text[start - 1 : start]
    opens = not before or not before.isalnum() or text[max(0, start - 2) : start] in _BEFORE
    return not goes_on and (opens or before in _BEFORE)
