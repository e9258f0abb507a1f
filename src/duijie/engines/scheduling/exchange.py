"""What two processes that plan the same day tell each other: a bound on gaps, a plan."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from duijie.engines.scheduling.limits import Limits
from duijie.engines.scheduling.problem import Slots


@dataclass
class Exchange:
    """Written by the thread that listens, read by the search between its steps."""

    is_open: bool = False
    """Another process is there."""
    _bounds: dict[Limits, int] = field(default_factory=dict)
    _slots: Slots | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, slots: Slots | None, bound: int, limits: Limits) -> None:
        """Note news: the latest plan stands in for those before it, and a bound on the gaps of
        plans within limits."""
        with self._lock:
            if slots is not None:
                self._slots = slots
            self._bounds[limits] = max(self._bounds.get(limits, 0), bound)

    def take(self) -> Slots | None:
        """The plan that came since the last call."""
        with self._lock:
            slots, self._slots = self._slots, None
            return slots

    def bound_within(self, limits: Limits) -> int:
        """Gaps that every plan within just these limits has, as far as the other one knows."""
        with self._lock:
            return self._bounds.get(limits, 0)
