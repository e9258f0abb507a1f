"""Search over all kinds of record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import (
    RecordFilters,
    list_experts_for_user,
    list_needs_for_user,
    list_offers_for_user,
)
from duijie.web.search.forms import SearchForm

ROWS_EACH = 8


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The first rows of each kind; the lists themselves show the rest."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = []
    if words:
        filters = RecordFilters(search=words)
        for kind, list_rows in (
            ("needs", list_needs_for_user),
            ("offers", list_offers_for_user),
            ("experts", list_experts_for_user),
        ):
            rows = list_rows(request.user, filters, size=ROWS_EACH)
            found.append((kind, f"{kind}:list", f"{kind}:detail", rows))
    total = sum(rows.total for *_, rows in found)
    return render(request, "search/home.html", {"words": words, "found": found, "total": total})
