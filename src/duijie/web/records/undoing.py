"""Taking steps back: the address that a message offers, and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import list_undoable_for_user
from duijie.catalogue.services import undo_move
from duijie.core.actor import Actor
from duijie.core.paging import MAX_PAGE_SIZE
from duijie.core.sentences import say
from duijie.errors import DuijieError

_STEP: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
"""Record and revision, `12.3`."""


def undo_path(kind: RecordKind, record_ids: Sequence[int], user: Actor) -> str:
    """Where the steps just taken with these records are taken back; empty where none can be."""
    found = list_undoable_for_user(kind, record_ids, user)
    if not found:
        return ""
    steps = ",".join(f"{record_id}.{revision}" for record_id, revision in found.items())
    return f"{reverse(f'{kind}s:undo')}?steps={steps}"


def undo_tag(kind: RecordKind, record_ids: Sequence[int], request: HttpRequest) -> str:
    """The extra tag with which a message offers it (`shared/messages.html`)."""
    path = undo_path(kind, record_ids, request.user)
    return f"undo:{path}" if path else ""


def is_row_swapped(request: HttpRequest) -> bool:
    """Whether the step was taken from a row of the desk, which stays where it is."""
    return bool(getattr(request, "htmx", None))


def undo_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that takes steps back."""

    @require_POST
    def undo(request: HttpRequest) -> HttpResponse:
        """Each record by itself, as bulk steps go: what cannot be undone is said, the rest is."""
        steps = [(int(a), int(b)) for a, b in _STEP.findall(request.GET.get("steps", ""))]
        done, refused = list[int](), dict[str, int]()
        for record_id, revision in steps[:MAX_PAGE_SIZE]:
            try:
                undo_move(kind=kind, record_id=record_id, revision=revision, by=request.user)
                done.append(record_id)
            except DuijieError as error:
                sentence = say(error.message)
                refused[sentence] = refused.get(sentence, 0) + 1
        if is_row_swapped(request):
            return _row(request, kind, done, next(iter(refused), ""))
        _say(request, len(done), refused)
        if len(steps) == 1 and done:
            return redirect(f"{kind}s:detail", done[0])
        return redirect(f"{kind}s:list")

    return undo


def _row(request: HttpRequest, kind: RecordKind, done: list[int], refused: str) -> HttpResponse:
    """What takes the place of a row of the desk."""
    if not done:
        return render(request, "desk/refused.html", {"sentence": refused})
    context = {"kind": kind.value, "record_id": done[0], "label": _("Undone, as it was before.")}
    return render(request, "desk/done.html", context)


def _say(request: HttpRequest, done: int, refused: dict[str, int]) -> None:
    if done:
        said = ngettext(
            "Undone: %(count)d record is as it was before.",
            "Undone: %(count)d records are as they were before.",
            done,
        )
        messages.success(request, said % {"count": done})
    for sentence, count in refused.items():
        said = ngettext(
            "Not done for %(count)d record: ", "Not done for %(count)d records: ", count
        )
        messages.error(request, said % {"count": count} + sentence)
