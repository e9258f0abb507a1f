"""A list as a workbook or a table of text: written by a job, then fetched."""

# No `from __future__ import annotations`: see `records.endpoints`.

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import get_language
from ninja import Router, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.description import file_response
from duijie.api.doors import door
from duijie.api.schemas import Body, Started
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.queries import RecordFilters
from duijie.catalogue.services.exports import EXPORT_KIND, Format, export_path, request_export
from duijie.core.clock import today
from duijie.core.errors import NotFoundError
from duijie.core.jobs.queries import get_job_for_user

router = Router(tags=["exports"])
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ExportFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class ExportBody(Body):
    """Which records, and how; contacts only where the caller sees them."""

    format: ExportFormat = ExportFormat.XLSX
    has_contacts: bool = False
    q: str = Field("", max_length=200, description="words, all of which must occur")
    region: str = Field("", max_length=200)
    state: RecordState | None = None


def add_export(router: Router, kind: RecordKind) -> None:
    """The operation that starts the export of one kind."""

    @door(
        router,
        "POST",
        "/exports",
        cell=Cell(ObjectKind(kind.value), Action.EXPORT),
        name=f"export_{kind}s",
        response={202: Started},
    )
    def export(request: HttpRequest, payload: ExportBody) -> Any:
        """Start writing the list of what lies in the caller's reach; see the job, then fetch its
        file from `/exports/{job_id}/file`."""
        file_format: Format = "csv" if payload.format is ExportFormat.CSV else "xlsx"
        job_id = request_export(
            kind=kind,
            filters=RecordFilters(
                search=payload.q, region=payload.region, state=payload.state or ""
            ),
            file_format=file_format,
            has_contacts=payload.has_contacts,
            language=get_language() or "zh-hans",
            by=request.user,
        )
        return Status(202, {"job_id": str(job_id)})


@door(
    router,
    "GET",
    "/{uuid:job_id}/file",
    # which kind it is, the job says; who may export none has none
    cell=Cell(ObjectKind.NEED, Action.EXPORT),
    name="download_export",
    response={200: None},
    openapi_extra=file_response(*(media_type.partition(";")[0] for media_type in _TYPES.values())),
)
def download(request: HttpRequest, job_id: UUID) -> Any:
    """The file that a job has written, for who asked for it; kept for a day."""
    job = get_job_for_user(job_id, request.user)
    file_format = str(job.result.get("format", ""))
    path = export_path(job_id, file_format)
    is_own = job.result.get("owner_id") == request.user.pk
    if job.kind != EXPORT_KIND or not is_own or file_format not in _TYPES or not path.is_file():
        raise NotFoundError("jobs.not_found")
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{job.result['kind']}s-{today():%Y%m%d}.{file_format}",
        content_type=_TYPES[file_format],
    )
