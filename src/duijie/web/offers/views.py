"""The list of offers, and one offer in full."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import (
    get_offer_for_user,
    list_offer_facets_for_user,
    list_offers_for_user,
)
from duijie.web.records.labels import labelled_fields
from duijie.web.records.listing import Listing, show_list

_LISTING = Listing(
    "offers/list.html", "offers/results.html", list_offers_for_user, list_offer_facets_for_user
)


@require_safe
def show_offers(request: HttpRequest) -> HttpResponse:
    """The offers that the user may see, narrowed and sorted as the address says."""
    return show_list(request, _LISTING)


@require_safe
def show_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer with its source and, for those who may, its contact details."""
    record = get_offer_for_user(offer_id, request.user)
    context = {"record": record, "fields": labelled_fields(record)}
    return render(request, "offers/detail.html", context)
