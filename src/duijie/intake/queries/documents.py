"""Reads of documents: what came in and how it was read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import parse_job_id
from duijie.core.messages import message_from_json
from duijie.core.paging import PAGE_SIZE, Page, page_bounds
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message
from duijie.intake.models import SourceDocument
from duijie.intake.permissions import (
    can_load_example,
    can_upload,
    check_can_download_original,
    visible_documents,
)


@dataclass(frozen=True, slots=True)
class DocumentFinding:
    """Something to tell about a document, with where it stands."""

    message: Message
    severity: str
    """`refused`, `partial`, `note`."""
    place: Mapping[str, Any]
    """`{"file", "page"?, "sheet"?, "row"?, "column"?}`, numbers from 1."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """What one column was taken for."""

    column: int
    header: str
    field: str | None
    """`engines.extraction.Field` value; None: could not be placed."""
    reason: str


@dataclass(frozen=True, slots=True)
class TableView:
    """How one table, form or list was read."""

    place: Mapping[str, Any]
    kind: str | None
    """`need`, `offer`, `expert`, `organisation`; None: not a table of records."""
    layout: str
    header_row: int | None
    columns: tuple[ColumnView, ...]
    record_count: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list."""

    id: int
    name: str
    kind: str
    state: str
    """`waiting`, `read`, `partial`, `refused`."""
    need_count: int
    offer_count: int
    expert_count: int
    added_count: int
    finding_count: int
    """Refused and partial ones; notes are not counted."""
    findings: tuple[DocumentFinding, ...]
    is_example: bool
    owner_name: str
    source_id: int
    """For `RecordFilters.source_id`: the records that came from this upload."""
    job_id: uuid.UUID | None
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """A document with all that is known of its reading."""

    row: DocumentRow
    title: str
    page_count: int | None
    findings: tuple[DocumentFinding, ...]
    tables: tuple[TableView, ...]
    facts: Mapping[str, Any]
    """As `duijie extract` writes them (DESIGN §4); empty for a refused document."""


@dataclass(frozen=True, slots=True)
class Original:
    """The stored file behind a document; for a file inside an archive the archive."""

    name: str
    """Under which it was uploaded first."""
    path: Path


@dataclass(frozen=True, slots=True)
class UploadRules:
    """What the upload page says and checks before sending."""

    can_upload: bool
    can_load_example: bool
    max_file_mb: int
    max_files: int
    max_batch_mb: int


def _row(document: SourceDocument) -> DocumentRow:
    upload = document.upload
    return DocumentRow(
        id=document.pk,
        name=document.name,
        kind=document.kind,
        state=document.state,
        need_count=document.need_count,
        offer_count=document.offer_count,
        expert_count=document.expert_count,
        added_count=document.added_count,
        finding_count=sum(finding["severity"] != "note" for finding in document.findings),
        findings=tuple(_finding(finding) for finding in document.findings),
        is_example=upload.source.is_example,
        owner_name=str(upload.owner),
        source_id=upload.source_id,
        job_id=upload.job_id,
        uploaded_at=upload.created_at,
    )


def list_documents_for_user(
    user: Actor,
    *,
    job_id: uuid.UUID | str | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[DocumentRow]:
    """Newest first, of one job where `job_id` is given. Two queries.

    Raises `NotFoundError` for a text that cannot be the id of a job.
    """
    documents = visible_documents(user)
    if job_id is not None:
        documents = documents.filter(upload__job_id=parse_job_id(job_id))
    total = documents.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    ordered = documents.defer("tables", "facts").order_by("-upload__created_at", "name", "id")
    return Page(tuple(_row(document) for document in ordered[start:stop]), total, number, size)


def list_documents_after(
    user: Actor, *, after: int | None = None, limit: int = PAGE_SIZE
) -> list[DocumentRow]:
    """Those with an id below `after`, the newest first. One query."""
    documents = visible_documents(user).defer("tables", "facts")
    if after is not None:
        documents = documents.filter(pk__lt=after)
    return [_row(document) for document in documents.order_by("-pk")[:limit]]


def get_document_for_user(document_id: int, user: Actor) -> DocumentDetail:
    """One query. Raises `NotFoundError` for what is missing or hidden alike."""
    document = visible_documents(user).filter(pk=document_id).first()
    if document is None:
        raise NotFoundError("intake.document_not_found")
    return DocumentDetail(
        row=_row(document),
        title=document.title,
        page_count=document.page_count,
        findings=tuple(_finding(finding) for finding in document.findings),
        tables=tuple(_table(table) for table in document.tables),
        facts=document.facts,
    )


def get_original_for_user(document_id: int, user: Actor) -> Original:
    """The file to hand out. Raises `NotFoundError` for what is missing or hidden alike, and for an
    original that is gone from the data folder or lies outside it."""
    document = visible_documents(user).filter(pk=document_id).first()
    if document is None:
        raise NotFoundError("intake.document_not_found")
    check_can_download_original(user, document)
    upload = document.upload
    folder = Path(settings.MEDIA_ROOT).resolve()
    path = (folder / upload.file).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise NotFoundError("intake.original_missing", file=upload.source.name)
    return Original(name=upload.source.name, path=path)


def get_upload_rules_for_user(user: Actor) -> UploadRules:
    """Limits and permissions of the upload page. No query of its own."""
    return UploadRules(
        can_upload=can_upload(user),
        can_load_example=can_load_example(user) and settings.EXAMPLES_DIR.is_dir(),
        max_file_mb=get_preferences().upload_mb,
        max_files=settings.MAX_UPLOAD_FILES,
        max_batch_mb=settings.MAX_BATCH_MB,
    )


def _finding(data: Mapping[str, Any]) -> DocumentFinding:
    message = message_from_json(data["message"])
    assert message is not None
    return DocumentFinding(message=message, severity=data["severity"], place=data["place"])


def _table(data: Mapping[str, Any]) -> TableView:
    return TableView(
        place=data["place"],
        kind=data["kind"],
        layout=data["layout"],
        header_row=data["header_row"],
        columns=tuple(ColumnView(**column) for column in data["columns"]),
        record_count=data["record_count"],
    )
