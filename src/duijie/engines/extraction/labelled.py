"""Records in running text under labels with colons: `需求名称：…`, `联系人：…`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.engines.extraction.heads import hint_kinds_only, is_furniture, split_org, strip_number
from duijie.engines.extraction.layout import is_form_label, reads_as_label
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.pairs import Pair, make_pair
from duijie.engines.extraction.paragraphs import CARD_HEAD, NUMBERED, Paragraph
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.values import NAME, looks_like_org
from duijie.engines.extraction.vocabulary import read_header

_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s；;，,。、|｜（(]))[【\[]?(?P<label>[^\s:：。；;，,、|｜【】\[\]]{2,18}(?:[(（][^()（）]{1,24}[)）])?)[】\]]?\s*[:：]"
)
_BRACKET_LABEL = re.compile(r"^\s*[【\[](?P<label>[^【】\[\]]{2,16})[】\]]\s*")
_SHORT_VALUES = (
    Field.ORG,
    Field.BUDGET,
    Field.PHONE,
    Field.REGION,
    Field.NUMBER,
    Field.DEADLINE,
    Field.ORG_KIND,
)
_SENTENCE_END = re.compile(r"[。！!？?；;，,：:]\s*$")
_UNKNOWN_LABEL = re.compile(r"^(?P<label>[\u4e00-\u9fff]{2,6})\s*[:：]\s*(?=\S{1,24}(?:\s|$))")
"""A short word with a colon: a label that no list knows (`来电人：王芳  电话：...`)."""
_COUNTED_ITEM = re.compile(
    r"^\s*(?:需求|成果|项目|难题|技术|专利|专家)\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3})\s*[:：、.．\s]\s*\S"
)
_SPACED_LABEL = re.compile(r"^\s*[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){1,4}(?=\s*[:：])")


def _close_label(text: str) -> str:
    """`联 系 人：王芳` without the blanks that only widen its label."""
    return _SPACED_LABEL.sub(lambda match: re.sub(r"\s", "", match.group()), text)


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
    lines = _with_cards(_with_definitions(lines, mapping))
    titles = _title_lines(lines)
    pairs: list[Pair] = []
    for index, line in enumerate(lines):
        place = line.paragraph.place
        if line.labels:
            pairs += [make_pair(label, value, place, mapping) for label, value in line.labels]
        elif index in titles:
            text = strip_number(line.paragraph.text)
            title, org = split_org(text)
            if org is None and looks_like_org(text):
                pairs.append(Pair("", text, place, read_header("单位名称"), starts_record=True))
                continue
            pairs.append(Pair("", title, place, read_header("名称"), starts_record=True))
            if org:
                pairs.append(Pair("", org, place, read_header("单位名称")))
        elif pairs and not line.paragraph.is_heading and not is_furniture(line.paragraph.text):
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


def _with_cards(lines: Sequence[_Line]) -> list[_Line]:
    """Heads of cards (`【王芳】` over labels) as names, and headings over lists as no labels."""
    found = list(lines)
    for index, (line, below) in enumerate(itertools.pairwise(lines)):
        name = CARD_HEAD.match(line.paragraph.text)
        if name and not line.labels and below.labels and NAME.match(name.group("name")):
            found[index] = _Line(line.paragraph, (("姓名", name.group("name")),))
        elif (
            line.labels
            and not any(value for _, value in line.labels)
            and not below.labels
            and _COUNTED_ITEM.match(below.paragraph.text)
        ):
            found[index] = _Line(line.paragraph, ())
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
