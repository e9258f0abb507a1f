"""One list page for all kinds of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.accounts.queries import list_zone_choices_for_user
from duijie.catalogue.enums import NeedSort, RecordKind, RecordState
from duijie.catalogue.queries import (
    Facets,
    RecordFilters,
    RecordRow,
    list_receivers_for_user,
    list_saved_filters_for_user,
)
from duijie.core.actor import Actor
from duijie.core.paging import Page
from duijie.core.preferences.queries import get_preferences
from duijie.matching.queries import BestFit
from duijie.web.records.bulk import list_bulk_steps
from duijie.web.records.cells import draw_rows
from duijie.web.records.columns import Column, chosen_columns, keep_columns
from duijie.web.records.forms import ORIGIN_CHOICES, FilterForm


@dataclass(frozen=True)
class Listing:
    """What is an area's own about its list."""

    kind: RecordKind
    title: Promise
    search_label: Promise
    empty_title: Promise
    empty_text: Promise
    list_rows: Callable[..., Page[RecordRow]]
    list_facets: Callable[[Actor], Facets]
    columns: Sequence[Column]
    best_fits: Callable[[Page[RecordRow], Actor], Mapping[int, BestFit]] = field(
        default=lambda _rows, _user: {}
    )
    """By row, for the column `fit`; read for all of them at once."""
    budget_label: Promise | None = None
    """What an amount of money on these records is called; None where they have none."""

    @property
    def area(self) -> str:
        return f"{self.kind}s"


def show_list(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The list, or only its rows where HTMX swaps them in.

    The same address gives either, so the answer varies by the header that tells them apart.
    """
    form = FilterForm(request.GET)
    filters = form.filters(request.user.pk)
    sort = form.cleaned_data.get("sort") or NeedSort.NEWEST
    rows = listing.list_rows(
        request.user,
        filters,
        sort=sort,
        page=form.page_number,
        size=get_preferences().page_size,
    )
    columns = chosen_columns(request, listing.area, listing.columns)
    bulk_steps = list_bulk_steps(request.user, listing.kind)
    context = {
        "rows": rows,
        "drawn": draw_rows(
            rows,
            columns,
            kind=listing.kind.value,
            fits=listing.best_fits(rows, request.user),
            can_tick=bool(bulk_steps),
        ),
        "sort": sort,
        "filters": filters,
        "is_narrowed": filters != RecordFilters(),
        "pages": page_numbers(rows.number, rows.page_count),
        "listing": listing,
        "columns": columns,
        "bulk_steps": bulk_steps,
        "can_upload": _may(request.user, ObjectKind.DOCUMENT, Action.CREATE),
        "can_create": _may(request.user, ObjectKind(listing.kind.value), Action.CREATE),
        "colleagues": list_receivers_for_user(request.user),
    }
    return show_rows(
        request,
        listing.kind,
        "records/results.html",
        "records/list.html",
        context,
        lambda: _frame(request, listing, filters),
    )


def show_rows(
    request: HttpRequest,
    kind: RecordKind,
    results: str,
    whole: str,
    context: dict[str, Any],
    frame: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """Only the rows where HTMX swaps them in, else the whole page with what stands around them."""
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.history_restore_request:
        response = render(request, results, context)
        # Typing replaces the address, so that "back" leaves the list instead of undoing letters.
        header = "HX-Replace-Url" if htmx.trigger_name == "q" else "HX-Push-Url"
        response[header] = _clean_address(request)
    else:
        about = ObjectKind(kind.value)
        around = {
            **frame(),
            "saved_filters": list_saved_filters_for_user(request.user, kind),
            "kind": kind.value,
            "list_query": _clean_address(request).partition("?")[2],
            "may_share": _may(request.user, about, Action.HISTORY),
            "can_export": _may(request.user, about, Action.EXPORT),
        }
        response = render(request, whole, context | around)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _frame(request: HttpRequest, listing: Listing, filters: RecordFilters) -> dict[str, object]:
    """What stands around the rows and does not change with them."""
    user = request.user
    kind = ObjectKind(listing.kind.value)
    facets = listing.list_facets(user)
    is_staff = _may(user, kind, Action.HISTORY)
    return {
        "facets": facets,
        "origin_choices": ORIGIN_CHOICES,
        "chosen_origin": request.GET.get("origin", ""),
        "state_choices": RecordState.choices if _may(user, kind, Action.CHANGE) else (),
        "zones": list_zone_choices_for_user(user) if is_staff else (),
        "budget_label": listing.budget_label,
        "is_source_offered": filters.source_id in {at.source_id for at in facets.sources},
        "can_create": _may(user, kind, Action.CREATE),
        "can_delete": _may(user, kind, Action.DELETE),
        "new_page": f"{listing.area}:new",
        "bin_page": f"{listing.area}:bin",
        "columns_page": f"{listing.area}:columns",
    }


def _may(user: Actor, kind: ObjectKind, action: Action) -> bool:
    return allows(user, Cell(kind, action))


def columns_view(listing: Listing) -> Callable[[HttpRequest], HttpResponse]:
    """The view that keeps which columns a reader wants."""

    @require_POST
    def choose_columns(request: HttpRequest) -> HttpResponse:
        """Back to the list as it was, with these columns."""
        back = request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        response = redirect(back if is_ours else f"{listing.area}:list")
        keep_columns(response, request, listing.area, listing.columns)
        return response

    return choose_columns


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
