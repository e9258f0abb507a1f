"""Organisations by the endings of their names, with a left boundary from the words before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from duijie.engines.extraction.facts.organisation_words import (
    ANY,
    BREAK,
    GENERIC,
    INNER_VERBS,
    SHORT_OK,
    STOP,
)
from duijie.engines.extraction.facts.titles import POST
from duijie.engines.extraction.facts.tokens import NAMES, Token, Tokens
from duijie.engines.extraction.facts.types import OrganisationFact

_LONGEST: Final = 32
_FARTHEST: Final = 26
"""Characters from the first to the last of a name as far as its ending."""
_GOVERNMENT = re.compile(r"^(?!.*[委和每及]).*(?:..[省市县区州镇乡旗](?:人民)?|人民)政府$")
_MOVES: Final = ("到", "至", "往", "向", "出", "入", "着", "过", "成", "回")
"""Ends of verbs that stand between names rather than within one (`赶到`, `走出`)."""
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,10}?(?:研究所|学院|实验室|研究中心|分院|分公司|(?<![场之住])所(?![有在需长属以谓说]))"
)
"""A part that stands right behind its institute: `…研究中心智能装备所`."""
_COUNTED = re.compile(r"(?:等)?\s*\d+\s*(?:余|多)?[家个所]")
_NEEDS_A_NAME: Final = frozenset(["park", "institute", "enterprise", "other", "investor", "media"])
"""Types of which `创新中心` alone, or `燃气公司`, names none."""
_WHOLE = re.compile(
    r"科研处$|科技处$|中科院.|国家自然.|中国..|民进|民革|民盟|民建|农工党|致公党|九三学社|台盟"
)
"""Endings that are a name by themselves."""
_ACADEMIES: Final = ("中国科学院", "中国工程院", "中科院", "工程院")
_ZONES: Final = ("高新区", "经开区", "开发区", "科学城")
_BARE_ENDINGS: Final = ("公司", "集团", "工厂", "农场")
_FOUNDED = re.compile(r"(?:共建|共同建设|组建|成立|设立|建立|打造)的?$")
_HONOUR = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:[一二三特]等奖|进步奖|助力工程|科技计划|专项资金)")
"""What stands behind the name of an office in that of an award or plan."""
_ONLY_TRADE = re.compile(
    r"(?:化工|机械|电子|科技|新材料|材料|电气|食品|实业|环保|能源|生物|医药|纺织|塑业|开发|建设|工程|贸易|商贸|装备|机电|建材|农业|股份|集团)*"
)
_SPLIT_BRAND = re.compile(
    r"(?:^|[、，。；与及由在]|[^\u4e00-\u9fff])(?P<rest>[\u4e00-\u9fff]{1,4}[和同达为都正之来大])$"
)
"""The first half of a brand with a particle in it (`东港盛和化工`)."""
_UNKNOWN = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[、与和及由在的向同对从到了是])(?P<rest>[\u4e00-\u9fff]{2})$"
)
"""A name that the dictionary takes for two words (`天都大学`)."""
_CUT_PLACE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[由在和与经据以对向到、])(?P<rest>[^\W也被来自由与和同向对将在从把给让去请经陪带的了等]{2})(?=[省市县区].$)"
)
"""A place of which the dictionary knows no more than the last character (`平都省`)."""
_RANK = re.compile(r"国家|中国|全国|中央|自治区|中华|国际|亚洲|欧洲|世界")
_JOINS_WORDS: Final = ("与", "和", "及")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an organisation is named. `name` is the form that stands there."""

    name: str
    type: str
    start: int
    end: int
    full: str = ""
    """The longest form of it on the page."""


