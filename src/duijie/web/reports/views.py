"""How much there is, and how good the suggestions were."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from duijie.catalogue.queries import get_figures_for_user
from duijie.core.paging import Page
from duijie.matching.enums import Side
from duijie.matching.permissions import can_list_suggestions
from duijie.matching.queries import (
    BANDS,
    WITHIN,
    PairFilters,
    get_quality_for_user,
    list_quality_answers_for_user,
    list_quality_needs_for_user,
    list_quality_pairs_for_user,
)
from duijie.web.records.listing import page_numbers
from duijie.web.reports.forms import (
    PERIODS,
    AnswersForm,
    NeedsForm,
    PairsForm,
    PeriodForm,
    first_day,
)


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """How many records there are."""
    context = {"figures": get_figures_for_user(request.user), "tab": "figures"}
    return render(request, "reports/figures.html", context)


@require_safe
def show_quality(request: HttpRequest) -> HttpResponse:
    """What people did with the suggestions; each figure leads to its rows, for who may see them."""
    chosen = PeriodForm(request.GET).read()
    context = {
        "quality": get_quality_for_user(request.user, since=first_day(chosen)),
        "has_rows": can_list_suggestions(request.user),
        "within": WITHIN,
        "period": chosen["period"],
        "periods": PERIODS,
        "tab": "quality",
    }
    return render(request, "reports/quality.html", context)


@require_safe
def show_pairs(request: HttpRequest) -> HttpResponse:
    """The decided pairs that a figure counts."""
    chosen = PairsForm(request.GET).read()
    filters = PairFilters(
        since=first_day(chosen),
        kind=chosen.get("kind", ""),
        variant=chosen.get("variant", ""),
        within=chosen.get("within"),
        reason=chosen.get("reason", ""),
        band=chosen.get("band"),
    )
    rows = list_quality_pairs_for_user(request.user, filters, page=chosen["page"])
    band = None if filters.band is None else BANDS[filters.band]
    return _show_rows(request, "pairs", rows, chosen, band=band)


@require_safe
def show_needs(request: HttpRequest) -> HttpResponse:
    """The needs that a figure counts."""
    chosen = NeedsForm(request.GET).read()
    rows = list_quality_needs_for_user(
        request.user,
        since=first_day(chosen),
        only_unmet=chosen.get("only") == "unmet",
        page=chosen["page"],
    )
    return _show_rows(request, "needs", rows, chosen)


@require_safe
def show_answers(request: HttpRequest) -> HttpResponse:
    """The introductions to which a side said no."""
    chosen = AnswersForm(request.GET).read()
    rows = list_quality_answers_for_user(
        request.user,
        side=chosen.get("side", Side.NEED),
        reason=chosen.get("reason", ""),
        since=first_day(chosen),
        page=chosen["page"],
    )
    return _show_rows(request, "answers", rows, chosen)


def _show_rows(
    request: HttpRequest, name: str, rows: Page[Any], chosen: dict[str, Any], **more: Any
) -> HttpResponse:
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "chosen": chosen,
        "period_label": dict(PERIODS)[chosen["period"]],
        "shape": name,
        "tab": "quality",
        **more,
    }
    htmx = getattr(request, "htmx", None)
    is_swap = bool(htmx) and not getattr(htmx, "history_restore_request", False)
    response = render(request, f"reports/{'found' if is_swap else 'rows'}.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response
