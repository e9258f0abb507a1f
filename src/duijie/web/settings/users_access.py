"""How people get in, for administrators: second factors by role, and everybody's tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.accounts.enums import Role
from duijie.accounts.queries import list_second_factor_roles, list_tokens_for_user
from duijie.accounts.services import require_second_factor, reset_second_factor, revoke_token
from duijie.web.answers.forms import PageForm
from duijie.web.records.listing import page_numbers


@require_http_methods(["GET", "HEAD", "POST"])
def show_factors(request: HttpRequest) -> HttpResponse:
    """Which roles sign in with a second factor only."""
    if request.method == "POST":
        roles = [Role(role) for role in request.POST.getlist("roles") if role in Role.values]
        require_second_factor(roles=roles, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("settings:factors")
    chosen = list_second_factor_roles(request.user)
    rows = [(role, role in chosen) for role in Role]
    return render(request, "settings/users_factors.html", {"roles": rows})


@require_POST
def reset_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Forget a lost factor."""
    reset_second_factor(user_id=user_id, by=request.user)
    messages.success(request, _("The second factor is reset. They can set up a new one."))
    return redirect("settings:user", user_id=user_id)


@require_safe
def show_tokens(request: HttpRequest) -> HttpResponse:
    """Everybody's tokens, without their secrets."""
    rows = list_tokens_for_user(request.user, page=PageForm(request.GET).number)
    context = {"rows": rows, "pages": page_numbers(rows.number, rows.page_count)}
    return render(request, "settings/users_tokens.html", context)


@require_POST
def drop_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End anybody's token at once."""
    revoke_token(token_id=token_id, by=request.user)
    messages.success(request, _("The token has ended."))
    return redirect("settings:tokens")
