"""Label and value pairs in reading order, and the records that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from duijie.engines.documents.types import Place
from duijie.engines.extraction.column_fields import SINGLE, TITLE_LENGTH, title_length
from duijie.engines.extraction.kind_choice import Hint, KindChoice, choose_kind
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.raw import Entry, RawRecord
from duijie.engines.extraction.types import Field, RecordKind
from duijie.engines.extraction.vocabulary import Term, read_header, squeeze

_TICKED = "☑☒■✓✔√●☒◉🗹▣"
_EMPTY = "□○☐◻◯❏❑▢"
_ASCII_BOX = re.compile(r"[\[【(（]\s*(?P<tick>[√✓✔xXvV■☑]?)\s*[\]】)）]")
_SHARED = (
    Field.ORG,
    Field.PERSON,
    Field.PHONE,
    Field.EMAIL,
    Field.REGION,
    Field.ADDRESS,
    Field.ORG_PROFILE,
    Field.ORG_KIND,
    Field.POSITION,
    Field.INDUSTRY,
    Field.SOURCE,
)
"""What a form states once for several needs."""


@dataclass(frozen=True, slots=True)
class Pair:
    label: str
    text: str
    place: Place
    term: Term | None
    starts_record: bool = False
    """A title line: what follows is a new record."""


@dataclass(slots=True)
class PairRecord:
    """The pairs of one record, with the terms of their labels."""

    pairs: list[Pair] = field(default_factory=list)
    shared: list[Pair] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        return [pair.term for pair in self.pairs if pair.term is not None]


def clean_label(text: str) -> str:
    """A label in one line, without numbering, stars and the help behind it."""
    one_line = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    one_line = re.sub(
        r"^(?:[*★※]|\d{1,2}[.、．]|\d{1,2}(?=[\u4e00-\u9fff])|[(（]?[一二三四五六七八九十\d]+[)）、])+",
        "",
        one_line,
    )
    return re.sub(r"[(（][^()（）]{4,}[)）]", "", one_line).strip("*★※：: 【】") or one_line


def read_ticks(text: str) -> str:
    """Of check boxes only what is ticked, joined by `、`; a text without boxes as it is.

    `□独立研发 ☑委托研发` gives `委托研发`; the tick may stand behind its word where the text starts
    with a word and ends with a box.
    """
    if re.search(r"[\[【(（]\s*[√✓✔xX]?\s*[\]】)）]", text) and len(_ASCII_BOX.findall(text)) >= 2:
        text = _ASCII_BOX.sub(lambda m: "☑" if m.group("tick") else "□", text)
    if not any(mark in text for mark in _EMPTY + _TICKED):
        return text
    marks = _EMPTY + _TICKED
    is_lone = not any(mark in text for mark in _EMPTY) and sum(map(text.count, _TICKED)) == 1
    if is_lone and text.lstrip()[:1] not in _TICKED and text.rstrip()[-1:] not in "√✓✔☑":
        return text  # a mark in running text
    parts = re.split(f"([{marks}])", text)
    is_behind = bool(parts[0].strip(" 、，,:：")) and not "".join(parts[-1:]).strip()
    ticked: list[str] = []
    for index in range(1, len(parts), 2):
        option = parts[index - 1] if is_behind else parts[index + 1]
        if parts[index] in _TICKED:
            option = " ".join(option.split()).strip(" 、，,;；/")
            option = re.sub(r"[_＿]{2,}", "", option).strip()
            if option:
                ticked.append(option)
    return "、".join(ticked)


def make_pair(
    label: str, text: str, place: Place, mapping: ColumnMapping | None, group: str = ""
) -> Pair:
    """A pair with the meaning of its label; the user's mapping stands above the vocabulary."""
    term = read_header(label, group)
    if mapping is not None:
        is_named, wanted = mapping.for_header(label)
        if is_named:
            kind = term.kind if term else None
            term = Term((wanted,) if wanted else (), kind, 1.0, term.unit if term else None)
    return Pair(clean_label(label), read_ticks(text).strip(), place, term)


def split_records(pairs: Iterable[Pair]) -> list[PairRecord]:
    """Cut a stream of pairs where a record begins: at a title line, or where a label comes again.

    A second title under one organisation begins a further need of that organisation, and takes over
    what the form stated once (organisation, contact, region).
    """
    records: list[PairRecord] = []
    current = PairRecord()
    seen: dict[str, str] = {}
    for pair in pairs:
        key = _key(pair)
        is_again = key in seen and bool(pair.text) and not _is_same_label_free(pair)
        if is_again and _describes(pair, current):
            is_again = False
        if (
            pair.starts_record
            or _opens_next_card(pair, current)
            or (is_again and _begins_record(pair, current))
        ):
            if current.pairs:
                records.append(current)
            current = _next_record(current, pair)
            seen = {}
        current.pairs.append(pair)
        if pair.text or not _is_title(pair):
            seen[key] = pair.text
    if current.pairs:
        records.append(current)
    return records


def _describes(pair: Pair, current: PairRecord) -> bool:
    """`技术需求：…` below a title is its description, the first time that it comes.

    The title is a line of its own, or stands under a label that names nothing but titles.
    """
    if pair.term is None or len(pair.term.fields) != 2 or not current.pairs:
        return False
    if any(_bare(known.label) == _bare(pair.label) for known in current.pairs):
        return False
    return current.pairs[0].starts_record or any(
        known.term is not None and known.term.fields == (Field.TITLE,) and known.text
        for known in current.pairs
    )


