"""One database file per level and generation: its tables, and a connection to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

INDEX_VERSION = "4"
"""Raised when stored terms or spellings change their form; files of another version are unread."""

_BUSY_SECONDS = 20.0

# records_newest holds all that filters ask for, so that a walk in its order never leaves it
_TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE gone(key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE records(
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    record_id INTEGER NOT NULL, zone_path TEXT NOT NULL, owner_id INTEGER,
    organisation_id INTEGER, state TEXT NOT NULL, region TEXT NOT NULL, industry TEXT NOT NULL,
    is_example INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX records_newest ON records(
    updated_at DESC, key, kind, state, zone_path, owner_id, organisation_id, region, industry,
    is_example
);
CREATE INDEX records_zone ON records(zone_path, state);
CREATE INDEX records_owner ON records(owner_id);
CREATE TABLE held(id INTEGER PRIMARY KEY, terms BLOB NOT NULL);
CREATE TABLE postings(id INTEGER PRIMARY KEY, places BLOB NOT NULL);
"""

# the tables that hold words of texts; held and postings hold numbers alone
TEXT_TABLES = {
    "names": (
        "id INTEGER PRIMARY KEY AUTOINCREMENT, record INTEGER NOT NULL, field TEXT NOT NULL,"
        " name TEXT NOT NULL, chars TEXT NOT NULL, readings TEXT NOT NULL",
        "CREATE INDEX names_record ON names(record)",
    ),
    "terms": (
        "id INTEGER PRIMARY KEY AUTOINCREMENT, term TEXT NOT NULL, count INTEGER NOT NULL",
        "CREATE UNIQUE INDEX terms_text ON terms(term)",
    ),
}
"""Columns and index of each."""


def create_file(path: Path) -> None:
    """A new, empty file, ready for rows."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = wal")
        _configure(connection)
        connection.executescript("BEGIN IMMEDIATE;" + _TABLES + "COMMIT;")
        for table, (columns, index) in TEXT_TABLES.items():
            connection.execute(f"CREATE TABLE {table}({columns})")
            connection.execute(index)
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (INDEX_VERSION,))
    finally:
        connection.close()


def open_file(path: Path, *, is_reader: bool = False) -> sqlite3.Connection:
    """An existing file. Raises `sqlite3.OperationalError` if it is gone: swapped meanwhile."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _configure(connection)
        if is_reader:
            connection.execute("PRAGMA query_only = on")
    except BaseException:
        connection.close()
        raise
    return connection


def has_version(connection: sqlite3.Connection) -> bool:
    """Whether the file was written in the form that this code reads."""
    try:
        rows = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchall()
    except sqlite3.OperationalError:
        return False
    return rows == [(INDEX_VERSION,)]


def _configure(connection: sqlite3.Connection) -> None:
    # deleted content is overwritten with zeros, not only unlinked
    connection.execute("PRAGMA secure_delete = on")
    # derived data: after a power cut the last saves may be missing, the file is never broken
    connection.execute("PRAGMA synchronous = normal")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = memory")


def rewrite_text_tables(connection: sqlite3.Connection) -> None:
    """Copy the tables with words into fresh pages and zero the old ones. Within a transaction.

    `secure_delete` zeroes what is deleted, but not the copies that SQLite leaves in the unused
    part of a page when it moves rows between neighbours; pages given up as a whole are zeroed.
    """
    for table, (columns, index) in TEXT_TABLES.items():
        connection.execute(f"CREATE TABLE fresh({columns})")
        connection.execute(f"INSERT INTO fresh SELECT * FROM {table}")  # noqa: S608 - constants
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE fresh RENAME TO {table}")
        connection.execute(index)


def set_mark(connection: sqlite3.Connection, name: str, *, is_set: bool) -> None:
    """Note something of a file in the file."""
    connection.execute("DELETE FROM meta WHERE name = ?", (name,))
    if is_set:
        connection.execute("INSERT INTO meta VALUES (?, '1')", (name,))


def has_mark(connection: sqlite3.Connection, name: str) -> bool:
    """Whether `set_mark` noted it."""
    return connection.execute("SELECT 1 FROM meta WHERE name = ?", (name,)).fetchone() is not None
