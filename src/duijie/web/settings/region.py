"""Name, logo, openness and limits of the installation, for administrators; the logo for all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.preferences.errors import PreferenceError
from duijie.core.preferences.logo import MAX_LOGO_MB
from duijie.core.preferences.permissions import check_can_change_preferences
from duijie.core.preferences.queries import get_logo, get_preferences
from duijie.core.preferences.services import change_logo, change_preferences, remove_logo
from duijie.core.sentences import say
from duijie.web.settings.region_forms import LogoForm, RegionForm

_YEAR_SECONDS = 365 * 24 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_region(request: HttpRequest) -> HttpResponse:
    """The form; what was wrong stands at its field, and the other input stays."""
    check_can_change_preferences(request.user)
    if request.method != "POST":
        return _page(request, RegionForm.showing(get_preferences()))
    form = RegionForm(request.POST)
    if form.is_valid():
        try:
            change_preferences(values=form.cleaned_data, by=request.user)
        except PreferenceError as error:
            form.add_error(error.name, say(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings:region")
    return _page(request, form, status=400)


@require_POST
def put_logo(request: HttpRequest) -> HttpResponse:
    """Take an uploaded picture for the logo."""
    check_can_change_preferences(request.user)
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(
            request,
            RegionForm.showing(get_preferences()),
            logo_error=str(form.errors["logo"][0]),
            status=400,
        )
    try:
        # one byte above the limit is enough to be refused
        content = form.cleaned_data["logo"].read(MAX_LOGO_MB * 1024 * 1024 + 1)
        change_logo(content=content, by=request.user)
    except PreferenceError as error:
        form_now = RegionForm.showing(get_preferences())
        return _page(request, form_now, logo_error=say(error.message), status=400)
    messages.success(request, _("The logo is in place."))
    return redirect("settings:region")


@require_POST
def take_logo(request: HttpRequest) -> HttpResponse:
    """Remove the logo."""
    remove_logo(by=request.user)
    messages.success(request, _("The logo is removed."))
    return redirect("settings:region")


@require_safe
def show_logo(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001 - a view's shape
    """The present logo, for everybody: the sign-in page carries it. Its address changes with it,
    so it may be kept for a year."""
    logo = get_logo(sha256)
    response = HttpResponse(logo.content, content_type="image/png")
    response["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _page(
    request: HttpRequest, form: RegionForm, *, logo_error: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "logo_error": logo_error, "logo_mb": MAX_LOGO_MB}
    return render(request, "settings/region.html", context, status=status)
