"""The list of offers, and one offer in full."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import (
    get_offer_for_user,
    list_offer_facets_for_user,
    list_offers_for_user,
)
from duijie.matching.queries import list_needs_of_offer_for_user
from duijie.web.records.labels import labelled_fields
from duijie.web.records.listing import Listing, show_list
from duijie.web.records.suggested import is_panel_asked_for, show_panel, suggested_needs

_LISTING = Listing(
    "offers/list.html",
    "offers/results.html",
    list_offers_for_user,
    list_offer_facets_for_user,
    budget_label=gettext_lazy("Price in units of 10,000 yuan"),
)


@require_safe
def show_offers(request: HttpRequest) -> HttpResponse:
    """The offers that the user may see, narrowed and sorted as the address says."""
    return show_list(request, _LISTING)


@require_safe
def show_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer with its source, for those who may its contact details, and the needs that it
    was suggested for; HTMX turns the pages of those alone."""
    record = get_offer_for_user(offer_id, request.user)
    needs = suggested_needs(request, list_needs_of_offer_for_user, offer_id)
    if is_panel_asked_for(request):
        return show_panel(request, needs)
    context = {"record": record, "fields": labelled_fields(record), **needs}
    return render(request, "offers/detail.html", context)
