"""A file itself, its picture, who may open it, and the recycle bin."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Router, Status

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.description import file_response
from duijie.api.doors import door
from duijie.api.schemas import Body, RowId
from duijie.catalogue.queries import get_attachment_file_for_user
from duijie.catalogue.services import (
    delete_attachment,
    restore_attachment,
    set_attachment_disclosure,
)

router = Router(tags=["attachments"])
_SEE = Cell(ObjectKind.ATTACHMENT, Action.SEE)
_DELETE = Cell(ObjectKind.ATTACHMENT, Action.DELETE)


class DisclosureBody(Body):
    """From which level on a file can be opened."""

    disclosure: DisclosureLevel


@door(
    router,
    "GET",
    "/{int:attachment_id}/file",
    cell=_SEE,
    name="download_attachment",
    response={200: None},
    openapi_extra=file_response("application/octet-stream"),
)
def download(request: HttpRequest, attachment_id: RowId) -> Any:
    """The file as it was uploaded; that it was opened is kept."""
    found = get_attachment_file_for_user(attachment_id, request.user, door="file")
    return FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


@door(
    router,
    "GET",
    "/{int:attachment_id}/preview",
    cell=_SEE,
    name="download_attachment_preview",
    response={200: None},
    openapi_extra=file_response("image/png"),
)
def download_preview(request: HttpRequest, attachment_id: RowId) -> Any:
    """The picture of its first page."""
    found = get_attachment_file_for_user(attachment_id, request.user, door="file", is_preview=True)
    return FileResponse(found.path.open("rb"), content_type="image/png")


@door(
    router,
    "PATCH",
    "/{int:attachment_id}",
    cell=Cell(ObjectKind.ATTACHMENT, Action.CHANGE),
    name="change_attachment",
    response={204: None},
)
def change(request: HttpRequest, attachment_id: RowId, payload: DisclosureBody) -> Any:
    """Say who may open it: never more people than its record."""
    set_attachment_disclosure(
        attachment_id=attachment_id, disclosure=payload.disclosure, by=request.user
    )
    return Status(204, None)


@door(
    router,
    "DELETE",
    "/{int:attachment_id}",
    cell=_DELETE,
    name="delete_attachment",
    response={204: None},
)
def delete(request: HttpRequest, attachment_id: RowId) -> Any:
    """Into the recycle bin."""
    delete_attachment(attachment_id=attachment_id, by=request.user)
    return Status(204, None)


@door(
    router,
    "POST",
    "/{int:attachment_id}/restore",
    cell=_DELETE,
    name="restore_attachment",
    response={204: None},
)
def restore(request: HttpRequest, attachment_id: RowId) -> Any:
    """Out of the recycle bin."""
    restore_attachment(attachment_id=attachment_id, by=request.user)
    return Status(204, None)
