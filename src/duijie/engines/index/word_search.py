"""Rows that hold the words of a query, weighed by how rare each word is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import apsw

from duijie.engines.index.filtering import Condition
from duijie.engines.index.terms import Unit, needed_units

DOCUMENT_FREQUENCY_CAP = 3000
"""Rows are counted up to here: beyond, a word is common, however common it is."""

_COUNT = "SELECT count(*) FROM (SELECT 1 FROM word_terms WHERE word_terms MATCH ? LIMIT ?)"
_FIELDS = {"title": 0.3, "names": 0.2, "text": 0.0}
"""What a word adds to its weight when it stands in the field."""


@dataclass(frozen=True)
class WordHit:
    """A row by its id in the file, and the share of the query's weight that it holds, 0 to 1."""

    record: int
    share: float
    has_all: bool


def search_words(
    connection: apsw.Connection, units: tuple[Unit, ...], condition: Condition, limit: int
) -> list[WordHit]:
    """The best rows that hold at least `needed_units` of the words, best first."""
    if not units:
        return []
    counts = [_count(connection, unit) for unit in units]
    total = next(iter(connection.execute("SELECT count(*) FROM records")))[0]
    weights = [math.log(1 + int(total) / max(1, count)) + 0.01 for count in counts]
    needed = needed_units(len(units))
    by_rarity = sorted(range(len(units)), key=lambda i: (counts[i], i))
    # whoever holds enough words holds one of these: the others need not be looked for alone
    rare = by_rarity[: len(units) - needed + 1]
    if any(counts[i] == 0 for i in by_rarity[: len(units) - needed + 1]) and len(rare) == 1:
        return []
    anchor = " OR ".join(f"({expression(units[i])})" for i in rare)
    parts: list[str] = []
    values: list[str | float | int] = []
    for i, unit in enumerate(units):
        held = expression(unit)
        within = "" if i in rare else f" AND ({anchor})"
        parts.append("SELECT rowid AS id, ? AS w, 1 AS n FROM word_terms WHERE word_terms MATCH ?")
        values += [weights[i], f"({held}){within}"]
        for field, extra in _FIELDS.items():
            if extra:
                parts.append(
                    "SELECT rowid, ? AS w, 0 AS n FROM word_terms WHERE word_terms MATCH ?"
                )
                values += [weights[i] * extra, f"({field} : ({held})){within}"]
    where, filter_values = condition
    best = sum(weights) * (1 + sum(_FIELDS.values()))
    rows = connection.execute(
        f"SELECT m.id, m.w, m.n FROM (SELECT id, sum(w) AS w, sum(n) AS n FROM"  # noqa: S608 - the conditions are built of parameters alone
        f" ({' UNION ALL '.join(parts)}) GROUP BY id HAVING sum(n) >= ?) m"
        f" JOIN records r ON r.id = m.id WHERE {where}"
        " ORDER BY round(m.w, 9) DESC, r.updated_at DESC, r.key LIMIT ?",
        (*values, needed, *filter_values, limit),
    )
    return [WordHit(int(i), float(w) / best, int(n) == len(units)) for i, w, n in rows]


def expression(unit: Unit) -> str:
    """A word as a full-text expression. Terms are letters, digits and ideographs: none can close
    the quotes around it."""
    *whole, last = (f'"{term}"' for term in unit.terms)
    return " AND ".join([*whole, f"{last} *" if unit.is_prefix else last])


def _count(connection: apsw.Connection, unit: Unit) -> int:
    counted = connection.execute(_COUNT, (expression(unit), DOCUMENT_FREQUENCY_CAP))
    return int(next(iter(counted))[0])
