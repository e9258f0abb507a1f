"""One search in one file: names and words looked up, scored on one scale, best first."""

from __future__ import annotations

from dataclasses import dataclass

import apsw

from duijie.engines.index.filtering import Condition
from duijie.engines.index.name_search import NameHit, search_names
from duijie.engines.index.spelling import spell
from duijie.engines.index.terms import Unit, folded_terms, query_units
from duijie.engines.index.types import Hit, Why
from duijie.engines.index.word_search import WordHit, search_words

LONGEST_RAW_QUERY = 400
FoundRow = tuple[Hit, int]
"""A hit and its `updated_at`."""


@dataclass(frozen=True)
class _Record:
    key: str
    kind: str
    record_id: int
    updated_at: int
    title: str
    names: str


def search_file(
    connection: apsw.Connection, level: str, query: str, condition: Condition, limit: int
) -> list[FoundRow]:
    """The best `limit` rows of a file, sorted, all read from one state of it."""
    connection.execute("BEGIN")
    try:
        asked = query[:LONGEST_RAW_QUERY]
        spelling, units = spell(asked), query_units(asked)
        if not spelling.chars and not units:
            return _newest(connection, level, condition, limit)
        names = search_names(connection, spelling, condition)
        words = search_words(connection, units, condition, limit + len(names))
        return _merge(connection, level, units, names, words)[:limit]
    finally:
        connection.execute("ROLLBACK")


def word_score(share: float, *, has_all: bool) -> float:
    """Words on the scale of `judging`: all of them rank above typos, some of them below."""
    return 0.5 + 0.1 * share if has_all else 0.05 + 0.25 * share


def _merge(
    connection: apsw.Connection,
    level: str,
    units: tuple[Unit, ...],
    names: dict[int, NameHit],
    words: list[WordHit],
) -> list[FoundRow]:
    by_words = {hit.record: hit for hit in words}
    records = _load(connection, {*names, *by_words})
    found: list[FoundRow] = []
    for record, loaded in records.items():
        name, word = names.get(record), by_words.get(record)
        said = 0.0 if word is None else word_score(word.share, has_all=word.has_all)
        if name is not None and name.judgement.score >= said:
            hit = _hit(
                loaded, level, name.judgement.score, name.field, name.judgement.why, name.name
            )
        else:
            field, matched = _where_words_stand(loaded, units)
            hit = _hit(loaded, level, said, field, Why.WORDS, matched)
        found.append((hit, loaded.updated_at))
    return sorted(found, key=lambda f: (-f[0].score, -f[1], f[0].key))


def _hit(record: _Record, level: str, score: float, field: str, why: Why, matched: str) -> Hit:
    return Hit(
        record.key, record.kind, record.record_id, level, round(score, 6), field, why, matched
    )


def _where_words_stand(record: _Record, units: tuple[Unit, ...]) -> tuple[str, str]:
    for field, folded in (("title", record.title), ("names", record.names)):
        held = [unit.text for unit in units if holds(folded_terms(folded), unit)]
        if held:
            return field, " ".join(held)
    return "text", " ".join(unit.text for unit in units)


def holds(terms: tuple[str, ...], unit: Unit) -> bool:
    """Whether a field with these terms holds a word."""
    *whole, last = unit.terms
    if not set(whole) <= set(terms):
        return False
    return any(t.startswith(last) for t in terms) if unit.is_prefix else last in terms


def _newest(
    connection: apsw.Connection, level: str, condition: Condition, limit: int
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


def _load(connection: apsw.Connection, ids: set[int]) -> dict[int, _Record]:
    loaded: dict[int, _Record] = {}
    wanted = sorted(ids)
    for first in range(0, len(wanted), 500):
        some = wanted[first : first + 500]
        rows = connection.execute(
            "SELECT r.id, r.key, r.kind, r.record_id, r.updated_at, t.title, t.names"  # noqa: S608 - question marks alone are put in
            " FROM records r JOIN texts t ON t.id = r.id"
            f" WHERE r.id IN ({','.join('?' * len(some))})",
            tuple(some),
        )
        for record, key, kind, number, updated_at, title, names in rows:
            loaded[int(record)] = _Record(
                str(key), str(kind), int(number), int(updated_at), str(title), str(names)
            )
    return loaded
