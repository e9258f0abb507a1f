"""Who saw what: the log of disclosure, for administrators."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duijie.accounts.queries import list_user_names_for_user
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import AccessFilters, list_accesses_for_user
from duijie.core.preferences.queries import get_preferences
from duijie.web.records.listing import page_numbers

DOORS: Final[dict[str, Promise]] = {
    "page": _("on its page"),
    "file": _("opened a file"),
    "api": _("through the interface for programs"),
    "export": _("in an export"),
}
_LARGEST_KEY: Final = 2**63 - 1


class AccessFilterForm(forms.Form):
    """What makes no sense is left out."""

    user = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *RecordKind.choices])
    record = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)
    door = forms.ChoiceField(required=False, choices=[("", ""), *DOORS.items()])
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
        "doors": DOORS.items(),
        "door_names": DOORS,
    }
    return render(request, "settings/access_log.html", context)
