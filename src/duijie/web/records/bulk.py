"""One thing done with all records that are ticked in a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.policies import TRANSITIONS, Move
from duijie.catalogue.services import delete_record, hand_over_records, move_record
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import MAX_PAGE_SIZE
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.moving import MOVE_ICONS, MOVE_LABELS
from duijie.web.records.undoing import undo_tag

HAND_OVER = "hand_over"
_DELETE = "delete"
_MOVES = (Move.SUBMIT, Move.PUBLISH, Move.RENEW, Move.WITHDRAW)


@dataclass(frozen=True, slots=True)
class BulkStep:
    """One button below a list, for all ticked rows."""

    action: str
    label: str | Promise
    icon: str


def list_bulk_steps(user: Actor, kind: RecordKind) -> list[BulkStep]:
    """What the user's role may do with ticked rows; each row is asked again when it is done."""

    def may(action: Action) -> bool:
        return allows(user, Cell(ObjectKind(kind.value), action))

    steps = []
    if kind is not RecordKind.ORGANISATION:
        steps = [
            BulkStep(move.value, MOVE_LABELS[move], MOVE_ICONS[move])
            for move in _MOVES
            if (action := TRANSITIONS[move].action) is not None and may(action)
        ]
    if may(Action.DELETE):
        steps.append(BulkStep(_DELETE, gettext_lazy("Delete"), "trash"))
    return steps


def bulk_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that does one thing with all ticked records."""

    @require_POST
    def bulk(request: HttpRequest) -> HttpResponse:
        """Each record by itself: what cannot be done is said, the rest is done. Handing over is one
        act for all, and tells the colleague once."""
        texts = request.POST.getlist("ids")
        ids = sorted({int(text) for text in texts if text.isdecimal() and len(text) < 19})
        ids = ids[:MAX_PAGE_SIZE]
        if not ids:
            messages.warning(request, _("Tick some rows first."))
        elif request.POST.get("action") == HAND_OVER:
            _hand_over(kind, ids, request)
        else:
            _act_on_each(kind, ids, request.POST.get("action", ""), request)
        back = request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if is_ours else f"{kind}s:list")

    return bulk


def _hand_over(kind: RecordKind, ids: list[int], request: HttpRequest) -> None:
    colleague = request.POST.get("colleague", "")
    if not colleague.isdecimal() or len(colleague) > 18:
        messages.warning(request, _("Choose a colleague."))
        return
    try:
        done = hand_over_records(
            from_user_id=None,
            to_user_id=int(colleague),
            keys=[f"{kind}:{record_id}" for record_id in ids],
            by=request.user,
        )
    except DuijieError as error:
        messages.error(request, say(error.message))
        return
    said = ngettext(
        "%(count)d record has been handed over.",
        "%(count)d records have been handed over.",
        done.total,
    )
    messages.success(request, said % {"count": done.total})


def _act_on_each(kind: RecordKind, ids: list[int], action: str, request: HttpRequest) -> None:
    done, refused = list[int](), dict[str, int]()
    for record_id in ids:
        try:
            _act(kind, record_id, action, request)
            done.append(record_id)
        except DuijieError as error:
            sentence = say(error.message)
            refused[sentence] = refused.get(sentence, 0) + 1
    if done:
        said = ngettext("Done for %(count)d record.", "Done for %(count)d records.", len(done))
        tag = undo_tag(kind, done, request)
        messages.success(request, said % {"count": len(done)}, extra_tags=tag)
    for sentence, count in refused.items():
        said = ngettext(
            "Not done for %(count)d record: ", "Not done for %(count)d records: ", count
        )
        messages.error(request, said % {"count": count} + sentence)


def _act(kind: RecordKind, record_id: int, action: str, request: HttpRequest) -> None:
    if action == _DELETE:
        delete_record(kind=kind, record_id=record_id, by=request.user)
    elif action in {move.value for move in _MOVES} and kind is not RecordKind.ORGANISATION:
        move_record(kind=kind, record_id=record_id, move=Move(action), by=request.user)
    else:
        raise NotFoundError("catalogue.no_such_step")
