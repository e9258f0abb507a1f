"""Short transactions of work that takes long, with room for others between them.

SQLite lets one writer in at a time, and who waits looks again after 1, 2, 5 … 25 ms, later every
100 ms. Bursts with 2 ms between them held the lock for most of the time: a save beside an import
looked ten times and more (p95 546 ms).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

SHORTEST_PAUSE: Final = 0.01
LONGEST_PAUSE: Final = 0.1
PAUSE_SHARE: Final = 0.5


@contextmanager
def burst() -> Iterator[None]:
    """A transaction, and on SQLite after it a pause of `PAUSE_SHARE` of the time that it held the
    lock by the clock, from `SHORTEST_PAUSE` to `LONGEST_PAUSE` seconds; none within a transaction
    around it. With a pause as long as the burst saves waited less yet (p95 104 ms), and an import
    took twice its time."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        began = time.monotonic()
        yield
    if is_outermost and connection.vendor == "sqlite":
        held = time.monotonic() - began
        time.sleep(min(LONGEST_PAUSE, max(SHORTEST_PAUSE, PAUSE_SHARE * held)))