def _opens_next_card(pair: Pair, current: PairRecord) -> bool:
    """Cards in a row each begin with `姓名`; a contact within a record does not come first."""
    if pair.term is None or pair.term.fields != (Field.PERSON,) or not pair.text or not pair.label:
        return False
    labelled = [known for known in current.pairs if known.label]
    return (
        bool(labelled)
        and labelled[0].label == pair.label
        and (labelled[0] is current.pairs[0] or pair.label == "姓名")
        and labelled[0].text not in ("", pair.text)
        and any(
            known.term and known.text and {Field.TITLE, Field.TEXT} & set(known.term.fields)
            for known in labelled
        )
    )


def _bare(label: str) -> str:
    return squeeze(re.sub(r"[一二三四五六七八九十\d]+$", "", label))


def _key(pair: Pair) -> str:
    if pair.term is not None and pair.term.fields:
        wanted = pair.term.fields[0]
        if wanted in (Field.TITLE, Field.ORG):
            return wanted.value
    return _bare(pair.label)


def _is_title(pair: Pair) -> bool:
    return pair.term is not None and Field.TITLE in pair.term.fields


def _is_same_label_free(pair: Pair) -> bool:
    """Labels that forms repeat within one record: contact lines, remarks, dates."""
    fields = pair.term.fields if pair.term else ()
    return not fields or fields[0] in (
        Field.PHONE,
        Field.EMAIL,
        Field.PERSON,
        Field.POSITION,
        Field.ADDRESS,
        Field.INDUSTRY,
        Field.REGION,
    )


def _begins_record(pair: Pair, current: PairRecord) -> bool:
    assert pair.term is not None
    wanted = pair.term.fields[0]
    filled = {f for p in current.pairs if p.term and p.text for f in p.term.fields}
    if wanted is Field.TITLE:
        return Field.TITLE in filled
    if wanted is Field.ORG:
        same = [p.text for p in current.pairs if p.term and p.term.fields[:1] == (Field.ORG,)]
        return bool(filled & {Field.TITLE, Field.TEXT}) and pair.text not in same
    return bool(filled & {Field.TITLE, Field.TEXT, Field.ORG, Field.PERSON})


def _next_record(current: PairRecord, pair: Pair) -> PairRecord:
    """After a title in a form that named its organisation before the first title."""
    new = PairRecord()
    if not _is_title(pair) or pair.starts_record:
        return new
    before: list[Pair] = list(current.shared)
    for known in current.pairs:
        if _is_title(known):
            break
        if known.term is not None and known.term.fields[:1] and known.term.fields[0] in _SHARED:
            before.append(known)
    else:
        return new
    new.shared = before
    return new


def choose_pair_kind(
    record: PairRecord, hints: Sequence[Hint], mapping: ColumnMapping | None
) -> KindChoice:
    if mapping is not None and mapping.kind is not None:
        return KindChoice(mapping.kind)
    texts = [
        p.text
        for p in record.pairs
        if p.term and {Field.TITLE, Field.TEXT} & set(p.term.fields) and p.text
    ]
    filled = [p.term for p in record.pairs if p.term is not None and p.text]
    return choose_kind(filled, hints, texts)


def to_raw(record: PairRecord, kind: RecordKind) -> RawRecord:
    """Entries with one field each; of several for a single field the best named one counts."""
    pairs = [p for p in record.pairs if p.text]
    shared = [p for p in record.shared if p.text]
    raw = RawRecord(record.pairs[0].place, kind=kind)
    title_at = _title_index(pairs, kind)
    taken: dict[Field, int] = {}
    chosen: list[tuple[Pair, Field | None]] = []
    for index, pair in enumerate(pairs):
        wanted = _field_of(pair, index, title_at, kind)
        if wanted in SINGLE:
            assert wanted is not None
            before = taken.get(wanted)
            if before is not None and _is_better(pair, chosen[before][0], kind):
                chosen[before] = (chosen[before][0], None)
            elif before is not None:
                wanted = Field.TEXT if wanted is Field.TITLE else None
            if wanted in SINGLE and wanted is not None:
                taken[wanted] = index
        chosen.append((pair, wanted))
    present = {wanted for _, wanted in chosen}
    for pair in shared:
        wanted = pair.term.fields[0] if pair.term and pair.term.fields else None
        if wanted is not None and wanted not in present:
            chosen.append((pair, wanted))
    for pair, wanted in chosen:
        unit = pair.term.unit if pair.term else None
        raw.entries.append(Entry(wanted, pair.label, pair.text, pair.place, unit))
    return raw


def _title_index(pairs: Sequence[Pair], kind: RecordKind) -> int | None:
    """Which pair is the title: one named so, best of this kind; else a short `技术需求`."""
    sure = [i for i, p in enumerate(pairs) if p.term and p.term.fields == (Field.TITLE,)]
    if sure:
        return min(sure, key=lambda i: (pairs[i].term.kind is not kind, i))  # type: ignore[union-attr]  # sure has terms
    both = [
        i
        for i, p in enumerate(pairs)
        if p.term and len(p.term.fields) == 2 and title_length(p.text) <= TITLE_LENGTH
    ]
    return both[0] if both else None


def _field_of(pair: Pair, index: int, title_at: int | None, kind: RecordKind) -> Field | None:
    if pair.term is None or not pair.term.fields:
        return None
    wanted = pair.term.fields[0]
    if wanted is Field.TITLE:
        if kind in (RecordKind.EXPERT, RecordKind.ORGANISATION):
            return Field.TEXT
        return Field.TITLE if index == title_at else Field.TEXT
    return wanted


def _is_better(pair: Pair, before: Pair, kind: RecordKind) -> bool:
    assert pair.term is not None
    assert before.term is not None
    new, old = pair.term, before.term
    return (new.kind is kind, -(new.kind is not None), new.score) > (
        old.kind is kind,
        -(old.kind is not None),
        old.score,
    )
