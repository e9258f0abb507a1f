"""Records in running text under headings or numbers, without labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.engines.documents.types import Place
from duijie.engines.extraction.heads import hint_kinds_only, is_furniture, split_org, strip_number
from duijie.engines.extraction.kinds import hint_kinds, word_scores
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.paragraphs import Paragraph
from duijie.engines.extraction.raw import Entry, RawRecord
from duijie.engines.extraction.types import Field, RecordKind
from duijie.engines.extraction.values import looks_like_org

_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "named",
        re.compile(
            r"^\s*(?:需求|成果|项目|难题|技术|专家|案例|榜单|No\.?|NO\.?)\s*([一二三四五六七八九十]{1,3}|\d{1,3})\s*[:：、.．\s]"
        ),
    ),
    ("chinese", re.compile(r"^\s*([一二三四五六七八九十]{1,3})[、.．]")),
    ("bracket_chinese", re.compile(r"^\s*[(（]([一二三四五六七八九十]{1,3})[)）]")),
    ("digit", re.compile(r"^\s*(\d{1,3})(?:[、．)）]|\.(?!\d))")),
    ("bracket", re.compile(r"^\s*[(（](\d{1,3})[)）]")),
    ("square", re.compile(r"^\s*【(\d{1,3})】")),
    ("circle", re.compile(r"^\s*([①-⑳])")),
)
_POST_AT = re.compile(
    r"(?P<org>[^，,。；]{2,24}?(?:大学|学院|研究院|研究所|科学院|农科院|公司|集团|中心|医院|厂))"
    r"(?P<post>[^，,。；]{0,8}(?:教授|研究员|工程师|院长|所长|主任|博士|农艺师|讲师|经理|院士))(?=[，,。；]|$)"
)
_NAMED_ITEM = re.compile(
    r"^(?P<title>[^。；;：:(（]{4,40})[(（](?P<org>[^()（）]{2,30}(?:公司|集团|厂|合作社|大学|学院|院|所|中心|医院))[)）]\s*[。：:，,、]\s*(?P<text>\S.{7,})$",
    re.S,
)
"""`热处理变形控制（某公司）。薄壁套圈…`: title, organisation and text in one paragraph."""
_FILLING = re.compile(
    r"填[表报写]说明|填[表报写](?:要求|须知)|注意事项|报送要求|工作要求|instructions", re.I
)


def read_numbered(
    paragraphs: Sequence[Paragraph], hints: Sequence[str], mapping: ColumnMapping | None
) -> tuple[list[RawRecord], RecordKind | None]:
    """Records of a plain list: items numbered 1, 2, 3, ..., or headings with text below.

    Only where a title, file name or heading over the list (or the user) names the kind; so that the
    numbered points of an article are not taken for needs. Returns no records otherwise.
    """
    heads = _list_heads(paragraphs)
    if len(heads) < 2:
        return [], None
    above = [p.text for p in paragraphs[max(0, heads[0] - 3) : heads[0]] if len(p.text) <= 60]
    if any(_FILLING.search(text) for text in above):
        return [], None
    kind = mapping.kind if mapping is not None else None
    named: set[RecordKind] = set()
    if kind is None:
        for hint in [*reversed(above), *hints]:
            kinds = hint_kinds(hint)
            if len(kinds) == 1:
                named = set(kinds)
                break
            named |= kinds
        if not named:
            return [], None
        items = [_item_text(paragraphs, heads, n) for n in range(len(heads))]
        kind = _agree(named, items)
    if kind is None:
        return [], None
    records = [
        record
        for n in range(len(heads))
        if (record := _item_record(paragraphs, heads, n, kind)) is not None
    ]
    return records, kind


def _agree(named: set[RecordKind], items: Sequence[str]) -> RecordKind | None:
    """The named kind that the items' own words do not contradict."""
    if len(named) == 1:
        kind = next(iter(named))
        if kind in (RecordKind.NEED, RecordKind.OFFER):
            words = word_scores(items)
            other = RecordKind.OFFER if kind is RecordKind.NEED else RecordKind.NEED
            if words[kind] == 0 and words[other] > 0.6 * len(items):
                return None
        return kind
    words = word_scores(items)
    best = max(named, key=lambda k: (words[k], k))
    return best if words[best] >= 0.5 * len(items) else None


