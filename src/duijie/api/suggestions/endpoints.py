"""Offers and experts suggested for a need; computes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.schemas import RowId
from duijie.matching.queries import get_need_suggestions_for_user

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


class ContributionSchema(Schema):
    """A part of the score; the parts add up to it."""

    name: str
    value: float


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
