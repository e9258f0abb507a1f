"""Handing records over, all of one user or chosen ones, in one act."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.schemas import Body, RowId
from duijie.catalogue.services import hand_over_records

router = Router(tags=["hand-overs"])


class HandOverBody(Body):
    """Whose records, or which ones (`need:12`), or which of whose; and who is responsible then."""

    to_user_id: RowId
    from_user_id: RowId | None = None
    keys: list[str] | None = Field(None, max_length=500)


class HandedOverSchema(Schema):
    """How many of each kind; `job_id` where a job does it, because there are many."""

    counts: dict[str, int]
    job_id: str


@door(
    router,
    "POST",
    "",
    cell=Cell(ObjectKind.NEED, Action.HAND_OVER),
    name="hand_over_records",
    response=HandedOverSchema,
)
def hand_over(request: HttpRequest, payload: HandOverBody) -> Any:
    """Make a colleague responsible for records."""
    done = hand_over_records(
        from_user_id=payload.from_user_id,
        to_user_id=payload.to_user_id,
        keys=payload.keys,
        by=request.user,
    )
    return {"counts": dict(done.counts), "job_id": str(done.job_id)}
