"""The list of experts, and one expert in full."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    get_expert_for_user,
    list_expert_facets_for_user,
    list_experts_for_user,
)
from duijie.matching.queries import (
    list_introductions_of_record,
    list_needs_of_expert_for_user,
)
from duijie.web.records import columns
from duijie.web.records.detail import detail_context
from duijie.web.records.listing import Listing, show_list
from duijie.web.records.suggested import is_panel_asked_for, show_panel, suggested_needs

LISTING: Final = Listing(
    kind=RecordKind.EXPERT,
    title=gettext_lazy("Experts"),
    search_label=gettext_lazy("Search in experts"),
    empty_title=gettext_lazy("No experts yet"),
    empty_text=gettext_lazy(
        "An expert is a person who can solve something, with the work that shows it. Upload a list "
        "of experts; Duijie finds them."
    ),
    list_rows=list_experts_for_user,
    list_facets=list_expert_facets_for_user,
    columns=(
        columns.Column("person", gettext_lazy("Name"), "col-person"),
        columns.ORGANISATION,
        columns.Column("work", gettext_lazy("Field of work"), "col-title", "title"),
        columns.REGION,
        columns.INDUSTRY,
        columns.STATE,
        columns.SOURCE,
        columns.ADDED,
    ),
)


@require_safe
def show_experts(request: HttpRequest) -> HttpResponse:
    """The experts that the user may see, narrowed and sorted as the address says."""
    return show_list(request, LISTING)


@require_safe
def show_expert(request: HttpRequest, expert_id: int) -> HttpResponse:
    """One expert with its source, for those who may its contact details, and the needs that it
    was suggested for; HTMX turns the pages of those alone."""
    record = get_expert_for_user(expert_id, request.user)
    kind = RecordKind.EXPERT
    needs = suggested_needs(request, list_needs_of_expert_for_user, kind, expert_id)
    if is_panel_asked_for(request):
        return show_panel(request, needs)
    context = {
        **detail_context(record, request),
        **needs,
        "introductions": list_introductions_of_record(kind, expert_id, request.user),
    }
    return render(request, "experts/detail.html", context)
