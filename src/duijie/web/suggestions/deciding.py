"""Acts on a pair from a row of a list or of a record's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.matching.policies import DecisionMove
from duijie.matching.services import (
    Decided,
    decide_hold,
    decide_introduce,
    decide_refuse,
    take_back_decision,
)
from duijie.web.suggestions.forms import DecideForm

DONE: Final = {
    DecisionMove.INTRODUCE: gettext_lazy("Introduction begun: hand the links over."),
    DecisionMove.HOLD: gettext_lazy("On hold."),
    DecisionMove.REFUSE: gettext_lazy("Turned down."),
    DecisionMove.TAKE_BACK: gettext_lazy("Undone, as it was before."),
}


@require_POST
def decide(request: HttpRequest, need_id: int) -> HttpResponse:
    """Introduce, hold, refuse, or take it back; in the row, or back to where the button stood."""
    form = DecideForm(_asked(request))
    if not form.is_valid():
        return _refused(request, _("Choose what to do, and a day or reason with it."))
    given = form.cleaned_data
    try:
        done = _act(need_id, given, request)
    except DuijieError as error:
        return _refused(request, say(error.message))
    move = DecisionMove(given["decision"])
    undo = "" if move is DecisionMove.TAKE_BACK else _undo(given, done)
    if getattr(request, "htmx", None):
        context = {
            "label": DONE[move],
            "need_id": need_id,
            "introduction_id": done.introduction_id,
            "undo": undo,
            "shape": given["shape"] or "div",
        }
        return render(request, "suggestions/done.html", context)
    messages.success(request, str(DONE[move]), extra_tags=_undo_tag(need_id, given, done, undo))
    if done.introduction_id is not None:
        return redirect("suggestions:introduction", done.introduction_id)
    return redirect(_back(request, need_id))


def _act(need_id: int, given: dict[str, Any], request: HttpRequest) -> Decided:
    kind, target_id = given["target"]
    pair: dict[str, Any] = {"need_id": need_id, "kind": kind, "target_id": target_id}
    move = DecisionMove(given["decision"])
    if move is DecisionMove.INTRODUCE:
        return decide_introduce(**pair, by=request.user)
    if move is DecisionMove.HOLD:
        return decide_hold(
            **pair, hold_date=given["hold_date"], words=given["words"], by=request.user
        )
    if move is DecisionMove.REFUSE:
        return decide_refuse(**pair, reason=given["reason"], words=given["words"], by=request.user)
    return take_back_decision(**pair, revision=given["revision"], by=request.user)


def _asked(request: HttpRequest) -> Mapping[str, Any]:
    """The form; or what a message offers to undo, whose button sends nothing but its address."""
    target, _dot, revision = request.GET.get("undo", "").partition(".")
    if not target:
        return request.POST
    move = DecisionMove.TAKE_BACK.value
    return {"decision": move, "target": target, "revision": revision}


def _undo(given: dict[str, Any], done: Decided) -> dict[str, Any]:
    kind, target_id = given["target"]
    return {"target": f"{kind}:{target_id}", "revision": done.revision}


def _undo_tag(need_id: int, given: dict[str, Any], done: Decided, undo: Any) -> str:
    """What `shared/messages.html` makes a button of."""
    if not undo:
        return ""
    kind, target_id = given["target"]
    address = reverse("suggestions:decide", args=[need_id])
    return f"undo:{address}?undo={kind}:{target_id}.{done.revision}"


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """In the row, which stays; else as a message."""
    if getattr(request, "htmx", None):
        response = render(request, "suggestions/refused.html", {"sentence": sentence})
        response["HX-Reswap"] = "beforeend"
        return response
    messages.error(request, sentence)
    return redirect(_back(request, None))


def _back(request: HttpRequest, need_id: int | None) -> str:
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return back
    if need_id is not None:
        return reverse("needs:detail", args=[need_id])
    return reverse("suggestions:list")
