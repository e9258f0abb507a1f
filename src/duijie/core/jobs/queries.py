"""Reads of background work."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotFoundError
from duijie.core.jobs.models import ACTIVE_STATES, Job
from duijie.core.jobs.permissions import can_cancel_job, can_see_job
from duijie.core.messages import message_from_json
from duijie.core.paging import PAGE_SIZE, Moment, Page, earlier, page_bounds
from duijie.errors import Message


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A job as its owner or an administrator sees it."""

    id: uuid.UUID
    kind: str
    """`intake.read_documents`, `intake.load_example`, `matching.match_needs`."""
    title: Message
    state: str
    """`queued`, `running`, `done`, `failed`, `cancelled`."""
    done: int
    total: int
    """0: not known yet."""
    note: Message | None
    """What is being done right now."""
    error: Message | None
    result: Mapping[str, Any]
    """What came out, in the words of the kind; see the task that makes it."""
    is_cancel_requested: bool
    can_cancel: bool
    owner_name: str
    """Empty: the installation itself."""
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def share_done(self) -> float | None:
        """0..1; None while the total is not known."""
        if self.state == "done":
            return 1.0
        return min(1.0, self.done / self.total) if self.total else None


def _summary(job: Job, user: Actor) -> JobSummary:
    title = message_from_json(job.title)
    assert title is not None
    return JobSummary(
        id=job.id,
        kind=job.kind,
        title=title,
        state=job.state,
        done=job.done,
        total=job.total,
        note=message_from_json(job.note),
        error=message_from_json(job.error),
        result=job.result,
        is_cancel_requested=job.is_cancel_requested,
        can_cancel=can_cancel_job(user, job),
        owner_name=str(job.owner) if job.owner else "",
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def _visible(user: Actor) -> QuerySet[Job]:
    if not user.is_active:
        return Job.objects.none()
    jobs = Job.objects.select_related("owner")
    return jobs if is_administrator(user) else jobs.filter(owner_id=user.pk)


def get_job_for_user(job_id: uuid.UUID | str, user: Actor) -> JobSummary:
    """Raises `NotFoundError` for a job that is not the user's (administrators see all)."""
    job = Job.objects.select_related("owner").filter(pk=parse_job_id(job_id)).first()
    if job is None or not can_see_job(user, job):
        raise NotFoundError("jobs.not_found")
    return _summary(job, user)


def list_own_jobs(
    user: Actor, *, only_active: bool = False, kind: str | None = None, limit: int = 20
) -> tuple[JobSummary, ...]:
    """The user's own jobs, newest first: what a page tells its reader without being asked."""
    jobs = _visible(user).filter(owner_id=user.pk)
    if only_active:
        jobs = jobs.filter(state__in=ACTIVE_STATES)
    if kind is not None:
        jobs = jobs.filter(kind=kind)
    return tuple(_summary(job, user) for job in jobs.order_by("-created_at", "-id")[:limit])


def list_jobs_for_user(user: Actor, *, page: int = 1, size: int = PAGE_SIZE) -> Page[JobSummary]:
    """All jobs that the user may see, newest first; for administrators everybody's. Two queries."""
    jobs = _visible(user)
    total = jobs.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    ordered = jobs.order_by("-created_at", "-id")[start:stop]
    return Page(tuple(_summary(job, user) for job in ordered), total, number, size)


def list_jobs_after(
    user: Actor, *, only_active: bool = False, after: Moment | None = None, limit: int = PAGE_SIZE
) -> list[JobSummary]:
    """As `list_jobs_for_user`, those after a place in the list. One query."""
    jobs = _visible(user).filter(earlier("created_at", after))
    if only_active:
        jobs = jobs.filter(state__in=ACTIVE_STATES)
    return [_summary(job, user) for job in jobs.order_by("-created_at", "-id")[:limit]]


def has_active_job(kind: str) -> bool:
    """Whether anybody's job of this kind is queued or running."""
    return Job.objects.filter(kind=kind, state__in=ACTIVE_STATES).exists()


def parse_job_id(job_id: uuid.UUID | str) -> uuid.UUID:
    """Raises `NotFoundError` for a text that cannot be the id of a job."""
    try:
        return job_id if isinstance(job_id, uuid.UUID) else uuid.UUID(job_id)
    except ValueError:
        raise NotFoundError("jobs.not_found") from None
