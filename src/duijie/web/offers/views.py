"""The list of offers, and one offer in full."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    get_offer_for_user,
    list_offer_facets_for_user,
    list_offers_for_user,
)
from duijie.matching.queries import (
    list_introductions_of_record,
    list_needs_of_offer_for_user,
)
from duijie.web.records import columns
from duijie.web.records.detail import detail_context
from duijie.web.records.listing import Listing, show_list
from duijie.web.records.suggested import is_panel_asked_for, show_panel, suggested_needs

LISTING: Final = Listing(
    kind=RecordKind.OFFER,
    title=gettext_lazy("Offers"),
    search_label=gettext_lazy("Search in offers"),
    empty_title=gettext_lazy("No offers yet"),
    empty_text=gettext_lazy(
        "An offer is a result or technology that a university, institute or company brings. Upload "
        "their lists or booklets; Duijie finds the offers in them."
    ),
    list_rows=list_offers_for_user,
    list_facets=list_offer_facets_for_user,
    columns=(
        columns.Column("title", gettext_lazy("Offer"), "col-title", "title"),
        columns.ORGANISATION,
        columns.REGION,
        columns.INDUSTRY,
        columns.READINESS,
        columns.budget(gettext_lazy("Price"), is_default=False),
        columns.STATE,
        columns.EXPIRY,
        columns.SOURCE,
        columns.ADDED,
    ),
    budget_label=gettext_lazy("Price in units of 10,000 yuan"),
)


@require_safe
def show_offers(request: HttpRequest) -> HttpResponse:
    """The offers that the user may see, narrowed and sorted as the address says."""
    return show_list(request, LISTING)


@require_safe
def show_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer with its source, for those who may its contact details, and the needs that it
    was suggested for; HTMX turns the pages of those alone."""
    record = get_offer_for_user(offer_id, request.user)
    kind = RecordKind.OFFER
    needs = suggested_needs(request, list_needs_of_offer_for_user, kind, offer_id)
    if is_panel_asked_for(request):
        return show_panel(request, needs)
    context = {
        **detail_context(record, request),
        **needs,
        "introductions": list_introductions_of_record(kind, offer_id, request.user),
    }
    return render(request, "offers/detail.html", context)
