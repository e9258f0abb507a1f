"""Records in running text: labels with colons, and headings or numbers with text below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.engines.documents.types import Place
from duijie.engines.extraction.kinds import hint_kinds, word_scores
from duijie.engines.extraction.layout import is_form_label, reads_as_label
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.pairs import Pair, make_pair
from duijie.engines.extraction.paragraphs import NUMBERED, Paragraph
from duijie.engines.extraction.raw import Entry, RawRecord
from duijie.engines.extraction.types import Field, RecordKind
from duijie.engines.extraction.values import ORG, looks_like_org
from duijie.engines.extraction.vocabulary import read_header

_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s；;，,。、|｜（(]))[【\[]?(?P<label>[^\s:：。；;，,、|｜【】\[\]]{2,18}(?:[(（][^()（）]{1,24}[)）])?)[】\]]?\s*[:：]"
)
_BRACKET_LABEL = re.compile(r"^\s*[【\[](?P<label>[^【】\[\]]{2,16})[】\]]\s*")
_NUMBER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[章节部篇项条]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}(?:[、．)）]|\.(?!\d))|[①-⑳]|[•●■◆▪►➤]|[-–]\s|【\d+】|"
    r"(?:需求|成果|项目|难题|技术|专家|案例|榜单|No\.?|NO\.?)\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3})\s*[:：、.．\s])\s*"
)
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
_SHORT_VALUES = (
    Field.ORG,
    Field.BUDGET,
    Field.PHONE,
    Field.REGION,
    Field.NUMBER,
    Field.DEADLINE,
    Field.ORG_KIND,
)
_FILLING = re.compile(
    r"填[表报写]说明|填[表报写](?:要求|须知)|注意事项|报送要求|工作要求|instructions", re.I
)
_SENTENCE_END = re.compile(r"[。！!？?；;，,：:]\s*$")


_UNKNOWN_LABEL = re.compile(r"^(?P<label>[\u4e00-\u9fff]{2,6})\s*[:：]\s*(?=\S{1,24}(?:\s|$))")
"""A short word with a colon: a label that no list knows (`来电人：王芳  电话：...`)."""
_SPACED_LABEL = re.compile(r"^\s*[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){1,4}(?=\s*[:：])")


def _close_label(text: str) -> str:
    """`联 系 人：王芳` without the blanks that only widen its label."""
    return _SPACED_LABEL.sub(lambda match: re.sub(r"\s", "", match.group()), text)


def strip_number(text: str) -> str:
    return _NUMBER.sub("", text, count=1).strip() or text.strip()


def line_labels(text: str, mapping: ColumnMapping | None) -> list[tuple[str, str]] | None:
    """A line as labels and values, or None where it does not begin with a known label.

    `联系人：王五  电话：0531-…` holds two; a label in the middle must be a known word.
    """
    bare = _close_label(strip_number(text))
    bracket = _BRACKET_LABEL.match(bare)
    if bracket and reads_as_label(bracket.group("label"), mapping):
        return [(bracket.group("label"), bare[bracket.end() :].lstrip(":： "))]
    found = [m for m in _LABEL.finditer(bare) if reads_as_label(m.group("label"), mapping)]
    unknown = _UNKNOWN_LABEL.match(bare)
    if found and found[0].start() > 0 and unknown and unknown.end() <= found[0].start():
        found.insert(0, unknown)
    if not found or found[0].start() > 0:
        return None
    inner = [found[0]]
    for match in found[1:]:
        before = bare[inner[-1].end() : match.start()]
        if len(before) <= 60 and not re.search(r"[。！？]", before.rstrip("。；;")):
            inner.append(match)
    ends = [m.start() for m in inner[1:]] + [len(bare)]
    return [
        (m.group("label"), bare[m.end() : end].strip(" ；;，,|｜、"))
        for m, end in zip(inner, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    paragraph: Paragraph
    labels: tuple[tuple[str, str], ...]
    """Empty: no label begins the line."""


def read_labelled(paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None) -> list[Pair]:
    """Pairs of labelled paragraphs, with the title lines that stand over them.

    A paragraph without a label goes on with the value before it; a short one right before a label
    that comes again (or the first) is the title of what follows.
    """
    lines = [_line(paragraph, mapping) for paragraph in paragraphs]
    lines = _with_definitions(lines, mapping)
    titles = _title_lines(lines)
    pairs: list[Pair] = []
    for index, line in enumerate(lines):
        place = line.paragraph.place
        if line.labels:
            pairs += [make_pair(label, value, place, mapping) for label, value in line.labels]
        elif index in titles:
            text = strip_number(line.paragraph.text)
            title, org = _split_org(text)
            if org is None and looks_like_org(text):
                pairs.append(Pair("", text, place, read_header("单位名称"), starts_record=True))
                continue
            pairs.append(Pair("", title, place, read_header("名称"), starts_record=True))
            if org:
                pairs.append(Pair("", org, place, read_header("单位名称")))
        elif pairs and not line.paragraph.is_heading and not _is_furniture(line.paragraph.text):
            last = pairs[-1]
            if last.starts_record or last.label == "":
                pairs.append(Pair("简介", line.paragraph.text, place, read_header("简介")))
            elif _UNKNOWN_LABEL.match(line.paragraph.text) and not _is_running(last):
                label, _, value = re.split(r"([:：])", line.paragraph.text, maxsplit=1)
                pairs.append(make_pair(label, value, place, mapping))
            elif _can_go_on(last):
                text = f"{last.text}\n{line.paragraph.text}".strip("\n")
                pairs[-1] = Pair(last.label, text, last.place, last.term, last.starts_record)
    return pairs


def _line(paragraph: Paragraph, mapping: ColumnMapping | None) -> _Line:
    labels = line_labels(paragraph.text, mapping)
    if labels is None:
        bare = strip_number(paragraph.text).strip("：:【】[] ")
        term = read_header(bare) if len(bare) <= 14 else None
        if (
            term
            and term.fields
            and term.score >= 0.9
            and reads_as_label(bare, mapping)
            and _is_section_word(bare, term.fields[0])
        ):
            labels = [(bare, "")]
    return _Line(paragraph, tuple(labels or ()))


def _with_definitions(lines: Sequence[_Line], mapping: ColumnMapping | None) -> list[_Line]:
    """Definition lists of web pages: labels and short values in turn, without colons."""
    found = list(lines)

    def names_field(index: int) -> bool:
        text = lines[index].paragraph.text.strip()
        return len(text) <= 12 and is_form_label(text, mapping)

    runs: list[list[int]] = []
    index = 0
    while index + 1 < len(lines):
        value = lines[index + 1].paragraph.text
        if names_field(index) and not names_field(index + 1) and len(value) <= 60:
            if runs and runs[-1][-1] == index - 2:
                runs[-1].append(index)
            else:
                runs.append([index])
            index += 2
        else:
            index += 1
    for run in runs:
        terms = [read_header(lines[at].paragraph.text.strip()) for at in run]
        is_definitions = any(t and t.field in _SHORT_VALUES for t in terms)
        if len(run) >= 2 and is_definitions:
            for at in run:
                text = lines[at].paragraph.text.strip()
                found[at] = _Line(lines[at].paragraph, ((text, ""),))
    return found


def _is_running(pair: Pair) -> bool:
    """Whether the value before may be running text, in which a word with a colon is no label."""
    wanted = pair.term.fields[0] if pair.term and pair.term.fields else None
    return wanted in (None, Field.TEXT, Field.INDICATORS, Field.ORG_PROFILE) or not pair.text


def _is_section_word(bare: str, wanted: Field) -> bool:
    """A label alone on its line must be one that a text stands under (`成果简介`), not `企业`."""
    return len(bare) >= 3 and wanted in (
        Field.TEXT, Field.INDICATORS, Field.COOPERATION, Field.INTELLECTUAL_PROPERTY, Field.KEYWORDS,  # noqa: E501 - one list of words or pattern
        Field.INDUSTRY, Field.TRL, Field.ORG_PROFILE, Field.PERSON, Field.PHONE, Field.BUDGET,
    )  # fmt: skip


def _can_go_on(pair: Pair) -> bool:
    wanted = pair.term.fields[0] if pair.term and pair.term.fields else None
    if wanted in (
        Field.PHONE,
        Field.EMAIL,
        Field.PERSON,
        Field.BUDGET,
        Field.DEADLINE,
        Field.REGION,
    ):
        return not pair.text
    return True


def _is_furniture(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:[-=_*—~·.]{3,}|\d{1,4})\s*", text))


def _title_lines(lines: Sequence[_Line]) -> set[int]:
    """Indices of the lines that name a record: before the label with which every record begins."""
    labelled = [i for i, line in enumerate(lines) if line.labels]
    if not labelled or _has_titles(lines):
        return set()
    leads: list[int] = []
    seen: set[str] = set()
    for position, index in enumerate(labelled):
        keys = [_label_key(label) for label, _ in lines[index].labels]
        gap = index - (labelled[position - 1] if position else -1) - 1
        is_new = position == 0 or (keys[0] in seen and gap > 0)
        if is_new and gap > 0:
            leads.append(index)
            seen = set()
        seen.update(keys)
    found: set[int] = set()
    for lead in leads:
        previous = max((i for i in labelled if i < lead), default=-1)
        title = _best_title(lines, previous + 1, lead)
        if title is not None:
            found.add(title)
    return found


def _label_key(label: str) -> str:
    term = read_header(label)
    return term.fields[0].value + label[-2:] if term and term.fields else label


def _has_titles(lines: Sequence[_Line]) -> bool:
    """Whether the records name their titles by a label of their own."""
    for line in lines:
        for label, value in line.labels:
            term = read_header(label)
            if term and term.fields == (Field.TITLE,) and value:
                return True
    return False


def _best_title(lines: Sequence[_Line], start: int, lead: int) -> int | None:
    """Of the lines before a lead label the last heading or numbered one, else a short last one."""
    candidates = [i for i in range(max(start, lead - 6), lead) if _may_be_title(lines[i].paragraph)]
    marked = [
        i
        for i in candidates
        if lines[i].paragraph.is_heading or NUMBERED.match(lines[i].paragraph.text)
    ]
    if marked:
        return marked[-1]
    return lead - 1 if lead - 1 in candidates else None


def _may_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    if hint_kinds_only(text):
        return False
    return (
        2 <= len(text) <= 80
        and not _SENTENCE_END.search(text)
        and not re.fullmatch(r"[\W\d_]+", text)
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


def hint_kinds_only(text: str) -> bool:
    """A heading like `企业技术需求` or `前言`, which names a chapter and no record."""
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", strip_number(text)).strip()
    if re.match(r"^关于.+(?:通知|通告|公告|公示|函|意见|方案|办法|说明|情况)$", bare):
        return True
    if len(bare) <= 30 and re.search(
        r"(?:征集|登记|申报|汇总|信息|需求|成果|调查|摸底|推荐|采集|统计|情况)表$", bare
    ):
        return True
    return bool(
        re.fullmatch(
            r"(?:前言|引言|附录|附件.*|说明|简介|目录|.{0,8}(?:技术)?(?:需求|成果|专家|难题)(?:清单|汇编|名单|汇总|目录|手册|篇|部分|超市|库|大厅|专区|专栏|展示|推荐|发布|列表|简册|台账)?)",
            bare,
        )
    )


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
    body = [p.text for p in paragraphs[start + 1 : end] if not _is_furniture(p.text)]
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
        title, org = _split_org(head)
        record.entries.append(Entry(Field.TITLE, "", title, place))
        if org:
            record.entries.append(Entry(Field.ORG, "", org, place))
    elif named := _NAMED_ITEM.match(head):
        record.entries.append(Entry(Field.TITLE, "", named.group("title").strip(), place))
        if looks_like_org(named.group("org").strip()):
            record.entries.append(Entry(Field.ORG, "", named.group("org").strip(), place))
        body.insert(0, named.group("text"))
    else:
        title, org = _split_org(head)
        if org:
            record.entries.append(Entry(Field.ORG, "", org, place))
        body.insert(0, title)
    text = "\n".join(part for part in body if part)
    if text:
        record.entries.append(Entry(Field.TEXT, "", text, place))
    return record


def _split_org(head: str) -> tuple[str, str | None]:
    """`某公司：热处理技术` or `热处理技术（某公司）`: the title and the organisation."""
    match = re.match(
        r"^(?P<org>[^:：—\-，,。]{4,30})\s*(?:[:：]|——?|-)\s*(?P<title>.{4,})$", head, re.S
    )
    if match and looks_like_org(match.group("org").strip()):
        return match.group("title").strip(), match.group("org").strip()
    for pattern in (
        r"^(?P<title>.{4,}?)\s*[(（](?P<org>[^()（）]{4,30})[)）]$",
        r"^(?P<title>.{4,})\s*[—-]{1,2}\s*(?P<org>[^—-]{4,30})$",
    ):
        behind = re.match(pattern, head)
        if behind and looks_like_org(behind.group("org").strip()):
            return behind.group("title").strip(), behind.group("org").strip()
    inside = re.match(
        r"^(?P<org>[^，,。：:\s]{2,24}?(?:公司|集团|厂|合作社|大学|学院|研究院|研究所))(?=需要|需求|希望|急需|亟需|寻求|拟|想|在|因|存在|目前)",
        head,
    )
    if inside and ORG.search(inside.group("org")):
        return head, inside.group("org")
    return head, None
