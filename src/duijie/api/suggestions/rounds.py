"""评测: rounds in which people grade what several methods propose."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.figures.endpoints import ShareSchema
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import Body, RowId
from duijie.matching.queries import (
    get_round_for_user,
    get_round_quality_for_user,
    list_judged_pairs_after,
    list_rounds_for_user,
)
from duijie.matching.services import drop_round, grade_pair, start_judging

router = Router(tags=["suggestions"])
_JUDGE = Cell(ObjectKind.SUGGESTION, Action.RUN)


class RoundBody(Body):
    """How many needs are drawn by lot, and how many of the best of each method."""

    needs: int = Field(10, ge=1, le=100)
    depth: Literal[5, 10] = 5


class RoundSchema(Schema):
    """A round; it can be graded once it `is_drawn`."""

    id: int
    started_at: datetime
    started_by_name: str
    is_own: bool
    is_example: bool
    is_drawn: bool
    job_id: uuid.UUID | None
    depth: int
    needs: int
    pairs: int
    own_grades: int
    graders: int


class RoundPage(PageInfo):
    items: list[RoundSchema]


class GradeSchema(Schema):
    grader_id: int
    value: int


class JudgedPairSchema(Schema):
    """A pair with the place that each method gave it (from 1), and everybody's grades."""

    id: int
    need_id: int
    need_title: str
    kind: str
    target_id: int
    title: str
    organisation_name: str
    places: dict[str, int]
    grades: list[GradeSchema]

    @staticmethod
    def resolve_grades(row: Any) -> Any:
        return [{"grader_id": grader, "value": value} for grader, value in row.grades]


class JudgedPairPage(PageInfo):
    items: list[JudgedPairSchema]


class GradeBody(Body):
    """0 has nothing to do with it, 1 near, 2 worth a call, 3 just what is wanted; null takes the
    own grade back."""

    value: int | None = Field(ge=0, le=3)


class MeasureSchema(Schema):
    """A mean over needs; its interval of 95 % from five needs on."""

    mean: float | None
    low: float | None
    high: float | None
    needs: int


class MethodSchema(Schema):
    kind: str
    method: str = Field(description="the ranking, `words` or `meaning`")
    ndcg: MeasureSchema
    recall: MeasureSchema


class AgreementSchema(Schema):
    """Over all couples of people who graded the same pair."""

    pairs: int
    same: ShareSchema
    near: ShareSchema = Field(description="at most one grade apart")
    kappa: float | None = Field(description="weighted by squares")


class RoundFiguresSchema(Schema):
    """What the grades say."""

    graded: ShareSchema
    methods: list[MethodSchema]
    agreement: AgreementSchema
    nothing: ShareSchema = Field(description="“nothing fits” said, and true")
    missed: ShareSchema = Field(description="not said, though nothing fits")


@door(router, "GET", "", cell=_JUDGE, name="list_rounds", response=RoundPage)
def list_rounds(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """Rounds with a pair for the caller, or started by them; the newest first."""
    rows = list_rounds_for_user(
        request.user, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(router, "POST", "", cell=_JUDGE, name="create_round", response={201: RoundSchema})
def create(request: HttpRequest, payload: RoundBody) -> Any:
    """Draw a round in the background."""
    round_id = start_judging(needs=payload.needs, depth=payload.depth, by=request.user)
    return Status(201, get_round_for_user(round_id, request.user))


@door(router, "GET", "/{int:round_id}", cell=_JUDGE, name="get_round", response=RoundSchema)
def get(request: HttpRequest, round_id: RowId) -> Any:
    """One round."""
    return get_round_for_user(round_id, request.user)


@door(router, "DELETE", "/{int:round_id}", cell=_JUDGE, name="delete_round", response={204: None})
def delete(request: HttpRequest, round_id: RowId) -> Any:
    """Throw it away with all its grades: who started it."""
    drop_round(round_id=round_id, by=request.user)
    return Status(204, None)


@door(
    router,
    "GET",
    "/{int:round_id}/pairs",
    cell=_JUDGE,
    name="list_round_pairs",
    response=JudgedPairPage,
)
def list_pairs(request: HttpRequest, round_id: RowId, query: Query[PageQuery]) -> Any:
    """The judged set, as far as the caller sees both records."""
    rows = list_judged_pairs_after(
        round_id, request.user, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(
    router,
    "PUT",
    "/{int:round_id}/pairs/{int:pair_id}/grade",
    cell=_JUDGE,
    name="grade_round_pair",
    response={204: None},
)
def grade(request: HttpRequest, round_id: RowId, pair_id: RowId, payload: GradeBody) -> Any:
    """The caller's own grade of a pair."""
    grade_pair(round_id=round_id, pair_id=pair_id, value=payload.value, by=request.user)
    return Status(204, None)


@door(
    router,
    "GET",
    "/{int:round_id}/figures",
    cell=_JUDGE,
    name="get_round_figures",
    response=RoundFiguresSchema,
)
def figures(request: HttpRequest, round_id: RowId) -> Any:
    """nDCG, recall, agreement, and whether “nothing fits” was true."""
    return get_round_quality_for_user(round_id, request.user)
