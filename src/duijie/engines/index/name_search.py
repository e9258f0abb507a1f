"""Names that a query may mean: fetched by their rarest shared grams, then judged one by one."""

from __future__ import annotations

import json
import math
import sqlite3
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duijie.engines.index.filtering import Condition
from duijie.engines.index.grams import query_grams
from duijie.engines.index.judging import Judgement, judge_name
from duijie.engines.index.postings import find_terms, read_places
from duijie.engines.index.spelling import Spelling, unpack_readings

LONGEST_NAME_QUERY = 30
_ID_BITS = 31
"""Of a name's id, beside 32 bits for the weight in millionths: thirty characters weigh far less."""
MOST_PLACES = 200_000
"""Grams are taken from the rarest on until together they name so many names."""
MOST_JUDGED = 300
LOOKED_AT = (MOST_JUDGED, 5 * MOST_JUDGED, 25 * MOST_JUDGED)
"""So many of the likeliest names are looked at, in turn, while the filters let too few through."""


@dataclass(frozen=True)
class NameHit:
    """A row by its id in the file, the name that was met, and how."""

    record: int
    field: str
    name: str
    judgement: Judgement


@dataclass(frozen=True)
class _Candidate:
    record: int
    field: str
    name: str
    spelling: Spelling


def search_names(
    connection: sqlite3.Connection, query: Spelling, condition: Condition
) -> dict[int, NameHit]:
    """The best name of each row that the query meets, of the `MOST_JUDGED` likeliest names."""
    if not query.chars or len(query.chars) > LONGEST_NAME_QUERY:
        return {}
    found: dict[int, NameHit] = {}
    for candidate in _candidates(connection, query, condition):
        judgement = judge_name(query, candidate.spelling)
        if judgement is None:
            continue
        hit = NameHit(candidate.record, candidate.field, candidate.name, judgement)
        best = found.get(hit.record)
        if best is None or _order(hit) > _order(best):
            found[hit.record] = hit
    return found


def _order(hit: NameHit) -> tuple[float, str, str]:
    return hit.judgement.score, hit.field, hit.name


def _candidates(
    connection: sqlite3.Connection, query: Spelling, condition: Condition
) -> list[_Candidate]:
    numbers = _likeliest(connection, query_grams(query))
    found: list[_Candidate] = []
    looked = 0
    for most in LOOKED_AT:
        found += _load(connection, numbers[looked:most], condition)
        if len(found) >= MOST_JUDGED or len(numbers) <= most:
            return found[:MOST_JUDGED]
        looked = most
        if looked + MOST_JUDGED * looked // max(1, len(found)) > LOOKED_AT[-1]:
            break  # so few of them pass that looking on would not do
    # the filters let few through: ask for all names that they let through instead
    allowed = numbers[np.isin(numbers, _allowed(connection, condition))]
    return _load(connection, allowed[:MOST_JUDGED], condition)


def _allowed(connection: sqlite3.Connection, condition: Condition) -> NDArray[np.int64]:
    where, values = condition
    # CROSS: records first, which one index answers, instead of each name's record. Told in one
    # row: between two of them another thread may take its turn, and thousands wait for thousands
    (numbers,) = connection.execute(
        "SELECT coalesce(group_concat(n.id), '')"  # noqa: S608 - conditions are built of parameters alone
        f" FROM records r CROSS JOIN names n ON n.record = r.id WHERE {where}",
        values,
    ).fetchone()
    return np.fromstring(numbers, np.int64, sep=",")


def _likeliest(connection: sqlite3.Connection, grams: frozenset[str]) -> NDArray[np.int64]:
    """Ids of names that share grams, those with the most and rarest first, then the newest."""
    size = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM names").fetchone()[0]
    weights = np.zeros(size, np.float64)
    fetched = 0
    for term in sorted(find_terms(connection, set(grams)), key=lambda t: (t.count, t.text)):
        if fetched and fetched + term.count > MOST_PLACES:
            break
        fetched += term.count
        weights[read_places(connection, term)] += math.log(1 + size / term.count)
    shared = np.flatnonzero(weights)
    # one whole number for each, weight before id: sorted ten times faster than by two keys
    keys = (np.rint(weights[shared] * 1e6).astype(np.int64) << _ID_BITS) | shared
    keys.sort()
    return keys[::-1] & ((1 << _ID_BITS) - 1)


def _load(
    connection: sqlite3.Connection, numbers: NDArray[np.int64], condition: Condition
) -> list[_Candidate]:
    where, values = condition
    rows = connection.execute(
        "SELECT n.record, n.field, n.name, n.chars, n.readings"  # noqa: S608 - conditions are built of parameters alone
        " FROM json_each(?) j JOIN names n ON n.id = j.value JOIN records r ON r.id = n.record"
        f" WHERE {where} ORDER BY j.key",
        (json.dumps(numbers.tolist()), *values),
    )
    return [
        _Candidate(record, field, name, Spelling(chars, unpack_readings(readings)))
        for record, field, name, chars, readings in rows
    ]
