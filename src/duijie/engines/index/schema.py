"""One database file per level and generation: its tables, and a connection to it."""

from __future__ import annotations

from pathlib import Path

import apsw

INDEX_VERSION = "1"
"""Raised when stored terms or spellings change their form; files of another version are unread."""

_BUSY_MILLISECONDS = 20_000

_TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gone(key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE records(
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    record_id INTEGER NOT NULL, zone_path TEXT NOT NULL, owner_id INTEGER,
    organisation_id INTEGER, state TEXT NOT NULL, region TEXT NOT NULL, industry TEXT NOT NULL,
    is_example INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX records_newest ON records(updated_at DESC, key);
CREATE TABLE texts(
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, names TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE names(
    id INTEGER PRIMARY KEY, record INTEGER NOT NULL, field TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, chars TEXT NOT NULL, readings TEXT NOT NULL
);
CREATE INDEX names_record ON names(record);
CREATE VIRTUAL TABLE word_terms USING fts5(
    title, names, text, content='', detail=column, columnsize=0, tokenize='ascii'
);
CREATE VIRTUAL TABLE name_grams USING fts5(
    grams, content='', detail=none, columnsize=0, tokenize='ascii'
);
"""


def create_file(path: Path) -> apsw.Connection:
    """A new, empty file, ready for rows; deleting takes content out of the bytes of the file."""
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode = wal")
    _configure(connection)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_TABLES)
    # without it a deleted term stays in the file until its segment happens to be merged
    for table in ("word_terms", "name_grams"):
        connection.execute(f"INSERT INTO {table}({table}, rank) VALUES ('secure-delete', 1)")  # noqa: S608 - constants
    connection.execute("INSERT INTO meta VALUES ('version', ?)", (INDEX_VERSION,))
    connection.execute("COMMIT")
    return connection


def open_file(path: Path, *, is_reader: bool = False) -> apsw.Connection:
    """An existing file. Raises `apsw.CantOpenError` if it is gone: swapped since it was named."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    _configure(connection)
    if is_reader:
        connection.execute("PRAGMA query_only = on")
        connection.execute("PRAGMA mmap_size = 1073741824")
    return connection


def has_version(connection: apsw.Connection) -> bool:
    """Whether the file was written in the form that this code reads."""
    try:
        rows = list(connection.execute("SELECT value FROM meta WHERE name = 'version'"))
    except apsw.SQLError:
        return False
    return rows == [(INDEX_VERSION,)]


def _configure(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(_BUSY_MILLISECONDS)
    connection.execute("PRAGMA secure_delete = on")
    # derived data: after a power cut the last saves may be missing, the file is never broken
    connection.execute("PRAGMA synchronous = normal")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = memory")
