"""Rows that hold the words of a query, weighed by how rare each word is."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duijie.engines.index.filtering import Condition
from duijie.engines.index.picking import pick_best
from duijie.engines.index.postings import Places, find_beginnings, find_terms, read_places
from duijie.engines.index.terms import Unit, needed_units

_TITLE_BONUS = 0.3
"""What a word adds to its weight when it stands in the title."""
_MOST_BEGINNINGS = 300


@dataclass(frozen=True)
class WordHit:
    """A row by its id in the file, and the share of the query's weight that it holds, 0 to 1."""

    record: int
    share: float
    has_all: bool


def search_words(
    connection: sqlite3.Connection,
    units: tuple[Unit, ...],
    condition: Condition,
    limit: int,
    known: Collection[int] = (),
) -> list[WordHit]:
    """The best rows that hold at least `needed_units` of the words, best first; those that are
    known already come on top of `limit`."""
    if not units:
        return []
    size = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM records").fetchone()[0]
    total = connection.execute("SELECT count(*) FROM records").fetchone()[0]
    held = np.zeros(size, np.uint8)
    weight = np.zeros(size, np.float64)
    best = 0.0
    for unit in units:
        places = _places(connection, "w", unit)
        rarity = math.log(1 + total / max(1, len(places)))
        best += rarity * (1 + _TITLE_BONUS)
        held[places] += 1
        weight[places] += rarity
        weight[_places(connection, "t", unit)] += rarity * _TITLE_BONUS
    records = np.flatnonzero(held >= needed_units(len(units)))
    if not len(records):
        return []
    has_all = held[records] == len(units)
    shares: NDArray[np.float64] = np.round(weight[records] / best, 6)
    limit += int(np.isin(records, np.fromiter(known, np.int64)).sum())
    # all words in the text go before more weight from fewer words
    picked = pick_best(connection, records, shares + has_all, condition, limit)
    return [WordHit(int(records[i]), float(shares[i]), bool(has_all[i])) for i in picked]


def _places(connection: sqlite3.Connection, space: str, unit: Unit) -> Places:
    """The rows that hold all terms of a word."""
    *whole, last = unit.terms
    groups: list[Places] = []
    if unit.is_prefix:
        begun = find_beginnings(connection, space + last, _MOST_BEGINNINGS)
        groups.append(_union([read_places(connection, term) for term in begun]))
    else:
        whole = [*whole, last]
    terms = find_terms(connection, {space + text for text in whole})
    if len(terms) < len(whole):
        return np.empty(0, np.int64)
    groups += [read_places(connection, term) for term in sorted(terms, key=lambda t: t.count)]
    found = groups[0]
    for group in groups[1:]:
        found = np.intersect1d(found, group, assume_unique=True)
    return found


def _union(groups: list[Places]) -> Places:
    if len(groups) < 2:
        return groups[0] if groups else np.empty(0, np.int64)
    # places ascend; marks are quicker than sorting, some of these groups name every row
    marks = np.zeros(max(int(group[-1]) for group in groups) + 1, np.bool_)
    for group in groups:
        marks[group] = True
    return np.flatnonzero(marks)
