"""The list of needs, and one need beside its matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    RecordRow,
    get_need_for_user,
    list_need_facets_for_user,
    list_needs_for_user,
)
from duijie.core.actor import Actor
from duijie.core.paging import Page
from duijie.matching.enums import DecisionState
from duijie.matching.permissions import can_see_suggestions
from duijie.matching.queries import (
    BestFit,
    DecidedPair,
    SimilarRow,
    SuggestionRow,
    get_need_suggestions_for_user,
    list_best_fits_for_user,
    list_decisions_for_user,
    list_introductions_of_record,
    list_similar_needs_for_user,
)
from duijie.matching.services import request_matching
from duijie.web.needs.drawing import draw_matches, marked_need
from duijie.web.records import columns
from duijie.web.records.detail import detail_context
from duijie.web.records.listing import Listing, show_list
from duijie.web.suggestions.choices import act_choices


def _best_fits(rows: Page[RecordRow], user: Actor) -> dict[int, BestFit]:
    return list_best_fits_for_user([row.id for row in rows], user)


LISTING: Final = Listing(
    kind=RecordKind.NEED,
    title=gettext_lazy("Needs"),
    search_label=gettext_lazy("Search in needs"),
    empty_title=gettext_lazy("No needs yet"),
    empty_text=gettext_lazy(
        "A need is a problem that a company wants solved. Upload the sheets, forms or news that "
        "you have; Duijie finds the needs in them."
    ),
    list_rows=list_needs_for_user,
    list_facets=list_need_facets_for_user,
    columns=(
        columns.Column("title", gettext_lazy("Need"), "col-title", "title"),
        columns.ORGANISATION,
        columns.REGION,
        columns.INDUSTRY,
        columns.Column("fit", gettext_lazy("Best fit"), "col-fit num"),
        columns.budget(gettext_lazy("Budget"), is_default=True),
        columns.STATE,
        columns.EXPIRY,
        columns.SOURCE,
        columns.ADDED,
    ),
    best_fits=_best_fits,
    budget_label=gettext_lazy("Budget in units of 10,000 yuan"),
)


@require_safe
def show_needs(request: HttpRequest) -> HttpResponse:
    """The needs that the user may see, narrowed and sorted as the address says."""
    return show_list(request, LISTING)


@require_safe
def show_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """A need on the left, who could solve it on the right; the best match's words are marked.

    HTMX asks for the right side alone while a match job runs.
    """
    need = get_need_for_user(need_id, request.user)
    found = None
    refused: Sequence[DecidedPair] = ()
    similar: Sequence[SimilarRow] = ()
    if can_see_suggestions(request.user, need_id):
        found = get_need_suggestions_for_user(need_id, request.user)
        similar = list_similar_needs_for_user(need_id, request.user)
        refused = list_decisions_for_user(
            request.user, state=DecisionState.REFUSED, need_id=need_id
        ).rows
    context = {
        **detail_context(need, request),
        **act_choices(),
        "found": found,
        "refused": refused,
        "similar": similar,
        "introductions": list_introductions_of_record(RecordKind.NEED, need_id, request.user),
        "offers": draw_matches(_not_refused(found.offers)) if found else (),
        "experts": draw_matches(_not_refused(found.experts)) if found else (),
        "marked": marked_need(need, found.offers if found and not found.nothing_fits else None),
    }
    is_swap = bool(getattr(request, "htmx", None))
    template = "needs/matches.html" if is_swap else "needs/detail.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _not_refused(rows: Sequence[SuggestionRow]) -> Sequence[SuggestionRow]:
    """What was turned down stands in a list of its own, with the reason."""
    return [row for row in rows if not row.decision or row.decision.state != DecisionState.REFUSED]


@require_POST
def match(request: HttpRequest, need_id: int) -> HttpResponse:
    """Bring the matches up to date in the background."""
    need = get_need_for_user(need_id, request.user)
    request_matching(by=request.user, is_example=need.is_example)
    messages.success(request, _("Matching has been asked for; the result appears here."))
    return redirect("needs:detail", need_id=need_id)
