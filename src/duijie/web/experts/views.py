"""The list of experts, and one expert in full."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import (
    get_expert_for_user,
    list_expert_facets_for_user,
    list_experts_for_user,
)
from duijie.matching.queries import list_needs_of_expert_for_user
from duijie.web.records.labels import labelled_fields
from duijie.web.records.listing import Listing, show_list
from duijie.web.records.suggested import is_panel_asked_for, show_panel, suggested_needs

_LISTING = Listing(
    "experts/list.html", "experts/results.html", list_experts_for_user, list_expert_facets_for_user
)


@require_safe
def show_experts(request: HttpRequest) -> HttpResponse:
    """The experts that the user may see, narrowed and sorted as the address says."""
    return show_list(request, _LISTING)


@require_safe
def show_expert(request: HttpRequest, expert_id: int) -> HttpResponse:
    """One expert with its source, for those who may its contact details, and the needs that it
    was suggested for; HTMX turns the pages of those alone."""
    record = get_expert_for_user(expert_id, request.user)
    needs = suggested_needs(request, list_needs_of_expert_for_user, expert_id)
    if is_panel_asked_for(request):
        return show_panel(request, needs)
    context = {"record": record, "fields": labelled_fields(record), **needs}
    return render(request, "experts/detail.html", context)
