"""Whose list it is: the organisation that a title, cover or file name names for all records."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from duijie.engines.documents.types import Document, Place
from duijie.engines.extraction.raw import Harvest
from duijie.engines.extraction.types import Record, RecordKind

_OWNER = re.compile(
    r"^(?:附件\s*\d*\s*[:：]?\s*|\d{2,4}[年_\-.\s]*)*(?P<org>[\u4e00-\u9fff（）()]{2,24}?"
    r"(?:大学|学院|研究院|研究所|科学院|农科院|实验室|有限公司|集团|公司|合作社|医院|厂))"
    r"(?:\d{4}年?度?)?(?P<rest>.{0,24})$"
)
_UNIVERSITY = re.compile(
    r"^(?:附件\s*\d*\s*[:：]?\s*|\d{2,4}[年_\-.\s]*)*(?P<org>[\u4e00-\u9fff]{2,16}?(?:大学|科学院|农科院|职业技术学院|工学院|师范学院|医学院|职业学院))"
)
_PART = re.compile(r"^[\u4e00-\u9fff、与]{1,12}(?:学院|学部|系|研究所|研究中心|实验室|处|中心)$")
_WHOLE = re.compile(r"大学|科学院|公司|集团|研究院|职业|省|市|县")
_SEVERAL = re.compile(r"[与和及、]|等|走访|参观|对接|企业|面向|联合")
_RESTS = {
    RecordKind.OFFER: r"成果|专利|技术|项目|产品|服务",
    RecordKind.EXPERT: r"专家|教授|导师|人才|师资|团队",
}


def with_owner(
    document: Document, heads: Sequence[str], records: Sequence[Record], harvest: Harvest
) -> list[Record]:
    """Records without an organisation get that of a title; colleges get their university's name.

    `heads`: titles and first lines, in reading order. The user is told of what came from a title.
    """
    named = [head.strip() for head in heads if head.strip()]
    texts = [*named, *_covers(named), re.sub(r".*[/!]|\.[A-Za-z]{2,5}$", "", document.file)]
    university = _university(texts)
    if university is not None:
        records = [_of_university(record, university) for record in records]
    owners = {kind: _owner(texts, kind) for kind in {r.kind for r in records if r.org is None}}
    for kind, org in owners.items():
        count = sum(r.kind is kind and r.org is None for r in records)
        if org:
            place = Place(document.file)
            harvest.note(
                "extraction.org_from_title", place, file=document.file, org=org, count=count
            )
    return [
        replace(r, org=owners[r.kind]) if r.org is None and owners.get(r.kind) else r
        for r in records
    ]


def _covers(heads: Sequence[str]) -> list[str]:
    """Titles that a cover breaks into lines: `江州大学` over `科技成果汇编`."""
    return [a + b for a, b in itertools.pairwise(heads) if len(a + b) <= 40]


def _owner(texts: Sequence[str], kind: RecordKind) -> str | None:
    """The organisation whose booklet or list it is by its title: `江州大学科技成果汇编`."""
    for text in texts:
        match = _OWNER.match(text)
        if match is None:
            continue
        rest, org = match.group("rest"), match.group("org")
        if _SEVERAL.search(rest + org):
            continue
        is_academic = re.search(r"(?:大学|学院|院|所|室)$", org)
        wanted = r"需求|难题|榜单" if kind is RecordKind.NEED and not is_academic else r"$^"
        if re.search(_RESTS.get(kind, wanted), rest):
            return org
    return None


def _university(texts: Sequence[str]) -> str | None:
    """The one university that the titles begin with; None where they name several."""
    found = {match.group("org") for text in texts if (match := _UNIVERSITY.match(text))}
    return found.pop() if len(found) == 1 else None


def _of_university(record: Record, university: str) -> Record:
    """A bare college or department belongs to the university over the list."""
    org = record.org or ""
    if not _PART.match(org) or _WHOLE.search(org) or record.kind is RecordKind.NEED:
        return record
    return replace(record, org=university + org)
