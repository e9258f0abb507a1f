"""Upload, the batch while and after it is read, one document with how it was read, its file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import get_job_for_user
from duijie.core.paging import MAX_PAGE_SIZE
from duijie.core.sentences import say
from duijie.intake.errors import UploadError
from duijie.intake.queries import (
    get_document_for_user,
    get_original_for_user,
    get_upload_rules_for_user,
    list_documents_for_user,
)
from duijie.intake.services import upload_documents
from duijie.web.documents.facts import fact_lines
from duijie.web.documents.forms import UploadForm
from duijie.web.records.forms import FilterForm
from duijie.web.records.listing import page_numbers


@require_safe
def show_documents(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    """The upload field above all documents that the user may see, newest first."""
    form = FilterForm(request.GET)
    form.is_valid()
    rows = list_documents_for_user(request.user, page=form.page_number)
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "rules": get_upload_rules_for_user(request.user),
        "upload_error": error,
    }
    is_swap = getattr(request, "htmx", None) and request.method == "GET"
    template = "documents/results.html" if is_swap else "documents/list.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take the files in; the page of the batch then shows how they are read."""
    form = UploadForm(request.POST, request.FILES)
    form.is_valid()
    try:
        receipt = upload_documents(files=form.cleaned_data["documents"], by=request.user)
    except UploadError as error:
        return redirect_to_form(request, say(error.message))
    for message in receipt.refused:
        messages.warning(request, say(message))
    return redirect("documents:batch", job_id=receipt.job_id)


def redirect_to_form(request: HttpRequest, sentence: str) -> HttpResponse:
    """The upload page again, with the sentence at the field it is about."""
    request.method = "GET"
    return show_documents(request, error=sentence, status=400)


@require_safe
def show_batch(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """How the files of one upload are being read, or what came of each."""
    job = get_job_for_user(job_id, request.user)
    rows = list_documents_for_user(request.user, job_id=job_id, size=MAX_PAGE_SIZE)
    context = {
        "job": job,
        "rows": sorted(rows, key=lambda row: row.name),
        "totals": {
            "needs": sum(row.need_count for row in rows),
            "offers": sum(row.offer_count for row in rows),
            "experts": sum(row.expert_count for row in rows),
            "added": sum(row.added_count for row in rows),
            "read": sum(row.state in {"read", "partial"} for row in rows),
            "refused": sum(row.state == "refused" for row in rows),
        },
        "hide_running": True,
    }
    is_swap = bool(getattr(request, "htmx", None))
    template = "documents/batch_body.html" if is_swap else "documents/batch.html"
    response = render(request, template, context)
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def show_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """What was read from one document: tables with their columns, findings, facts."""
    document = get_document_for_user(document_id, request.user)
    context = {
        "document": document,
        "facts": fact_lines(document.facts),
        "batch_id": _open_batch(request, document.row.job_id),
    }
    return render(request, "documents/detail.html", context)


@require_safe
def download_original(request: HttpRequest, document_id: int) -> FileResponse:
    """The file as it was uploaded, to be saved: never shown in our own origin, whatever it is."""
    original = get_original_for_user(document_id, request.user)
    response = FileResponse(
        original.path.open("rb"),
        as_attachment=True,
        filename=original.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _open_batch(request: HttpRequest, job_id: uuid.UUID | None) -> uuid.UUID | None:
    """The batch of a document where the user may see it: documents are everybody's, jobs not."""
    if job_id is None:
        return None
    try:
        return get_job_for_user(job_id, request.user).id
    except NotFoundError:
        return None
