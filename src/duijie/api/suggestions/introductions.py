"""Introductions: where they stand, the links of their sides, their steps."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import Body, RowId
from duijie.core.notify.links import absolute_link
from duijie.matching.enums import (
    Answer,
    ContactWay,
    IntroductionState,
    Outcome,
    RefusalReason,
    Side,
)
from duijie.matching.queries import get_introduction_for_user, list_introductions_after
from duijie.matching.services import ask_side, close_introduction, note_contact

router = Router(tags=["introductions"])
_CHANGE: Final = Cell(ObjectKind.INTRODUCTION, Action.CHANGE)


class SideSchema(Schema):
    """What one side was asked and said; its name only for who works on its record."""

    side: Side
    recipient_name: str
    asked_at: datetime | None
    asked_count: int
    question: str
    question_at: datetime | None
    answer: Answer | Literal[""]
    reason: RefusalReason | Literal[""]
    words: str
    answered_at: datetime | None


class IntroductionSchema(Schema):
    """One introduction. What the caller may not see of either record is empty."""

    id: int
    state: IntroductionState
    need_id: int
    need_title: str
    need_organisation: str
    kind: str
    target_id: int
    title: str
    organisation_name: str
    person: str
    owner_name: str
    created_at: datetime
    moved_at: datetime
    contact_date: date | None
    contact_way: ContactWay | Literal[""]
    outcome: Outcome | Literal[""]
    need_side: SideSchema
    target_side: SideSchema
    attention: str = Field(
        description="what should be done: contact, contact_late, question, ask, overdue, or nothing"
    )


class IntroductionPage(PageInfo):
    items: list[IntroductionSchema]


class EntrySchema(Schema):
    """Something that happened; `by_name` empty: by link, or the clock."""

    at: datetime
    by_name: str
    action: str
    side: str
    name: str
    words: str


class IntroductionDetailSchema(Schema):
    """One introduction in full."""

    row: IntroductionSchema
    words: str
    entries: list[EntrySchema]
    can_run: bool
    can_ask: dict[str, bool]
    is_waiting: bool
    consents: dict[str, bool] = Field(
        description="side: whether its contacts are open to the other side"
    )


class AskBody(Body):
    """Whom to ask; `is_mailed`: to the address in the record too."""

    side: Side
    recipient_name: str = Field(min_length=1, max_length=100)
    is_mailed: bool = False


class LinkSchema(Schema):
    """The link, told once: null where the answer is a repeated one."""

    link: str | None
    is_mailed: bool


class Step(StrEnum):
    CONTACT = "contact"
    CLOSE = "close"


class StepBody(Body):
    """`contact_date` and `contact_way` with `contact`, `outcome` (and `words`) with `close`."""

    move: Step
    contact_date: date | None = None
    contact_way: ContactWay | Literal[""] = ""
    outcome: Outcome | Literal[""] = ""
    words: str = Field("", max_length=2000)


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.INTRODUCTION, Action.LIST),
    name="list_introductions",
    response=IntroductionPage,
)
def list_introductions(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """Those of which the caller works on either side, the newest first."""
    rows = list_introductions_after(
        request.user, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(
    router,
    "GET",
    "/{int:introduction_id}",
    cell=Cell(ObjectKind.INTRODUCTION, Action.SEE),
    name="get_introduction",
    response=IntroductionDetailSchema,
)
def get_introduction(request: HttpRequest, introduction_id: RowId) -> Any:
    """One introduction with its history."""
    return get_introduction_for_user(introduction_id, request.user)


@door(
    router,
    "POST",
    "/{int:introduction_id}/links",
    cell=_CHANGE,
    name="ask_introduction_side",
    secrets=("link",),
    response={201: LinkSchema},
)
def ask(request: HttpRequest, introduction_id: RowId, payload: AskBody) -> Any:
    """Make the link by which a side answers, the first time or to remind it."""
    asked = ask_side(
        introduction_id=introduction_id,
        side=payload.side,
        recipient_name=payload.recipient_name,
        is_mailed=payload.is_mailed,
        by=request.user,
    )
    return Status(201, {"link": absolute_link(asked.path), "is_mailed": asked.is_mailed})


@door(
    router,
    "POST",
    "/{int:introduction_id}/moves",
    cell=_CHANGE,
    name="step_introduction",
    response={204: None},
)
def step(request: HttpRequest, introduction_id: RowId, payload: StepBody) -> Any:
    """Note the first contact, or close it."""
    if payload.move is Step.CONTACT:
        note_contact(
            introduction_id=introduction_id,
            contact_date=payload.contact_date,
            contact_way=payload.contact_way,
            by=request.user,
        )
    else:
        close_introduction(
            introduction_id=introduction_id,
            outcome=payload.outcome,
            words=payload.words,
            by=request.user,
        )
    return Status(204, None)
