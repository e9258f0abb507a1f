"""Rows into a file and out of it, without a trace of what they said before."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duijie.engines.index.grams import name_grams
from duijie.engines.index.postings import PostingChanges, TermIds
from duijie.engines.index.schema import set_mark
from duijie.engines.index.spelling import Spelling, pack_readings, spell, unpack_readings
from duijie.engines.index.terms import fold_text, stored_terms
from duijie.engines.index.types import Row

_RECORD_COLUMNS = (
    "key, kind, record_id, zone_path, owner_id, organisation_id, state, region, industry,"
    " is_example, updated_at"
)
_INSERT_RECORD = f"INSERT INTO records({_RECORD_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608 - constants
_UPDATE_RECORD = f"UPDATE records SET ({_RECORD_COLUMNS}) = (?,?,?,?,?,?,?,?,?,?,?) WHERE id = ?"  # noqa: S608 - constants
_LONGEST_SHOWN_NAME = 200
_NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PreparedName:
    """A name and its field, spelled."""

    field: str
    name: str
    spelling: Spelling


@dataclass(frozen=True)
class PreparedRow:
    """A row with everything worked out that can be before the file is locked."""

    row: Row
    terms: frozenset[str]
    names: tuple[PreparedName, ...]


def prepare_row(row: Row) -> PreparedRow:
    """Fold the texts and spell the names; empty names and repeated ones are left out."""
    names: dict[str, PreparedName] = {}
    for field, name in [("title", row.title), *(("names", name) for name in row.names)]:
        spelling = spell(name)
        if spelling.chars:
            # a title that is somebody's name counts as the name
            shown = name[:_LONGEST_SHOWN_NAME].encode("utf-8", "replace").decode("utf-8")
            names[spelling.chars] = PreparedName(field, shown, spelling)
    terms = stored_terms(fold_text(row.title), fold_text("\n".join(row.names)), fold_text(row.text))
    return PreparedRow(row, terms, tuple(names.values()))


class RowWriter:
    """Puts rows in and takes them out, each key once; `finish` writes what it gathered.

    Within a transaction. Terms of a row are kept by their ids (`held`): to take a row out, nobody
    needs its text again.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids = TermIds(connection)
        self._changes = PostingChanges()

    def put(self, prepared: PreparedRow) -> None:
        """Insert a row, or replace the one of the same key."""
        record = self._find(prepared.row.key)
        if record is None:
            self._insert(prepared)
        else:
            self._replace(record, prepared)

    def take(self, key: str) -> bool:
        """Delete a row; whether it was there."""
        record = self._find(key)
        if record is None:
            return False
        self._changes.change(record, self._held(record), _NOTHING)
        for number, _, _, chars, readings in self._names(record):
            self._take_name(number, chars, readings)
        self._connection.execute("DELETE FROM held WHERE id = ?", (record,))
        self._connection.execute("DELETE FROM records WHERE id = ?", (record,))
        return True

    def finish(self) -> None:
        """Write the terms, and note whether words went that `purge_file` must see to."""
        if self._changes.removed:
            set_mark(self._connection, "unpurged", is_set=True)
        self._changes.write(self._connection)

    def _find(self, key: str) -> int | None:
        found = self._connection.execute("SELECT id FROM records WHERE key = ?", (key,)).fetchone()
        return None if found is None else int(found[0])

    def _insert(self, prepared: PreparedRow) -> None:
        values = _record_values(prepared.row)
        record = self._connection.execute(_INSERT_RECORD, values).lastrowid or 0
        terms = self._ids.of(prepared.terms)
        self._connection.execute("INSERT INTO held VALUES (?, ?)", (record, _packed(terms)))
        self._changes.change(record, _NOTHING, terms)
        for name in prepared.names:
            self._insert_name(record, name)

    def _replace(self, record: int, prepared: PreparedRow) -> None:
        self._connection.execute(_UPDATE_RECORD, (*_record_values(prepared.row), record))
        before, after = self._held(record), self._ids.of(prepared.terms)
        if before != after:
            self._connection.execute(
                "UPDATE held SET terms = ? WHERE id = ?", (_packed(after), record)
            )
            self._changes.change(record, before, after)
        wanted = {(n.field, n.name, pack_readings(n.spelling)): n for n in prepared.names}
        for number, field, name, chars, readings in self._names(record):
            if wanted.pop((field, name, readings), None) is None:
                self._take_name(number, chars, readings)
        for added in wanted.values():
            self._insert_name(record, added)

    def _held(self, record: int) -> frozenset[int]:
        (packed,) = self._connection.execute(
            "SELECT terms FROM held WHERE id = ?", (record,)
        ).fetchone()
        return frozenset(array("I", packed))

    def _names(self, record: int) -> list[tuple[int, str, str, str, str]]:
        return self._connection.execute(
            "SELECT id, field, name, chars, readings FROM names WHERE record = ?", (record,)
        ).fetchall()

    def _insert_name(self, record: int, name: PreparedName) -> None:
        number = self._connection.execute(
            "INSERT INTO names(record, field, name, chars, readings) VALUES (?,?,?,?,?)",
            (record, name.field, name.name, name.spelling.chars, pack_readings(name.spelling)),
        ).lastrowid
        self._changes.change(number or 0, _NOTHING, self._ids.of(name_grams(name.spelling)))

    def _take_name(self, number: int, chars: str, readings: str) -> None:
        # from the readings that were stored: pypinyin may know others today
        grams = name_grams(Spelling(chars, unpack_readings(readings)))
        self._changes.change(number, self._ids.of(grams), _NOTHING)
        self._connection.execute("DELETE FROM names WHERE id = ?", (number,))


def put_rows(connection: sqlite3.Connection, rows: Iterable[PreparedRow]) -> None:
    """Insert rows of distinct keys, replacing those that are there. Within a transaction."""
    writer = RowWriter(connection)
    for prepared in rows:
        connection.execute("DELETE FROM gone WHERE key = ?", (prepared.row.key,))
        writer.put(prepared)
    writer.finish()


def add_missing_rows(connection: sqlite3.Connection, rows: Iterable[PreparedRow]) -> None:
    """Insert rows whose key was neither put nor taken since the file was made."""
    writer = RowWriter(connection)
    for prepared in rows:
        key = prepared.row.key
        known = "SELECT 1 FROM records WHERE key = ? UNION ALL SELECT 1 FROM gone WHERE key = ?"
        if connection.execute(known, (key, key)).fetchone() is None:
            writer.put(prepared)
    writer.finish()


def take_rows(connection: sqlite3.Connection, keys: Sequence[str], *, remember: bool) -> int:
    """Delete rows; `remember` keeps a rebuild under way from adding an older copy again."""
    writer = RowWriter(connection)
    taken = sum(writer.take(key) for key in keys)
    writer.finish()
    if remember:
        connection.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(key,) for key in keys])
    return taken


def _packed(terms: frozenset[int]) -> bytes:
    return array("I", sorted(terms)).tobytes()


def _record_values(row: Row) -> tuple[str | int | None, ...]:
    return (
        row.key,
        row.kind,
        row.record_id,
        row.zone_path,
        row.owner_id,
        row.organisation_id,
        row.state,
        row.region,
        row.industry,
        int(row.is_example),
        row.updated_at,
    )
