"""The users of the installation, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from duijie.accounts.enums import Role
from duijie.accounts.permissions import check_can_create_user, check_can_list_users
from duijie.accounts.queries import (
    UserFilters,
    UserRow,
    get_user_for_user,
    list_colleagues_for_user,
    list_users_for_user,
    list_zone_choices_for_user,
)
from duijie.accounts.services import (
    IssuedAccount,
    change_user,
    close_user,
    issue_account,
    renew_password,
    reopen_user,
)
from duijie.catalogue.services import hand_over_records
from duijie.core.preferences.queries import get_preferences
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.listing import page_numbers
from duijie.web.settings.users_forms import (
    STATE_CHOICES,
    CloseForm,
    NewUserForm,
    UserFilterForm,
    UserForm,
)

_FIELD_OF = {
    "accounts.username_taken": "username",
    "accounts.username_malformed": "username",
    "accounts.password_weak": "username",
    "accounts.email_malformed": "email",
    "accounts.name_missing": "display_name",
    "accounts.zone_not_found": "zone",
    "accounts.last_administrator": "role",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_users(request: HttpRequest) -> HttpResponse:
    """Who can sign in, and the form that adds somebody.

    The password of a new user stands in the answer to the form and nowhere else: no redirect, no
    session, no cache keeps it.
    """
    check_can_create_user(request.user)
    zones = list_zone_choices_for_user(request.user)
    if request.method != "POST":
        return _list_page(request, NewUserForm(zones=zones))
    form = NewUserForm(request.POST, zones=zones)
    if not form.is_valid():
        return _list_page(request, form, status=400)
    given = form.cleaned_data
    try:
        issued = issue_account(
            username=given["username"],
            display_name=given["display_name"],
            role=Role(given["role"]),
            zone_id=given.get("zone"),
            email=given["email"],
            by=request.user,
        )
    except DuijieError as error:
        _add_error(form, error)
        return _list_page(request, form, status=400)
    return _list_page(request, NewUserForm(zones=zones), issued)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_user(request: HttpRequest, user_id: int) -> HttpResponse:
    """One account: who it is, and what can be done with it."""
    row = get_user_for_user(request.user, user_id)
    zones = list_zone_choices_for_user(request.user)
    if request.method != "POST":
        return _user_page(request, row, UserForm.showing(row, zones))
    form = UserForm(request.POST, zones=zones)
    if not form.is_valid():
        return _user_page(request, row, form, status=400)
    given = form.cleaned_data
    try:
        change_user(
            user_id=user_id,
            display_name=given["display_name"],
            email=given["email"],
            role=Role(given["role"]),
            zone_id=given.get("zone"),
            by=request.user,
        )
    except DuijieError as error:
        _add_error(form, error)
        return _user_page(request, row, form, status=400)
    messages.success(request, _("Saved."))
    return redirect("settings:user", user_id=user_id)


@never_cache
@require_POST
def give_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new password for somebody who forgot theirs, shown once."""
    issued = renew_password(user_id=user_id, by=request.user)
    return _user_page(request, get_user_for_user(request.user, user_id), None, issued)


@require_POST
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """End an account and hand over its records, both or neither."""
    row = get_user_for_user(request.user, user_id)
    colleagues = _colleagues(request, row)
    form = CloseForm(request.POST, colleagues=colleagues)
    if not form.is_valid():
        return redirect("settings:user", user_id=user_id)
    heir_id = form.cleaned_data["heir"]
    with transaction.atomic():
        if heir_id is not None:
            hand_over_records(from_user_id=user_id, to_user_id=heir_id, by=request.user)
        close_user(user_id=user_id, heir_id=heir_id, by=request.user)
    messages.success(request, _("The account is closed. Its sessions and tokens have ended."))
    return redirect("settings:user", user_id=user_id)


@never_cache
@require_POST
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let somebody back in, with a password shown once."""
    issued = reopen_user(user_id=user_id, by=request.user)
    return _user_page(request, get_user_for_user(request.user, user_id), None, issued)


def _add_error(form: UserForm, error: DuijieError) -> None:
    field = _FIELD_OF.get(error.message.code)
    form.add_error(field if field in form.fields else None, say(error.message))


def _colleagues(request: HttpRequest, row: UserRow) -> list[tuple[int, str]]:
    found = list_colleagues_for_user(request.user)
    return [(user_id, name) for user_id, name in found if user_id != row.id]


def _list_page(
    request: HttpRequest, form: NewUserForm, issued: IssuedAccount | None = None, status: int = 200
) -> HttpResponse:
    check_can_list_users(request.user)
    filter_form = UserFilterForm(request.GET)
    filters = filter_form.filters()
    size = get_preferences().page_size
    rows = list_users_for_user(request.user, filters, page=filter_form.page_number, size=size)
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "filters": filters,
        "is_narrowed": filters != UserFilters(),
        "roles": Role.choices,
        "states": STATE_CHOICES,
        "zones": list_zone_choices_for_user(request.user),
        "form": form,
        "issued": issued,
    }
    is_swap = bool(getattr(request, "htmx", None)) and request.method == "GET"
    template = "settings/users_results.html" if is_swap else "settings/users.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _user_page(
    request: HttpRequest,
    row: UserRow,
    form: UserForm | None,
    issued: IssuedAccount | None = None,
    status: int = 200,
) -> HttpResponse:
    zones = list_zone_choices_for_user(request.user)
    context = {
        "row": row,
        "form": form or UserForm.showing(row, zones),
        "close_form": CloseForm(colleagues=_colleagues(request, row)) if row.can_close else None,
        "issued": issued,
    }
    return render(request, "settings/users_user.html", context, status=status)
