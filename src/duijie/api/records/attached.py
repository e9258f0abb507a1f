"""What hangs on a record of each kind: files, internal notes, and who agreed to show it to whom."""

# No `from __future__ import annotations`: see `records.endpoints`.

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, part_of
from duijie.api.schemas import Body, Made, RowId
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    ConsentState,
    list_attachments_for_user,
    list_consents_of_record,
    list_notes_for_user,
)
from duijie.catalogue.services import add_attachment, add_note, request_consent

_ID = "/{int:record_id}"


class AttachmentSchema(Schema):
    """A file; from which `disclosure` level on it can be opened."""

    id: int
    name: str
    media_type: str
    size_bytes: int
    disclosure: int
    has_preview: bool
    owner_name: str
    created_at: datetime
    can_change: bool


class AttachmentPage(PageInfo):
    items: list[AttachmentSchema]


class AttachmentForm(Schema):
    """Beside the file; without a level it is opened under NDA."""

    disclosure: DisclosureLevel | None = None


class DeletedQuery(PageQuery):
    is_deleted: bool = Field(False, description="those in the recycle bin instead")


class NoteBody(Body):
    """An internal note; colleagues named with @ are told."""

    text: str = Field(min_length=1, max_length=20_000)


class NoteSchema(Schema):
    id: int
    text: str
    by_name: str
    at: datetime
    mentioned: list[str]
    can_delete: bool


class NotePage(PageInfo):
    items: list[NoteSchema]


class AddedNoteSchema(Schema):
    """A note that was kept; `not_told`: names behind an @ that do not see this record's notes."""

    id: int
    told: list[str]
    not_told: list[str]


class ConsentBody(Body):
    """Who is to see more; without a grantee the caller."""

    level: DisclosureLevel = Field(description="3 on consent, 4 under NDA")
    reason: str = Field("", max_length=2000)
    grantee_id: RowId | None = None
    grantee_organisation_id: RowId | None = None
    expiry_date: date | None = None


class ConsentSchema(Schema):
    """An agreement, or a request for one."""

    id: int
    kind: RecordKind
    record_id: int
    title: str
    grantee_name: str
    level: int
    reason: str
    state: ConsentState
    requested_by_name: str
    requested_at: datetime
    is_given: bool
    is_accepted: bool
    expiry_date: date | None
    can_give: bool
    can_accept: bool
    can_refuse: bool
    can_revoke: bool


class ConsentPage(PageInfo):
    items: list[ConsentSchema]


def add_attachments(router: Router, kind: RecordKind) -> None:
    """Files of a record."""

    @door(
        router,
        "GET",
        f"{_ID}/attachments",
        cell=Cell(ObjectKind.ATTACHMENT, Action.SEE),
        name=f"list_{kind}_attachments",
        response=AttachmentPage,
    )
    def list_attachments(request: HttpRequest, record_id: RowId, query: Query[DeletedQuery]) -> Any:
        """The files that the caller may open, the oldest first."""
        rows = list_attachments_for_user(kind, record_id, request.user, is_deleted=query.is_deleted)
        return part_of(rows, lambda row: row.id, cursor=query.cursor, limit=query.limit)

    @door(
        router,
        "POST",
        f"{_ID}/attachments",
        cell=Cell(ObjectKind.ATTACHMENT, Action.CREATE),
        name=f"add_{kind}_attachment",
        takes_file=True,
        response={201: Made},
    )
    def keep_attachment(
        request: HttpRequest, record_id: RowId, file: File[UploadedFile], form: Form[AttachmentForm]
    ) -> Any:
        """Keep a file with the record. What it is, its bytes say; a photo loses where it was
        taken."""
        attachment_id = add_attachment(
            kind=kind, record_id=record_id, file=file, disclosure=form.disclosure, by=request.user
        )
        return Status(201, {"id": attachment_id})


def add_notes(router: Router, kind: RecordKind) -> None:
    """Internal notes of a record."""

    @door(
        router,
        "GET",
        f"{_ID}/notes",
        cell=Cell(ObjectKind.NOTE, Action.SEE),
        name=f"list_{kind}_notes",
        response=NotePage,
    )
    def list_notes(request: HttpRequest, record_id: RowId, query: Query[PageQuery]) -> Any:
        """Internal notes, the latest first; none for who may not read them."""
        rows = list_notes_for_user(kind, record_id, request.user)
        return part_of(rows, lambda row: row.id, cursor=query.cursor, limit=query.limit)

    @door(
        router,
        "POST",
        f"{_ID}/notes",
        cell=Cell(ObjectKind.NOTE, Action.CREATE),
        name=f"add_{kind}_note",
        response={201: AddedNoteSchema},
    )
    def keep_note(request: HttpRequest, record_id: RowId, payload: NoteBody) -> Any:
        """Keep a note."""
        kept = add_note(kind=kind, record_id=record_id, text=payload.text, by=request.user)
        return Status(201, kept)


def add_consents(router: Router, kind: RecordKind) -> None:
    """Agreements about a record."""

    @door(
        router,
        "GET",
        f"{_ID}/consents",
        cell=Cell(ObjectKind.CONSENT, Action.SEE),
        name=f"list_{kind}_consents",
        response=ConsentPage,
    )
    def list_consents(request: HttpRequest, record_id: RowId, query: Query[PageQuery]) -> Any:
        """All for the record's own side, else the caller's; the latest first."""
        rows = list_consents_of_record(kind, record_id, request.user)
        return part_of(rows, lambda row: row.id, cursor=query.cursor, limit=query.limit)

    @door(
        router,
        "POST",
        f"{_ID}/consents",
        cell=Cell(ObjectKind.CONSENT, Action.CREATE),
        name=f"request_{kind}_consent",
        response={201: Made},
    )
    def ask(request: HttpRequest, record_id: RowId, payload: ConsentBody) -> Any:
        """Ask to see more of a record; whoever stands for it is told."""
        consent_id = request_consent(
            kind=kind, record_id=record_id, by=request.user, **payload.model_dump()
        )
        return Status(201, {"id": consent_id})
