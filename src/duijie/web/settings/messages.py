"""The texts of messages, for administrators: a list, and editing with a live preview."""

from __future__ import annotations

from django.contrib import messages as page_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from duijie.core.notify.enums import LANGUAGES
from duijie.core.notify.errors import MessageTextError
from duijie.core.notify.queries import (
    EditableText,
    Preview,
    get_text_for_user,
    list_kinds_for_user,
    preview_text,
)
from duijie.core.notify.services import change_text, reset_text
from duijie.core.sentences import say


@never_cache
@require_safe
def show_messages(request: HttpRequest) -> HttpResponse:
    """All kinds of message, each with when it is sent."""
    context = {"kinds": list_kinds_for_user(request.user), "languages": LANGUAGES}
    return render(request, "settings/messages.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_message(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One text. `act` of the form: `save`, `reset`, or `preview`, which keeps nothing."""
    text = get_text_for_user(kind, language, request.user)
    if request.method != "POST":
        return _page(request, text, text.title, text.body)
    act = request.POST.get("act", "save")
    if act == "reset":
        reset_text(kind=kind, language=language, by=request.user)
        page_messages.success(request, _("The default text is in force again."))
        return redirect("settings:message", kind=kind, language=language)
    # no form between: the service says what is wrong with a text and where, and the input stays
    title, body = request.POST.get("title", ""), request.POST.get("body", "")
    if act == "save":
        try:
            change_text(kind=kind, language=language, title=title, body=body, by=request.user)
        except MessageTextError:
            return _page(request, text, title, body, status=400)
        page_messages.success(request, _("Saved. It is used from the next message on."))
        return redirect("settings:message", kind=kind, language=language)
    return _page(request, text, title, body)


def _page(
    request: HttpRequest, text: EditableText, title: str, body: str, status: int = 200
) -> HttpResponse:
    """The form with its preview, or the sentence that says why there is none."""
    preview: Preview | None = None
    error: MessageTextError | None = None
    try:
        preview = preview_text(
            kind=text.kind, language=text.language, title=title, body=body, user=request.user
        )
    except MessageTextError as found:
        error = found
    context = {
        "text": text,
        "title": title,
        "body": body,
        "preview": preview,
        "error": say(error.message) if error else "",
        "wrong_part": error.part if error else "",
        "languages": LANGUAGES,
    }
    is_swap = bool(getattr(request, "htmx", None))
    template = "settings/message_preview.html" if is_swap else "settings/message.html"
    return render(request, template, context, status=status)
