"""Who saw what: the log of disclosure, for administrators."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duijie.accounts.queries import list_user_names_for_user
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import AccessFilters, list_accesses_for_user
from duijie.catalogue.queries.access import DOOR_LABELS, count_accesses_for_user
from duijie.catalogue.services.access_exports import request_access_export, write_access_export
from duijie.catalogue.services.exports import AT_ONCE, Format
from duijie.core.preferences.queries import get_preferences
from duijie.web.exports.views import as_file
from duijie.web.records.listing import page_numbers

_LARGEST_KEY: Final = 2**63 - 1


class AccessFilterForm(forms.Form):
    """What makes no sense is left out."""

    user = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *RecordKind.choices])
    record = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)
    door = forms.ChoiceField(required=False, choices=[("", ""), *DOOR_LABELS.items()])
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def filters(self) -> AccessFilters:
        self.is_valid()
        kept: dict[str, Any] = self.cleaned_data
        kind = kept.get("kind")
        until = kept.get("until")
        return AccessFilters(
            kind=RecordKind(kind) if kind else None,
            record_id=kept.get("record") if kind else None,
            user_id=kept.get("user"),
            door=kept.get("door", ""),
            since=_start_of(kept.get("since")),
            # to the end of that day
            until=_start_of(until + timedelta(days=1)) if until else None,
        )


def _start_of(day: Any) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time.min))


@never_cache
@require_safe
def show_accesses(request: HttpRequest) -> HttpResponse:
    """Who saw more of a record than registered users do, or opened a file, the latest first."""
    form = AccessFilterForm(request.GET)
    filters = form.filters()
    rows = list_accesses_for_user(
        request.user,
        filters,
        page=form.cleaned_data.get("page") or 1,
        size=get_preferences().page_size,
    )
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "filters": filters,
        "since": form.cleaned_data.get("since"),
        "until": form.cleaned_data.get("until"),
        "is_narrowed": filters != AccessFilters(),
        "users": list_user_names_for_user(request.user),
        "kinds": RecordKind.choices,
        "doors": DOOR_LABELS.items(),
        "door_names": DOOR_LABELS,
        "list_query": _query_of(request),
    }
    return render(request, "settings/access_log.html", context)


def _query_of(request: HttpRequest) -> str:
    """What narrows the list, without the page."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@never_cache
@require_safe
def export_accesses(request: HttpRequest) -> HttpResponseBase:
    """The log as the address narrows it: at once, or as a job where it is long."""
    filters = AccessFilterForm(request.GET).filters()
    file_format: Format = "csv" if request.GET.get("format") == "csv" else "xlsx"
    language = get_language() or "zh-hans"
    if count_accesses_for_user(request.user, filters) > AT_ONCE:
        job_id = request_access_export(
            filters=filters, file_format=file_format, language=language, by=request.user
        )
        messages.success(request, gettext("The list is long: the file is being written."))
        return redirect("jobs:detail", job_id)
    stream = BytesIO()
    write_access_export(
        stream, filters=filters, file_format=file_format, language=language, by=request.user
    )
    return as_file(HttpResponse(stream.getvalue()), "access-log", file_format)
