"""Steps of a record from its page or from a list: submit, publish, close, renew, bin, hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import CloseReason, RecordKind
from duijie.catalogue.policies import TRANSITIONS, Move
from duijie.catalogue.queries import list_deleted_for_user, list_moves_for_user
from duijie.catalogue.services import delete_record, move_record, restore_record
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.forms import MoveForm

MOVE_LABELS: Final[Mapping[Move, Promise]] = {
    Move.SUBMIT: gettext_lazy("Submit"),
    Move.RETURN: gettext_lazy("Send back"),
    Move.CHECK: gettext_lazy("Passed the check"),
    Move.PUBLISH: gettext_lazy("Publish"),
    Move.CLOSE: pgettext_lazy("a record", "Close"),
    Move.WITHDRAW: gettext_lazy("Withdraw"),
    Move.RENEW: gettext_lazy("Renew"),
    Move.REOPEN: gettext_lazy("Open again"),
}
MOVE_ICONS: Final[Mapping[Move, str]] = {
    Move.SUBMIT: "send",
    Move.RETURN: "arrow-back-up",
    Move.CHECK: "check",
    Move.PUBLISH: "world-upload",
    Move.CLOSE: "circle-check",
    Move.WITHDRAW: "circle-x",
    Move.RENEW: "refresh",
    Move.REOPEN: "rotate",
}
_NEXT: Final = (Move.PUBLISH, Move.CHECK, Move.SUBMIT, Move.RENEW, Move.REOPEN)
"""The step to offer first, where it is possible."""
_ASKING: Final = frozenset({Move.RETURN, Move.CLOSE})
"""Steps that want a word with them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One button of the corner."""

    move: Move
    label: str | Promise
    icon: str
    asks: bool


@dataclass(frozen=True, slots=True)
class BulkStep:
    """One button below a list, for all ticked rows."""

    action: str
    label: str | Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Corner:
    """The state and the next step, always in the same corner."""

    first: Step | None
    others: Sequence[Step]
    close_reasons: Sequence[tuple[str, Any]] = tuple(CloseReason.choices)


def corner_of(kind: RecordKind, record_id: int, request: HttpRequest) -> Corner:
    """The steps that this user may take with this record now."""
    moves = list_moves_for_user(kind, record_id, request.user)
    steps = [
        Step(move, MOVE_LABELS[move], MOVE_ICONS[move], move in _ASKING)
        for move in moves
        if move in MOVE_LABELS
    ]
    first = next((s for wanted in _NEXT for s in steps if s.move is wanted), None)
    return Corner(first, [step for step in steps if step is not first])


def list_bulk_steps(user: Actor, kind: RecordKind) -> list[BulkStep]:
    """What the user's role may do with ticked rows; each row is asked again when it is done."""

    def may(action: Action) -> bool:
        return allows(user, Cell(ObjectKind(kind.value), action))

    steps = []
    if kind is not RecordKind.ORGANISATION:
        moves = (Move.SUBMIT, Move.PUBLISH, Move.RENEW, Move.WITHDRAW)
        steps = [
            BulkStep(move.value, MOVE_LABELS[move], MOVE_ICONS[move])
            for move in moves
            if (action := TRANSITIONS[move].action) is not None and may(action)
        ]
    if may(Action.DELETE):
        steps.append(BulkStep("delete", _("Delete"), "trash"))
    return steps


def move_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that takes a step."""

    @require_POST
    def move(request: HttpRequest, record_id: int) -> HttpResponse:
        """One step; back to the record, or to where the button stood."""
        form = MoveForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose a step."))
        else:
            step = Move(form.cleaned_data["move"])
            try:
                move_record(
                    kind=kind,
                    record_id=record_id,
                    move=step,
                    note=form.cleaned_data["note"],
                    close_reason=form.cleaned_data["close_reason"],
                    by=request.user,
                )
            except DuijieError as error:
                messages.error(request, say(error.message))
            else:
                messages.success(request, _("Done: %(step)s.") % {"step": MOVE_LABELS[step]})
        return redirect(f"{kind}s:detail", record_id)

    return move


def delete_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that puts a record into the recycle bin."""

    @require_POST
    def delete(request: HttpRequest, record_id: int) -> HttpResponse:
        """Gone from all lists; it can be brought back from the bin."""
        delete_record(kind=kind, record_id=record_id, by=request.user)
        messages.success(request, _("Moved to the recycle bin; it can be brought back from there."))
        return redirect(f"{kind}s:list")

    return delete


def bin_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view of the recycle bin."""

    @require_safe
    def show_bin(request: HttpRequest) -> HttpResponse:
        """What was deleted and can be brought back, the latest first."""
        rows = list_deleted_for_user(kind, request.user)
        return render(
            request,
            "records/bin.html",
            {"rows": rows, "kind": kind.value, "restore_page": f"{kind}s:restore"},
        )

    return show_bin


def restore_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that brings a record back."""

    @require_POST
    def restore(request: HttpRequest, record_id: int) -> HttpResponse:
        """Out of the bin, as it was."""
        restore_record(kind=kind, record_id=record_id, by=request.user)
        messages.success(request, _("Brought back."))
        return redirect(f"{kind}s:detail", record_id)

    return restore


def bulk_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that does one thing with all records ticked in a list."""

    @require_POST
    def bulk(request: HttpRequest) -> HttpResponse:
        """Each record by itself: what cannot be done is said, the rest is done."""
        ids = sorted({int(text) for text in request.POST.getlist("ids") if text.isdecimal()})[:300]
        action = request.POST.get("action", "")
        done, refused = 0, dict[str, int]()
        for record_id in ids:
            try:
                _act(kind, record_id, action, request)
                done += 1
            except DuijieError as error:
                sentence = say(error.message)
                refused[sentence] = refused.get(sentence, 0) + 1
        if not ids:
            messages.warning(request, _("Tick some rows first."))
        if done:
            said = ngettext("Done for %(count)d record.", "Done for %(count)d records.", done)
            messages.success(request, said % {"count": done})
        for sentence, count in refused.items():
            said = ngettext(
                "Not done for %(count)d record: ", "Not done for %(count)d records: ", count
            )
            messages.error(request, said % {"count": count} + sentence)
        back = request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if is_ours else f"{kind}s:list")

    return bulk


def _act(kind: RecordKind, record_id: int, action: str, request: HttpRequest) -> None:
    if action == "delete":
        delete_record(kind=kind, record_id=record_id, by=request.user)
    elif action in {move.value for move in MOVE_LABELS}:
        move_record(kind=kind, record_id=record_id, move=Move(action), by=request.user)
    else:
        raise NotFoundError("catalogue.no_such_step")
