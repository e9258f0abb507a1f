"""The best of many scored rows that pass the filters, without asking for all of them."""

from __future__ import annotations

import json
import sqlite3

import numpy as np
from numpy.typing import NDArray

from duijie.engines.index.filtering import Condition

_PORTION = 2000
"""Up to so many rows of equal score are fetched and sorted; more are read newest first."""


def pick_best(
    connection: sqlite3.Connection,
    records: NDArray[np.int64],
    scores: NDArray[np.float64],
    condition: Condition,
    limit: int,
) -> list[int]:
    """Indices into `records` (ascending) of the best `limit` that pass.

    By score, then newest, then key.
    """
    order = np.argsort(-scores, kind="stable")
    levels, counts = np.unique(-scores, return_counts=True)
    picked: list[int] = []
    first = 0
    level = 0
    while level < len(levels) and len(picked) < limit:
        last = first + int(counts[level])
        level += 1
        while level < len(levels) and last - first + int(counts[level]) <= _PORTION:
            last += int(counts[level])
            level += 1
        some = order[first:last]
        wanted = limit - len(picked)
        if last - first <= _PORTION:
            picked += _sorted(connection, records, scores, some, condition)[:wanted]
        else:
            picked += _newest(connection, records, some, condition, wanted)
        first = last
    return picked


def _sorted(
    connection: sqlite3.Connection,
    records: NDArray[np.int64],
    scores: NDArray[np.float64],
    some: NDArray[np.int64],
    condition: Condition,
) -> list[int]:
    place = {int(records[i]): int(i) for i in some}
    where, values = condition
    rows = connection.execute(
        "SELECT r.id, r.updated_at, r.key FROM json_each(?) j JOIN records r ON r.id = j.value"  # noqa: S608 - conditions are built of parameters alone
        f" WHERE {where}",
        (json.dumps(list(place)), *values),
    ).fetchall()
    rows.sort(key=lambda row: (-scores[place[row[0]]], -row[1], row[2]))
    return [place[row[0]] for row in rows]


def _newest(
    connection: sqlite3.Connection,
    records: NDArray[np.int64],
    some: NDArray[np.int64],
    condition: Condition,
    wanted: int,
) -> list[int]:
    wanted_rows = np.zeros(int(records[-1]) + 1, np.bool_)
    wanted_rows[records[some]] = True
    where, values = condition
    picked: list[int] = []
    for (record,) in connection.execute(
        f"SELECT r.id FROM records r WHERE {where} ORDER BY r.updated_at DESC, r.key",  # noqa: S608 - conditions are built of parameters alone
        values,
    ):
        if record < len(wanted_rows) and wanted_rows[record]:
            picked.append(int(np.searchsorted(records, record)))
            if len(picked) == wanted:
                break
    return picked
