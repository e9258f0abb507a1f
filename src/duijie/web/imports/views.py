"""The list of imports and the page of one, whatever step it is at."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import JobSummary, get_job_for_user
from duijie.core.preferences.queries import get_preferences
from duijie.intake.queries import (
    ImportDetail,
    get_import_for_user,
    get_import_of_job,
    get_import_options_for_user,
    list_import_rows_for_user,
    list_imports_for_user,
)
from duijie.intake.services.imports.returning import refused_workbook
from duijie.web.imports.forms import KIND_WORDS, ConstantsForm, field_groups
from duijie.web.records.forms import FilterForm
from duijie.web.records.listing import page_numbers

_WORKING = frozenset({"reading", "checking", "writing", "undoing"})
_STEP = {
    "reading": 1, "failed": 1, "mapping": 2, "checking": 3, "checked": 3, "writing": 3,
    "done": 4, "undoing": 4, "undone": 4,
}  # fmt: skip


@require_safe
def show_imports(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    """The upload field above the imports that the user may see."""
    form = FilterForm(request.GET)
    form.is_valid()
    rows = list_imports_for_user(request.user, page=form.page_number)
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "max_mb": get_preferences().upload_mb,
        "upload_error": error,
    }
    is_swap = getattr(request, "htmx", None) and request.method == "GET"
    template = "imports/results.html" if is_swap else "imports/list.html"
    return _varying(render(request, template, context, status=status))


@require_safe
def show_import(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One import at the step where it stands."""
    detail = get_import_for_user(batch_id, request.user)
    job = get_job(request, detail)
    is_swap = bool(getattr(request, "htmx", None))
    if is_swap and "import-live" in request.headers.get("HX-Target", ""):
        return _show_live(request, detail, job)
    if detail.summary.state == "mapping":
        return show_mapping(request, detail)
    context = _context(detail, job) | _rows(request, detail)
    template = "imports/rows.html" if is_swap else "imports/detail.html"
    return _varying(render(request, template, context))


@require_safe
def show_columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The columns again, of an import that is checked already."""
    detail = get_import_for_user(batch_id, request.user)
    if detail.summary.state not in {"mapping", "checked"}:
        return redirect("imports:detail", batch_id=batch_id)
    return show_mapping(request, detail)


def show_mapping(
    request: HttpRequest,
    detail: ImportDetail,
    *,
    form: ConstantsForm | None = None,
    error: str = "",
) -> HttpResponse:
    """What each column is taken for, to be changed and confirmed."""
    options = get_import_options_for_user(request.user)
    kinds = [("", ""), *((kind.value, KIND_WORDS[kind]) for kind in options.kinds)]
    context = _context(detail, None) | {
        "step": 2,
        "tables": [(table, field_groups(table.kind)) for table in detail.tables],
        "kinds": kinds[1:],
        "form": form or ConstantsForm.showing(detail, options),
        "error": error,
    }
    return render(request, "imports/columns.html", context, status=400 if error else 200)


@require_safe
def show_import_of_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The import that a job worked on."""
    return redirect("imports:detail", batch_id=get_import_of_job(job_id, request.user))


@require_safe
def download_refused(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The refused rows as a workbook, to mend and upload again."""
    name, data = refused_workbook(batch_id=batch_id, by=request.user)
    response = HttpResponse(
        data,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def rows_response(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The rows alone, after something was chosen for them."""
    detail = get_import_for_user(batch_id, request.user)
    context = _context(detail, None) | _rows(request, detail)
    return _varying(render(request, "imports/rows.html", context))


def get_job(request: HttpRequest, detail: ImportDetail) -> JobSummary | None:
    """The work at hand where the user may see it: a colleague's is not theirs."""
    if detail.job_id is None or detail.summary.state not in _WORKING:
        return None
    try:
        return get_job_for_user(detail.job_id, request.user)
    except NotFoundError:
        return None


def _show_live(request: HttpRequest, detail: ImportDetail, job: JobSummary | None) -> HttpResponse:
    response = render(request, "imports/live.html", _context(detail, job))
    if job is None or not job.is_active:
        # the page around it is at another step now
        response["HX-Refresh"] = "true"
    return _varying(response)


def _context(detail: ImportDetail, job: JobSummary | None) -> dict[str, Any]:
    return {
        "detail": detail,
        "batch": detail.summary,
        "job": job,
        "step": _STEP[detail.summary.state],
        "is_stuck": detail.summary.state in _WORKING and (job is None or not job.is_active),
        "written": detail.states.get("written", 0),
        "refused_count": detail.verdicts.get("refused", 0) + detail.states.get("late", 0),
        "left_out": [f for f in detail.findings if f.severity != "refused"],
        "hide_running": True,
    }


def _rows(request: HttpRequest, detail: ImportDetail) -> dict[str, Any]:
    form = FilterForm(request.GET)
    form.is_valid()
    verdict, state = request.GET.get("verdict", ""), request.GET.get("outcome", "")
    is_noted = request.GET.get("noted", "") == "1"
    rows = list_import_rows_for_user(
        detail.summary.id,
        request.user,
        verdict=verdict,
        state=state,
        only_noted=is_noted,
        page=form.page_number,
    )
    return {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "verdict": verdict,
        "outcome": state,
        "is_noted": is_noted,
    }


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response
