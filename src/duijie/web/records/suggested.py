"""The panel of an offer or expert: the needs that it was suggested for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from duijie.catalogue.enums import RecordKind
from duijie.core.paging import Page
from duijie.matching.queries import SuggestedNeed
from duijie.web.records.forms import FilterForm
from duijie.web.records.listing import page_numbers
from duijie.web.suggestions.choices import act_choices

ListNeeds = Callable[..., Page[SuggestedNeed]]


def suggested_needs(
    request: HttpRequest, list_needs: ListNeeds, kind: RecordKind, target_id: int
) -> dict[str, object]:
    """What `records/suggested.html` draws: the page that the address asks for."""
    form = FilterForm(request.GET)
    form.is_valid()
    rows = list_needs(target_id, request.user, page=form.page_number)
    return {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "target_kind": kind.value,
        "target_id": target_id,
        **act_choices(),
    }


def is_panel_asked_for(request: HttpRequest) -> bool:
    """Whether HTMX swaps the rows alone; going back asks for the whole page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def show_panel(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """The rows alone, at the address of the page that shows them all."""
    response = render(request, "records/suggested.html", context)
    response["HX-Push-Url"] = request.get_full_path()
    patch_vary_headers(response, ("HX-Request",))
    return response
