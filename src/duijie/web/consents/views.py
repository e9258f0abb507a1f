"""Agreements of the user, on either side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import list_consents_for_user
from duijie.web.records.listing import page_numbers


@require_safe
def show_consents(request: HttpRequest) -> HttpResponse:
    """Requests and agreements on the user's own records and zone, and those that show something to
    the user, the latest first."""
    number = request.GET.get("page", "1")
    rows = list_consents_for_user(request.user, page=int(number) if number.isdecimal() else 1)
    pages = page_numbers(rows.number, rows.page_count)
    return render(request, "consents/list.html", {"rows": rows, "pages": pages})
