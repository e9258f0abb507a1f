"""Jobs: how far they are, and their end."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, moment_page_of, read_moment
from duijie.api.schemas import MessageSchema, message_of
from duijie.core.jobs.queries import JobSummary, get_job_for_user, list_jobs_after
from duijie.core.jobs.services import cancel_job

router = Router(tags=["jobs"])


class JobQuery(PageQuery):
    only_active: bool = Field(False, description="queued or running")


class JobSchema(Schema):
    """A job; `total` 0: not known yet."""

    id: UUID
    kind: str
    title: MessageSchema
    state: str
    done: int
    total: int
    note: MessageSchema | None
    error: MessageSchema | None
    is_cancel_requested: bool
    can_cancel: bool
    owner_name: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobPage(PageInfo):
    items: list[JobSchema]


@door(router, "GET", "", cell=Cell(ObjectKind.JOB, Action.LIST), name="list_jobs", response=JobPage)
def list_jobs(request: HttpRequest, query: Query[JobQuery]) -> Any:
    """The caller's own, for administrators everybody's; the newest first."""
    rows = list_jobs_after(
        request.user,
        only_active=query.only_active,
        after=read_moment(query.cursor),
        limit=query.limit + 1,
    )
    page = moment_page_of(rows, limit=query.limit)
    page["items"] = [_job(row) for row in page["items"]]
    return page


@door(
    router,
    "GET",
    "/{uuid:job_id}",
    cell=Cell(ObjectKind.JOB, Action.SEE),
    name="get_job",
    response=JobSchema,
)
def get_job(request: HttpRequest, job_id: UUID) -> Any:
    """One job."""
    return _job(get_job_for_user(job_id, request.user))


@door(
    router,
    "POST",
    "/{uuid:job_id}/cancel",
    cell=Cell(ObjectKind.JOB, Action.CHANGE),
    name="cancel_job",
    response={204: None},
)
def cancel(request: HttpRequest, job_id: UUID) -> Any:
    """Stop a job: one that waits at once, one that runs at its next step."""
    cancel_job(job_id=job_id, by=request.user)
    return Status(204, None)


def _job(job: JobSummary) -> dict[str, Any]:
    spoken = {"title", "note", "error"}
    return {
        name: message_of(getattr(job, name)) if name in spoken else getattr(job, name)
        for name in JobSchema.model_fields
    }
