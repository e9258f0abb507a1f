"""One list page for three kinds of record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

from duijie.catalogue.enums import NeedSort
from duijie.catalogue.queries import Facets, RecordFilters, RecordRow
from duijie.core.actor import Actor
from duijie.core.paging import Page
from duijie.web.records.forms import ORIGIN_CHOICES, FilterForm


@dataclass(frozen=True)
class Listing:
    """What is an area's own about its list."""

    template: str
    results_template: str
    list_rows: Callable[..., Page[RecordRow]]
    list_facets: Callable[[Actor], Facets]
    add_to_rows: Callable[[Page[RecordRow], Actor], dict[str, object]] = lambda _rows, _user: {}
    """What else the rows show, read for all of them at once."""
    budget_label: Promise | None = None
    """What an amount of money on these records is called; None where they have none."""


def show_list(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The list, or only its rows where HTMX swaps them in.

    The same address gives either, so the answer varies by the header that tells them apart.
    """
    form = FilterForm(request.GET)
    filters = form.filters()
    sort = form.cleaned_data.get("sort") or NeedSort.NEWEST
    rows = listing.list_rows(request.user, filters, sort=sort, page=form.page_number)
    context = {
        "rows": rows,
        "sort": sort,
        "filters": filters,
        "is_narrowed": filters != RecordFilters(),
        "pages": page_numbers(rows.number, rows.page_count),
        **listing.add_to_rows(rows, request.user),
    }
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request:
        response = render(request, listing.results_template, context)
        # Typing replaces the address, so that "back" leaves the list instead of undoing letters.
        header = "HX-Replace-Url" if htmx.trigger_name == "q" else "HX-Push-Url"
        response[header] = _clean_address(request)
    else:
        facets = listing.list_facets(request.user)
        chosen = request.GET.get("origin", "")
        page = {
            "facets": facets,
            "origin_choices": ORIGIN_CHOICES,
            "chosen_origin": chosen,
            "budget_label": listing.budget_label,
            "is_source_offered": filters.source_id in {at.source_id for at in facets.sources},
        }
        response = render(request, listing.template, context | page)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _clean_address(request: HttpRequest) -> str:
    """The address without empty fields, as somebody would share it."""
    pairs = [(key, value) for key, values in request.GET.lists() for value in values if value]
    return request.path + ("?" + urlencode(pairs) if pairs else "")


def page_numbers(number: int, count: int) -> list[int | None]:
    """The page numbers to offer: the ends, and two on each side; None where some are left out."""
    near = {1, count, *range(max(1, number - 2), min(count, number + 2) + 1)}
    shown: list[int | None] = []
    for page in sorted(near):
        previous = shown[-1] if shown else None
        if previous is not None and page == previous + 2:
            shown.append(page - 1)
        elif previous is not None and page > previous + 2:
            shown.append(None)
        shown.append(page)
    return shown
