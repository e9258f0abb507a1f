"""A job's page, its line in the corner of every page, and stopping it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from duijie.core.jobs.queries import get_job_for_user
from duijie.core.jobs.services import cancel_job
from duijie.web.jobs.links import DOCUMENT_KINDS, outcome_url


@require_safe
def show_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The whole page, for those without scripts: it shows the state as it is now."""
    job = get_job_for_user(job_id, request.user)
    if job.kind in DOCUMENT_KINDS and not getattr(request, "htmx", None):
        return redirect(outcome_url(job))
    context = {"job": job, "outcome_url": outcome_url(job), "hide_running": True}
    if not getattr(request, "htmx", None):
        return render(request, "jobs/detail.html", context)
    response = render(request, "jobs/progress.html", context)
    if not job.is_active:
        # what the page around it shows is out of date now
        response["HX-Refresh"] = "true"
    return response


@require_safe
def show_live(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The line in the corner: progress, or that it has ended and where the outcome is."""
    job = get_job_for_user(job_id, request.user)
    return render(request, "jobs/live.html", {"job": job, "outcome_url": outcome_url(job)})


@require_POST
def cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Ask the job to stop; it does so at its next step."""
    job = get_job_for_user(job_id, request.user)
    cancel_job(job_id=job_id, by=request.user)
    if getattr(request, "htmx", None):
        return show_live(request, job_id)
    return redirect(outcome_url(job))
