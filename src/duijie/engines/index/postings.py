"""Which rows hold a term: sorted places in blocks of 4096 rows, one small blob each.

Blocks are what makes a row cheap to take out again, down to the bytes of the file: only the blobs
of its own terms are written anew, whatever the size of the index. A term that no row holds any
more goes with its last place. A term's first letter says what it is a term of (see `terms`,
`grams`); rows are records for words, and names for grams.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096
_BLOCK_BITS = 24
"""A term's id, shifted by these, and the number of a block make the id of a blob."""
_MOST_VALUES = 900

Places: TypeAlias = NDArray[np.int64]
_Value = TypeVar("_Value", int, str)


@dataclass(frozen=True)
class Term:
    """A stored term and how many rows hold it."""

    id: int
    text: str
    count: int


class TermIds:
    """Ids of terms; new terms get theirs at once. Within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}

    def of(self, texts: frozenset[str]) -> frozenset[int]:
        """The ids of terms, one each."""
        known = self._known
        # not `texts - known.keys()`: that walks over all known terms
        unknown = {text for text in texts if text not in known}
        known.update((term.text, term.id) for term in find_terms(self._connection, unknown))
        for text in sorted(text for text in unknown if text not in known):
            inserted = self._connection.execute("INSERT INTO terms VALUES (NULL, ?, 0)", (text,))
            known[text] = inserted.lastrowid or 0
        return frozenset(known[text] for text in texts)


@dataclass
class PostingChanges:
    """Terms and the rows that get or lose them, gathered to be written at once."""

    added: dict[int, list[int]] = field(default_factory=dict)
    removed: dict[int, list[int]] = field(default_factory=dict)

    def change(self, row: int, before: frozenset[int], after: frozenset[int]) -> None:
        """A row held the terms `before`, by their ids, and holds `after` from now on.

        Each row is changed once only before the changes are written.
        """
        for term in before - after:
            self.removed.setdefault(term, []).append(row)
        for term in after - before:
            self.added.setdefault(term, []).append(row)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write all changes. Within the transaction in which `TermIds` gave the ids."""
        self._write_blobs(connection)
        changed = sorted({*self.added, *self.removed})
        gains = [
            (len(self.added.get(term, ())) - len(self.removed.get(term, ())), term)
            for term in changed
        ]
        connection.executemany("UPDATE terms SET count = count + ? WHERE id = ?", gains)
        connection.executemany(
            "DELETE FROM terms WHERE id = ? AND count <= 0", [(term,) for term in self.removed]
        )

    def _write_blobs(self, connection: sqlite3.Connection) -> None:
        added, removed = _by_blob(self.added), _by_blob(self.removed)
        wanted = sorted({*added, *removed})
        written: list[tuple[int, bytes]] = []
        emptied: list[tuple[int]] = []
        blobs = dict(_blobs(connection, wanted))
        for blob in wanted:
            places = array("H", blobs.get(blob, b""))
            for place in removed.get(blob, ()):
                at = bisect_left(places, place)
                if at < len(places) and places[at] == place:
                    del places[at]
            for place in added.get(blob, ()):
                if not places or place > places[-1]:
                    places.append(place)
                    continue
                at = bisect_left(places, place)
                if at == len(places) or places[at] != place:
                    places.insert(at, place)
            if places:
                written.append((blob, places.tobytes()))
            else:
                emptied.append((blob,))
        connection.executemany("INSERT OR REPLACE INTO postings VALUES (?, ?)", written)
        connection.executemany("DELETE FROM postings WHERE id = ?", emptied)


def find_terms(connection: sqlite3.Connection, texts: set[str]) -> list[Term]:
    """Those of the terms that some row holds."""
    found: list[Term] = []
    for some in _portions(sorted(texts)):
        sql = f"SELECT id, term, count FROM terms WHERE term IN ({_marks(some)})"  # noqa: S608 - question marks alone are put in
        found += [Term(*row) for row in connection.execute(sql, some)]
    return found


def find_beginnings(connection: sqlite3.Connection, beginning: str, most: int) -> list[Term]:
    """Terms that begin so, at most `most` of them."""
    rows = connection.execute(
        "SELECT id, term, count FROM terms WHERE term >= ? AND term < ? ORDER BY term LIMIT ?",
        (beginning, beginning + chr(0x10FFFF), most),
    )
    return [Term(*row) for row in rows]


def read_places(connection: sqlite3.Connection, term: Term) -> Places:
    """All rows that hold a term, ascending."""
    first = term.id << _BLOCK_BITS
    rows = connection.execute(
        "SELECT id, places FROM postings WHERE id BETWEEN ? AND ?",
        (first, first + (1 << _BLOCK_BITS) - 1),
    ).fetchall()
    if not rows:
        return np.empty(0, np.int64)
    sizes = [len(places) // 2 for _, places in rows]
    starts = np.array([(blob - first) * BLOCK for blob, _ in rows], np.int64)
    places = np.frombuffer(b"".join(places for _, places in rows), "=u2").astype(np.int64)
    return places + np.repeat(starts, sizes)


def _by_blob(rows_of: Mapping[int, list[int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for term, rows in rows_of.items():
        first = term << _BLOCK_BITS
        for row in rows:
            found.setdefault(first + row // BLOCK, []).append(row % BLOCK)
    return found


def _blobs(connection: sqlite3.Connection, wanted: list[int]) -> Iterator[tuple[int, bytes]]:
    for some in _portions(wanted):
        sql = f"SELECT id, places FROM postings WHERE id IN ({_marks(some)})"  # noqa: S608 - question marks alone are put in
        yield from connection.execute(sql, some)


def _portions(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    for first in range(0, len(values), _MOST_VALUES):
        yield values[first : first + _MOST_VALUES]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
