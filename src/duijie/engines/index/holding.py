"""Which rows can hold some texts, letter for letter: for lists that show all of them.

Unlike a search this ranks nothing and leaves nothing out: every row that holds the texts is named,
and a few more, whose pairs of ideographs stand apart. Who asks looks into the texts themselves.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence

import numpy as np

from duijie.engines.index.postings import find_terms, read_places
from duijie.engines.index.schema import has_mark
from duijie.engines.index.terms import LONGEST_QUERY, fold_text
from duijie.engines.text import bigrams

COMPLETE = "complete"
"""The mark of a file that was built from all records: one that only grew may lack some."""
FEWEST = 5_000
"""A file of fewer rows is not worth asking."""
_PAIR = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2}")


def find_holding(
    connection: sqlite3.Connection, kind: str, texts: Sequence[str], most: int
) -> tuple[int, ...] | None:
    """Ids of the records of a kind that can hold all the texts, at most `most` of them.

    None where the file cannot tell: it is incomplete or small, more rows hold them, or the texts
    have no two ideographs together. Of Latin letters and digits only whole words are stored, while
    a text may hold a part of one.
    """
    pairs = {
        pair
        for text in texts
        for pair in bigrams(fold_text(text, LONGEST_QUERY))
        if _PAIR.fullmatch(pair)
    }
    connection.execute("BEGIN")
    try:
        newest = connection.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0]
        if not pairs or newest < FEWEST or not has_mark(connection, COMPLETE):
            return None
        terms = find_terms(connection, {"w" + pair for pair in pairs})
        if len(terms) < len(pairs):
            return ()
        rarest, *others = sorted(terms, key=lambda term: term.count)
        places = read_places(connection, rarest)
        for term in others:
            places = np.intersect1d(places, read_places(connection, term), assume_unique=True)
        if len(places) > 2 * most:
            return None
        rows = connection.execute(
            "SELECT r.record_id FROM json_each(?) j JOIN records r ON r.id = j.value"
            " WHERE r.kind = ?",
            (json.dumps(places.tolist()), kind),
        )
        found = tuple(int(record_id) for (record_id,) in rows)
        return found if len(found) <= most else None
    finally:
        connection.execute("ROLLBACK")
