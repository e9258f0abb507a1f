"""Asking for background work, and for its end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.jobs.execution import hurry, send_to_queue
from duijie.core.jobs.models import Job, JobState
from duijie.core.jobs.permissions import can_see_job, check_can_cancel_job
from duijie.core.jobs.queries import parse_job_id
from duijie.core.jobs.registry import get_task
from duijie.core.messages import message_to_json
from duijie.errors import Message


def enqueue_job(
    *,
    kind: str,
    payload: Mapping[str, Any],
    title: Message,
    by: Actor | None,
    is_shared: bool = False,
    delay: timedelta = timedelta(0),
) -> uuid.UUID:
    """Start work in the background once the transaction around the call is committed, or `delay`
    after it.

    `payload` is JSON. With `is_shared` a job of this kind and payload that still waits is returned
    instead of a second one: what has not begun will see the newest state anyway; without a `delay`
    of this call it waits no longer. `by` None: the installation itself. Raises
    `UnknownKindError` for a kind that nobody registered.
    """
    queue = get_task(kind).queue
    with transaction.atomic():
        if is_shared:
            waiting = Job.objects.filter(
                kind=kind, payload=dict(payload), state=JobState.QUEUED, is_cancel_requested=False
            ).first()
            if waiting is not None:
                if not delay:
                    hurry(waiting)
                if waiting.owner_id is None and by is not None:
                    # the installation's own: whoever asks for it follows it
                    Job.objects.filter(pk=waiting.pk).update(owner_id=by.pk)
                return waiting.id
        job = Job.objects.create(
            kind=kind,
            queue=queue,
            title=message_to_json(title),
            payload=dict(payload),
            owner_id=by.pk if by is not None else None,
        )
        record(action="jobs.enqueue_job", by=by, object_kind="job", object_id=job.id, kind=kind)
        send_to_queue(job, delay)
    return job.id


def cancel_job(*, job_id: uuid.UUID | str, by: Actor) -> None:
    """Stop a job: one that waits at once, one that runs at its next step.

    What it has written stays. Raises `NotFoundError`, or `NotAllowedError` for one that has ended.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=parse_job_id(job_id)).first()
        if job is None or not can_see_job(by, job):
            raise NotFoundError("jobs.not_found")
        check_can_cancel_job(by, job)
        job.is_cancel_requested = True
        changed = ["is_cancel_requested"]
        if job.state == JobState.QUEUED:
            job.state = JobState.CANCELLED
            job.finished_at = clock.now()
            changed += ["state", "finished_at"]
        job.save(update_fields=changed)
        record(action="jobs.cancel_job", by=by, object_kind="job", object_id=job.id)


def drop_waiting_jobs(*, kind: str, payload: Mapping[str, Any], by: Actor | None) -> int:
    """End what the installation itself has waiting of a kind and payload, because another job does
    the same and more; how many that were. What somebody follows stays. `by`: who asked for the
    other one, None: the installation."""
    with transaction.atomic():
        waiting = Job.objects.select_for_update().filter(
            kind=kind, payload=dict(payload), state=JobState.QUEUED, owner__isnull=True
        )
        dropped = list(waiting)
        for job in dropped:
            job.state = JobState.CANCELLED
            job.finished_at = clock.now()
            job.save(update_fields=["state", "finished_at"])
            record(action="jobs.drop_waiting_job", by=by, object_kind="job", object_id=job.id)
    return len(dropped)
