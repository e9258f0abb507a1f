"""The operations of one kind of record: list, read, make, change, move, delete, bring back."""

# No `from __future__ import annotations` here: ninja reads the annotations of functions that are
# made inside a function, where a text could not be resolved.

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field, create_model

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.exports.endpoints import add_export
from duijie.api.paging import (
    PageInfo,
    PageQuery,
    moment_page_of,
    page_of,
    read_cursor,
    read_moment,
)
from duijie.api.records.attached import add_attachments, add_consents, add_notes
from duijie.api.records.desk import add_snoozes, add_undo
from duijie.api.records.schemas import (
    RowPage,
    Written,
    detail_of,
    make_change_schema,
    make_create_schema,
    make_detail_schema,
)
from duijie.api.schemas import Body, RowId
from duijie.catalogue.enums import CloseReason, RecordKind, RecordState
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    RecordFilters,
    get_record_for_user,
    list_changes_after,
    list_deleted_after,
    list_moves_for_user,
    list_rows_after,
)
from duijie.catalogue.services import (
    UNCHANGED,
    change_record,
    create_record,
    delete_record,
    log_access,
    move_record,
    restore_record,
)


class ListQuery(PageQuery):
    """How a list is narrowed."""

    q: str = Field("", max_length=200, description="words, all of which must occur")
    region: str = Field("", max_length=200)
    industry: str = Field("", max_length=200)
    state: RecordState | None = None
    budget_min: float | None = Field(None, ge=0, le=1e9)
    budget_max: float | None = Field(None, ge=0, le=1e9)
    is_example: bool | None = None
    changed_since: datetime | None = None


class MoveBody(Body):
    """A step of the record; `note` says what has to be mended where it is sent back."""

    move: Move
    note: str = Field("", max_length=2000)
    close_reason: CloseReason | None = None
    expiry_date: date | None = Field(None, description="the last day, of `publish` and `renew`")


class StateSchema(Schema):
    state: RecordState


class ChangedValue(Schema):
    """One field of a change, as stored."""

    before: Any
    after: Any


class ChangeSchema(Schema):
    """One change; `by_name` empty: the installation itself."""

    id: int
    at: datetime
    by_name: str
    action: str
    values: dict[str, ChangedValue]
    batch_id: int | None = Field(description="the import that did it")


class ChangePage(PageInfo):
    items: list[ChangeSchema]


class DeletedSchema(Schema):
    """A record in the recycle bin; at `gone_at` it is removed for good."""

    id: int
    kind: RecordKind
    title: str
    organisation_name: str
    owner_name: str
    deleted_at: datetime
    deleted_by_name: str
    gone_at: datetime
    is_example: bool


class DeletedPage(PageInfo):
    items: list[DeletedSchema]


def make_router(kind: RecordKind) -> Router:
    """All operations of needs, offers or experts."""
    router = Router(tags=[f"{kind}s"])
    _add_list(router, kind)
    add_bin(router, kind)
    _add_detail(router, kind)
    add_writing(router, kind)
    _add_moves(router, kind)
    add_undo(router, kind)
    add_snoozes(router, kind)
    add_history(router, kind)
    add_attachments(router, kind)
    add_notes(router, kind)
    add_consents(router, kind)
    add_export(router, kind)
    return router


def cell_of(kind: RecordKind, action: Action) -> Cell:
    return Cell(ObjectKind(kind.value), action)


def _filters(query: ListQuery) -> RecordFilters:
    return RecordFilters(
        search=query.q,
        region=query.region,
        industry=query.industry,
        budget_min_wan=query.budget_min,
        budget_max_wan=query.budget_max,
        is_example=query.is_example,
        state=query.state or "",
    )


def _add_list(router: Router, kind: RecordKind) -> None:
    cell = cell_of(kind, Action.LIST)

    @door(router, "GET", "", cell=cell, name=f"list_{kind}s", response=RowPage)
    def list_records(request: HttpRequest, query: Query[ListQuery]) -> Any:
        """Newest first, as far as the caller sees them. `changed_since` counts for those who see
        when a record was changed."""
        rows = list_rows_after(
            kind,
            request.user,
            after=read_cursor(query.cursor),
            limit=query.limit + 1,
            filters=_filters(query),
            changed_since=query.changed_since,
        )
        return page_of(rows, limit=query.limit)


def add_bin(router: Router, kind: RecordKind) -> None:
    """What was deleted and can be brought back."""
    cell = cell_of(kind, Action.DELETE)

    @door(router, "GET", "/bin", cell=cell, name=f"list_deleted_{kind}s", response=DeletedPage)
    def list_deleted(request: HttpRequest, query: Query[PageQuery]) -> Any:
        """What the caller may bring back, the latest first."""
        rows = list_deleted_after(
            kind, request.user, after=read_moment(query.cursor), limit=query.limit + 1
        )
        return moment_page_of(rows, limit=query.limit, at="deleted_at")


