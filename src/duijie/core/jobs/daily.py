"""Work that is due once a day, whoever is at their desk.

The worker of the quick queue looks at every turn of its pulse (`worker`): the first one after
midnight in the installation's time zone starts the day's jobs, or the first after the machine was
switched on. No further process and no crontab is needed.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from duijie.core import clock
from duijie.core.jobs.models import Job
from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message

_daily: dict[str, Message] = {}


def register_daily(kind: str, title: Message) -> None:
    """Start a job of this kind, without a payload, once a day. Two titles are a `ValueError`."""
    if _daily.setdefault(kind, title) != title:
        raise ValueError(f"two titles for {kind}")


def start_due_jobs() -> int:
    """Start what has not been started today; returns how many jobs that were. One query where
    nothing is due."""
    midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
    started = set(
        Job.objects.filter(
            kind__in=_daily, owner__isnull=True, created_at__gte=midnight
        ).values_list("kind", flat=True)
    )
    due = {kind: title for kind, title in _daily.items() if kind not in started}
    for kind, title in due.items():
        with transaction.atomic():
            # is_shared: two workers at the same moment start one job
            enqueue_job(kind=kind, payload={}, title=title, by=None, is_shared=True)
    return len(due)
