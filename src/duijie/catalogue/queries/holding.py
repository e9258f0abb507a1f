"""Which records can hold the words of a list's search, told by the search index.

It only spares the database from reading the texts of all the others: what a record says, and who
may see it, is asked of the record itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import IndexMark
from duijie.catalogue.queries.index_files import INTERNAL, get_index

MOST_HOLDING: Final = 10_000
"""Beyond it reading on from the newest finds a page of them sooner."""
_MOST_WAITING: Final = 2_000


def can_hold(kind: RecordKind, terms: Sequence[str]) -> Q:
    """A condition that every record holds whose text has all the terms; of no effect where the
    index is small or cannot tell.

    What was changed since the index looked is let through. One query, none where the index cannot
    tell.
    """
    index = get_index()
    if not terms or not index.is_complete(INTERNAL):
        return Q()
    # read before the index: what leaves this list meanwhile is in the index by then
    marks = IndexMark.objects.filter(key__startswith=f"{kind}:").values_list("key", flat=True)
    waiting = list(marks[: _MOST_WAITING + 1])
    found = index.find_holding(INTERNAL, kind.value, terms, most=MOST_HOLDING)
    if found is None or len(waiting) > _MOST_WAITING:
        return Q()
    ids = [*found, *(int(key.partition(":")[2]) for key in waiting)]
    if connection.vendor == "sqlite":
        listed = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(ids)])
    else:
        listed = RawSQL("SELECT unnest(%s::bigint[])", [ids])
    return Q(pk__in=listed)
