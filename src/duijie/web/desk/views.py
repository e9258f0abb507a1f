"""The desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.queries import (
    get_counts_for_user,
    get_desk_for_user,
    get_figures_for_user,
    list_consents_after,
    list_needs_for_user,
    list_own_records_for_user,
    list_snoozed_for_user,
)
from duijie.core.actor import Actor
from duijie.core.jobs.queries import list_own_jobs
from duijie.core.notify.queries import list_notices_for_user
from duijie.core.notify.services import mark_notice_read
from duijie.intake.queries import get_upload_rules_for_user, list_documents_for_user
from duijie.matching.queries import list_best_fits_for_user
from duijie.web.jobs.links import outcome_url

NEW_NEEDS = 12
RECENT_DOCUMENTS = 8
RECENT_JOBS = 5
NOTICES = 10
CONSENTS = 10


def _may(user: Actor, kind: ObjectKind, action: Action) -> bool:
    return allows(user, Cell(kind, action))


@require_POST
def read_notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Take a notice off the desk."""
    mark_notice_read(notice_id=notice_id, by=request.user)
    if getattr(request, "htmx", None):
        return HttpResponse()
    return redirect("desk:home")


@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """To decide, to chase, new; below them what came in. An empty desk shows how to start; who
    sees figures only gets those."""
    user = request.user
    if not _may(user, ObjectKind.NEED, Action.LIST):
        context = {"figures": get_figures_for_user(user), "tab": "figures"}
        return render(request, "reports/figures.html", context)
    if not _may(user, ObjectKind.NOTICE, Action.LIST):
        return render(request, "desk/visitor.html", {"needs": list_needs_for_user(user, size=10)})
    return render(request, "desk/home.html", _context(user))


@require_safe
def show_snoozed(request: HttpRequest) -> HttpResponse:
    """What the reader has put off, with the day on which it is back."""
    return render(request, "desk/snoozed.html", {"rows": list_snoozed_for_user(request.user)})


def _context(user: Actor) -> dict[str, Any]:
    needs = list_needs_for_user(user, size=NEW_NEEDS)
    desk = get_desk_for_user(user)
    notices = list_notices_for_user(user, limit=NOTICES)
    consents = [
        row
        for row in list_consents_after(user, only_open=True, limit=CONSENTS)
        if row.can_give or row.can_accept
    ]
    # who checks nothing keeps a few records of their own, and asks first how those stand
    is_keeper = not _may(user, ObjectKind.NEED, Action.PUBLISH)
    jobs = list_own_jobs(user, limit=RECENT_JOBS)
    has_documents = _may(user, ObjectKind.DOCUMENT, Action.LIST)
    return {
        "counts": get_counts_for_user(user),
        "rules": get_upload_rules_for_user(user),
        "desk": desk,
        "notices": notices,
        "consents": consents,
        "decide_count": len(consents) + desk.to_check_total + desk.sent_back_total,
        "has_snoozed": desk.has_snoozed,
        "is_keeper": is_keeper,
        "own": list_own_records_for_user(user) if is_keeper else (),
        "can_import": _may(user, ObjectKind.IMPORT, Action.CREATE),
        "news_count": desk.fresh_total + len(notices),
        "needs": needs,
        "fits": list_best_fits_for_user([row.id for row in needs], user) if needs else {},
        "documents": list_documents_for_user(user, size=RECENT_DOCUMENTS) if has_documents else (),
        "has_documents": has_documents,
        "can_create": {
            kind: _may(user, ObjectKind(kind), Action.CREATE) for kind in ("need", "offer")
        },
        "jobs": [(job, outcome_url(job)) for job in jobs],
        "active_jobs": [job for job in jobs if job.is_active],
        "hide_running": True,
    }
