"""Names that a query may mean: fetched by their rarest shared grams, then judged one by one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import apsw

from duijie.engines.index.filtering import Condition
from duijie.engines.index.grams import query_grams
from duijie.engines.index.judging import Judgement, judge_name
from duijie.engines.index.spelling import Spelling, unpack_readings

LONGEST_NAME_QUERY = 40
GRAM_FREQUENCY_CAP = 2000
MOST_FETCHED = 8000
MOST_JUDGED = 400

_COUNT = "SELECT count(*) FROM (SELECT 1 FROM name_grams WHERE name_grams MATCH ? LIMIT ?)"
_FETCH = (
    "SELECT * FROM (SELECT rowid AS id, ? AS w FROM name_grams WHERE name_grams MATCH ? LIMIT ?)"
)


@dataclass(frozen=True)
class NameHit:
    """A row by its id in the file, the name that was met, and how."""

    record: int
    field: str
    name: str
    judgement: Judgement


def search_names(
    connection: apsw.Connection, query: Spelling, condition: Condition
) -> dict[int, NameHit]:
    """The best name of each row that the query meets, of at most `MOST_JUDGED` names."""
    if not query.chars or len(query.chars) > LONGEST_NAME_QUERY:
        return {}
    found: dict[int, NameHit] = {}
    for record, field, name, chars, readings in _candidates(connection, query, condition):
        judgement = judge_name(query, Spelling(chars, unpack_readings(readings)))
        if judgement is None:
            continue
        best = found.get(record)
        if best is None or (judgement.score, field, name) > (
            best.judgement.score,
            best.field,
            best.name,
        ):
            found[record] = NameHit(record, field, name, judgement)
    return found


def _candidates(
    connection: apsw.Connection, query: Spelling, condition: Condition
) -> list[tuple[int, str, str, str, str]]:
    grams = _rarest(connection, query_grams(query))
    if not grams:
        return []
    fetched = " UNION ALL ".join([_FETCH] * len(grams))
    where, filter_values = condition
    values = [value for gram, weight in grams for value in (weight, f'"{gram}"', MOST_FETCHED)]
    rows = connection.execute(
        "SELECT n.record, n.field, n.name, n.chars, n.readings FROM"  # noqa: S608 - the conditions are built of parameters alone
        f" (SELECT id, sum(w) AS w FROM ({fetched}) GROUP BY id) m"
        f" JOIN names n ON n.id = m.id JOIN records r ON r.id = n.record WHERE {where}"
        " ORDER BY round(m.w, 9) DESC, n.size, r.updated_at DESC, r.key, n.name LIMIT ?",
        (*values, *filter_values, MOST_JUDGED),
    )
    return [(int(i), str(f), str(n), str(c), str(r)) for i, f, n, c, r in rows]


def _rarest(connection: apsw.Connection, grams: tuple[str, ...]) -> list[tuple[str, float]]:
    """The rarest grams with their weights, as many as are cheap to fetch, at least one."""
    counts = sorted((_count(connection, gram), gram) for gram in grams)
    total = next(
        iter(connection.execute("SELECT count(*) FROM (SELECT 1 FROM names LIMIT 100000)"))
    )
    chosen: list[tuple[str, float]] = []
    fetched = 0
    for count, gram in counts:
        if count == 0:
            continue
        if chosen and fetched + count > MOST_FETCHED:
            break
        fetched += count
        chosen.append((gram, math.log(1 + int(total[0]) / count)))
    return chosen


def _count(connection: apsw.Connection, gram: str) -> int:
    counted = connection.execute(_COUNT, (f'"{gram}"', GRAM_FREQUENCY_CAP))
    return int(next(iter(counted))[0])
