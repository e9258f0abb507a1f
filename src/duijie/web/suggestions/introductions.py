"""Introductions: the list, one in full, its links and its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from duijie.core import clock
from duijie.core.actor import user_id
from duijie.core.notify.group import group_text
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.matching.enums import ContactWay, Outcome, Side
from duijie.matching.queries import (
    get_introduction_for_user,
    list_introductions_for_user,
)
from duijie.matching.services import AskedSide, ask_side, close_introduction, note_contact
from duijie.web.records.listing import page_numbers
from duijie.web.suggestions.forms import VIEWS, AskForm, CloseForm, ContactForm, ViewForm
from duijie.web.templatetags.duijie_web import person_and_title


@require_safe
def show_introductions(request: HttpRequest) -> HttpResponse:
    """Those of the user's zone, by where they stand."""
    form = ViewForm(request.GET)
    form.is_valid()
    kept = form.cleaned_data
    view = kept.get("view") or "open"
    is_mine = bool(kept.get("mine"))
    rows = list_introductions_for_user(
        request.user,
        view=view,
        owner_id=user_id(request.user) if is_mine else None,
        page=kept.get("page") or 1,
    )
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "tab": "introductions",
        "view": view,
        "views": VIEWS,
        "is_mine": is_mine,
    }
    return render(request, "suggestions/introductions.html", context)


@never_cache
@require_safe
def show_introduction(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """One introduction: its two sides, the next step, what happened."""
    return _page(request, introduction_id)


@never_cache
@require_POST
def ask(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """Make the link of a side, or remind it. The link stands in the answer to the form and nowhere
    else."""
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say who is asked."))
        return redirect("suggestions:introduction", introduction_id)
    given = form.cleaned_data
    try:
        asked = ask_side(
            introduction_id=introduction_id,
            side=Side(given["side"]),
            recipient_name=given["recipient_name"],
            is_mailed=given["is_mailed"],
            by=request.user,
        )
    except DuijieError as error:
        messages.error(request, say(error.message))
        return redirect("suggestions:introduction", introduction_id)
    return _page(request, introduction_id, Side(given["side"]), asked)


@require_POST
def note_first_contact(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """When and how the two first talked."""
    form = ContactForm(request.POST)
    form.is_valid()
    return _step(
        request,
        introduction_id,
        lambda: note_contact(
            introduction_id=introduction_id,
            contact_date=form.cleaned_data.get("contact_date"),
            contact_way=form.cleaned_data.get("contact_way", ""),
            by=request.user,
        ),
    )


@require_POST
def close(request: HttpRequest, introduction_id: int) -> HttpResponse:
    """It is over."""
    form = CloseForm(request.POST)
    form.is_valid()
    return _step(
        request,
        introduction_id,
        lambda: close_introduction(
            introduction_id=introduction_id,
            outcome=form.cleaned_data.get("outcome", ""),
            words=form.cleaned_data.get("words", ""),
            by=request.user,
        ),
    )


def _step(request: HttpRequest, introduction_id: int, act: Any) -> HttpResponse:
    try:
        act()
    except DuijieError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(request, _("Written down."))
    return redirect("suggestions:introduction", introduction_id)


def _page(
    request: HttpRequest,
    introduction_id: int,
    asked_side: Side | None = None,
    asked: AskedSide | None = None,
) -> HttpResponse:
    found = get_introduction_for_user(introduction_id, request.user)
    group = None
    if asked is not None:
        params = {"name": asked.name, "sender": str(request.user), "about": asked.about}
        group = group_text(kind=asked.kind, params=params, link=asked.path)
    context = {
        "found": found,
        "row": found.row,
        "sides": [_side(found, side) for side in Side],
        "asked_side": asked_side.value if asked_side else "",
        "asked": asked,
        "group": group,
        "today": clock.today().isoformat(),
        "ways": ContactWay.choices,
        "outcomes": Outcome.choices,
        "tab": "introductions",
    }
    return render(request, "suggestions/introduction.html", context)


def _side(found: Any, side: Side) -> dict[str, Any]:
    row = found.row
    is_need = side is Side.NEED
    return {
        "key": side.value,
        "view": row.need_side if is_need else row.target_side,
        "title": row.need_title if is_need else row.title,
        "organisation_name": row.need_organisation if is_need else row.organisation_name,
        "named": row.need_title if is_need else person_and_title(row),
        "kind": "need" if is_need else row.kind,
        "record_id": row.need_id if is_need else row.target_id,
        "can_ask": found.can_ask[side.value],
        "again_at": found.ask_again_at[side.value],
        "mail_known": found.mail_known[side.value],
        "name": found.suggested_names[side.value],
        "is_shown": found.consents[side.value],
    }
