"""The search index as its callers see it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from duijie.engines.index.connections import ReaderPool
from duijie.engines.index.filtering import sql_condition
from duijie.engines.index.generations import Generations, check_level
from duijie.engines.index.holding import COMPLETE, find_holding
from duijie.engines.index.merging import search_file
from duijie.engines.index.schema import create_file, has_mark
from duijie.engines.index.transactions import finish_file, is_readable, purge_file, write_file
from duijie.engines.index.types import Filters, Hit, Purge, Row, Visible
from duijie.engines.index.writing import (
    PreparedRow,
    add_missing_rows,
    prepare_row,
    put_rows,
    take_rows,
)

_REBUILD_BATCH = 2048
_Answer = TypeVar("_Answer")


class SearchIndex:
    """Search over one file per disclosure level below `folder`.

    Any number of processes and threads may read while one writes; writers wait for each other.
    What a write has committed is found by the next search of any process.
    """

    def __init__(self, folder: Path) -> None:
        self._files = Generations(Path(folder))
        self._readers = ReaderPool()

    def upsert(self, level: str, rows: Iterable[Row]) -> None:
        """Put rows into a level, in the place of those with the same key."""
        # the last of two rows with one key counts
        prepared = [prepare_row(row) for row in {row.key: row for row in rows}.values()]
        check_level(level)
        if not prepared:
            return
        with self._files.locked():
            path = self._files.current(level)
            if path is None or not is_readable(path):
                self._start(level)
            for target in self._targets(level):
                write_file(target, lambda c: put_rows(c, prepared))

    def delete(self, keys: Iterable[str]) -> int:
        """Take rows out of every level; the number of rows taken. Unknown keys do no harm."""
        wanted = tuple(dict.fromkeys(keys))
        if not wanted:
            return 0
        with self._files.locked():
            return sum(self._delete(level, wanted) for level in self._files.levels())

    def delete_from(self, level: str, keys: Iterable[str]) -> int:
        """Take rows out of one level only: what is still shown elsewhere stays there."""
        check_level(level)
        with self._files.locked():
            return self._delete(level, tuple(dict.fromkeys(keys)))

    def purge(self, *, patience_seconds: float = 20.0) -> Purge:
        """Make what was deleted or replaced disappear from every file below the folder.

        Readers go on; one that is in the middle of a search is waited for.
        """
        started = time.monotonic()
        is_complete = True
        with self._files.locked():
            for level in self._files.levels():
                for target in self._targets(level):
                    is_complete &= purge_file(target, patience_seconds)
                self._files.drop_others(level)
        return Purge(is_complete, time.monotonic() - started)

    def needs_purge(self) -> bool:
        """Whether words that were deleted or replaced may still stand in the bytes of a file."""
        levels = self._files.levels()
        return any(self._read(level, lambda c: has_mark(c, "unpurged")) for level in levels)

    def rebuild(self, level: str, rows: Iterable[Row]) -> int:
        """Build a level anew and swap it in at the end; the number of rows it then has.

        Searches see the old rows until then. Rows that are put or deleted meanwhile stay so,
        whatever `rows` says of them.
        """
        check_level(level)
        with self._files.locked(f"rebuild-{level}"):
            with self._files.locked():
                self._files.drop_pointer(level, "building")
                path = self._files.next_path(level)
                create_file(path)
                self._files.point(level, "building", path)
            for batch in _batches(map(prepare_row, rows), _REBUILD_BATCH):
                with self._files.locked():
                    write_file(path, lambda c, b=batch: add_missing_rows(c, b))  # type: ignore[misc] # mypy knows no defaults of lambdas
            with self._files.locked():
                finish_file(path)
                self._files.point(level, "current", path)
                self._files.drop_pointer(level, "building")
                self._files.drop_others(level)
        return self.count(level)

    def is_empty(self, level: str) -> bool:
        """Whether a level has no row; so it is too when its file is of another version."""
        return self.count(level) == 0

    def is_complete(self, level: str) -> bool:
        """Whether a level was built from all records, so that none can be missing."""
        check_level(level)
        return bool(self._read(level, lambda c: has_mark(c, COMPLETE)))

    def find_holding(
        self, level: str, kind: str, texts: Sequence[str], *, most: int
    ) -> tuple[int, ...] | None:
        """Ids of the records of a kind that can hold all the texts (`holding.find_holding`); None
        where the level cannot tell."""
        check_level(level)
        return self._read(level, lambda c: find_holding(c, kind, texts, most))

    def count(self, level: str) -> int:
        """How many rows a level has."""
        check_level(level)
        counted = self._read(
            level, lambda c: int(next(iter(c.execute("SELECT count(*) FROM records")))[0])
        )
        return counted or 0

    def search(
        self,
        levels: Sequence[str],
        query: str = "",
        filters: Filters | None = None,
        *,
        visible: Visible | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[Hit, ...]:
        """The best rows of the given levels, best first; of equal ones the newest, then by key.

        A row that stands in several levels comes once, as the level shows it that scores best (the
        earlier level of two equals). A level that `visible` does not name is limited by `filters`
        alone. A query without letters or digits gives the newest rows. Never raises for what a
        query says.
        """
        wanted = max(0, offset) + max(0, limit)
        found: dict[str, tuple[Hit, int]] = {}
        for level in dict.fromkeys(map(check_level, levels)):
            condition = sql_condition(
                filters or Filters(), None if visible is None else visible.get(level)
            )
            hits = self._read(
                level,
                lambda c, lv=level, cond=condition: search_file(c, lv, query, cond, wanted),  # type: ignore[misc] # as above
            )
            for hit, updated_at in hits or ():
                if hit.key not in found or hit.score > found[hit.key][0].score:
                    found[hit.key] = (hit, updated_at)
        ranked = sorted(found.values(), key=lambda h: (-h[0].score, -h[1], h[0].key))
        return tuple(hit for hit, _ in ranked[max(0, offset) : wanted])

    def _delete(self, level: str, keys: tuple[str, ...]) -> int:
        current, building = self._files.current(level), self._files.building(level)
        if building is not None and building.exists():
            write_file(building, lambda c: take_rows(c, keys, remember=True))
        if current is None or not current.exists() or not is_readable(current):
            return 0
        return write_file(current, lambda c: take_rows(c, keys, remember=False))

    def _start(self, level: str) -> None:
        path = self._files.next_path(level)
        create_file(path)
        self._files.point(level, "current", path)
        self._files.drop_others(level)

    def _targets(self, level: str) -> list[Path]:
        paths = (self._files.current(level), self._files.building(level))
        return [path for path in paths if path is not None and path.exists()]

    def _read(self, level: str, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """Run on the file that is current now; nothing if the level has none."""
        for is_last in (False, False, False, True):
            path = self._files.current(level)
            if path is None:
                return None
            try:
                connection = self._readers.get(level, path)
                return None if connection is None else work(connection)
            except sqlite3.OperationalError:
                # swapped between its name being read and its being opened
                self._readers.forget(level)
                if is_last:
                    raise
        return None


def _batches(rows: Iterator[PreparedRow], size: int) -> Iterator[list[PreparedRow]]:
    while batch := list(islice(rows, size)):
        yield batch
