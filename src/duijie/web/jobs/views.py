"""The list of jobs, a job's page, its line in the corner of every page, and stopping it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from duijie.accounts.queries import get_user
from duijie.core.jobs.queries import get_job_for_user, list_jobs_for_user
from duijie.core.jobs.services import cancel_job
from duijie.web.jobs.links import DOCUMENT_KINDS, outcome_url
from duijie.web.records.forms import FilterForm
from duijie.web.records.listing import page_numbers


@require_safe
def show_jobs(request: HttpRequest) -> HttpResponse:
    """The user's own work; for administrators everybody's, with whose it is."""
    form = FilterForm(request.GET)
    form.is_valid()
    rows = list_jobs_for_user(request.user, page=form.page_number)
    me = get_user(request.user)
    context = {
        "rows": rows,
        "jobs": [(job, outcome_url(job)) for job in rows],
        "pages": page_numbers(rows.number, rows.page_count),
        "show_owner": me is not None and me.is_administrator,
        "hide_running": True,
    }
    is_swap = bool(getattr(request, "htmx", None))
    template = "jobs/results.html" if is_swap else "jobs/list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


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
