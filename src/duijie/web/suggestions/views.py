"""What is new, what is held or was turned down."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from duijie.accounts.queries import list_zone_choices_for_user
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.matching.enums import DecisionState
from duijie.matching.permissions import can_decide_on_any
from duijie.matching.queries import (
    FreshFilters,
    count_introductions_for_user,
    get_since,
    list_common_needs_for_user,
    list_decisions_for_user,
    list_fresh_for_user,
    list_introductions_for_user,
)
from duijie.matching.services import note_look
from duijie.web.records.listing import page_numbers
from duijie.web.suggestions.choices import act_choices
from duijie.web.suggestions.forms import LEAST_FITS, PERIODS, FreshForm, LookForm, ViewForm

CHASED: Final = 8
BACK: Final = 20


@require_safe
def show_fresh(request: HttpRequest) -> HttpResponse:
    """What wants somebody: answers and long waits, held pairs whose day has come, what is new."""
    form = FreshForm(request.GET)
    form.is_valid()
    kept = form.cleaned_data
    period = kept.get("period") or "look"
    # one's own first: a region's brokers have hundreds of new ones each week
    is_mine = bool(kept.get("mine")) or not request.GET
    owner_id = user_id(request.user) if is_mine else None
    filters = FreshFilters(
        since=get_since(request.user, period=period),
        owner_id=owner_id,
        zone_path=kept.get("zone") or "",
        least_fit=float(kept.get("fit") or 0),
    )
    rows = list_fresh_for_user(request.user, filters, page=kept.get("page") or 1)
    context: dict[str, Any] = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "filters": filters,
        "period": period,
        "is_mine": is_mine,
        "fit": kept.get("fit") or "",
        "can_decide": can_decide_on_any(request.user),
        **act_choices(),
    }
    if _is_swap(request):
        return _vary(render(request, "suggestions/fresh.html", context))
    context |= {
        "tab": "fresh",
        "periods": PERIODS,
        "least_fits": LEAST_FITS,
        "zones": list_zone_choices_for_user(request.user),
        "now": clock.now().isoformat(timespec="microseconds"),
        "chased": list_introductions_for_user(
            request.user, view="attention", owner_id=owner_id, size=CHASED
        ),
        "back": list_decisions_for_user(
            request.user,
            state=DecisionState.HELD,
            owner_id=owner_id,
            only_back=True,
            size=BACK,
        ),
        **tab_context(request.user),
    }
    return _vary(render(request, "suggestions/list.html", context))


@require_safe
def show_held(request: HttpRequest) -> HttpResponse:
    """Pairs on hold, with the day on which they come back."""
    return _show_decided(request, DecisionState.HELD)


@require_safe
def show_refused(request: HttpRequest) -> HttpResponse:
    """Pairs that were turned down, with the reason; each can be taken back."""
    return _show_decided(request, DecisionState.REFUSED)


@require_safe
def show_common(request: HttpRequest) -> HttpResponse:
    """The same problem at several organisations."""
    form = ViewForm(request.GET)
    form.is_valid()
    rows = list_common_needs_for_user(request.user, page=form.cleaned_data.get("page") or 1)
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "tab": "common",
        **tab_context(request.user),
    }
    return render(request, "suggestions/common.html", context)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """All that the page showed has been seen: what comes later is new."""
    form = LookForm(request.POST)
    form.is_valid()
    note_look(until=form.cleaned_data.get("until"), by=request.user)
    return redirect("suggestions:list")


def _show_decided(request: HttpRequest, state: DecisionState) -> HttpResponse:
    form = ViewForm(request.GET)
    form.is_valid()
    is_mine = bool(form.cleaned_data.get("mine"))
    rows = list_decisions_for_user(
        request.user,
        state=state,
        owner_id=user_id(request.user) if is_mine else None,
        page=form.cleaned_data.get("page") or 1,
    )
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "tab": state.value,
        "is_mine": is_mine,
        "can_decide": can_decide_on_any(request.user),
        **act_choices(),
        **tab_context(request.user),
    }
    if _is_swap(request):
        return _vary(render(request, "suggestions/decided_rows.html", context))
    return _vary(render(request, "suggestions/decided.html", context))


def tab_context(user: Actor) -> dict[str, Any]:
    """What the tabs of the area show."""
    return {"attention_count": count_introductions_for_user(user, view="attention")}


def _is_swap(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def _vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ("HX-Request",))
    return response
