"""Whole acts on one file: a write, the end of a rebuild, a purge."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from duijie.engines.index.holding import COMPLETE
from duijie.engines.index.schema import (
    has_mark,
    has_version,
    open_file,
    rewrite_text_tables,
    set_mark,
)

_Answer = TypeVar("_Answer")


def write_file(path: Path, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
    """Do all of `work` or nothing of it."""
    with closing(open_file(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            answer = work(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return answer


def finish_file(path: Path) -> None:
    """End a rebuild: forget what was deleted meanwhile, note that no record is missing, and empty
    the log."""
    with closing(open_file(path)) as connection:
        connection.execute("DELETE FROM gone")
        set_mark(connection, COMPLETE, is_set=True)
        _checkpoint(connection)


def purge_file(path: Path, patience_seconds: float) -> bool:
    """Take words that no row holds any more out of the bytes of the file and of its log.

    Waits for readers that are in the middle of a search; whether it came to its end.
    """
    with closing(open_file(path)) as connection:
        if has_mark(connection, "unpurged"):
            connection.execute("BEGIN IMMEDIATE")
            rewrite_text_tables(connection)
            set_mark(connection, "unpurged", is_set=False)
            connection.execute("COMMIT")
        until = time.monotonic() + patience_seconds
        while not _checkpoint(connection):
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
    return True


def is_readable(path: Path) -> bool:
    """Whether the file is there and of this version."""
    try:
        with closing(open_file(path)) as connection:
            return has_version(connection)
    except sqlite3.DatabaseError:
        return False


def _checkpoint(connection: sqlite3.Connection) -> bool:
    [(is_busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not is_busy
