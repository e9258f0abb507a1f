"""Documents: list, read, upload, download."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.description import file_response
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import MessageSchema, RowId, message_of
from duijie.intake.enums import DocumentState
from duijie.intake.queries.documents import (
    DocumentFinding,
    DocumentRow,
    get_document_for_user,
    get_original_for_user,
    list_documents_after,
)
from duijie.intake.services.documents import upload_documents

router = Router(tags=["documents"])
_SEE = Cell(ObjectKind.DOCUMENT, Action.SEE)


class FindingSchema(Schema):
    """Something to tell about a document, and where it stands."""

    message: MessageSchema
    severity: str
    place: dict[str, Any]


class DocumentSchema(Schema):
    """A document in a list; the counts are of what was found in it."""

    id: int
    name: str
    kind: str
    state: DocumentState
    need_count: int
    offer_count: int
    expert_count: int
    added_count: int
    finding_count: int
    is_example: bool
    owner_name: str
    job_id: UUID | None
    uploaded_at: datetime


class DocumentPage(PageInfo):
    items: list[DocumentSchema]


class DocumentDetailSchema(DocumentSchema):
    """A document with how it was read; `facts` as `duijie extract` writes them."""

    title: str
    page_count: int | None
    findings: list[FindingSchema]
    tables: list[dict[str, Any]]
    facts: dict[str, Any]


class ReceiptSchema(Schema):
    """The job that reads the document."""

    job_id: UUID
    taken: int


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.DOCUMENT, Action.LIST),
    name="list_documents",
    response=DocumentPage,
)
def list_documents(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """The caller's, and a broker's zone's; the newest first."""
    rows = list_documents_after(
        request.user, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(
    router,
    "POST",
    "",
    cell=Cell(ObjectKind.DOCUMENT, Action.CREATE),
    name="upload_document",
    takes_file=True,
    response={202: ReceiptSchema},
)
def upload(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a document and start reading it; several at once as a .zip."""
    receipt = upload_documents(files=[file], by=request.user)
    return Status(202, {"job_id": receipt.job_id, "taken": receipt.taken})


@door(
    router, "GET", "/{int:document_id}", cell=_SEE, name="get_document",
    response=DocumentDetailSchema,
)  # fmt: skip
def get_document(request: HttpRequest, document_id: RowId) -> Any:
    """A document and how it was read."""
    found = get_document_for_user(document_id, request.user)
    return {
        **_row(found.row),
        "title": found.title,
        "page_count": found.page_count,
        "findings": _findings(found.findings),
        "tables": [
            {
                "place": dict(table.place),
                "kind": table.kind,
                "layout": table.layout,
                "header_row": table.header_row,
                "record_count": table.record_count,
                "columns": [
                    {
                        "column": column.column,
                        "header": column.header,
                        "field": column.field,
                        "reason": column.reason,
                    }
                    for column in table.columns
                ],
            }
            for table in found.tables
        ],
        "facts": dict(found.facts),
    }


@door(
    router,
    "GET",
    "/{int:document_id}/file",
    cell=_SEE,
    name="download_document",
    response={200: None},
    openapi_extra=file_response("application/octet-stream"),
)
def download(request: HttpRequest, document_id: RowId) -> Any:
    """The file as it was uploaded; of a file inside an archive the archive."""
    original = get_original_for_user(document_id, request.user)
    return FileResponse(
        original.path.open("rb"),
        as_attachment=True,
        filename=original.name,
        content_type="application/octet-stream",
    )


def _row(row: DocumentRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DocumentSchema.model_fields}


def _findings(findings: Iterable[DocumentFinding]) -> list[dict[str, Any]]:
    return [
        {
            "message": message_of(finding.message),
            "severity": finding.severity,
            "place": dict(finding.place),
        }
        for finding in findings
    ]
