"""A box for a pasted problem, and what was found for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import RecordKind
from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import get_job_for_user
from duijie.core.sentences import say
from duijie.matching.errors import TrialError
from duijie.matching.queries import get_trial_for_user, list_trials_for_user
from duijie.matching.services import drop_trial, try_record, try_text
from duijie.web.needs.drawing import draw_matches
from duijie.web.suggestions.forms import LikeForm
from duijie.web.suggestions.views import tab_context


@require_http_methods(["GET", "HEAD", "POST"])
def new_trial(request: HttpRequest) -> HttpResponse:
    """The box; a text that comes in is held against what is there, in the background."""
    error, text = "", ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            return redirect("suggestions:trial", trial_id=try_text(text=text, by=request.user))
        except TrialError as refusal:
            error = say(refusal.message)
    context = {
        "tab": "trial",
        "text": text,
        "error": error,
        "trials": list_trials_for_user(request.user),
        **tab_context(request.user),
    }
    return render(request, "suggestions/trial_new.html", context, status=400 if error else 200)


@require_POST
def like(request: HttpRequest) -> HttpResponse:
    """More like this offer or expert."""
    form = LikeForm(request.POST)
    if not form.is_valid():
        raise NotFoundError("catalogue.record_not_found")
    trial_id = try_record(
        kind=RecordKind(form.cleaned_data["kind"]),
        record_id=form.cleaned_data["record"],
        by=request.user,
    )
    return redirect("suggestions:trial", trial_id=trial_id)


@require_safe
def show_trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """The text beside who could help; HTMX asks for the right side alone while it is sought."""
    found = get_trial_for_user(trial_id, request.user)
    job = None
    if not found.is_done and found.job_id is not None:
        try:
            job = get_job_for_user(found.job_id, request.user)
        except NotFoundError:
            job = None
    context = {
        "found": found,
        "job": job,
        "offers": draw_matches(found.offers),
        "experts": draw_matches(found.experts),
        "similar": found.similar,
        "hide_running": True,
        "can_capture": allows(request.user, Cell(ObjectKind.NEED, Action.CREATE)),
    }
    is_swap = bool(getattr(request, "htmx", None))
    template = "suggestions/trial_found.html" if is_swap else "suggestions/trial.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_POST
def drop(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Throw the text away."""
    drop_trial(trial_id=trial_id, by=request.user)
    messages.success(request, _("The text was thrown away."))
    return redirect("suggestions:new_trial")
