"""What two processes that plan the same day tell each other: a bound on gaps, a plan."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from duijie.engines.scheduling.problem import Slots


@dataclass
class Exchange:
    """Written by the thread that listens, read by the search between its steps."""

    is_open: bool = False
    """Another process is there."""
    bound: int = 0
    """Gaps that every plan has in which all meetings are placed and no change is made."""
    _slots: Slots | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, slots: Slots | None, bound: int) -> None:
        """Note news; the latest plan stands in for those before it."""
        with self._lock:
            if slots is not None:
                self._slots = slots
            self.bound = max(self.bound, bound)

    def take(self) -> tuple[Slots | None, int]:
        """The plan that came since the last call, and the best bound."""
        with self._lock:
            slots, self._slots = self._slots, None
            return slots, self.bound