def find_mentions(text: str, tokens: Tokens | None = None) -> list[Mention]:
    """All organisation names in order, longest first, without overlaps.

    Names with an ending first, then enterprises by their brand, then short forms of both; every
    mention knows the full form.
    """
    from duijie.engines.extraction.facts.aliases import with_full_forms
    from duijie.engines.extraction.facts.brands import find_brands
    from duijie.engines.extraction.facts.english import find_english

    tokens = tokens or Tokens(text)
    found = _apart([*_with_endings(text, tokens), *find_english(text)])
    return with_full_forms(text, [*found, *find_brands(text, tokens, found)])


def _apart(mentions: Sequence[Mention]) -> list[Mention]:
    """In order, the longer one of those that overlap."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _with_endings(text: str, tokens: Tokens) -> list[Mention]:
    edges = _edges(tokens) | _persons(text)
    found: list[Mention] = []
    for match in ANY.finditer(text):
        kind = str(match.lastgroup)
        begin = _left_boundary(text, match, tokens, edges)
        whole = _over_and(text, match, begin, tokens, edges)
        end = _right_end(text, match.end(), kind)
        in_list = (
            bool(found)
            and text[begin - 1 : begin] == "、"
            and found[-1].end == begin - 1
            and end - begin >= 6
        )
        if not _is_name(text, match, begin, end, tokens, is_unit=whole < begin or in_list):
            continue
        begin = whole
        if found and begin < found[-1].end:
            before = found.pop()
            begin = min(begin, before.start)
            is_post = before.type == "enterprise" and kind == "institute" and POST.match(text, end)
            if is_post or match.start() < before.end or end - begin > _LONGEST:
                found.append(before)
                continue
        found.append(Mention(text[begin:end], kind, begin, end))
    return _joined(found, text)


def _edges(tokens: Tokens) -> frozenset[int]:
    """Where words stand that no name goes on over to the left: adverbs, pronouns, verbs, posts.

    A verb right behind a place or name belongs to a brand (`江州振兴实业`), as do some others.
    """
    found: set[int] = set()
    before = ""
    for token in tokens.all:
        word, tag = token.text, token.tag
        is_verb = token.is_verb and len(word) >= 2 and token.is_known
        is_brand = word in INNER_VERBS or (before[:2] in NAMES and not word.endswith(_MOVES))
        is_post = len(word) >= 2 and POST.fullmatch(word) is not None
        if (is_verb and not is_brand) or tag[0] in "dpcru" or tag == "ad" or is_post:
            found.update(range(token.start, token.end))
        before = "ns" if _RANK.fullmatch(word) else tag
    return frozenset(found)


def _persons(text: str) -> frozenset[int]:
    """Where names of persons stand behind their posts (`院长秦牧之应江州市科技局之邀`)."""
    from duijie.engines.extraction.facts.names import name_at

    found: set[int] = set()
    for match in POST.finditer(text):
        name = name_at(text, match.end())
        if name and not ANY.match(text, match.end() + 1):
            found.update(range(match.end(), match.end() + len(name)))
    return frozenset(found)


def _left_boundary(text: str, match: re.Match[str], tokens: Tokens, edges: frozenset[int]) -> int:
    """Go left word by word until a mark, a stop word or the greatest length."""
    begin = match.start()
    index = None
    for position in range(match.start(), max(-1, match.start() - 8), -1):
        if position in tokens.starts:
            index = tokens.starts[position]
            begin = position
            break
        if position in tokens.ends:
            break
    if index is None:
        return match.start()
    while index > 0:
        word = tokens.all[index - 1]
        is_inner = word.tag == "vn" and word.text in INNER_VERBS
        is_brand = word.text == "达" and match.lastgroup == "enterprise"
        if (word.text in STOP and not is_inner and not is_brand) or not any(
            c.isalnum() for c in word.text
        ):
            bracket = re.search(r"[（(][\u4e00-\u9fff]{2,6}[)）]$", text[max(0, begin - 9) : begin])
            inner = tokens.ends.get(begin - len(bracket.group())) if bracket else None
            if bracket is None or inner is None:
                break
            begin -= len(bracket.group())
            index = inner + 1
            continue
        here = tokens.all[index]
        is_person = word.tag.startswith("nr") and len(word.text) >= 2
        if is_person and here.tag == "ns" and here.text[-1] in "省市县区":
            break  # a person, then the place with which the name begins
        if match.end() - word.start > _FARTHEST or not edges.isdisjoint(range(word.start, begin)):
            break
        if re.fullmatch(r"第.{1,3}站|首站", word.text):
            break
        if re.fullmatch(r"\d+", word.text) and not _is_number_of_name(text, word, match):
            break
        begin = word.start
        index -= 1
    while begin < match.start() and text[begin] in "的了在与和由对及从":
        begin += 1
    by = text.rfind("由", begin, match.start())
    if by > begin and text[by - 1] != "自" and match.end() - by > 4:
        begin = by + 1
    if match.lastgroup == "enterprise" and _ONLY_TRADE.fullmatch(text, begin, match.start()):
        split = _SPLIT_BRAND.search(text[max(0, begin - 7) : begin])
        begin -= len(split.group("rest")) if split else 0
    if begin == match.start() and match.lastgroup == "university":
        unknown = _UNKNOWN.search(text[max(0, begin - 5) : begin])
        begin -= len(unknown.group("rest")) if unknown else 0
    place = _CUT_PLACE.search(text[max(0, begin - 4) : begin + 2])
    return begin - len(place.group("rest")) if place else begin


def _is_number_of_name(text: str, word: Token, match: re.Match[str]) -> bool:
    """`第305研究所`: the number stands right before the ending or behind `第`."""
    return word.end == match.start() and len(word.text) >= 2 and text[word.start - 1] in "第七八"


def _over_and(
    text: str, match: re.Match[str], begin: int, tokens: Tokens, edges: frozenset[int]
) -> int:
    """`材料科学与工程学院`: the words before the 与 belong to the name too.

    Only where what stands behind it names nothing by itself, and what stands before is a subject
    of learning from the start of a list, or from its university on.
    """
    if match.lastgroup not in ("university", "institute") or begin < 2:
        return begin
    inner = tokens.touching(begin, match.start())
    is_college = match.group() == "学院" and match.start() - begin <= 4
    if text[begin - 1] not in _JOINS_WORDS or (_has_name(inner) and not is_college):
        return begin
    left = begin - 1
    index = tokens.ends.get(left)
    while index is not None and index >= 0:
        token = tokens.all[index]
        if (
            not any(c.isalnum() for c in token.text)
            or token.text in STOP
            or not edges.isdisjoint(range(token.start, token.end))
            or left - token.start > 14
            or ANY.search(token.text)
            or token.text in ("高校", "院校", "企业", "专家", "学者")
        ):
            break
        if token.is_name and (left == begin - 1 or not token.tag.startswith("ns")):
            break
        left = token.start
        if token.is_name:
            break  # the place with which the name begins
        index -= 1
    if is_college and left > 0 and text[left - 1] not in "、，。；：“（\n":
        return begin
    return left if begin - 1 - left >= 2 else begin


def _right_end(text: str, end: int, kind: str) -> int:
    branch = re.match(r"[（(][\u4e00-\u9fff]{2,8}[)）](?:有限公司|校区)", text[end:])
    if branch:
        return end + branch.end()
    if kind == "institute":
        unit = _UNIT.match(text, end, end + 14)
        if unit and not re.search(r"[的与和及在对由为、]", unit.group()):
            return unit.end()
    return end


def _has_name(tokens: Sequence[Token]) -> bool:
    """Whether one of the words is a name of a place, person or brand, or in no dictionary."""
    lone = [len(token.text) == 1 and token.tag not in ("m", "q", "x") for token in tokens]
    return (
        any(token.is_name and len(token.text) >= 2 for token in tokens)
        or any(token.tag == "n" and not token.is_known for token in tokens)
        or any(token.text.isascii() and token.text.isalnum() for token in tokens)
        or any(one and two for one, two in pairwise(lone))
    )


def _is_name(
    text: str, match: re.Match[str], begin: int, end: int, tokens: Tokens, *, is_unit: bool
) -> bool:
    name, kind = text[begin:end], str(match.lastgroup)
    head = name[: match.start() - begin] if match.start() > begin else ""
    if SHORT_OK.match(name) or (is_unit and not BREAK.search(name)):
        return True
    suffix = match.group()
    if suffix.endswith("政府") and not _GOVERNMENT.search(name):
        return False
    if not head:
        return _WHOLE.match(suffix) is not None
    if head in ("省", "市", "县", "区") and kind in ("government", "association"):
        return not suffix.endswith("政府")
    if (
        len(head) < 2
        or GENERIC.match(head)
        or BREAK.search(name.replace("（", "").replace("）", "").replace("(", "").replace(")", ""))
    ):
        return suffix in ("农学院", "医学院") or (
            suffix == "学院" and len(head) == 1 and head in "农医商法文理工"
        )
    if re.search(
        r"(?:[一二三四五六七八九十百千万\d多数几余各]+(?:家|个|所|名|位|项|批)|(?<![高中初同])等)",
        head,
    ):
        return False
    if kind in _NEEDS_A_NAME and not (is_unit or _names_one(text, match, begin, end, tokens)):
        return False
    if kind in ("institute", "park", "other") and _COUNTED.match(text, match.end()):
        return False
    if _HONOUR.match(text, end) or (name in _ACADEMIES and text.startswith(("院士", "院所"), end)):
        return False
    return not re.search(r"(?:这|那|该|某|哪)(?:家|个|所)?$", head)


def _names_one(text: str, match: re.Match[str], begin: int, end: int, tokens: Tokens) -> bool:
    """Whether the words before the ending tell one from others of its kind."""
    head, kind = text[begin : match.start()], match.group()
    if match.lastgroup == "enterprise" and match.group() not in _BARE_ENDINGS:
        return True
    if match.group() in _ZONES and 2 <= len(head) <= 4:
        return True
    if match.lastgroup == "institute" and len(head) >= 2 and POST.match(text, end):
        return True  # 茶叶研究所所长
    return (
        bool(_RANK.match(head) or re.match(r"[省市县]|..[省市县区州]", head))
        or _has_name(tokens.touching(begin, match.start()))
        or bool(_FOUNDED.search(text[max(0, begin - 4) : begin]))
        or (len(head) >= 2 + (kind != "集团") and text.count(text[begin:end]) >= 2)
    )


def _joined(found: list[Mention], text: str) -> list[Mention]:
    """`江州大学` and `轴承研究院` right behind it are one name; `江州市` `科技局` are too."""
    merged: list[Mention] = []
    for mention in found:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.end == mention.start
            and last.type == "enterprise"
            and mention.type == "institute"
            and POST.match(text, mention.end)
        ):
            continue  # 技术中心主任 is the post that somebody has in the company
        if last is not None and last.end == mention.start and len(mention.name) <= 14:
            merged[-1] = Mention(
                text[last.start : mention.end], mention.type, last.start, mention.end
            )
            continue
        merged.append(mention)
    return merged


def organisations_of(mentions: Sequence[Mention]) -> tuple[OrganisationFact, ...]:
    """Each organisation once, at the first place of its longest form; other forms as aliases.

    News outlets are left out: they report.
    """
    forms: dict[str, dict[str, Mention]] = {}
    for mention in mentions:
        forms.setdefault(mention.full or mention.name, {}).setdefault(mention.name, mention)
    facts = []
    for full, by_form in forms.items():
        main = by_form.get(full) or next(iter(by_form.values()))
        if main.type == "media" and not full.startswith("中央"):
            continue
        aliases = tuple(name for name in by_form if name != full)
        facts.append(OrganisationFact(main.name, main.type, aliases, (main.start, main.end)))
    return tuple(sorted(facts, key=lambda fact: fact.span))
