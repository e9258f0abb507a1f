"""Steps of a record from its page or from a list: submit, publish, close, renew, bin, hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.catalogue.enums import CloseReason, RecordKind, RecordState
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import RecordDetail, list_deleted_for_user, list_moves_for_user
from duijie.catalogue.services import delete_record, move_record, restore_record
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.forms import MoveForm
from duijie.web.records.undoing import is_row_swapped, undo_path, undo_tag

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
_NEXT: Final = (Move.PUBLISH, Move.SUBMIT, Move.RENEW, Move.REOPEN)
"""The step to offer first, where it is possible."""
_SOON: Final = timedelta(days=30)
"""Before the last day; renewing earlier is possible and nobody's next step."""
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
class Corner:
    """The state and the next step, always in the same corner."""

    first: Step | None
    back: Step | None
    """Sending back stands beside publishing: it is the other answer to the same question."""
    others: Sequence[Step]
    close_reasons: Sequence[tuple[str, Any]] = tuple(CloseReason.choices)


def corner_of(record: RecordDetail, user: Actor) -> Corner:
    """The steps that this user may take with this record now."""
    moves = list_moves_for_user(RecordKind(record.kind), record.id, user)
    steps = [
        Step(move, MOVE_LABELS[move], MOVE_ICONS[move], move in _ASKING)
        for move in moves
        if move in MOVE_LABELS
    ]
    offered = [step for step in steps if step.move is not Move.RENEW or _is_ending(record)]
    first = next((s for wanted in _NEXT for s in offered if s.move is wanted), None)
    back = next((step for step in steps if step.move is Move.RETURN), None)
    return Corner(first, back, [step for step in steps if step not in (first, back)])


def _is_ending(record: RecordDetail) -> bool:
    last = record.values.get("expiry_date")
    return record.state == RecordState.EXPIRED or (
        last is not None and last <= clock.today() + _SOON
    )


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
                if is_row_swapped(request):
                    return _row_refused(request, say(error.message))
                messages.error(request, say(error.message))
            else:
                if is_row_swapped(request):
                    return _row_done(request, kind, record_id, MOVE_LABELS[step])
                said = _("Done: %(step)s.") % {"step": MOVE_LABELS[step]}
                messages.success(request, said, extra_tags=undo_tag(kind, [record_id], request))
        return redirect(f"{kind}s:detail", record_id)

    return move


def _row_done(
    request: HttpRequest, kind: RecordKind, record_id: int, label: str | Promise
) -> HttpResponse:
    """What takes the row's place: what was done, and the way to the record."""
    context = {
        "kind": kind.value,
        "record_id": record_id,
        "label": label,
        "undo": undo_path(kind, [record_id], request.user),
    }
    return render(request, "desk/done.html", context)


def _row_refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "desk/refused.html", {"sentence": sentence})


def delete_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that puts a record into the recycle bin."""

    @require_POST
    def delete(request: HttpRequest, record_id: int) -> HttpResponse:
        """Gone from all lists; it can be brought back from the bin."""
        delete_record(kind=kind, record_id=record_id, by=request.user)
        messages.success(
            request,
            _("Moved to the recycle bin; it can be brought back from there."),
            extra_tags=f"undo:{reverse(f'{kind}s:restore', args=[record_id])}",
        )
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
