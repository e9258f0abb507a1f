"""What hangs on a record's page: files, internal notes, and who agreed to show it to whom."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import get_attachment_file_for_user
from duijie.catalogue.services import (
    accept_consent,
    add_attachment,
    add_note,
    delete_attachment,
    delete_note,
    give_consent,
    refuse_consent,
    request_consent,
    revoke_consent,
    set_attachment_disclosure,
)
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.forms import AttachmentForm, ConsentForm, DisclosureForm, NoteForm
from duijie.web.records.undoing import is_row_swapped


def add_note_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that keeps an internal note."""

    @require_POST
    def keep_note(request: HttpRequest, record_id: int) -> HttpResponse:
        """A note; colleagues named with @ are told."""
        form = NoteForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Write something first."))
        else:
            try:
                kept = add_note(
                    kind=kind, record_id=record_id, text=form.cleaned_data["text"], by=request.user
                )
            except DuijieError as error:
                messages.error(request, say(error.message))
            else:
                if kept.not_told:
                    names = "、".join(kept.not_told)
                    messages.warning(
                        request,
                        _("Kept. Not told, because they do not see this record: %(names)s.")
                        % {"names": names},
                    )
        return redirect(f"{kind}s:detail", record_id)

    return keep_note


def delete_note_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that takes one's own note away."""

    @require_POST
    def remove_note(request: HttpRequest, record_id: int, note_id: int) -> HttpResponse:
        delete_note(note_id=note_id, by=request.user)
        return redirect(f"{kind}s:detail", record_id)

    return remove_note


def add_attachment_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that takes a file in."""

    @require_POST
    def keep_attachment(request: HttpRequest, record_id: int) -> HttpResponse:
        form = AttachmentForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, _("Choose a file first."))
        else:
            try:
                add_attachment(
                    kind=kind,
                    record_id=record_id,
                    file=form.cleaned_data["file"],
                    disclosure=form.cleaned_data["disclosure"],
                    by=request.user,
                )
            except DuijieError as error:
                messages.error(request, say(error.message))
        return redirect(f"{kind}s:detail", record_id)

    return keep_attachment


def change_attachment_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that says who may open a file."""

    @require_POST
    def change_attachment(request: HttpRequest, record_id: int, attachment_id: int) -> HttpResponse:
        form = DisclosureForm(request.POST)
        if form.is_valid():
            try:
                set_attachment_disclosure(
                    attachment_id=attachment_id,
                    disclosure=form.cleaned_data["disclosure"],
                    by=request.user,
                )
            except DuijieError as error:
                messages.error(request, say(error.message))
        return redirect(f"{kind}s:detail", record_id)

    return change_attachment


def delete_attachment_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that takes a file away."""

    @require_POST
    def remove_attachment(request: HttpRequest, record_id: int, attachment_id: int) -> HttpResponse:
        delete_attachment(attachment_id=attachment_id, by=request.user)
        messages.success(request, _("The file is in the recycle bin."))
        return redirect(f"{kind}s:detail", record_id)

    return remove_attachment


@require_safe
def open_attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The file itself, as a download: nothing that was uploaded runs in a page of ours."""
    found = get_attachment_file_for_user(attachment_id, request.user, door="file")
    response = FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def show_preview(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The picture of a file's first page."""
    found = get_attachment_file_for_user(attachment_id, request.user, door="file", is_preview=True)
    response = FileResponse(found.path.open("rb"), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def request_consent_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that asks to see more of a record."""

    @require_POST
    def ask(request: HttpRequest, record_id: int) -> HttpResponse:
        """For oneself; whoever stands for the record is told."""
        form = ConsentForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why you want to see more."))
        else:
            try:
                request_consent(
                    kind=kind,
                    record_id=record_id,
                    level=form.cleaned_data["level"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                )
            except DuijieError as error:
                messages.error(request, say(error.message))
            else:
                messages.success(request, _("Asked. You are told when they answer."))
        return redirect(f"{kind}s:detail", record_id)

    return ask


_ANSWERS = {
    "give": give_consent,
    "accept": accept_consent,
    "refuse": refuse_consent,
    "revoke": revoke_consent,
}


def answer_consent_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that answers such a request, or takes an agreement back."""

    @require_POST
    def answer(request: HttpRequest, record_id: int, consent_id: int) -> HttpResponse:
        service = _ANSWERS.get(request.POST.get("answer", ""))
        if service is None:
            messages.error(request, _("Choose an answer."))
        else:
            try:
                service(consent_id=consent_id, by=request.user)
            except DuijieError as error:
                if is_row_swapped(request):
                    return render(request, "desk/refused.html", {"sentence": say(error.message)})
                messages.error(request, say(error.message))
            else:
                if is_row_swapped(request):
                    context = {"kind": kind.value, "record_id": record_id, "label": _("Answered")}
                    return render(request, "desk/done.html", context)
                messages.success(request, _("Kept."))
        return redirect(f"{kind}s:detail", record_id)

    return answer