def _add_detail(router: Router, kind: RecordKind) -> None:
    @door(
        router,
        "GET",
        "/{int:record_id}",
        cell=cell_of(kind, Action.SEE),
        name=f"get_{kind}",
        response=make_detail_schema(kind),
        exclude_unset=True,
    )
    def get_record(request: HttpRequest, record_id: RowId) -> Any:
        """One record; what the caller may not see is not in it."""
        detail = get_record_for_user(kind, record_id, request.user)
        log_access(kind=kind, record_id=record_id, level=detail.level, door="api", by=request.user)
        return detail_of(detail, list_moves_for_user(kind, record_id, request.user))


def add_writing(router: Router, kind: RecordKind) -> None:
    """Make, change, delete and bring back, organisations too."""
    beside: dict[str, Any] = {"zone_id": (RowId | None, None)}
    if kind is not RecordKind.ORGANISATION:
        beside["disclosure"] = (DisclosureLevel | None, None)
    change_schema = create_model(
        f"{kind.title()}Change", __base__=make_change_schema(kind), **beside
    )
    if kind is not RecordKind.ORGANISATION:
        beside["is_submitted"] = (bool, Field(False, description="else it is a draft"))
    create_schema = create_model(
        f"{kind.title()}Create", __base__=make_create_schema(kind), **beside
    )

    @door(
        router,
        "POST",
        "",
        cell=cell_of(kind, Action.CREATE),
        name=f"create_{kind}",
        response={201: Written},
    )
    def create(
        request: HttpRequest,
        payload: create_schema,  # type: ignore[valid-type]  # made above for this kind
    ) -> Any:
        """Make a record. Without a `zone_id` it belongs to the caller's zone, else to its
        organisation's."""
        values = payload.model_dump(exclude_unset=True)  # type: ignore[attr-defined]  # as above
        record_id = create_record(
            kind=kind,
            disclosure=values.pop("disclosure", None),
            zone_id=values.pop("zone_id", None),
            is_submitted=values.pop("is_submitted", False),
            values=values,
            by=request.user,
        )
        return Status(201, {"id": record_id, "revision": 1})

    @door(
        router,
        "PATCH",
        "/{int:record_id}",
        cell=cell_of(kind, Action.CHANGE),
        name=f"change_{kind}",
        response=Written,
    )
    def change(
        request: HttpRequest,
        record_id: RowId,
        payload: change_schema,  # type: ignore[valid-type]  # made above for this kind
    ) -> Any:
        """Change the given fields; the others stay. 409 where somebody changed the record since
        `revision`, with who and when."""
        values = payload.model_dump(exclude_unset=True)  # type: ignore[attr-defined]  # as above
        revision = change_record(
            kind=kind,
            record_id=record_id,
            revision=values.pop("revision"),
            disclosure=values.pop("disclosure", None),
            zone_id=values.pop("zone_id", UNCHANGED),
            values=values,
            by=request.user,
        )
        return {"id": record_id, "revision": revision}

    _add_deleting(router, kind)


def _add_deleting(router: Router, kind: RecordKind) -> None:
    cell = cell_of(kind, Action.DELETE)

    @door(
        router,
        "DELETE",
        "/{int:record_id}",
        cell=cell,
        name=f"delete_{kind}",
        response={204: None},
    )
    def delete(request: HttpRequest, record_id: RowId) -> Any:
        """Into the recycle bin."""
        delete_record(kind=kind, record_id=record_id, by=request.user)
        return Status(204, None)

    @door(
        router,
        "POST",
        "/{int:record_id}/restore",
        cell=cell,
        name=f"restore_{kind}",
        response={204: None},
    )
    def restore(request: HttpRequest, record_id: RowId) -> Any:
        """Out of the recycle bin, as it was."""
        restore_record(kind=kind, record_id=record_id, by=request.user)
        return Status(204, None)


def _add_moves(router: Router, kind: RecordKind) -> None:
    @door(
        router,
        "POST",
        "/{int:record_id}/moves",
        # the widest of the cells of the steps; which one a step needs is asked of the record
        cell=cell_of(kind, Action.SUBMIT),
        name=f"move_{kind}",
        response=StateSchema,
    )
    def move(request: HttpRequest, record_id: RowId, payload: MoveBody) -> Any:
        """Submit, check, return, publish, close, withdraw, renew or reopen."""
        state = move_record(
            kind=kind,
            record_id=record_id,
            move=payload.move,
            note=payload.note,
            close_reason=payload.close_reason or "",
            expiry_date=payload.expiry_date,
            by=request.user,
        )
        return {"state": state}


def add_history(router: Router, kind: RecordKind) -> None:
    """Every change with the values before and after."""

    @door(
        router,
        "GET",
        "/{int:record_id}/history",
        cell=cell_of(kind, Action.HISTORY),
        name=f"list_{kind}_changes",
        response=ChangePage,
    )
    def list_changes(request: HttpRequest, record_id: RowId, query: Query[PageQuery]) -> Any:
        """Every change, the latest first."""
        rows = list_changes_after(
            kind,
            record_id,
            request.user,
            after=read_cursor(query.cursor),
            limit=query.limit + 1,
        )
        page = page_of(rows, limit=query.limit)
        page["items"] = [
            {
                "id": row.id,
                "at": row.at,
                "by_name": row.by_name,
                "action": row.action,
                "values": {
                    name: {"before": before, "after": after}
                    for name, (before, after) in row.values.items()
                },
                "batch_id": row.batch_id,
            }
            for row in page["items"]
        ]
        return page
