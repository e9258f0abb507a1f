"""From labelled texts to records: titles, texts, contacts, amounts, and what has no place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from duijie.engines.extraction.amounts import budget_in_text, read_budget, read_trl
from duijie.engines.extraction.contacts import find_emails, find_phones, take_contacts
from duijie.engines.extraction.evidence import read_evidence
from duijie.engines.extraction.grid import where
from duijie.engines.extraction.raw import Entry, Harvest, RawRecord
from duijie.engines.extraction.several import split_needs
from duijie.engines.extraction.titles import TITLE_LENGTH, one_line, title_from_text
from duijie.engines.extraction.types import Field, Record, RecordKind
from duijie.engines.extraction.values import NAME, is_nothing

_TELLS = re.compile(r"^[^：:]{4,30}[：:]\s*\S.{7,}|^.{60,}", re.S)
"""A title cell that also tells: `气孔控制：锁体电镀以后鼓泡`, or sentences."""
_HELP = re.compile(
    r"[(（][^()（）]{0,30}?\d+\s*字(?:以内|以上|左右|之内)?[^()（）]{0,12}[)）]|[(（](?:必填|选填|请填写|可另附页|限\d+字)[)）]"
)
_KEYWORD_BREAK = re.compile(r"[;；,，、/|\n]+")
_TEXT_FIELDS = (Field.TEXT, Field.INDICATORS)
_KEPT_AS_FIELDS = (
    Field.NUMBER, Field.ADDRESS, Field.COOPERATION, Field.DEADLINE, Field.INDICATORS,
    Field.INTELLECTUAL_PROPERTY, Field.ORG_KIND, Field.ORG_PROFILE, Field.SOURCE, Field.BUDGET, Field.TRL, Field.KIND,  # noqa: E501 - one list of words or pattern
)  # fmt: skip
_NAME_PARTS = re.compile(
    r"^(?P<name>[\u4e00-\u9fff·]{2,8}?)\s*[(（/\s,，、-]+\s*(?P<position>[\u4e00-\u9fff]{2,12})\s*[)）]?$"
)


@dataclass(slots=True)
class _Contacts:
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of contacts that stood within a text."""

    def take(self, text: str) -> str:
        found = take_contacts(text)
        self.names += found.names
        self.phones += [p for p in found.phones if p not in self.phones]
        self.emails += [e for e in found.emails if e not in self.emails]
        return found.text


def assemble(raw: RawRecord, harvest: Harvest) -> list[Record]:
    """The records of one raw one (several where a cell holds several needs); ids are still empty.

    What makes no record is told in `harvest`.
    """
    kind = raw.kind
    assert kind is not None
    variants = _split(raw, harvest) if raw.may_split and kind is RecordKind.NEED else [raw]
    return [record for one in variants if (record := _record(one, kind, harvest)) is not None]


def _split(raw: RawRecord, harvest: Harvest) -> list[RawRecord]:
    titles = [e for e in raw.entries if e.field is Field.TITLE and not is_nothing(e.text)]
    texts = [e for e in raw.entries if e.field is Field.TEXT and not is_nothing(e.text)]
    if titles:
        source, is_title = titles[0], True
    elif len(texts) == 1:
        source, is_title = texts[0], False
    else:
        return [raw]
    parts = split_needs(source.text, is_title=is_title)
    if parts is None:
        return [raw]
    others: dict[int, tuple[str, ...]] = {}
    for index, entry in enumerate(raw.entries):
        if entry is not source and entry.field in (*_TEXT_FIELDS, Field.BUDGET, Field.KEYWORDS):
            from duijie.engines.extraction.several import numbered_parts

            found = numbered_parts(entry.text)
            if found is not None and len(found[1]) == len(parts) and not found[0]:
                others[index] = found[1]
    harvest.note("extraction.cell_split", source.place, where=where(source.place), count=len(parts))
    split: list[RawRecord] = []
    for number, part in enumerate(parts):
        entries = [
            replace(e, text=part) if e is source
            else replace(e, text=others[i][number]) if i in others
            else e
            for i, e in enumerate(raw.entries)
        ]  # fmt: skip
        split.append(
            RawRecord(raw.place, entries, raw.kind, raw.table, raw.content_columns, may_split=False)
        )
    return split


