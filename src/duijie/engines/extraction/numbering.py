"""Ids of records: the source's own numbers, or counted in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from duijie.engines.extraction.grid import where
from duijie.engines.extraction.raw import Entry, Harvest, RawRecord
from duijie.engines.extraction.types import Field, Record, RecordKind

_PREFIX = {
    RecordKind.NEED: "N",
    RecordKind.OFFER: "O",
    RecordKind.EXPERT: "E",
    RecordKind.ORGANISATION: "U",
}


def number_records(
    made: Sequence[tuple[RawRecord, list[Record]]], harvest: Harvest
) -> list[Record]:
    """Ids: the source's own numbers where none comes twice, else N001, ... in reading order."""
    wanted: list[str | None] = []
    flat: list[Record] = []
    for raw, records in made:
        own = raw.first(Field.NUMBER)
        for index, record in enumerate(records):
            base = _own_id(own, record.kind) if own is not None else None
            wanted.append(base if base is None or len(records) == 1 else f"{base}-{index + 1}")
            flat.append(record)
    told = Counter(name for name in wanted if name)
    repeated = {name for name, count in told.items() if count > 1}
    if any(not _is_counted(name) for name in repeated) and flat:
        place = flat[0].place
        harvest.note(
            "extraction.repeated_number", place, where=where(replace(place, row=None, column=None))
        )
    if repeated:
        plain = {
            kind
            for record, name in zip(flat, wanted, strict=True)
            if name in repeated
            for kind in (record.kind,)
        }
        wanted = [
            None
            if record.kind in plain and _is_counted(name)
            else None
            if name in repeated
            else name
            for record, name in zip(flat, wanted, strict=True)
        ]
    used = {name for name in wanted if name}
    counters: Counter[RecordKind] = Counter()
    numbered: list[Record] = []
    for record, name in zip(flat, wanted, strict=True):
        while name is None or (name in used and name not in wanted):
            counters[record.kind] += 1
            candidate = f"{_PREFIX[record.kind]}{counters[record.kind]:03d}"
            name = candidate if candidate not in used else None
        used.add(name)
        numbered.append(replace(record, id=name))
    return numbered


def _is_counted(name: str | None) -> bool:
    return name is not None and bool(re.fullmatch(r"[NOEU]\d{3,}(?:-\d+)?", name))


def _own_id(entry: Entry, kind: RecordKind) -> str | None:
    """The source's number: a plain count gets the kind's letter (`3` -> `N003`), a code stays."""
    text = entry.text.strip()
    count = re.fullmatch(r"(\d{1,4})(?:\.0)?[.、]?", text)
    is_code = entry.label.lower() == "id" or "编号" in entry.label or "登记号" in entry.label
    if count and not is_code:
        return f"{_PREFIX[kind]}{int(count.group(1)):03d}"
    return text if text and len(text) <= 40 and "\n" not in text else None
