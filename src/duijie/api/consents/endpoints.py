"""The caller's agreements and requests, and answers to them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageQuery, page_of, read_cursor
from duijie.api.records.attached import ConsentPage
from duijie.api.schemas import Body, RowId
from duijie.catalogue.queries import list_consents_after
from duijie.catalogue.services import (
    accept_consent,
    give_consent,
    refuse_consent,
    revoke_consent,
)

router = Router(tags=["consents"])


class Answer(StrEnum):
    GIVE = "give"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REVOKE = "revoke"


class AnswerBody(Body):
    """`give` by the record's side, `accept` by the other; `expiry_date` with `give` only."""

    answer: Answer
    expiry_date: date | None = None


class ConsentQuery(PageQuery):
    only_open: bool = Field(False, description="those that wait for an answer")


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.CONSENT, Action.SEE),
    name="list_consents",
    response=ConsentPage,
)
def list_consents(request: HttpRequest, query: Query[ConsentQuery]) -> Any:
    """Those of the caller's records and zone, and those that show something to the caller."""
    rows = list_consents_after(
        request.user,
        only_open=query.only_open,
        after=read_cursor(query.cursor),
        limit=query.limit + 1,
    )
    return page_of(rows, limit=query.limit)


@door(
    router,
    "POST",
    "/{int:consent_id}/answers",
    # who is asked may answer as far as they may ask; whose turn it is the agreement says
    cell=Cell(ObjectKind.CONSENT, Action.CREATE),
    name="answer_consent",
    response={204: None},
)
def answer(request: HttpRequest, consent_id: RowId, payload: AnswerBody) -> Any:
    """Answer a request, or end an agreement."""
    if payload.answer is Answer.GIVE:
        give_consent(consent_id=consent_id, expiry_date=payload.expiry_date, by=request.user)
    elif payload.answer is Answer.ACCEPT:
        accept_consent(consent_id=consent_id, by=request.user)
    elif payload.answer is Answer.REFUSE:
        refuse_consent(consent_id=consent_id, by=request.user)
    else:
        revoke_consent(consent_id=consent_id, by=request.user)
    return Status(204, None)
