"""Texts held against what is there, without making a need of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.schemas import Body, RowId
from duijie.api.suggestions.endpoints import SuggestionSchema
from duijie.api.suggestions.similar import SimilarSchema
from duijie.catalogue.enums import RecordKind
from duijie.matching.queries import get_trial_for_user
from duijie.matching.services import drop_trial, try_record, try_text
from duijie.matching.services.trials import LONGEST_TEXT

router = Router(tags=["suggestions"])
_RUN = Cell(ObjectKind.SUGGESTION, Action.RUN)


class LikeBody(Body):
    kind: Literal["offer", "expert"]
    id: RowId


class TrialBody(Body):
    """A text; or a record of which more like it is sought, itself left out."""

    text: str = Field("", max_length=LONGEST_TEXT)
    like: LikeBody | None = None


class TrialMade(Schema):
    """A text that is being tried; ask for it until `is_done`."""

    id: int


class TrialSchema(Schema):
    """A tried text, and who could help with it."""

    id: int
    text: str
    is_example: bool = Field(description="held against the example: there are no other records")
    created_at: datetime
    job_id: uuid.UUID | None
    is_done: bool
    variant: str
    nothing_fits: bool
    no_expert_fits: bool
    offers: list[SuggestionSchema]
    experts: list[SuggestionSchema]
    similar: list[SimilarSchema]


@door(router, "POST", "", cell=_RUN, name="create_trial", response={201: TrialMade})
def create(request: HttpRequest, payload: TrialBody) -> Any:
    """Hold a text against all that the caller may see, in the background."""
    if payload.like is not None:
        kind = RecordKind(payload.like.kind)
        made = try_record(kind=kind, record_id=payload.like.id, by=request.user)
        return Status(201, {"id": made})
    return Status(201, {"id": try_text(text=payload.text, by=request.user)})


@door(router, "GET", "/{int:trial_id}", cell=_RUN, name="get_trial", response=TrialSchema)
def get(request: HttpRequest, trial_id: RowId) -> Any:
    """The caller's own; kept for seven days."""
    return get_trial_for_user(trial_id, request.user)


@door(router, "DELETE", "/{int:trial_id}", cell=_RUN, name="delete_trial", response={204: None})
def delete(request: HttpRequest, trial_id: RowId) -> Any:
    """Throw it away with its text."""
    drop_trial(trial_id=trial_id, by=request.user)
    return Status(204, None)
