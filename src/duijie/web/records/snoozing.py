"""Putting a row of the desk off, and taking it back."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services import end_snooze, snooze_record
from duijie.core import clock
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.undoing import is_row_swapped
from duijie.web.templatetags.duijie_web import list_date


def _in_a_month(today: date) -> date:
    """The same day of the next month, or its last."""
    year, month = divmod(today.year * 12 + today.month, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


UNTIL: Final[Mapping[str, Callable[[date], date]]] = {
    "tomorrow": lambda today: today + timedelta(days=1),
    "week": lambda today: today + timedelta(days=7),
    "month": _in_a_month,
}
"""What the buttons of a row say -> the day on which it is back."""


def snooze_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that takes a row off the desk."""

    @require_POST
    def snooze(request: HttpRequest, record_id: int) -> HttpResponse:
        """Off until the chosen day; back to the desk."""
        choose = UNTIL.get(request.POST.get("until", ""))
        if choose is None:
            messages.error(request, _("Choose until when."))
            return redirect("desk:home")
        until = choose(clock.today())
        try:
            snooze_record(kind=kind, record_id=record_id, until=until, by=request.user)
        except DuijieError as error:
            if not is_row_swapped(request):
                raise
            return render(request, "desk/refused.html", {"sentence": say(error.message)})
        undo = reverse(f"{kind}s:snooze_end", args=[record_id])
        said = _("Put off until %(day)s.") % {"day": list_date(until)}
        if is_row_swapped(request):
            context = {"kind": kind.value, "record_id": record_id, "label": said, "undo": undo}
            return render(request, "desk/done.html", context)
        messages.success(request, said, extra_tags=f"undo:{undo}")
        return redirect("desk:home")

    return snooze


def end_snooze_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that puts a row back on the desk."""

    @require_POST
    def end(request: HttpRequest, record_id: int) -> HttpResponse:
        """At once; back to the desk, or said in the row that is left."""
        end_snooze(kind=kind, record_id=record_id, by=request.user)
        said = _("Back on the desk.")
        if is_row_swapped(request):
            context = {"kind": kind.value, "record_id": record_id, "label": said}
            return render(request, "desk/done.html", context)
        messages.success(request, said)
        return redirect("desk:home")

    return end
