"""Offers and experts suggested for a need, and what was decided about them; computes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import Body, MessageSchema, RowId, message_of
from duijie.engines.ranking import Misfit, Question
from duijie.matching.enums import DecisionState, IntroductionState, RefusalReason
from duijie.matching.policies import DecisionMove
from duijie.matching.queries import get_need_suggestions_for_user, list_decisions_after
from duijie.matching.services import (
    Decided,
    decide_hold,
    decide_introduce,
    decide_refuse,
    take_back_decision,
)

router = Router(tags=["suggestions"])


class PieceSchema(Schema):
    """A stretch of a quote; marked where it carries the match."""

    text: str
    is_marked: bool


class ReasonSchema(Schema):
    """What the need says beside what the offer says, verbatim."""

    kind: str
    weight: float
    terms: list[str]
    need_quote: list[PieceSchema]
    offer_quote: list[PieceSchema]


class MisfitSchema(Schema):
    """What does not fit, and the words of both sides."""

    message: MessageSchema
    need_quote: str
    offer_quote: str

    @staticmethod
    def resolve_message(found: Misfit) -> Any:
        return message_of(found.message)


class QuestionSchema(Schema):
    """A required indicator of which the offer says nothing."""

    message: MessageSchema
    need_quote: str

    @staticmethod
    def resolve_message(found: Question) -> Any:
        return message_of(found.message)


class ContributionSchema(Schema):
    """A part of the score; the parts add up to it."""

    name: str
    value: float


class RemarkSchema(Schema):
    """Two quotes, verbatim, that a model elsewhere put side by side."""

    need_quote: str
    offer_quote: str


class DecisionSchema(Schema):
    """How a pair stands; `revision` undoes exactly this step."""

    state: DecisionState
    reason: RefusalReason | Literal[""]
    words: str
    hold_date: date | None
    is_back: bool = Field(description="held, and its day has come")
    decided_at: datetime
    decided_by_name: str
    variant: str = Field(description="of the ranking that it was decided on")
    fit: float | None
    position: int | None = Field(description="where it was shown then, from 1")
    revision: int
    introduction_id: int | None
    introduction_state: IntroductionState | Literal[""]


class DecidedPairSchema(Schema):
    """A need with an offer or expert, decided."""

    id: int
    need_id: int
    need_title: str
    kind: str
    target_id: int
    title: str
    organisation_name: str
    person: str
    decision: DecisionSchema


class DecidedPage(PageInfo):
    items: list[DecidedPairSchema]


class DecisionBody(Body):
    """`reason` with `refuse` (and `words` with `other`), `hold_date` with `hold`, `revision` with
    `take_back`: only where nobody has decided anew since."""

    target_kind: Literal["offer", "expert"]
    target_id: RowId
    decision: DecisionMove
    reason: RefusalReason | Literal[""] = ""
    words: str = Field("", max_length=2000)
    hold_date: date | None = None
    revision: int | None = Field(None, ge=1, lt=2**31)


class DecidedSchema(Schema):
    """What became of the pair; the id of the introduction that was begun."""

    decision_id: int
    state: DecisionState
    revision: int
    introduction_id: int | None


class SuggestionSchema(Schema):
    """An offer or expert suggested for the need, best first."""

    position: int
    kind: str
    target_id: int
    title: str
    excerpt: str
    organisation_name: str
    person: str
    region: str
    industry: str
    fit: float = Field(description="0..1: chance that a broker would call")
    is_calibrated: bool
    score: float
    contributions: list[ContributionSchema]
    reasons: list[ReasonSchema]
    own_position: int | None = Field(
        description="by our own ranking, where a model elsewhere was asked"
    )
    remarks: list[RemarkSchema]
    misfits: list[MisfitSchema] = Field(description="of what the caller sees of both")
    questions: list[QuestionSchema] = Field(description="what to ask first, at most three")
    decision: DecisionSchema | None = Field(None, description="null: undecided")


class SuggestionsSchema(Schema):
    """What is known about who fits; `matched_at` null: not matched yet."""

    need_id: int
    offers: list[SuggestionSchema]
    experts: list[SuggestionSchema]
    nothing_fits: bool
    no_expert_fits: bool
    variant: str
    matched_at: datetime | None
    is_outdated: bool
    is_matching: bool
    ordered_by: str = Field(description="a model elsewhere; empty: our own ranking")
    can_decide: bool


@door(
    router,
    "GET",
    "/{int:need_id}/suggestions",
    cell=Cell(ObjectKind.SUGGESTION, Action.SEE),
    name="get_need_suggestions",
    response=SuggestionsSchema,
)
def get_suggestions(request: HttpRequest, need_id: RowId) -> Any:
    """The stored suggestions of a need."""
    return get_need_suggestions_for_user(need_id, request.user)


@door(
    router,
    "GET",
    "/{int:need_id}/decisions",
    cell=Cell(ObjectKind.SUGGESTION, Action.SEE),
    name="list_need_decisions",
    response=DecidedPage,
)
def list_decisions(request: HttpRequest, need_id: RowId, query: Query[PageQuery]) -> Any:
    """What was decided about pairs of a need, whichever run suggested them; the newest first."""
    rows = list_decisions_after(
        request.user, need_id=need_id, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(
    router,
    "POST",
    "/{int:need_id}/decisions",
    cell=Cell(ObjectKind.SUGGESTION, Action.CHANGE),
    name="decide_suggestion",
    response={201: DecidedSchema},
)
def decide(request: HttpRequest, need_id: RowId, payload: DecisionBody) -> Any:
    """Introduce, hold, refuse, or take it back."""
    return Status(201, _decide(request, need_id, payload))


def _decide(request: HttpRequest, need_id: int, given: DecisionBody) -> Decided:
    pair: dict[str, Any] = {
        "need_id": need_id,
        "kind": given.target_kind,
        "target_id": given.target_id,
        "by": request.user,
    }
    if given.decision is DecisionMove.INTRODUCE:
        return decide_introduce(**pair)
    if given.decision is DecisionMove.HOLD:
        return decide_hold(**pair, hold_date=given.hold_date, words=given.words)
    if given.decision is DecisionMove.REFUSE:
        return decide_refuse(**pair, reason=given.reason, words=given.words)
    return take_back_decision(**pair, revision=given.revision)
