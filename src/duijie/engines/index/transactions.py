"""Whole acts on one file: a write, the end of a rebuild, a purge."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import apsw

from duijie.engines.index.schema import has_version, open_file

_Answer = TypeVar("_Answer")


def write_file(path: Path, work: Callable[[apsw.Connection], _Answer]) -> _Answer:
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
    """Make a file that was filled row by row quick to search."""
    with closing(open_file(path)) as connection:
        connection.execute("DELETE FROM gone")
        for table in ("word_terms", "name_grams"):
            connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 - constants
        connection.execute("ANALYZE")
        _checkpoint(connection)


def purge_file(path: Path, patience_seconds: float) -> bool:
    """Empty the write-ahead log, where pages of before a deletion live on; whether it is empty."""
    with closing(open_file(path)) as connection:
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
    except (apsw.CantOpenError, apsw.NotADBError):
        return False


def _checkpoint(connection: apsw.Connection) -> bool:
    [(is_busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not is_busy
