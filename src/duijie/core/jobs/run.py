"""What a task sees of its job while it works."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from duijie.core import clock
from duijie.core.jobs.models import Job, JobState
from duijie.core.messages import message_to_json
from duijie.errors import Message

_REPORT_SECONDS = 0.5
_LOOK_SECONDS = 0.5

interrupted = threading.Event()
"""Set when this process has to end: running work stops at its next step and goes back to its
queue."""


class JobStopped(BaseException):
    """The work has to end here: cancelled, or the process is ending.

    Like `KeyboardInterrupt` no `Exception`, so that `except Exception` in an engine lets it by.
    """


class JobRun:
    """One attempt at a job. Progress and checkpoint are written, cancellation is asked, in
    short statements of their own: never call it inside a transaction."""

    def __init__(self, job: Job) -> None:
        self.id = job.id
        self.kind = job.kind
        self.owner_id = job.owner_id
        self.payload: Mapping[str, Any] = job.payload
        self.checkpoint: Mapping[str, Any] = job.checkpoint
        """As the attempt before left it; empty at the first."""
        self.attempt = job.attempt
        self._looked_at = 0.0
        self._reported_at = 0.0
        self._shown: tuple[int, int, Message | None] | None = None
        self._is_cancelled = False

    def report(self, done: int, total: int, note: Message | None = None) -> None:
        """Show progress: `done` of `total` steps (0: unknown) and what is being done.

        Written at most twice a second; has the shape of the engines' `on_progress`.
        """
        shown = (done, total, note)
        moment = time.monotonic()
        if shown == self._shown or (moment - self._reported_at < _REPORT_SECONDS and done < total):
            return
        self._shown, self._reported_at = shown, moment
        self._update(done=done, total=total, note=message_to_json(note))

    def is_cancelled(self) -> bool:
        """Whether to stop at the next step. Asks the database at most twice a second; has the
        shape of the engines' `is_cancelled`."""
        if interrupted.is_set():
            return True
        moment = time.monotonic()
        if not self._is_cancelled and moment - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = moment
            row = Job.objects.filter(pk=self.id).values_list("is_cancel_requested", "state").first()
            self._is_cancelled = row is None or row[0] or row[1] != JobState.RUNNING
        return self._is_cancelled

    def stop_if_cancelled(self) -> None:
        """Leave the task here where `is_cancelled`."""
        if self.is_cancelled():
            raise JobStopped

    def save_checkpoint(self, checkpoint: Mapping[str, Any]) -> None:
        """Keep what is done (JSON), so that a resumed run need not do it again."""
        self.checkpoint = dict(checkpoint)
        self._update(checkpoint=self.checkpoint)

    def _update(self, **values: Any) -> None:
        Job.objects.filter(pk=self.id, state=JobState.RUNNING, attempt=self.attempt).update(
            heartbeat_at=clock.now(), **values
        )
