"""The list of organisations, and one in full."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.accounts.queries import list_zone_choices_for_user
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    OrganisationFilters,
    find_member_for_user,
    get_organisation_for_user,
    list_actions_for_user,
    list_consents_of_record,
    list_notes_for_user,
    list_organisation_regions_for_user,
    list_organisations_for_user,
    list_receivers_for_user,
    list_records_of_organisation_for_user,
)
from duijie.catalogue.queries.codes import list_short_codes
from duijie.catalogue.services import add_membership, log_access, remove_membership
from duijie.core.preferences.queries import get_preferences
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.organisations.forms import MemberForm, OrganisationFilterForm
from duijie.web.records.bulk import list_bulk_steps
from duijie.web.records.detail import files_context
from duijie.web.records.forms import ORIGIN_CHOICES
from duijie.web.records.labels import labelled_fields
from duijie.web.records.listing import page_numbers, show_rows

_KIND: Final = RecordKind.ORGANISATION
_OBJECT: Final = ObjectKind.ORGANISATION
ROWS_EACH: Final = 8


@require_safe
def show_organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that the user may see, narrowed and sorted as the address says."""
    form = OrganisationFilterForm(request.GET)
    filters = form.filters()
    sort = form.cleaned_data.get("sort") or "name"
    user = request.user
    rows = list_organisations_for_user(
        user,
        filters,
        sort=sort,
        page=form.cleaned_data.get("page") or 1,
        size=get_preferences().page_size,
    )
    context: dict[str, Any] = {
        "rows": rows,
        "sort": sort,
        "filters": filters,
        "is_narrowed": filters != OrganisationFilters(),
        "pages": page_numbers(rows.number, rows.page_count),
        "colleagues": list_receivers_for_user(user),
        "bulk_steps": list_bulk_steps(user, _KIND),
    }

    def frame() -> dict[str, Any]:
        is_staff = allows(user, Cell(_OBJECT, Action.HISTORY))
        return {
            "regions": list_organisation_regions_for_user(user),
            "kinds": list_short_codes("organisation_kind"),
            "zones": list_zone_choices_for_user(user) if is_staff else (),
            "origin_choices": ORIGIN_CHOICES,
            "chosen_origin": request.GET.get("origin", ""),
            "can_create": allows(user, Cell(_OBJECT, Action.CREATE)),
            "can_delete": allows(user, Cell(_OBJECT, Action.DELETE)),
        }

    return show_rows(
        request, _KIND, "organisations/results.html", "organisations/list.html", context, frame
    )


@require_safe
def show_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who they are, who speaks for them, and which of their records the reader sees."""
    user = request.user
    found = get_organisation_for_user(organisation_id, user)
    record = found.detail
    log_access(
        kind=_KIND, record_id=organisation_id, level=record.level, door="page", by=request.user
    )
    actions = list_actions_for_user(_KIND, organisation_id, user)
    is_staff = record.level == DisclosureLevel.INTERNAL
    context = {
        "organisation": found,
        "record": record,
        "fields": labelled_fields(record),
        "actions": {action.value for action in actions},
        "records": [
            (kind.value, rows)
            for kind, rows in list_records_of_organisation_for_user(
                organisation_id, user, size=ROWS_EACH
            )
            if rows.total
        ],
        **files_context(record, user),
        "notes": list_notes_for_user(_KIND, organisation_id, user),
        "may_note": is_staff and allows(user, Cell(ObjectKind.NOTE, Action.CREATE)),
        "consents": list_consents_of_record(_KIND, organisation_id, user),
        "may_ask": record.level < DisclosureLevel.CONSENT
        and allows(user, Cell(ObjectKind.CONSENT, Action.CREATE)),
    }
    response = render(request, "organisations/detail.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_POST
def add_member(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Somebody speaks for the organisation from now on, by their user name."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Type a user name."))
        return redirect("organisations:detail", organisation_id)
    try:
        user_id = find_member_for_user(request.user, form.cleaned_data["username"])
        add_membership(organisation_id=organisation_id, user_id=user_id, by=request.user)
    except DuijieError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(request, _("Kept."))
    return redirect("organisations:detail", organisation_id)


@require_POST
def remove_member(request: HttpRequest, organisation_id: int, user_id: int) -> HttpResponse:
    """Somebody speaks for the organisation no longer; their account stays."""
    remove_membership(organisation_id=organisation_id, user_id=user_id, by=request.user)
    messages.success(request, _("Taken off. The account itself stays open."))
    return redirect("organisations:detail", organisation_id)
