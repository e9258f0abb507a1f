"""Sending what waits, in the background."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from duijie.core.jobs.models import ACTIVE_STATES, Job
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.core.notify.delivery import ChannelKey, channel_key, deliver, give_up
from duijie.core.notify.enums import SendState
from duijie.core.notify.mail import MailSender
from duijie.core.notify.models import Notification
from duijie.core.notify.retention import remove_outdated_messages
from duijie.core.notify.services.sending import SEND_KIND

BACK_OFF_SECONDS: Final = (0.0, 2.0, 8.0)
"""Before each round. Longer waits would keep the quick queue from its other work."""
_DOWN_AFTER: Final = 2
"""So many failures of one channel in a row end its round: a dead server costs 10 s, not 5 s for
every recipient."""
_STEP_SECONDS: Final = 0.2
_BATCH: Final = 100


@register_task(SEND_KIND, queue="quick")
def send_queued_task(run: JobRun) -> Mapping[str, Any]:
    """Send all that waits, whoever asked for it, in three rounds with a pause between.

    At least once: a process that dies between handing a message over and noting it says it again.
    """
    mail = MailSender()
    counts: Counter[str] = Counter()
    try:
        for pause in BACK_OFF_SECONDS:
            _wait(run, pause)
            is_last = pause == BACK_OFF_SECONDS[-1]
            if not _Round(run, mail, is_last=is_last).send(counts):
                break
    finally:
        mail.close()
    remove_outdated_messages()
    return {"sent": counts[SendState.SENT], "failed": counts[SendState.FAILED]}


class _Round:
    """One pass over all that waits."""

    def __init__(self, run: JobRun, mail: MailSender, *, is_last: bool) -> None:
        self._run = run
        self._mail = mail
        self._is_last = is_last
        self._failures: Counter[ChannelKey] = Counter()

    def send(self, counts: Counter[str]) -> int:
        """Try each waiting message once; returns how many still wait."""
        tried: set[uuid.UUID] = set()
        waiting = 0
        while rows := list(_waiting(self._run.id).exclude(pk__in=tried)[:_BATCH]):
            for row in rows:
                tried.add(row.pk)
                self._run.stop_if_cancelled()
                state = self._try(row)
                counts[state] += 1
                waiting += state == SendState.QUEUED
                self._run.report(len(tried), 0)
        return waiting

    def _try(self, row: Notification) -> str:
        key = channel_key(row)
        if self._failures[key] >= _DOWN_AFTER and not self._is_last:
            return SendState.QUEUED
        if not _take(row, self._run.id):
            return ""
        if self._failures[key] >= _DOWN_AFTER:
            return give_up(row)
        state = deliver(row, self._mail, is_last=self._is_last)
        has_failed = row.error is not None
        self._failures[key] = self._failures[key] + 1 if has_failed else 0
        return state


def _waiting(job_id: uuid.UUID) -> QuerySet[Notification]:
    """Queued messages that nobody else is sending: a job that has ended sends nothing any more."""
    active = Job.objects.filter(state__in=ACTIVE_STATES).values("pk")
    free = Q(claimed_by=None) | Q(claimed_by=job_id) | ~Q(claimed_by__in=active)
    waiting = Notification.objects.filter(free, state=SendState.QUEUED)
    return waiting.select_related("endpoint").order_by("created_at", "pk")


def _take(row: Notification, job_id: uuid.UUID) -> bool:
    """Claim it, unless somebody else was faster."""
    mine = Notification.objects.filter(pk=row.pk, state=SendState.QUEUED, claimed_by=row.claimed_by)
    if not mine.update(claimed_by=job_id, attempts=F("attempts") + 1):
        return False
    row.claimed_by = job_id
    row.attempts += 1
    return True


def _wait(run: JobRun, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        run.stop_if_cancelled()
        time.sleep(_STEP_SECONDS)
