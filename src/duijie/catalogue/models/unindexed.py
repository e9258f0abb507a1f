"""Columns that an index must leave alone, or can hold in part only."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, TextField


class Unindexed(Func):
    """The column itself; on SQLite with the plus sign that takes it out of the choice of indexes.

    SQLite resolves a condition such as "my own or any published one" by collecting both from two
    indexes and sorting what may be half a million rows for a page of fifty. Without the second
    index it walks the rows in their order and stops at fifty: 15 ms instead of 1.2 s.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


class Beginning(Func):
    """The first 60 characters of a text: what an index of texts of any length can hold.

    The number stands in the statement itself; as a parameter of it, no database would recognise
    what the index was made of.
    """

    arity = 1
    template = "SUBSTR(%(expressions)s, 1, 60)"
    output_field = TextField()
