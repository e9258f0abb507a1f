"""Upload, columns, verdicts, import, undo; the work itself is a job."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.description import file_response
from duijie.api.doors import door
from duijie.api.imports.schemas import (
    ChoiceBody,
    ColumnsBody,
    HeaderBody,
    ImportDetailSchema,
    ImportPage,
    ImportRowPage,
    RowQuery,
    detail_of,
    row_of,
)
from duijie.api.paging import PageQuery, page_of, read_cursor
from duijie.api.schemas import Count, Made, RowId
from duijie.core.actor import Actor
from duijie.intake.queries.imports import (
    get_import_for_user,
    list_import_rows_after,
    list_imports_after,
)
from duijie.intake.services.imports.returning import refused_workbook
from duijie.intake.services.imports.uploading import (
    Constants,
    TableDraft,
    choose_columns,
    choose_header,
    choose_kinds,
    choose_rows,
    drop_import,
    resume_import,
    run_import,
    start_import,
    undo_import,
)

router = Router(tags=["imports"])
_SEE = Cell(ObjectKind.IMPORT, Action.SEE)
_CHANGE = Cell(ObjectKind.IMPORT, Action.CHANGE)
_ID = "/{int:batch_id}"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.IMPORT, Action.LIST),
    name="list_imports",
    response=ImportPage,
)
def list_imports(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """The caller's, and a broker's zone's; the newest first."""
    rows = list_imports_after(request.user, after=read_cursor(query.cursor), limit=query.limit + 1)
    return page_of(rows, limit=query.limit)


@door(
    router,
    "POST",
    "",
    cell=Cell(ObjectKind.IMPORT, Action.CREATE),
    name="start_import",
    takes_file=True,
    response={201: Made},
)
def upload(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Take a file in and start reading it."""
    return Status(201, {"id": start_import(file=file, by=request.user)})


@door(router, "GET", _ID, cell=_SEE, name="get_import", response=ImportDetailSchema)
def get_import(request: HttpRequest, batch_id: RowId) -> Any:
    """One import, at whatever step it is."""
    return _detail(batch_id, request.user)


@door(router, "GET", f"{_ID}/rows", cell=_SEE, name="list_import_rows", response=ImportRowPage)
def list_rows(request: HttpRequest, batch_id: RowId, query: Query[RowQuery]) -> Any:
    """The rows with their verdicts, in the order of the file."""
    rows = list_import_rows_after(
        batch_id,
        request.user,
        verdict=query.verdict or "",
        state=query.state or "",
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    page = page_of(rows, limit=query.limit)
    page["items"] = [row_of(row) for row in page["items"]]
    return page


@door(
    router,
    "POST",
    f"{_ID}/header",
    cell=_CHANGE,
    name="choose_import_header",
    response=ImportDetailSchema,
)
def choose_header_row(request: HttpRequest, batch_id: RowId, payload: HeaderBody) -> Any:
    """Say which row of a table is its header; the file is then read again."""
    choose_header(batch_id=batch_id, table_key=payload.table_key, row=payload.row, by=request.user)
    return _detail(batch_id, request.user)


@door(
    router,
    "POST",
    f"{_ID}/columns",
    cell=_CHANGE,
    name="choose_import_columns",
    response=ImportDetailSchema,
)
def choose(request: HttpRequest, batch_id: RowId, payload: ColumnsBody) -> Any:
    """Confirm what tables and columns hold, and start the check. Tables that are not named are not
    imported; another kind places the columns of its table anew."""
    drafts = {
        table.key: TableDraft(kind=table.kind or "", columns=table.columns)
        for table in payload.tables
    }
    choose_kinds(
        batch_id=batch_id, kinds={key: draft.kind for key, draft in drafts.items()}, by=request.user
    )
    choose_columns(
        batch_id=batch_id,
        tables=drafts,
        constants=Constants(
            state=payload.state.value,
            disclosure=payload.disclosure,
            zone_id=payload.zone_id,
            organisation=payload.organisation,
        ),
        by=request.user,
    )
    return _detail(batch_id, request.user)


@door(router, "POST", f"{_ID}/choices", cell=_CHANGE, name="choose_import_rows", response=Count)
def choose_some_rows(request: HttpRequest, batch_id: RowId, payload: ChoiceBody) -> Any:
    """Choose what is done with some rows, or with all of a verdict; how many they were."""
    count = choose_rows(
        batch_id=batch_id,
        choice=payload.choice,
        row_ids=payload.row_ids,
        verdict=payload.verdict,
        by=request.user,
    )
    return {"count": count}


@door(router, "POST", f"{_ID}/run", cell=_CHANGE, name="run_import", response=ImportDetailSchema)
def run(request: HttpRequest, batch_id: RowId) -> Any:
    """Write the chosen rows."""
    run_import(batch_id=batch_id, by=request.user)
    return _detail(batch_id, request.user)


@door(
    router, "POST", f"{_ID}/resume", cell=_CHANGE, name="resume_import", response=ImportDetailSchema
)
def resume(request: HttpRequest, batch_id: RowId) -> Any:
    """Go on where the work stopped."""
    resume_import(batch_id=batch_id, by=request.user)
    return _detail(batch_id, request.user)


@door(router, "POST", f"{_ID}/undo", cell=_CHANGE, name="undo_import", response=ImportDetailSchema)
def undo(request: HttpRequest, batch_id: RowId) -> Any:
    """Take the import back, for 30 days."""
    undo_import(batch_id=batch_id, by=request.user)
    return _detail(batch_id, request.user)


@door(router, "DELETE", _ID, cell=_CHANGE, name="drop_import", response={204: None})
def drop(request: HttpRequest, batch_id: RowId) -> Any:
    """Forget an import of which nothing was written."""
    drop_import(batch_id=batch_id, by=request.user)
    return Status(204, None)


@door(
    router,
    "GET",
    f"{_ID}/refused",
    cell=_SEE,
    name="download_refused_rows",
    response={200: None},
    openapi_extra=file_response(_XLSX),
)
def download_refused(request: HttpRequest, batch_id: RowId) -> Any:
    """The refused rows as a workbook, to mend and upload again."""
    name, data = refused_workbook(batch_id=batch_id, by=request.user)
    response = HttpResponse(data, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _detail(batch_id: int, user: Actor) -> dict[str, Any]:
    return detail_of(get_import_for_user(batch_id, user))
