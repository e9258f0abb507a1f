"""Needs that ask for the same: beside one need, and several organisations' together."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, part_of
from duijie.api.records.schemas import RowSchema
from duijie.api.schemas import RowId
from duijie.api.suggestions.endpoints import ReasonSchema
from duijie.api.suggestions.introductions import IntroductionSchema
from duijie.matching.queries import list_common_needs_for_user, list_similar_needs_for_user

router = Router(tags=["suggestions"])
common_router = Router(tags=["suggestions"])

MOST_GROUPS: Final = 2_000


class SimilarSchema(Schema):
    """Another need that asks for the same, or for something near."""

    need: RowSchema
    likeness: float = Field(description="0..1")
    is_same: bool = Field(description="near enough to be called the same problem")
    reason: ReasonSchema | None
    close_reason: str = Field(description="of one that is closed; else empty")
    answers: list[IntroductionSchema] = Field(description="to which both of its sides agreed")


class SimilarPage(PageInfo):
    items: list[SimilarSchema]


class CommonSchema(Schema):
    """The same problem at several organisations."""

    needs: list[RowSchema]
    organisations: int
    terms: list[str]


class CommonPage(PageInfo):
    items: list[CommonSchema]


@door(
    router,
    "GET",
    "/{int:need_id}/similar",
    cell=Cell(ObjectKind.SUGGESTION, Action.SEE),
    name="list_similar_needs",
    response=SimilarPage,
)
def list_similar(request: HttpRequest, need_id: RowId, query: Query[PageQuery]) -> Any:
    """At most six needs like this one, published or closed, the likest first."""
    rows = list_similar_needs_for_user(need_id, request.user)
    return part_of(rows, lambda row: row.need.id, cursor=query.cursor, limit=query.limit)


@door(
    common_router,
    "GET",
    "",
    cell=Cell(ObjectKind.SUGGESTION, Action.LIST),
    name="list_common_needs",
    response=CommonPage,
)
def list_common(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """Groups of published needs of several organisations that read much the same."""
    groups = list_common_needs_for_user(request.user, size=MOST_GROUPS).rows
    return part_of(groups, lambda row: row.needs[0].id, cursor=query.cursor, limit=query.limit)
