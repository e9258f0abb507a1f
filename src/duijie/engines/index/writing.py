"""Rows into a file and out of it, without a trace of what they said before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import apsw

from duijie.engines.index.grams import name_grams
from duijie.engines.index.spelling import Spelling, pack_readings, spell, unpack_readings
from duijie.engines.index.terms import fold_text, folded_terms
from duijie.engines.index.types import Row

_RECORD = (
    "INSERT INTO records(id, key, kind, record_id, zone_path, owner_id, organisation_id, state,"
    " region, industry, is_example, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) "
)


@dataclass(frozen=True)
class PreparedRow:
    """A row with everything worked out that can be before the file is locked."""

    row: Row
    title: str
    names: str
    text: str
    spellings: tuple[tuple[str, str, Spelling], ...]


def prepare_row(row: Row) -> PreparedRow:
    """Fold the texts and spell the names; empty names and repeated ones are left out."""
    spellings: dict[str, tuple[str, str, Spelling]] = {}
    for field, name in [("title", row.title), *(("names", name) for name in row.names)]:
        spelling = spell(name)
        if spelling.chars:
            # a title that is somebody's name counts as the name
            spellings[spelling.chars] = (field, name, spelling)
    return PreparedRow(
        row,
        fold_text(row.title),
        fold_text("\n".join(row.names)),
        fold_text(row.text),
        tuple(spellings.values()),
    )


def put_rows(connection: apsw.Connection, rows: Iterable[PreparedRow]) -> None:
    """Insert rows, replacing those of the same key. The caller holds the transaction."""
    for prepared in rows:
        connection.execute("DELETE FROM gone WHERE key = ?", (prepared.row.key,))
        _take_out(connection, prepared.row.key)
        _insert(connection, prepared)


def add_missing_rows(connection: apsw.Connection, rows: Iterable[PreparedRow]) -> int:
    """Insert rows whose key was neither put nor taken since the file was made; how many."""
    added = 0
    for prepared in rows:
        key = prepared.row.key
        known = "SELECT 1 FROM records WHERE key = ? UNION ALL SELECT 1 FROM gone WHERE key = ?"
        if not list(connection.execute(known, (key, key))):
            _insert(connection, prepared)
            added += 1
    return added


def take_rows(connection: apsw.Connection, keys: Sequence[str], *, remember: bool) -> int:
    """Delete rows; `remember` keeps a rebuild under way from adding an older copy again."""
    taken = 0
    for key in keys:
        taken += _take_out(connection, key)
        if remember:
            connection.execute("INSERT OR IGNORE INTO gone VALUES (?)", (key,))
    return taken


def _insert(connection: apsw.Connection, prepared: PreparedRow) -> None:
    row = prepared.row
    connection.execute(
        _RECORD,
        (
            None,
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
        ),
    )
    record = connection.last_insert_rowid()
    texts = (prepared.title, prepared.names, prepared.text)
    connection.execute("INSERT INTO texts VALUES (?,?,?,?)", (record, *texts))
    connection.execute(
        "INSERT INTO word_terms(rowid, title, names, text) VALUES (?,?,?,?)",
        (record, *map(_term_list, texts)),
    )
    for field, name, spelling in prepared.spellings:
        readings = pack_readings(spelling)
        connection.execute(
            "INSERT INTO names VALUES (NULL,?,?,?,?,?,?)",
            (record, field, name, len(spelling.chars), spelling.chars, readings),
        )
        connection.execute(
            "INSERT INTO name_grams(rowid, grams) VALUES (?,?)",
            (connection.last_insert_rowid(), " ".join(name_grams(spelling))),
        )


def _take_out(connection: apsw.Connection, key: str) -> int:
    found = list(
        connection.execute(
            "SELECT t.id, t.title, t.names, t.text FROM records r JOIN texts t ON t.id = r.id"
            " WHERE r.key = ?",
            (key,),
        )
    )
    for record, *texts in found:
        # terms are told, not looked up: the term tables keep no text of their own
        connection.execute(
            "INSERT INTO word_terms(word_terms, rowid, title, names, text)"
            " VALUES ('delete',?,?,?,?)",
            (record, *map(_term_list, map(str, texts))),
        )
        names = "SELECT id, chars, readings FROM names WHERE record = ?"
        for name, chars, readings in list(connection.execute(names, (record,))):
            spelling = Spelling(str(chars), unpack_readings(str(readings)))
            connection.execute(
                "INSERT INTO name_grams(name_grams, rowid, grams) VALUES ('delete',?,?)",
                (name, " ".join(name_grams(spelling))),
            )
        connection.execute("DELETE FROM names WHERE record = ?", (record,))
        connection.execute("DELETE FROM texts WHERE id = ?", (record,))
        connection.execute("DELETE FROM records WHERE id = ?", (record,))
    return len(found)


def _term_list(folded: str) -> str:
    return " ".join(folded_terms(folded))
