"""The operations of one kind of record."""

# No `from __future__ import annotations` here: ninja reads the annotations of functions that are
# made inside a function, where a text could not be resolved.

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import MAX_LIMIT, page_of, read_cursor
from duijie.api.records.schemas import (
    DetailSchema,
    RowPage,
    Written,
    detail_schema,
    make_change_schema,
    make_create_schema,
    row_schema,
)
from duijie.catalogue.enums import CloseReason, RecordKind, RecordState
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    RecordFilters,
    get_record_for_user,
    list_rows_after,
)
from duijie.catalogue.services import (
    change_record,
    create_record,
    delete_record,
    log_access,
    move_record,
    restore_record,
)

RecordId = Annotated[int, Field(ge=1, lt=2**63)]


class ListQuery(Schema):
    """How a list is narrowed."""

    q: str = Field("", max_length=200, description="words, all of which must occur")
    region: str = Field("", max_length=200)
    industry: str = Field("", max_length=200)
    state: RecordState | None = None
    budget_min: float | None = Field(None, ge=0, le=1e9)
    budget_max: float | None = Field(None, ge=0, le=1e9)
    is_example: bool | None = None
    changed_since: datetime | None = None
    cursor: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=MAX_LIMIT)


class MoveBody(Schema):
    """A step of the record; `note` says why where it is sent back or closed."""

    move: Move
    note: str = Field("", max_length=2000)
    close_reason: CloseReason | None = None


class StateSchema(Schema):
    state: RecordState


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


def make_router(kind: RecordKind) -> Router:
    """List, read, make, change, move, delete and restore needs, offers or experts."""
    router = Router(tags=[kind.value])
    create_schema, change_schema = make_create_schema(kind), make_change_schema(kind)

    def cell(action: Action) -> Cell:
        return Cell(ObjectKind(kind.value), action)

    def name(verb: str) -> str:
        return f"{verb}_{kind.value}"

    @door(router, "GET", "/", cell=cell(Action.LIST), response=RowPage, operation_id=name("list"))
    def list_records(request: HttpRequest, query: Query[ListQuery]) -> Any:
        """Newest first, as far as the caller sees them."""
        rows = list_rows_after(
            kind,
            request.user,
            after=read_cursor(query.cursor).after,
            limit=query.limit + 1,
            filters=_filters(query),
            changed_since=query.changed_since,
        )
        shown, info = page_of(rows, limit=query.limit)
        return RowPage(items=[row_schema(row) for row in shown], next_cursor=info.next_cursor)

    @door(
        router,
        "GET",
        "/{record_id}",
        cell=cell(Action.SEE),
        response=DetailSchema,
        operation_id=name("get"),
    )
    def get_record(request: HttpRequest, record_id: RecordId) -> Any:
        """One record; what the caller may not see is not in it."""
        detail = get_record_for_user(kind, record_id, request.user)
        log_access(kind=kind, record_id=record_id, level=detail.level, door="api", by=request.user)
        return detail_schema(detail)

    @door(
        router,
        "POST",
        "/",
        cell=cell(Action.CREATE),
        response={201: Written},
        operation_id=name("create"),
    )
    def create(
        request: HttpRequest,
        payload: create_schema,  # type: ignore[valid-type]  # made above for this kind
        disclosure: DisclosureLevel | None = None,
        zone_id: int | None = None,
        is_submitted: bool = False,
    ) -> Any:
        """Make a record; a draft unless `is_submitted`."""
        record_id = create_record(
            kind=kind,
            values=payload.model_dump(exclude_unset=True),  # type: ignore[attr-defined]  # as above
            by=request.user,
            disclosure=disclosure,
            zone_id=zone_id,
            is_submitted=is_submitted,
        )
        return Status(201, Written(id=record_id, revision=1))

    @door(
        router,
        "PATCH",
        "/{record_id}",
        cell=cell(Action.CHANGE),
        response=Written,
        operation_id=name("change"),
    )
    def change(
        request: HttpRequest,
        record_id: RecordId,
        payload: change_schema,  # type: ignore[valid-type]  # made above for this kind
        disclosure: DisclosureLevel | None = None,
    ) -> Any:
        """Change a record. 409 where somebody changed it since `revision`."""
        values = payload.model_dump(exclude_unset=True)  # type: ignore[attr-defined]  # as above
        revision = change_record(
            kind=kind,
            record_id=record_id,
            revision=values.pop("revision"),
            values=values,
            by=request.user,
            disclosure=disclosure,
        )
        return Written(id=record_id, revision=revision)

    @door(
        router,
        "DELETE",
        "/{record_id}",
        cell=cell(Action.DELETE),
        response={204: None},
        operation_id=name("delete"),
    )
    def delete(request: HttpRequest, record_id: RecordId) -> Any:
        """Into the recycle bin."""
        delete_record(kind=kind, record_id=record_id, by=request.user)
        return Status(204, None)

    @door(
        router,
        "POST",
        "/{record_id}/restore",
        cell=cell(Action.DELETE),
        response={204: None},
        operation_id=name("restore"),
    )
    def restore(request: HttpRequest, record_id: RecordId) -> Any:
        """Out of the recycle bin."""
        restore_record(kind=kind, record_id=record_id, by=request.user)
        return Status(204, None)

    if kind is not RecordKind.ORGANISATION:

        @door(
            router,
            "POST",
            "/{record_id}/moves",
            cell=cell(Action.SUBMIT),
            response=StateSchema,
            operation_id=name("move"),
        )
        def move(request: HttpRequest, record_id: RecordId, payload: MoveBody) -> Any:
            """Submit, check, return, publish, close, withdraw, renew or reopen."""
            state = move_record(
                kind=kind,
                record_id=record_id,
                move=payload.move,
                note=payload.note,
                close_reason=payload.close_reason or "",
                by=request.user,
            )
            return StateSchema(state=state)

    return router
