"""Lists and single records as strangers see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS
from duijie.catalogue.queries import (
    RecordDetail,
    RecordFilters,
    get_record_for_user,
    list_experts_for_user,
    list_needs_for_user,
    list_offers_for_user,
)
from duijie.core.errors import NotFoundError
from duijie.core.preferences.queries import get_preferences
from duijie.web.records.labels import name_codes
from duijie.web.records.listing import page_numbers

_LISTS: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: list_needs_for_user,
    RecordKind.OFFER: list_offers_for_user,
    RecordKind.EXPERT: list_experts_for_user,
}
TITLES: Final[Mapping[RecordKind, Promise]] = {
    RecordKind.NEED: _("Needs of companies"),
    RecordKind.OFFER: _("Results and technologies"),
    RecordKind.EXPERT: _("Experts"),
}
_NOBODY: Final = AnonymousUser()


class PublicFilterForm(forms.Form):
    """What an address may carry; what makes no sense is left out."""

    q = forms.CharField(required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1)


def _shut(request: HttpRequest) -> HttpResponse | None:
    """The way to the sign-in page where summaries are not for strangers here."""
    if get_preferences().strangers_see_teasers:
        return None
    return redirect_to_login(request.get_full_path())


@require_safe
def show_start(request: HttpRequest) -> HttpResponse:
    """The needs: what most who come here look for."""
    return _shut(request) or redirect("public:needs")


def list_view(kind: RecordKind) -> Callable[[HttpRequest], HttpResponse]:
    """The view of all summaries of a kind."""

    @require_safe
    def show_summaries(request: HttpRequest) -> HttpResponse:
        """Those that are open to everybody, the newest first; narrowed by words in them."""
        if shut := _shut(request):
            return shut
        form = PublicFilterForm(request.GET)
        form.is_valid()
        words = form.cleaned_data.get("q", "")
        rows = _LISTS[kind](
            _NOBODY,
            RecordFilters(search=words, is_example=False),
            page=form.cleaned_data.get("page") or 1,
            size=get_preferences().page_size,
        )
        context = {
            **_frame(kind),
            "rows": rows,
            "pages": page_numbers(rows.number, rows.page_count),
            "words": words,
            "is_hidden_from_robots": bool(request.GET),
        }
        return render(request, "public/list.html", context)

    return show_summaries


def detail_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view of one summary."""

    @require_safe
    def show_summary(request: HttpRequest, record_id: int) -> HttpResponse:
        """One summary, and whom to ask for more."""
        if shut := _shut(request):
            return shut
        try:
            record = get_record_for_user(kind, record_id, _NOBODY)
        except NotFoundError:
            return render(request, "public/gone.html", _frame(kind), status=404)
        return render(request, "public/detail.html", summary_context(kind, record))

    return show_summary


def as_stranger_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that shows colleagues what strangers see of a record."""

    @require_safe
    def show_as_stranger(request: HttpRequest, record_id: int) -> HttpResponse:
        """The public page itself, by the query that strangers get; else why there is none."""
        own = get_record_for_user(kind, record_id, request.user)
        back = {"preview_of": own, "is_hidden_from_robots": True}
        is_open = get_preferences().strangers_see_teasers
        try:
            record = get_record_for_user(kind, record_id, _NOBODY)
        except NotFoundError:
            record = None
        if record is None or not is_open:
            reasons = _reasons(own, is_open=is_open)
            return render(request, "public/unseen.html", {**_frame(kind), **back, "why": reasons})
        return render(request, "public/detail.html", {**summary_context(kind, record), **back})

    return show_as_stranger


def _reasons(own: RecordDetail, *, is_open: bool) -> list[str | Promise]:
    reasons: list[str | Promise] = []
    if not is_open:
        reasons.append(_("Public summaries are switched off in the settings."))
    if own.state != "published":
        reasons.append(_("It is not published."))
    if not own.values.get("teaser_title"):
        reasons.append(_("It has no title for strangers."))
    if own.values.get("disclosure", DisclosureLevel.TEASER) != DisclosureLevel.TEASER:
        reasons.append(_("“Who may see the record” is not set to everybody."))
    return reasons


def summary_context(kind: RecordKind, record: RecordDetail) -> dict[str, Any]:
    """What the public page of a record draws."""
    codes = name_codes(kind, record.values, is_code_shown=False)
    labels = [(spec.label, codes[spec.name]) for spec in FIELDS[kind] if spec.name in codes]
    return {**_frame(kind), "record": record, "facts": labels}


def _frame(kind: RecordKind) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "title": TITLES[kind],
        "kinds": [(other.value, f"public:{other}s", TITLES[other]) for other in _LISTS],
        "list_page": f"public:{kind}s",
        "detail_page": f"public:{kind}",
    }
