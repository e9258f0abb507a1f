"""Who may see and stop background work: its owner and administrators."""

from __future__ import annotations

from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError
from duijie.core.jobs.models import ACTIVE_STATES, Job


def can_see_job(user: Actor, job: Job) -> bool:
    return user.is_active and (is_administrator(user) or job.owner_id == user.pk)


def can_cancel_job(user: Actor, job: Job) -> bool:
    return can_see_job(user, job) and job.state in ACTIVE_STATES


def check_can_cancel_job(user: Actor, job: Job) -> None:
    """Raises `NotAllowedError` where `can_cancel_job` says no."""
    if not can_cancel_job(user, job):
        raise NotAllowedError("jobs.cannot_cancel")
