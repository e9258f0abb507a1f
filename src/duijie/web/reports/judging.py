"""评测: draw a round, grade its pairs, see what the grades say."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.catalogue.services.exports import Format
from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import get_job_for_user
from duijie.core.sentences import say
from duijie.matching.enums import GradeValue
from duijie.matching.errors import JudgingError
from duijie.matching.queries import (
    get_need_to_grade,
    get_round_for_user,
    get_round_quality_for_user,
    list_rounds_for_user,
)
from duijie.matching.services import drop_round, grade_pair, start_judging, write_judged_set
from duijie.web.exports.views import as_file

NEEDS, DEPTH = 10, 5


class RoundForm(forms.Form):
    needs = forms.IntegerField()
    depth = forms.IntegerField()


class GradeForm(forms.Form):
    value = forms.IntegerField(required=False)


class NumberForm(forms.Form):
    need = forms.IntegerField(required=False, min_value=1)


@require_http_methods(["GET", "HEAD", "POST"])
def show_rounds(request: HttpRequest) -> HttpResponse:
    """All rounds, and the form that draws another."""
    error = ""
    form = RoundForm(request.POST if request.method == "POST" else None)
    given = {"needs": NEEDS, "depth": DEPTH}
    if request.method == "POST":
        form.is_valid()
        given = {name: form.cleaned_data.get(name) or 0 for name in given}
        try:
            round_id = start_judging(**given, by=request.user)
            return redirect("reports:round", round_id=round_id)
        except JudgingError as refusal:
            error = say(refusal.message)
    context = {
        "tab": "judging",
        "rounds": list_rounds_for_user(request.user),
        "wanted": given["needs"],
        "depth": given["depth"],
        "error": error,
    }
    return render(request, "reports/rounds.html", context, status=400 if error else 200)


@never_cache
@require_safe
def show_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """One need with its pool; while the round is being drawn, how far that is."""
    head = get_round_for_user(round_id, request.user)
    context: dict[str, Any] = {"tab": "judging", "hide_running": True, **_choices()}
    form = NumberForm(request.GET)
    form.is_valid()
    if head.is_drawn:
        try:
            number = form.cleaned_data.get("need")
            context["found"] = get_need_to_grade(round_id, request.user, number=number)
        except NotFoundError:
            context["found"] = None
    elif head.job_id is not None:
        try:
            context["job"] = get_job_for_user(head.job_id, request.user)
        except NotFoundError:
            context["job"] = None
    return render(request, "reports/round.html", context)


@require_POST
def grade(request: HttpRequest, round_id: int, pair_id: int) -> HttpResponse:
    """One's own grade of a pair, or none."""
    form = GradeForm(request.POST)
    if not form.is_valid():
        raise JudgingError("matching.no_such_grade")
    grade_pair(
        round_id=round_id, pair_id=pair_id, value=form.cleaned_data["value"], by=request.user
    )
    if not getattr(request, "htmx", None):
        return redirect("reports:round", round_id=round_id)
    found = get_need_to_grade(round_id, request.user, pair_id=pair_id)
    pair = next(one for one in found.pairs if one.id == pair_id)
    context = {"found": found, "pair": pair, **_choices()}
    return render(request, "reports/graded_row.html", context)


@never_cache
@require_safe
def show_results(request: HttpRequest, round_id: int) -> HttpResponse:
    """What the grades say."""
    context = {"tab": "judging", "quality": get_round_quality_for_user(round_id, request.user)}
    return render(request, "reports/round_results.html", context)


@never_cache
@require_safe
def export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The judged set as a file."""
    file_format: Format = "csv" if request.GET.get("format") == "csv" else "xlsx"
    stream = BytesIO()
    write_judged_set(
        stream,
        round_id=round_id,
        file_format=file_format,
        language=get_language() or "zh-hans",
        by=request.user,
    )
    return as_file(HttpResponse(stream.getvalue()), f"judged-{round_id}", file_format)


@require_POST
def drop(request: HttpRequest, round_id: int) -> HttpResponse:
    """Throw a round away with all its grades."""
    drop_round(round_id=round_id, by=request.user)
    messages.success(request, _("The round was thrown away."))
    return redirect("reports:rounds")


def _choices() -> dict[str, Any]:
    return {"grades": GradeValue.choices}