def _record(raw: RawRecord, kind: RecordKind, harvest: Harvest) -> Record | None:
    entries = [replace(e, text=_HELP.sub("", e.text).strip()) for e in raw.entries]
    contacts = _Contacts()
    person, position = _read_person(entries, contacts)
    org = _joined(entries, Field.ORG, contacts)
    title = contacts.take(_first(entries, Field.TITLE)).strip()
    title = one_line(title) if "\n" in title else title
    text = _text(entries, contacts)
    industry = _joined(entries, Field.INDUSTRY, contacts)
    keywords = _keywords(entries, contacts)
    if kind is RecordKind.EXPERT:
        title = title or person or (org if text else None) or ""
        text = text or industry or ""
    elif kind is RecordKind.ORGANISATION:
        title = org or title
        text = text or _joined(entries, Field.ORG_PROFILE, contacts) or ""
    elif not title and not text and keywords:
        text = "、".join(keywords)
    evidence = read_evidence(entries, kind, contacts.take)
    if not title and not text and not evidence:
        _refuse(raw, kind, harvest)
        return None
    if title and not text and kind in (RecordKind.NEED, RecordKind.OFFER) and _TELLS.match(title):
        title, text = title_from_text(title), title
    title = title or _made_title(entries, text) or evidence[0].title
    budget, budget_text = _read_budget(entries, harvest)
    if kind is RecordKind.NEED and not budget_text:
        budget, budget_text = budget_in_text(text)
    if person is None and contacts.names:
        person = contacts.names[0]
    fields = _fields(entries, contacts, budget_text)
    unplaced = _unplaced(entries, contacts)
    phone_text = "; ".join(dict.fromkeys(contacts.phones)) or None
    return Record(
        id="",
        kind=kind,
        title=title,
        text=text,
        place=raw.place,
        org=org,
        person=person,
        position=position,
        phone=phone_text,
        email="; ".join(dict.fromkeys(contacts.emails)) or None,
        region=_joined(entries, Field.REGION, contacts),
        industry=industry,
        budget_wan=budget,
        trl=_read_trl(entries),
        keywords=keywords,
        evidence=evidence,
        fields=fields,
        unplaced=unplaced,
    )


def _made_title(entries: Sequence[Entry], text: str) -> str:
    """Of the first description that gives one, without the label under which it is joined."""
    for entry in entries:
        if entry.field in _TEXT_FIELDS and not is_nothing(entry.text):
            found = title_from_text(take_contacts(entry.text).text)
            if found:
                return found
    return title_from_text(text) or one_line(text)[:TITLE_LENGTH]


def _first(entries: Sequence[Entry], wanted: Field) -> str:
    return next((e.text for e in entries if e.field is wanted and not is_nothing(e.text)), "")


def _joined(entries: Sequence[Entry], wanted: Field, contacts: _Contacts) -> str | None:
    texts = [
        one_line(contacts.take(e.text))
        for e in entries
        if e.field is wanted and not is_nothing(e.text)
    ]
    kept = list(dict.fromkeys(text for text in texts if text))
    return "、".join(kept) if kept else None


def _text(entries: Sequence[Entry], contacts: _Contacts) -> str:
    """The descriptions; more than one are joined under their labels, in reading order.

    A single description stands without its label, also before indicators, which keep theirs.
    """
    wanted = [e for e in entries if e.field in _TEXT_FIELDS and not is_nothing(e.text)]
    merged: dict[str, list[str]] = {}
    for entry in wanted:
        text = contacts.take(entry.text)
        if text:
            known = merged.setdefault(entry.label, [])
            if text not in known:
                known.append(text)
    bare = {entry.label for entry in wanted if entry.field is Field.TEXT} & set(merged)
    if len(bare) > 1:
        bare = set()
    return "\n".join(
        f"{label}：" + "\n".join(texts) if label and label not in bare else "\n".join(texts)
        for label, texts in merged.items()
    )


def _read_person(entries: Sequence[Entry], contacts: _Contacts) -> tuple[str | None, str | None]:
    """The person and position; a telephone cell may hold the name too (`张三 139...`)."""
    names: list[str] = []
    spare: list[str] = []
    position = None
    for entry in entries:
        if is_nothing(entry.text):
            continue
        if entry.field is Field.PERSON:
            name = one_line(contacts.take(entry.text)).strip(" ，,;；、/:：()（）-")
            match = _NAME_PARTS.match(name)
            if (
                match
                and len(match.group("name")) <= 4
                and not NAME.match(match.group("position")[-2:] + "、")
            ):
                from duijie.engines.extraction.facts.titles import ends_as_post

                if ends_as_post(match.group("position")):
                    name, position = match.group("name"), match.group("position")
            if name and name not in names:
                names.append(name)
        elif entry.field is Field.POSITION:
            position = one_line(contacts.take(entry.text)) or position
        elif entry.field in (Field.PHONE, Field.EMAIL):
            spare += _read_contact(entry, contacts)
    if not names:
        names = [s for s in spare if NAME.match(s)][:1]
    return "、".join(names) or None, position


