"""The users of the installation, for administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from duijie.accounts.enums import Role
from duijie.accounts.errors import UserError
from duijie.accounts.permissions import check_can_create_user
from duijie.accounts.queries import list_users_for_user
from duijie.accounts.services import IssuedAccount, issue_account, renew_password
from duijie.core.sentences import say
from duijie.web.settings.forms import NewUserForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_users(request: HttpRequest) -> HttpResponse:
    """Who can sign in, and the form that adds somebody.

    The password of a new user stands in the answer to the form and nowhere else: no redirect, no
    session, no cache keeps it.
    """
    check_can_create_user(request.user)
    if request.method != "POST":
        return _page(request, NewUserForm())
    form = NewUserForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    try:
        issued = issue_account(
            username=given["username"],
            display_name=given["display_name"],
            role=Role(given["role"]),
            by=request.user,
        )
    except UserError as error:
        form.add_error("username", say(error.message))
        return _page(request, form, status=400)
    return _page(request, NewUserForm(), issued)


@never_cache
@require_POST
def give_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new password for somebody who forgot theirs, shown once."""
    issued = renew_password(user_id=user_id, by=request.user)
    return _page(request, NewUserForm(), issued)


def _page(
    request: HttpRequest, form: NewUserForm, issued: IssuedAccount | None = None, status: int = 200
) -> HttpResponse:
    context = {"users": list_users_for_user(request.user), "form": form, "issued": issued}
    return render(request, "settings/users.html", context, status=status)
