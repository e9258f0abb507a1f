"""Experts, and the account that one signs in with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Status

from duijie.accounts.permissions import Action
from duijie.api.doors import door
from duijie.api.records.endpoints import cell_of, make_router
from duijie.api.schemas import Body, RowId
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services import link_expert

router = make_router(RecordKind.EXPERT)


class AccountBody(Body):
    """Whose record it is; null: nobody's."""

    user_id: RowId | None


@door(
    router,
    "PUT",
    "/{int:record_id}/account",
    cell=cell_of(RecordKind.EXPERT, Action.HAND_OVER),
    name="link_expert",
    response={204: None},
)
def link(request: HttpRequest, record_id: RowId, payload: AccountBody) -> Any:
    """The expert signs in as this user, whose own the record is then."""
    link_expert(expert_id=record_id, user_id=payload.user_id, by=request.user)
    return Status(204, None)
