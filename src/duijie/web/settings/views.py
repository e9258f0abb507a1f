"""Keep a reader's choices."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from duijie.accounts.services import change_language
from duijie.web.settings.forms import LanguageForm, ThemeForm

_YEAR_SECONDS = 365 * 24 * 3600


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language with the user, and in a cookie for the sign-in page."""
    form = LanguageForm(request.POST)
    response = _back(request)
    if form.is_valid():
        language = form.cleaned_data["language"]
        change_language(language=language, by=request.user)
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or "as the device" for this browser."""
    form = ThemeForm(request.POST)
    response = _back(request)
    if form.is_valid():
        _keep(response, "duijie_theme", form.cleaned_data["theme"])
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if is_ours else "/")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