def _read_contact(entry: Entry, contacts: _Contacts) -> list[str]:
    """Put the numbers and addresses of a contact cell away; what else it says is given back."""
    emails = find_emails(entry.text)
    phones = find_phones(entry.text, is_phone_cell=True)
    contacts.emails += [e for e in emails if e not in contacts.emails]
    contacts.phones += [p for p in phones if p not in contacts.phones]
    if not emails and not phones:
        target = contacts.emails if entry.field is Field.EMAIL else contacts.phones
        plain = one_line(entry.text)
        if plain not in target and not NAME.match(plain):
            target.append(plain)
    rest = take_contacts(entry.text).text
    return [part for part in re.split(r"[\s,，;；、/:：()（）]+", rest) if part]


def _read_budget(entries: Sequence[Entry], harvest: Harvest) -> tuple[float | None, str]:
    for entry in entries:
        if entry.field is not Field.BUDGET or not entry.text.strip():
            continue
        text = one_line(entry.text)
        budget = read_budget(text, entry.unit, is_number_wan=entry.label.endswith("_wan"))
        if budget.is_unit_assumed:
            harvest.note(
                "extraction.budget_unit_assumed",
                replace(entry.place, row=None),
                where=entry.place.sheet or entry.place.file,
                column=entry.label,
            )
        if budget.wan is None and not budget.is_open:
            harvest.note(
                "extraction.budget_not_read", entry.place, where=where(entry.place), text=text[:40]
            )
        has_unit = re.search(r"[元万亿]|[A-Za-z$€]", text)
        return budget.wan, text if has_unit or not entry.unit else f"{text}{entry.unit}"
    return None, ""


def _read_trl(entries: Sequence[Entry]) -> int | None:
    for entry in entries:
        if entry.field is Field.TRL:
            found = read_trl(entry.text, is_level_cell=True)
            if found is not None:
                return found
    for entry in entries:
        if entry.field in _TEXT_FIELDS:
            found = read_trl(entry.text)
            if found is not None:
                return found
    return None


def _keywords(entries: Sequence[Entry], contacts: _Contacts) -> tuple[str, ...]:
    found: list[str] = []
    for entry in entries:
        if entry.field is Field.KEYWORDS and not is_nothing(entry.text):
            text = contacts.take(entry.text)
            if text.startswith("["):
                try:
                    parts = [str(part) for part in json.loads(text)]
                except ValueError:
                    parts = _KEYWORD_BREAK.split(text)
            else:
                parts = _KEYWORD_BREAK.split(text)
                if len(parts) == 1 and not parts[0].isascii():
                    parts = parts[0].split()
            found += [part.strip() for part in parts if part.strip()]
    return tuple(dict.fromkeys(found))


def _fields(entries: Sequence[Entry], contacts: _Contacts, budget_text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for wanted in _KEPT_AS_FIELDS:
        if wanted is Field.BUDGET:
            if budget_text:
                fields[wanted.value] = budget_text
            continue
        texts = [
            contacts.take(e.text) for e in entries if e.field is wanted and not is_nothing(e.text)
        ]
        kept = list(dict.fromkeys(text for text in texts if text))
        if kept:
            fields[wanted.value] = "\n".join(kept)
    return fields


def _unplaced(entries: Sequence[Entry], contacts: _Contacts) -> dict[str, str]:
    unplaced: dict[str, str] = {}
    used_title = False
    for entry in entries:
        label = entry.label
        if entry.field is Field.TITLE and not is_nothing(entry.text):
            if not used_title:
                used_title = True
                continue
        elif (
            entry.field is not None
            or not entry.text.strip()
            or (label.lower() == "evidence" and entry.text.startswith("["))
        ):
            continue
        text = contacts.take(entry.text)
        if not text:
            continue
        if label in unplaced and text not in unplaced[label].split("\n"):
            unplaced[label] += "\n" + text
        else:
            unplaced.setdefault(label, text)
    return unplaced


def _refuse(raw: RawRecord, kind: RecordKind, harvest: Harvest) -> None:
    content = (
        (Field.PERSON,)
        if kind is RecordKind.EXPERT
        else (Field.ORG,)
        if kind is RecordKind.ORGANISATION
        else (Field.TITLE, *_TEXT_FIELDS)
    )
    said = next((e for e in raw.entries if e.field in content and e.text.strip()), None)
    if said is not None:
        harvest.note(
            "extraction.row_says_none",
            said.place,
            where=where(said.place),
            text=one_line(said.text)[:40],
        )
        return
    if raw.place.row is None:
        harvest.warn("extraction.form_without_text", raw.place, where=where(raw.place))
        return
    harvest.warn(
        "extraction.row_without_text",
        raw.place,
        where=where(raw.place),
        columns=raw.content_columns or "—",
    )
