"""The account page and its tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.accounts.enums import Scope
from duijie.accounts.permissions import can_create_token, check_can_create_token
from duijie.accounts.queries import get_own_account, has_second_factor, list_own_tokens
from duijie.accounts.services import IssuedToken, create_token, revoke_token
from duijie.core.actor import is_administrator
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.account.forms import TokenForm


@never_cache
@require_safe
def show_account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what one's account can do."""
    return _page(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_token(request: HttpRequest) -> HttpResponse:
    """A new token. Its secret stands in the answer to the form and nowhere else."""
    check_can_create_token(request.user)
    if request.method != "POST":
        return redirect("account:home")
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    try:
        issued = create_token(
            name=given["name"],
            scopes=[Scope(scope) for scope in given["scopes"]],
            expires_in_days=given["days"],
            by=request.user,
        )
    except DuijieError as error:
        form.add_error("name", say(error.message))
        return _page(request, form, status=400)
    return _page(request, issued=issued)


@require_POST
def drop_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    revoke_token(token_id=token_id, by=request.user)
    messages.success(request, _("The token has ended."))
    return redirect("account:home")


def _form(request: HttpRequest, data: object = None) -> TokenForm:
    return TokenForm(data, is_administrator=is_administrator(request.user))


def _page(
    request: HttpRequest,
    form: TokenForm | None = None,
    issued: IssuedToken | None = None,
    status: int = 200,
) -> HttpResponse:
    has_tokens = can_create_token(request.user)
    context = {
        "account": get_own_account(request.user),
        "has_factor": has_second_factor(request.user),
        "has_tokens": has_tokens,
        "tokens": list_own_tokens(request.user) if has_tokens else (),
        "form": form or _form(request),
        "issued": issued,
    }
    return render(request, "account/home.html", context, status=status)
