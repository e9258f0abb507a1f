"""The search in its slow, obvious form: every row looked at, every name compared. For tests.

It shares with the fast one what a name and a text are made of (`spelling`, `terms`) and the
scale of scores (`judging`), not how rows are found, filtered, counted and ordered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duijie.engines.index.filtering import subtree
from duijie.engines.index.grams import name_grams, query_grams
from duijie.engines.index.judging import Judgement, judge_name
from duijie.engines.index.merging import word_score
from duijie.engines.index.name_search import LONGEST_NAME_QUERY
from duijie.engines.index.spelling import spell
from duijie.engines.index.terms import Unit, fold_text, folded_terms, needed_units, query_units
from duijie.engines.index.types import Filters, Row, Visible, Why


@dataclass(frozen=True)
class ReferenceHit:
    """What a hit must agree with."""

    key: str
    level: str
    score: float
    why: Why


def search_rows(
    rows_of: Mapping[str, Sequence[Row]],
    query: str,
    filters: Filters,
    visible: Visible | None = None,
) -> list[ReferenceHit]:
    """All hits in all levels, best first; within a level the last row of a key counts."""
    found: dict[str, tuple[ReferenceHit, int]] = {}
    for level, rows in rows_of.items():
        distinct = list({row.key: row for row in rows}.values())
        for row in distinct:
            if not _is_shown(row, level, filters, visible):
                continue
            hit = _judge_row(row, level, query, distinct)
            if hit and (row.key not in found or hit.score > found[row.key][0].score):
                found[row.key] = (hit, row.updated_at)
    ranked = sorted(found.values(), key=lambda h: (-h[0].score, -h[1], h[0].key))
    return [hit for hit, _ in ranked]


def _is_shown(row: Row, level: str, filters: Filters, visible: Visible | None) -> bool:
    if not _passes(row, filters):
        return False
    if visible is None or level not in visible:
        return True
    return any(_passes(row, alternative) for alternative in visible[level])


def _passes(row: Row, filters: Filters) -> bool:
    if filters.zone_paths is not None:
        is_inside = any((row.zone_path + "/").startswith(subtree(p)) for p in filters.zone_paths)
        if not is_inside and not (filters.with_empty_zone and row.zone_path == ""):
            return False
    for value, allowed in (
        (row.kind, filters.kinds),
        (row.owner_id, filters.owner_ids),
        (row.organisation_id, filters.organisation_ids),
        (row.state, filters.states),
        (row.region, filters.regions),
        (row.industry, filters.industries),
    ):
        if allowed is not None and value not in allowed:
            return False
    if filters.is_example is not None and row.is_example != filters.is_example:
        return False
    return filters.updated_since is None or row.updated_at >= filters.updated_since


def _judge_row(row: Row, level: str, query: str, rows: Sequence[Row]) -> ReferenceHit | None:
    asked, units = spell(query), query_units(query)
    if not asked.chars and not units:
        return ReferenceHit(row.key, level, 0.0, Why.NEWEST)
    name = _best_name(query, (row.title, *row.names))
    said = _words(row, units, rows)
    if name is not None and name.score >= said:
        return ReferenceHit(row.key, level, round(name.score, 6), name.why)
    return ReferenceHit(row.key, level, round(said, 6), Why.WORDS) if said else None


def _best_name(query: str, names: Iterable[str]) -> Judgement | None:
    asked = spell(query)
    if len(asked.chars) > LONGEST_NAME_QUERY:
        return None
    judged = [
        judgement
        for spelling in map(spell, names)
        # two typos in a few letters can leave no gram in common: such names are not found
        if query_grams(asked) & name_grams(spelling)
        and (judgement := judge_name(asked, spelling)) is not None
    ]
    return max(judged, key=lambda j: j.score, default=None)


def _words(row: Row, units: Sequence[Unit], rows: Sequence[Row]) -> float:
    if not units:
        return 0.0
    held = [unit for unit in units if _holds(_all_text(row), unit)]
    if len(held) < needed_units(len(units)):
        return 0.0
    weight = sum(_rarity(unit, rows) * (1.3 if _holds(row.title, unit) else 1) for unit in held)
    share = round(weight / sum(1.3 * _rarity(unit, rows) for unit in units), 6)
    return word_score(share, has_all=len(held) == len(units))


def _rarity(unit: Unit, rows: Sequence[Row]) -> float:
    return math.log(1 + len(rows) / max(1, sum(_holds(_all_text(row), unit) for row in rows)))


def _all_text(row: Row) -> str:
    return "\n".join((row.title, *row.names, row.text))


def _holds(text: str, unit: Unit) -> bool:
    terms = folded_terms(fold_text(text))
    *whole, last = unit.terms
    ends = any(t.startswith(last) for t in terms) if unit.is_prefix else last in terms
    return ends and all(term in terms for term in whole)
