"""The note or photo, and the draft form filled with what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import ValuesError
from duijie.catalogue.fields import get_field
from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import get_job_for_user
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.intake.errors import UploadError
from duijie.intake.queries import CaptureDetail, get_capture_for_user, list_open_captures
from duijie.intake.services.captures import capture, drop_capture, save_capture
from duijie.web.records.values import Input, from_texts

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "need": (
        "title", "organisation", "text", "budget_wan", "deadline_date", "person", "phone",
        "email", "region", "industry", "keywords",
    ),
    "offer": (
        "title", "organisation", "text", "trl", "budget_wan", "person", "phone", "email",
        "region", "industry", "keywords",
    ),
}  # fmt: skip
"""What a note can tell; all other fields are on the record's own form."""


class CaptureForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("It is"),
        choices=[("need", gettext_lazy("a need")), ("offer", gettext_lazy("an offer"))],
    )
    text = forms.CharField(required=False, strip=False)
    photo = forms.FileField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def new_capture(request: HttpRequest) -> HttpResponse:
    """The field for a note and a photo; what comes in is kept before anything else is done."""
    error = ""
    form = CaptureForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.is_valid()
        kind = form.cleaned_data.get("kind") or "need"
        try:
            capture_id = capture(
                kind=RecordKind(kind),
                text=form.cleaned_data.get("text") or "",
                file=form.cleaned_data.get("photo"),
                by=request.user,
            )
        except UploadError as refusal:
            error = say(refusal.message)
        else:
            return redirect("capture:detail", capture_id=capture_id)
    context = {
        "form": form,
        "text": request.POST.get("text", ""),
        "kind": request.POST.get("kind", "need"),
        "error": error,
        "open_captures": list_open_captures(request.user),
    }
    return render(request, "capture/new.html", context, status=400 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def show_capture(request: HttpRequest, capture_id: int) -> HttpResponse:
    """The draft form with what was understood, each with the line in which it stands."""
    found = get_capture_for_user(capture_id, request.user)
    if found.record_id is not None:
        return redirect(f"{found.kind}s:detail", found.record_id)
    errors: dict[str, list[str]] = {}
    problem = ""
    texts: Mapping[str, str] = found.values
    if request.method == "POST" and found.state == "ready":
        texts = {name: request.POST.get(name, "") for name in _SHOWN[found.kind]}
        kind = RecordKind(found.kind)
        try:
            values = from_texts(kind, texts)
            record_id = save_capture(capture_id=capture_id, values=values, by=request.user)
        except ValuesError as error:
            problem = _("Some fields cannot be saved like this.")
            for one in error.problems:
                errors.setdefault(one.field, []).append(say(one.message))
        except DuijieError as error:
            problem = say(error.message)
        else:
            messages.success(request, _("Saved as a draft. The note is kept with it."))
            return redirect(f"{found.kind}s:detail", record_id)
    return _show(request, found, texts, errors, problem)


@require_POST
def drop(request: HttpRequest, capture_id: int) -> HttpResponse:
    """Throw a note away."""
    drop_capture(capture_id=capture_id, by=request.user)
    messages.success(request, _("The note was thrown away."))
    return redirect("capture:new")


def _show(
    request: HttpRequest,
    found: CaptureDetail,
    texts: Mapping[str, str],
    errors: Mapping[str, list[str]],
    problem: str,
) -> HttpResponse:
    job = None
    if found.job_id is not None and found.state == "reading":
        try:
            job = get_job_for_user(found.job_id, request.user)
        except NotFoundError:
            job = None
    kind = RecordKind(found.kind)
    inputs: list[tuple[Input, str]] = [
        (
            Input(get_field(kind, name), texts.get(name, ""), errors.get(name, ())),
            found.quotes.get(name, "") if name not in {"text", "title"} else "",
        )
        for name in _SHOWN[found.kind]
    ]
    context: dict[str, Any] = {
        "capture": found,
        "inputs": inputs,
        "problem": problem,
        "job": job,
        "hide_running": True,
    }
    if getattr(request, "htmx", None):
        response = render(request, "capture/live.html", context)
        if found.state != "reading" or job is None or not job.is_active:
            response["HX-Refresh"] = "true"
    else:
        status = 400 if problem else 200
        response = render(request, "capture/detail.html", context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response
