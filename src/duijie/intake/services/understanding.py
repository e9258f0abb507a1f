"""What a note says: the fields of a draft, each with the line of the note in which it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from duijie.catalogue.enums import RecordKind
from duijie.engines.documents.types import BlockKind, Document, Place, TextBlock
from duijie.engines.extraction import extract_facts, find_records
from duijie.engines.extraction.amounts import budget_in_text
from duijie.engines.extraction.contacts import find_emails, find_phones, take_contacts
from duijie.engines.extraction.titles import title_from_text
from duijie.engines.extraction.types import Record
from duijie.engines.extraction.types import RecordKind as FoundKind
from duijie.engines.text import find_dates

_DEADLINE: Final = re.compile(
    r"截止|之前|前(?:要|需|解决|完成)|底前|月底|期限|时限|deadline|until", re.I
)
_SPEAKER: Final = re.compile(r"^[^:：\n]{1,20}\s+\d{1,2}:\d{2}(?::\d{2})?\s*$", re.M)
_NAMED: Final = re.compile(
    r"(?:联系人|找|我是|这边是|负责人)\s*[:：]?\s*(?P<name>[\u4e00-\u9fff]{1,3}(?:工|总|经理|主任|老师|先生|女士|教授)|[\u4e00-\u9fff]{2,4}(?=[,，。；;\s]|$))"
)
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Understanding:
    """`values`: field -> text as a form takes it; `quotes`: field -> its line in the note."""

    values: Mapping[str, str]
    quotes: Mapping[str, str]
    other_count: int = 0
    """Further needs or offers that the note states."""


def understand_note(text: str, kind: RecordKind) -> Understanding:
    """Fill what the note states. What does not stand in it is not filled in; where nothing is
    understood the whole note is the description."""
    document = Document(
        id="note",
        file="note",
        kind="txt",
        title="",
        blocks=tuple(
            TextBlock(line, Place("note", row=number), BlockKind.PARAGRAPH)
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip()
        ),
    )
    wanted = {FoundKind.NEED, FoundKind.OFFER}
    found = [record for record in find_records(document).records if record.kind in wanted]
    found.sort(key=lambda record: record.kind.value != kind.value)
    values = _of_record(found[0]) if found else {}
    for name, value in _of_text(text, document, kind).items():
        values.setdefault(name, value)
    described = take_contacts(_SPEAKER.sub("", text)).text.strip()
    values.setdefault("text", described[:_LONGEST])
    if not values.get("title"):
        values["title"] = title_from_text(values["text"])[:200]
    quotes = {name: quote for name, value in values.items() if (quote := _quote(text, value))}
    return Understanding({k: v for k, v in values.items() if v}, quotes, max(0, len(found) - 1))


def _of_record(record: Record) -> dict[str, str]:
    found = {
        "title": record.title[:200],
        "text": record.text[:_LONGEST],
        "organisation": record.org or "",
        "person": record.person or "",
        "position": record.position or "",
        "phone": record.phone or "",
        "email": record.email or "",
        "region": record.region or "",
        "industry": record.industry or "",
        "keywords": "、".join(record.keywords),
        "budget_wan": f"{record.budget_wan:g}" if record.budget_wan is not None else "",
        "trl": str(record.trl) if record.trl is not None else "",
    }
    return {name: value for name, value in found.items() if value}


def _of_text(text: str, document: Document, kind: RecordKind) -> dict[str, str]:
    found: dict[str, str] = {}
    phones, emails = find_phones(text), find_emails(text)
    if phones:
        found["phone"] = "; ".join(dict.fromkeys(phones))
    if emails:
        found["email"] = "; ".join(dict.fromkeys(emails))
    if named := _NAMED.search(text):
        found["person"] = named["name"]
    organisations = extract_facts(document).organizations
    if organisations:
        found["organisation"] = organisations[0].name
    if kind is RecordKind.NEED:
        wan, _ = budget_in_text(text)
        if wan is not None:
            found["budget_wan"] = f"{wan:g}"
        if day := _deadline(text):
            found["deadline_date"] = day
    return found


def _deadline(text: str) -> str:
    """A day that the note names as the end of something."""
    for line in re.split(r"[\n。；;]", text):
        if not _DEADLINE.search(line):
            continue
        for mention in find_dates(line):
            if not mention.end_date.startswith("--"):
                return mention.end_date
    return ""


def _quote(text: str, value: str) -> str:
    """The first line that states the value; dates and amounts by their digits."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    plain = re.sub(r"\s+", "", value)
    for line in lines:
        if plain and plain[:40] in re.sub(r"\s+", "", line):
            return line[:200]
    for part in re.split(r"[\n;；、]", value):
        bare = re.sub(r"\s+", "", part)
        for line in lines:
            if len(bare) > 1 and bare[:20] in re.sub(r"\s+", "", line):
                return line[:200]
    digits = re.findall(r"\d+", value)
    for line in lines:
        if digits and all(str(int(number)) in line for number in digits):
            return line[:200]
    return ""
