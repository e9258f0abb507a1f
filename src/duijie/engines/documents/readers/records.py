"""`.jsonl` and `.json` lists of records: one table, its header the union of the keys."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from duijie.engines.documents.draft import Draft, refuse
from duijie.engines.documents.encodings import decode
from duijie.engines.documents.readers.number_format import show_general
from duijie.engines.documents.types import Table

_MOST_KEYS: Final = 500


def read_json_lines(draft: Draft) -> None:
    """A record a line. The header stands in front, so row r of the table is line r of the file."""
    decoded = decode(draft.source.data)
    if decoded.unreadable:
        draft.partial("documents.unreadable_characters", count=decoded.unreadable)
    records: list[Mapping[str, object]] = []
    for number, line in enumerate(decoded.text.split("\n"), 1):
        record: Mapping[str, object] = {}
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict):
                record = value
            else:
                draft.partial("documents.line_not_json", place=draft.place(row=number), row=number)
        records.append(record)
    while records and not records[-1]:
        records.pop()
    _add_records(draft, records, first_row=0)


def read_json(draft: Draft) -> None:
    """A list of records, or an object that holds one such list; else the text as it stands."""
    decoded = decode(draft.source.data)
    if decoded.unreadable:
        draft.partial("documents.unreadable_characters", count=decoded.unreadable)
    try:
        value = json.loads(decoded.text)
    except (ValueError, RecursionError):
        read_json_lines(draft)
        if not draft.blocks:
            raise refuse("documents.not_json") from None
        return
    records = _records_in(value)
    if not records:
        raise refuse("documents.no_records")
    _add_records(draft, records, first_row=None)


def _records_in(value: object) -> list[Mapping[str, object]]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    if isinstance(value, dict):
        lists = [_records_in(item) for item in value.values() if isinstance(item, list)]
        longest = max(lists, key=len, default=[])
        return longest or [value]
    return []


def _add_records(
    draft: Draft, records: Sequence[Mapping[str, object]], *, first_row: int | None
) -> None:
    header: dict[str, None] = {}
    for record in records:
        header.update(dict.fromkeys(record))
        if len(header) > _MOST_KEYS:
            draft.partial("documents.too_many_keys", limit=_MOST_KEYS)
            break
    keys = list(header)[:_MOST_KEYS]
    if not keys:
        return
    rows = [tuple(keys)]
    rows.extend(tuple(_shown(record.get(key)) for key in keys) for record in records)
    draft.add_table(Table(tuple(rows), draft.place(row=first_row, column=1)))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return show_general(value)
    return json.dumps(value, ensure_ascii=False)
