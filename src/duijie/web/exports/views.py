"""A list as a file."""

from __future__ import annotations

import io
import uuid
from datetime import date
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries.exports import count_export_for_user
from duijie.catalogue.services.access_exports import ACCESS_LOG
from duijie.catalogue.services.exports import (
    AT_ONCE,
    EXPORT_KIND,
    Format,
    export_path,
    request_export,
    write_export,
)
from duijie.core.clock import today
from duijie.core.jobs.queries import get_job_for_user
from duijie.web.records.forms import FilterForm

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ExportForm(forms.Form):
    """How the file is to be; the filters are those of the list."""

    format = forms.ChoiceField(required=False, choices=[("xlsx", ""), ("csv", "")])
    contacts = forms.BooleanField(required=False)


@require_safe
def export_list(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The records of a list as the address narrows it: at once, or as a job where it is long."""
    if kind not in RecordKind.values:
        raise Http404
    form = ExportForm(request.GET)
    form.is_valid()
    file_format: Format = "csv" if form.cleaned_data.get("format") == "csv" else "xlsx"
    filters = FilterForm(request.GET).filters(request.user.pk)
    options = {
        "kind": RecordKind(kind),
        "filters": filters,
        "has_contacts": form.cleaned_data["contacts"],
        "language": get_language() or "zh-hans",
        "by": request.user,
    }
    if count_export_for_user(RecordKind(kind), request.user, filters) > AT_ONCE:
        job_id = request_export(file_format=file_format, **options)
        messages.success(request, gettext("The list is long: the file is being written."))
        return redirect("jobs:detail", job_id)
    stream = io.BytesIO()
    write_export(stream, file_format=file_format, **options)
    return as_file(HttpResponse(stream.getvalue()), f"{kind}s", file_format)


@require_safe
def download_export(request: HttpRequest, job_id: uuid.UUID) -> HttpResponseBase:
    """The file that a job has written, for who asked for it."""
    job = get_job_for_user(job_id, request.user)
    file_format = str(job.result.get("format", ""))
    path = export_path(job_id, file_format)
    is_own = job.result.get("owner_id") == request.user.pk
    if job.kind != EXPORT_KIND or not is_own or file_format not in _TYPES or not path.is_file():
        raise Http404
    kind = str(job.result["kind"])
    name = "access-log" if kind == ACCESS_LOG else f"{kind}s"
    return as_file(FileResponse(path.open("rb")), name, file_format)


def as_file(response: HttpResponseBase, about: str, file_format: str) -> HttpResponseBase:
    """The response as a download named after what it holds and today."""
    day: date = today()
    name = f"{about}-{day:%Y%m%d}.{file_format}"
    response["Content-Type"] = _TYPES[file_format]
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
