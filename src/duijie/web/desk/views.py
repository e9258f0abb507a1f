"""The desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import get_counts_for_user, list_needs_for_user
from duijie.core.jobs.queries import list_own_jobs
from duijie.intake.queries import get_upload_rules_for_user, list_documents_for_user
from duijie.matching.queries import list_best_fits_for_user
from duijie.web.jobs.links import outcome_url

NEW_NEEDS = 12
RECENT_DOCUMENTS = 8
RECENT_JOBS = 5


@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """New needs with their best fit, recent documents, recent work; on an empty desk the start."""
    user = request.user
    counts = get_counts_for_user(user)
    needs = list_needs_for_user(user, size=NEW_NEEDS)
    jobs = list_own_jobs(user, limit=RECENT_JOBS)
    context = {
        "counts": counts,
        "rules": get_upload_rules_for_user(user),
        "needs": needs,
        "fits": list_best_fits_for_user([row.id for row in needs], user) if needs else {},
        "documents": list_documents_for_user(user, size=RECENT_DOCUMENTS),
        "jobs": [(job, outcome_url(job)) for job in jobs],
        "active_jobs": [job for job in jobs if job.is_active],
        "hide_running": True,
    }
    return render(request, "desk/home.html", context)
