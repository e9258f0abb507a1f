"""The channels of messages, for administrators: mail, group robots, SMS, and what became of it."""

from __future__ import annotations

import uuid

from django.contrib import messages as page_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.core.notify.errors import DeliveryError, EndpointError
from duijie.core.notify.permissions import check_can_manage_messages
from duijie.core.notify.queries import (
    EndpointDetail,
    get_endpoint_for_user,
    get_mail_status_for_user,
    list_endpoints_for_user,
    list_outcomes_for_user,
)
from duijie.core.notify.services import (
    remove_endpoint,
    resend_notification,
    save_endpoint,
    try_endpoint,
    try_mail,
)
from duijie.core.sentences import language_tag, say
from duijie.web.settings.channels_forms import PRESETS, EndpointForm


@never_cache
@require_safe
def show_channels(request: HttpRequest) -> HttpResponse:
    """What is connected, and the newest messages with what became of them."""
    context = {
        "mail": get_mail_status_for_user(request.user),
        "own_address": _own_address(request),
        "endpoints": list_endpoints_for_user(request.user),
        "outcomes": list_outcomes_for_user(request.user),
        "presets": PRESETS,
    }
    return render(request, "settings/channels.html", context)


@require_POST
def test_mail(request: HttpRequest) -> HttpResponse:
    """Send the reader the test message, and say what came of it."""
    try:
        try_mail(address=_own_address(request), language=language_tag(), by=request.user)
    except DeliveryError as error:
        page_messages.error(request, say(error.message))
    else:
        page_messages.success(request, _("The mail server took the message. Look into your mail."))
    return redirect("settings:channels")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_endpoint(request: HttpRequest) -> HttpResponse:
    """A new endpoint, begun from what is known about a service."""
    check_can_manage_messages(request.user)
    if request.method != "POST":
        preset = PRESETS.get(request.GET.get("preset", ""), PRESETS["other"])
        return _form_page(request, EndpointForm(initial=dict(preset.values)), None)
    return _save(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    endpoint = get_endpoint_for_user(endpoint_id, request.user)
    if request.method != "POST":
        return _form_page(request, EndpointForm.showing(endpoint), endpoint)
    return _save(request, endpoint)


@require_POST
def test_endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Send the test message to the endpoint, and say what came of it."""
    try:
        try_endpoint(
            endpoint_id=endpoint_id,
            phone=request.POST.get("phone", ""),
            language=language_tag(),
            by=request.user,
        )
    except (DeliveryError, EndpointError) as error:
        page_messages.error(request, say(error.message))
    else:
        page_messages.success(request, _("The host took the message. See whether it has come."))
    return redirect("settings:channels")


@require_POST
def drop_endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    remove_endpoint(endpoint_id=endpoint_id, by=request.user)
    page_messages.success(request, _("The channel is removed."))
    return redirect("settings:channels")


@require_POST
def send_again(request: HttpRequest, notification_id: uuid.UUID) -> HttpResponse:
    """Queue a message that failed once more."""
    resend_notification(notification_id=notification_id, by=request.user)
    page_messages.success(request, _("It will be sent again in a moment."))
    return redirect("settings:channels")


def _save(request: HttpRequest, endpoint: EndpointDetail | None) -> HttpResponse:
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            save_endpoint(
                draft=form.draft(),
                endpoint_id=endpoint.id if endpoint else None,
                by=request.user,
            )
        except EndpointError as error:
            form.add_error(error.part, say(error.message))
        else:
            page_messages.success(request, _("Saved. Try it out."))
            return redirect("settings:channels")
    return _form_page(request, form, endpoint, status=400)


def _form_page(
    request: HttpRequest, form: EndpointForm, endpoint: EndpointDetail | None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "endpoint": endpoint}
    return render(request, "settings/endpoint.html", context, status=status)


def _own_address(request: HttpRequest) -> str:
    return str(getattr(request.user, "email", ""))
