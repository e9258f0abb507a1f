"""One bar for all parts of a job of matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duijie.core.jobs.run import JobRun
from duijie.errors import Message


class Progress:
    """Cuts one bar into the parts of a match run: offers, experts, needs read, needs ranked."""

    def __init__(self, run: JobRun, *, sizes: Sequence[int]) -> None:
        self._run = run
        self._sizes = [*sizes, sizes[-1]]
        self._part = -1

    def next_part(self, code: str) -> _Part:
        self._part += 1
        offset, share = sum(self._sizes[: self._part]), self._sizes[self._part]
        note = Message(code, {"count": share})
        return _Part(self._run, offset, share, sum(self._sizes), note)


@dataclass(frozen=True)
class _Part:
    run: JobRun
    offset: int
    share: int
    total: int
    note: Message

    def __call__(self, done: int, total: int, note: Message | None) -> None:
        # the engines' own notes count texts; ours say the same for the bar as a whole
        del note
        here = self.share * done // total if total else self.share
        self.run.report(self.offset + here, self.total, self.note)
