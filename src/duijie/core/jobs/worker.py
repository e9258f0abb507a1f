"""The process that works through one queue."""

from __future__ import annotations

import logging
import threading
import time
from types import FrameType

from django.db import close_old_connections, connection
from django.db.utils import DatabaseError
from django_tasks_db.management.commands.db_worker import Worker

from duijie.core.jobs.daily import start_due_jobs
from duijie.core.jobs.execution import NAME_LENGTH, beat, requeue_stale_jobs, worker_name
from duijie.core.jobs.registry import Queue
from duijie.core.jobs.run import interrupted

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_BEAT_SECONDS = 5.0
_STALE_SECONDS = 15.0


class _QueueWorker(Worker):
    """django-tasks' loop, ending so that the job at hand goes back to its queue."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        interrupted.set()
        super().shutdown(signum, frame)


def run_worker(queue: Queue, *, ends_when_empty: bool = False) -> None:
    """Work through a queue until SIGTERM or SIGINT, or until it is empty.

    Puts back at the start what a dead worker left running, and looks again while it runs.
    """
    requeue_stale_jobs()
    worker = _QueueWorker(
        queue_names=[queue],
        interval=_POLL_SECONDS,
        batch=ends_when_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_name()[-NAME_LENGTH:],
        excluded_queue_names=[],
    )
    if ends_when_empty:
        worker.run()
        return
    worker.configure_signals()
    threading.Thread(target=_pulse, args=(queue,), name="pulse", daemon=True).start()
    worker.run()


def _pulse(queue: Queue) -> None:
    looked_at = time.monotonic()
    while not interrupted.wait(_BEAT_SECONDS):
        close_old_connections()
        try:
            beat()
            if time.monotonic() - looked_at >= _STALE_SECONDS:
                looked_at = time.monotonic()
                requeue_stale_jobs()
                if queue == "quick":
                    start_due_jobs()
        except DatabaseError:
            logger.exception("heartbeat failed")
            connection.close()
