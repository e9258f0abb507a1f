"""One search in one file: names and words looked up, scored on one scale, best first."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace

from duijie.engines.index.filtering import Condition
from duijie.engines.index.name_search import NameHit, search_names
from duijie.engines.index.spelling import spell
from duijie.engines.index.terms import Unit, fold_text, folded_terms, query_units
from duijie.engines.index.types import Hit, Why
from duijie.engines.index.word_search import WordHit, search_words

LONGEST_RAW_QUERY = 400
FoundRow = tuple[Hit, int]
"""A hit and its `updated_at`."""
_Placed = tuple[int, Hit, int]


@dataclass(frozen=True)
class _Record:
    key: str
    kind: str
    record_id: int
    updated_at: int


def warm_up() -> None:
    """Load the readings of characters and the dictionary of words, for which the first search
    would wait. Opens no index: one that is damaged must not keep a server from starting."""
    spell("对接")
    query_units("对接")


def search_file(
    connection: sqlite3.Connection, level: str, query: str, condition: Condition, limit: int
) -> list[FoundRow]:
    """The best `limit` rows of a file, sorted, all read from one state of it."""
    connection.execute("BEGIN")
    try:
        asked = query[:LONGEST_RAW_QUERY]
        spelling, units = spell(asked), query_units(asked)
        if not spelling.chars and not units:
            return _newest(connection, level, condition, limit)
        names = search_names(connection, spelling, condition)
        words = search_words(connection, units, condition, limit, names)
        best = _merge(connection, level, units, names, words)[:limit]
        return _told_where(connection, best, units)
    finally:
        connection.execute("ROLLBACK")


def word_score(share: float, *, has_all: bool) -> float:
    """Words on the scale of `judging`: all of them rank above typos, some of them below."""
    return 0.5 + 0.1 * share if has_all else 0.05 + 0.25 * share


def _merge(
    connection: sqlite3.Connection,
    level: str,
    units: tuple[Unit, ...],
    names: dict[int, NameHit],
    words: list[WordHit],
) -> list[_Placed]:
    by_words = {hit.record: hit for hit in words}
    records = _load(connection, {*names, *by_words})
    found: list[_Placed] = []
    for record, loaded in records.items():
        name, word = names.get(record), by_words.get(record)
        said = 0.0 if word is None else word_score(word.share, has_all=word.has_all)
        if name is not None and name.judgement.score >= said:
            hit = _hit(
                loaded, level, name.judgement.score, name.field, name.judgement.why, name.name
            )
        else:
            hit = _hit(loaded, level, said, "text", Why.WORDS, " ".join(u.text for u in units))
        found.append((record, hit, loaded.updated_at))
    return sorted(found, key=lambda f: (-f[1].score, -f[2], f[1].key))


def _hit(record: _Record, level: str, score: float, field: str, why: Why, matched: str) -> Hit:
    return Hit(
        record.key, record.kind, record.record_id, level, round(score, 6), field, why, matched
    )


def _told_where(
    connection: sqlite3.Connection, placed: list[_Placed], units: tuple[Unit, ...]
) -> list[FoundRow]:
    """Names the field for hits by words: title or names where they hold one of them."""
    by_words = [record for record, hit, _ in placed if hit.why is Why.WORDS]
    # title before names
    rows = connection.execute(
        "SELECT n.record, n.field, n.name FROM json_each(?) j JOIN names n ON n.record = j.value"
        " ORDER BY n.record, n.field DESC, n.id",
        (json.dumps(by_words),),
    ).fetchall()
    told: dict[int, tuple[str, str]] = {}
    for record, field, name in rows:
        if record not in told:
            terms = folded_terms(fold_text(name))
            held = [unit.text for unit in units if holds(terms, unit)]
            if held:
                told[record] = field, " ".join(held)
    found: list[FoundRow] = []
    for record, hit, updated_at in placed:
        field, matched = told.get(record, (hit.field, hit.matched))
        found.append((replace(hit, field=field, matched=matched), updated_at))
    return found


def holds(terms: frozenset[str], unit: Unit) -> bool:
    """Whether a field with these terms holds a word."""
    *whole, last = unit.terms
    if not terms.issuperset(whole):
        return False
    return any(t.startswith(last) for t in terms) if unit.is_prefix else last in terms


def _newest(
    connection: sqlite3.Connection, level: str, condition: Condition, limit: int
) -> list[FoundRow]:
    where, values = condition
    rows = connection.execute(
        "SELECT key, kind, record_id, updated_at FROM records r"  # noqa: S608 - the conditions are built of parameters alone
        f" WHERE {where} ORDER BY updated_at DESC, key LIMIT ?",
        (*values, limit),
    )
    return [
        (Hit(str(key), str(kind), int(number), level, 0.0, "", Why.NEWEST, ""), int(updated_at))
        for key, kind, number, updated_at in rows
    ]


def _load(connection: sqlite3.Connection, ids: set[int]) -> dict[int, _Record]:
    loaded: dict[int, _Record] = {}
    wanted = sorted(ids)
    for first in range(0, len(wanted), 500):
        some = wanted[first : first + 500]
        rows = connection.execute(
            "SELECT r.id, r.key, r.kind, r.record_id, r.updated_at FROM records r"  # noqa: S608 - question marks alone are put in
            f" WHERE r.id IN ({','.join('?' * len(some))})",
            tuple(some),
        )
        for record, *values in rows:
            loaded[record] = _Record(*values)
    return loaded
