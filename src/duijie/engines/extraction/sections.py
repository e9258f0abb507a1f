"""Notes that go company by company: a heading of its name, its needs below, one contact line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from duijie.engines.extraction.lists import line_labels, read_labelled, strip_number
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.pairs import Pair
from duijie.engines.extraction.paragraphs import NUMBERED, Paragraph
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.values import looks_like_org
from duijie.engines.extraction.vocabulary import read_header

_ITEM = re.compile(
    r"^\s*(?:技术|企业)?(?:需求|难题|问题|成果)\s*[(（]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?\s*[:：、.．\s]\s*(?P<title>\S.*)$"
)
_CONTACT = (Field.PERSON, Field.PHONE, Field.EMAIL, Field.POSITION, Field.ADDRESS)


def read_sections(paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None) -> list[Pair]:
    """Pairs of every `需求N：` line below a heading that is an organisation's name.

    Each item begins a record and takes the heading's organisation and the contact line of its
    section. [] where no such heading has such items.
    """
    heads = [i for i, p in enumerate(paragraphs) if _owner(p) is not None]
    pairs: list[Pair] = []
    for start, end in itertools.pairwise([*heads, len(paragraphs)]):
        pairs += _section(paragraphs[start:end], mapping)
    return pairs


def _owner(paragraph: Paragraph) -> str | None:
    text = paragraph.text.strip()
    if not (paragraph.is_heading or NUMBERED.match(text)):
        return None
    bare = strip_number(text).rstrip("：: ")
    return bare if looks_like_org(bare) else None


def _section(paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None) -> list[Pair]:
    items = [i for i, p in enumerate(paragraphs) if _ITEM.match(p.text)]
    org = _owner(paragraphs[0])
    if not items or org is None:
        return []
    contact = _contact_line(paragraphs, mapping)
    place = paragraphs[0].place
    shared = [Pair("", org, place, read_header("单位名称")), *(contact[1] if contact else ())]
    last = contact[0] if contact else len(paragraphs)
    pairs: list[Pair] = []
    for start, end in itertools.pairwise([*items, max(last, items[-1] + 1)]):
        match = _ITEM.match(paragraphs[start].text)
        assert match is not None
        title = match.group("title").strip()
        below = read_labelled(paragraphs[start + 1 : end], mapping)
        loose = [p for p in paragraphs[start + 1 : end] if p.text] if not below else []
        head = Pair("", title, paragraphs[start].place, read_header("名称"), starts_record=True)
        if not below and not loose and "：" not in title and "。" in title:
            head = replace(head, term=read_header("需求描述"))
        pairs += [head, *shared]
        pairs += [replace(pair, starts_record=False) for pair in below]
        pairs += [Pair("", p.text, p.place, read_header("需求描述")) for p in loose]
    return pairs


def _contact_line(
    paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None
) -> tuple[int, list[Pair]] | None:
    """The last line of a section that says whom to call, if it says nothing else."""
    for index in range(len(paragraphs) - 1, 0, -1):
        if line_labels(paragraphs[index].text, mapping) is None:
            continue
        pairs = read_labelled(paragraphs[index : index + 1], mapping)
        fields = {pair.term.field if pair.term else None for pair in pairs}
        if pairs and fields <= set(_CONTACT):
            return index, pairs
    return None
