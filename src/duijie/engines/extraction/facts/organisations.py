"""Organisations by the endings of their names, with a left boundary from the words before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.engines.extraction.facts.organisation_words import (
    ANY,
    BREAK,
    GENERIC,
    INNER_VERBS,
    SHORT_OK,
    STOP,
)
from duijie.engines.extraction.facts.types import OrganisationFact

_LONGEST = 32
_GOVERNMENT = re.compile(r"^(?!.*[委和每及]).*(?:..[省市县区州镇乡旗](?:人民)?|人民)政府$")
_NAMES = ("ns", "nr", "nz", "nt")
"""Tags of places, persons, brands and organisations."""
_MOVES = ("到", "至", "往", "向", "出", "入", "着", "过", "成", "回")
"""Ends of verbs that stand between names rather than within one (`赶到`, `走出`)."""


@dataclass(frozen=True, slots=True)
class Mention:
    name: str
    type: str
    start: int
    end: int


def find_mentions(text: str) -> list[Mention]:
    """All organisation names in order, longest first, without overlaps."""
    from duijie.engines.text import words

    tokens = words(text)
    starts = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index for index, token in enumerate(tokens)}
    edges = _edges(text)
    found: list[Mention] = []
    for match in ANY.finditer(text):
        kind = str(match.lastgroup)
        begin = _left_boundary(text, match, tokens, starts, ends, edges)
        end = _right_end(text, match.end())
        name = text[begin:end]
        if not _is_name(name, match, begin):
            continue
        if found and begin < found[-1].end:
            before = found.pop()
            begin = min(begin, before.start)
            if match.start() < before.end or end - begin > _LONGEST:
                found.append(before)
                continue
        found.append(Mention(text[begin:end], kind, begin, end))
    return _joined(found, text)


def _edges(text: str) -> frozenset[int]:
    """Where words stand that no name goes on over to the left: adverbs, pronouns, verbs.

    A verb right behind a place or name belongs to a brand (`江州振兴实业`), as do some others.
    """
    import rjieba

    found: set[int] = set()
    position, before = 0, ""
    for word, tag in rjieba.tag(text):
        is_verb = tag[0] == "v" and tag not in ("vn",) and len(word) >= 2
        is_brand = word in INNER_VERBS or (before[:2] in _NAMES and not word.endswith(_MOVES))
        is_verb = is_verb and not is_brand
        if is_verb or tag[0] in "dpcru" or tag == "ad":
            found.update(range(position, position + len(word)))
        position += len(word)
        before = tag
    return frozenset(found) if position == len(text) else frozenset()


def _left_boundary(
    text: str,
    match: re.Match[str],
    tokens: Sequence[object],
    starts: dict[int, int],
    ends: dict[int, int],
    edges: frozenset[int],
) -> int:
    """Go left word by word until a mark, a stop word or 24 characters."""
    from duijie.engines.text import Word

    begin = match.start()
    index = None
    for position in range(match.start(), max(-1, match.start() - 8), -1):
        if position in starts:
            index = starts[position]
            begin = position
            break
        if position in ends:
            break
    if index is None:
        return match.start()
    while index > 0:
        word = tokens[index - 1]
        assert isinstance(word, Word)
        if word.end != begin or text[word.start : word.end] in STOP:
            bracket = re.search(r"[（(][\u4e00-\u9fff]{2,6}[)）]$", text[max(0, begin - 9) : begin])
            if word.end == begin or bracket is None:
                break
            begin -= len(bracket.group())
            inner = ends.get(begin)
            if inner is None:
                break
            index = inner + 1
            continue
        if match.end() - word.start > 26:
            break
        if re.fullmatch(r"\d+", word.text) or not edges.isdisjoint(range(word.start, begin)):
            break
        begin = word.start
        index -= 1
    while begin < match.start() and text[begin] in "的了在与和由对及从":
        begin += 1
    return begin


def _right_end(text: str, end: int) -> int:
    branch = re.match(r"[（(][\u4e00-\u9fff]{2,8}[)）](?:有限公司|校区)", text[end:])
    return end + branch.end() if branch else end


def _is_name(name: str, match: re.Match[str], begin: int) -> bool:
    head = name[: match.start() - begin] if match.start() > begin else ""
    if SHORT_OK.match(name):
        return True
    suffix = match.group()
    if suffix.endswith("政府") and not _GOVERNMENT.search(name):
        return False
    if not head:
        return len(suffix) >= 4 and suffix.startswith(("国家自然", "中国"))
    if (
        len(head) < 2
        or GENERIC.match(head)
        or BREAK.search(name.replace("（", "").replace("）", "").replace("(", "").replace(")", ""))
    ):
        return False
    if re.search(r"(?:[一二三四五六七八九十百千万\d多数几余各]+(?:家|个|所|名|位|项|批)|等)", head):
        return False
    if suffix in ("集团", "公司", "学院", "中心", "联盟", "政府") and len(head) < 2:
        return False
    return not re.search(r"(?:这|那|该|某|哪)(?:家|个|所)?$", head)


def _joined(found: list[Mention], text: str) -> list[Mention]:
    """`江州大学` and `轴承研究院` right behind it are one name; `江州市` `科技局` are too."""
    merged: list[Mention] = []
    for mention in found:
        last = merged[-1] if merged else None
        if last is not None and last.end == mention.start and len(mention.name) <= 14:
            merged[-1] = Mention(
                text[last.start : mention.end], mention.type, last.start, mention.end
            )
            continue
        merged.append(mention)
    return merged


def organisations_of(mentions: Sequence[Mention]) -> tuple[OrganisationFact, ...]:
    """Each organisation once at its first mention, short forms as its aliases; no news outlets.

    An alias is a name that the longer one begins with, or that follows its place name.
    """
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.name, mention)
    names = sorted(first, key=len, reverse=True)
    owner: dict[str, str] = {}
    for name in names:
        longer = [
            n
            for n in names
            if len(n) > len(name) and owner.get(n, n) == n and _is_short_form(name, n)
        ]
        owner[name] = longer[0] if len(longer) == 1 else name
    facts = []
    for name, mention in first.items():
        if owner[name] != name or mention.type == "media":
            continue
        aliases = tuple(n for n in first if owner[n] == name and n != name)
        start = min([mention, *(first[a] for a in aliases)], key=lambda m: m.start)
        del start
        facts.append(OrganisationFact(name, mention.type, aliases, (mention.start, mention.end)))
    return tuple(facts)


def _is_short_form(short: str, full: str) -> bool:
    """Whether a name is the longer one without place, legal form or line of business."""
    legal = r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|集团|公司)$"
    short_core, full_core = re.sub(legal, "", short), re.sub(legal, "", full)
    if short_core == short or full_core == full or len(short_core) < 2:
        return False
    place = r"^[\u4e00-\u9fff]{2,3}(?:省|市|县|区)?"
    return full_core.startswith(short_core) or re.sub(place, "", full_core).startswith(short_core)