def _list_heads(paragraphs: Sequence[Paragraph]) -> list[int]:
    """The starts of the items: the numbering that counts on furthest without starting again."""
    best: list[int] = []
    for _, pattern in _STYLES:
        heads: list[int] = []
        expected, restarts = 1, 0
        for index, paragraph in enumerate(paragraphs):
            match = pattern.match(paragraph.text)
            if match is None:
                continue
            number = _number(match.group(1))
            if number == expected:
                heads.append(index)
                expected += 1
            elif number == 1:
                restarts += 1
        if restarts == 0 and len(heads) > len(best):
            best = heads
    if len(best) >= 2:
        return best
    headings = [
        i
        for i, p in enumerate(paragraphs[:-1])
        if p.is_heading and not paragraphs[i + 1].is_heading and not hint_kinds_only(p.text)
    ]
    return headings if len(headings) >= 2 else []


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    digits = "零一二三四五六七八九"
    if text.startswith("十"):
        return 10 + (digits.index(text[1]) if len(text) > 1 else 0)
    if "十" in text:
        tens, _, units = text.partition("十")
        return digits.index(tens) * 10 + (digits.index(units) if units else 0)
    return digits.index(text) if len(text) == 1 else 0


def _item_end(paragraphs: Sequence[Paragraph], heads: Sequence[int], n: int) -> int:
    if n + 1 < len(heads):
        return heads[n + 1]
    start = heads[n]
    length = (heads[n] - heads[0]) // max(1, n) if n else 1
    end = start + 1
    while end < len(paragraphs) and end - start < max(length, 1) + 2:
        if paragraphs[end].is_heading or re.match(
            r"^\s*(?:联系|注[:：]|附件|以上)", paragraphs[end].text
        ):
            break
        if length <= 1:
            break
        end += 1
    return end


def _item_text(paragraphs: Sequence[Paragraph], heads: Sequence[int], n: int) -> str:
    return "\n".join(p.text for p in paragraphs[heads[n] : _item_end(paragraphs, heads, n)])


def _item_record(
    paragraphs: Sequence[Paragraph], heads: Sequence[int], n: int, kind: RecordKind
) -> RawRecord | None:
    return item_record(paragraphs, heads[n], _item_end(paragraphs, heads, n), kind)


def item_record(
    paragraphs: Sequence[Paragraph], start: int, end: int, kind: RecordKind
) -> RawRecord | None:
    """The record of one item: a head that names or tells it, and the paragraphs up to `end`."""
    head = strip_number(paragraphs[start].text)
    place: Place = paragraphs[start].place
    body = [p.text for p in paragraphs[start + 1 : end] if not is_furniture(p.text)]
    record = RawRecord(place, kind=kind, may_split=False)
    if kind is RecordKind.EXPERT:
        name = re.match(r"^([\u4e00-\u9fff]{2,4})(?=[\s，,：:(（]|$)", head)
        if name is None:
            return None
        record.entries.append(Entry(Field.PERSON, "", name.group(1), place))
        rest = head[name.end() :].strip(" ，,：:")
        post = _POST_AT.match(rest)
        if post is not None:
            record.entries.append(Entry(Field.ORG, "", post.group("org"), place))
            record.entries.append(Entry(Field.POSITION, "", post.group("post"), place))
        body.insert(0, rest)
    elif body and len(head) <= 60 and not re.search(r"[。；]", head):
        title, org = split_org(head)
        record.entries.append(Entry(Field.TITLE, "", title, place))
        if org:
            record.entries.append(Entry(Field.ORG, "", org, place))
    elif named := _NAMED_ITEM.match(head):
        record.entries.append(Entry(Field.TITLE, "", named.group("title").strip(), place))
        if looks_like_org(named.group("org").strip()):
            record.entries.append(Entry(Field.ORG, "", named.group("org").strip(), place))
        body.insert(0, named.group("text"))
    else:
        title, org = split_org(head)
        if org:
            record.entries.append(Entry(Field.ORG, "", org, place))
        body.insert(0, title)
    text = "\n".join(part for part in body if part)
    if text:
        record.entries.append(Entry(Field.TEXT, "", text, place))
    return record
