"""Notes that go company by company: a heading of its name, its needs below, one contact line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from duijie.engines.extraction.contacts import find_phones
from duijie.engines.extraction.heads import strip_number
from duijie.engines.extraction.labelled import line_labels, read_labelled
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.pairs import Pair
from duijie.engines.extraction.paragraphs import NUMBERED, Paragraph
from duijie.engines.extraction.section_rows import read_owner_heading
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.values import looks_like_org
from duijie.engines.extraction.vocabulary import read_header

_ITEM = re.compile(
    r"^\s*(?:技术|企业)?(?:需求|难题|问题|成果)\s*[(（]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?\s*[:：、.．\s]\s*(?P<title>\S.*)$"
)
_COUNTED = re.compile(r"^\s*[(（]?(?P<number>\d{1,2})(?:[、．)）]|\.(?!\d))\s*(?P<title>\S.{3,})$")
_CONTACT = (Field.PERSON, Field.PHONE, Field.EMAIL, Field.POSITION, Field.ADDRESS)


def read_sections(paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None) -> list[Pair]:
    """Pairs of every `需求N：` or numbered line below a heading that is an organisation's name.

    Each item begins a record and takes the heading's organisation and the one contact of its
    section. [] where no such heading has such items.
    """
    heads = [i for i, p in enumerate(paragraphs) if _owner(p) is not None]
    pairs: list[Pair] = []
    for start, end in itertools.pairwise([*heads, len(paragraphs)]):
        pairs += _section(paragraphs[start:end], mapping)
    return pairs


def _owner(paragraph: Paragraph) -> list[Pair] | None:
    """What a heading says: the organisation, and whom to call where it stands there too."""
    text, place = paragraph.text.strip(), paragraph.place
    if not (paragraph.is_heading or NUMBERED.match(text)):
        return None
    told = read_owner_heading(text)
    if told is not None:
        org, person, rest = told
        pairs = [Pair("", org, place, read_header("单位名称"))]
        if person:
            pairs.append(Pair("", person, place, read_header("联系人")))
        phones = find_phones(rest)
        return [*pairs, *(Pair("", phone, place, read_header("电话")) for phone in phones)]
    bare = strip_number(text).rstrip("：: ")
    return [Pair("", bare, place, read_header("单位名称"))] if looks_like_org(bare) else None


def _items(paragraphs: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """The lines that begin items, with what they say; numbers must count from 1."""
    named = [
        (i, match.group("title").strip())
        for i, p in enumerate(paragraphs)
        if (match := _ITEM.match(p.text))
    ]
    if named:
        return named
    counted: list[tuple[int, str]] = []
    for index, paragraph in enumerate(paragraphs):
        match = _COUNTED.match(paragraph.text)
        if match is not None and int(match.group("number")) == len(counted) + 1:
            counted.append((index, match.group("title").strip()))
    return counted


def _section(paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None) -> list[Pair]:
    owner = _owner(paragraphs[0])
    items = _items(paragraphs[1:])
    if not items or owner is None:
        return []
    items = [(index + 1, title) for index, title in items]
    contact = _contact_line(paragraphs, mapping)
    shared = [*owner, *(contact[1] if contact else ())]
    last = contact[0] if contact and contact[0] > items[-1][0] else len(paragraphs)
    ends = [*(index for index, _ in items[1:]), last]
    pairs: list[Pair] = []
    for (start, title), end in zip(items, ends, strict=True):
        place = paragraphs[start].place
        below = read_labelled(paragraphs[start + 1 : end], mapping)
        is_told = not below and bool(re.search(r"[。：:；]", title))
        head = read_header("内容") if is_told else read_header("名称")
        pairs += [Pair("", title, place, head, starts_record=True), *shared]
        pairs += [replace(pair, starts_record=False) for pair in below]
        loose = paragraphs[start + 1 : end] if not below else ()
        pairs += [Pair("", p.text, p.place, read_header("内容")) for p in loose]
    return pairs


def _contact_line(
    paragraphs: Sequence[Paragraph], mapping: ColumnMapping | None
) -> tuple[int, list[Pair]] | None:
    """The only line of a section that says whom to call, if it says nothing else."""
    found: list[tuple[int, list[Pair]]] = []
    for index in range(1, len(paragraphs)):
        if line_labels(paragraphs[index].text, mapping) is None:
            continue
        pairs = read_labelled(paragraphs[index : index + 1], mapping)
        fields = {pair.term.field if pair.term else None for pair in pairs}
        if pairs and fields <= set(_CONTACT):
            found.append((index, pairs))
    return found[0] if len(found) == 1 else None
