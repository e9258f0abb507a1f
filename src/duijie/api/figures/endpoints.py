"""What a leader sees."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.catalogue.queries import get_figures_for_user
from duijie.matching.queries import get_quality_for_user, since_of

router = Router(tags=["figures"])


class KindFiguresSchema(Schema):
    """Real records of one kind; drafts, the example and the bin left out."""

    kind: str
    total: int
    published: int
    waiting: int
    solved: int
    last_30_days: int


class FiguresSchema(Schema):
    kinds: list[KindFiguresSchema]
    organisations: int


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.FIGURES, Action.SEE),
    name="get_figures",
    response=FiguresSchema,
)
def get_figures(request: HttpRequest) -> Any:
    """How many records there are."""
    return get_figures_for_user(request.user)


class ShareSchema(Schema):
    """`count` out of `of`; `low` and `high` hold the share with 95 % certainty (Wilson)."""

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None


class AcceptanceSchema(Schema):
    """Decided pairs that were introduced, of those shown among the first 1, 3, 10."""

    kind: Literal["offer", "expert", ""] = Field(description="empty: both")
    variant: str = Field(description="of the ranking; empty: all")
    shares: list[ShareSchema]


class WaitSchema(Schema):
    """Days after which half had a first contact, those that still wait included; null: not yet."""

    reached: int
    of: int
    median: int | None
    low: int | None
    high: int | None


class ReasonSchema(Schema):
    """How often something was turned down for a reason, and by whom."""

    reason: str
    by_broker: int
    by_need: int
    by_target: int


class BandSchema(Schema):
    """Decided pairs by the fit they were shown with."""

    low: float
    high: float
    mean_fit: float | None
    introduced: ShareSchema


class QualitySchema(Schema):
    """What people did with the suggestions."""

    since: date | None
    is_whole_region: bool = Field(description="else of the needs that the reader works on")
    decided: int
    unplaced: int
    acceptance: list[AcceptanceSchema]
    needs_hit: list[ShareSchema] = Field(description="with one introduced among the first 1, 3, 10")
    needs_introduced: ShareSchema
    wait_of_needs: WaitSchema
    wait_of_introductions: WaitSchema
    reasons: list[ReasonSchema]
    nothing_fits: ShareSchema
    nobody_fits: ShareSchema
    bands: list[BandSchema]


class QualityQuery(Schema):
    period: Literal["90", "365", "all"] = Field("365", description="days back from today")


@door(
    router,
    "GET",
    "/matching",
    cell=Cell(ObjectKind.FIGURES, Action.SEE),
    name="get_matching_figures",
    response=QualitySchema,
)
def get_matching_figures(request: HttpRequest, query: Query[QualityQuery]) -> Any:
    """How good the suggestions were, by what people did with them."""
    return get_quality_for_user(request.user, since=since_of(query.period))
