"""Whoever needs a second factor sets one up before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from duijie.accounts.queries import lacks_second_factor

_OPEN = ("/accounts/", "/api/", "/static/", "/settings/language/", "/settings/theme/",
         "/settings/logo/", "/healthz", "/a/", "/invitations/")  # fmt: skip


class SecondFactorMiddleware:
    """Leads users whose role asks for a factor that they do not have to the page that makes one.

    The sign-in pages stay open, among them that page; so does the API, which knows no sessions. Who
    came by OpenID Connect has shown what their provider asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OPEN) or not request.user.is_authenticated:
            return self.get_response(request)
        if _came_by_provider(request) or not lacks_second_factor(request.user):
            return self.get_response(request)
        address = reverse("mfa_activate_totp")
        if getattr(request, "htmx", None):
            return HttpResponse(headers={"HX-Redirect": address})
        messages.warning(
            request, _("Your role signs in with a second factor. Set it up once, here.")
        )
        return redirect(address)


def _came_by_provider(request: HttpRequest) -> bool:
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") == "socialaccount" for method in methods)
