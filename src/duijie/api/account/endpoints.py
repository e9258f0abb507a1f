"""Who the caller is here, and what the token may be used for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from duijie.accounts.enums import Role, Scope
from duijie.accounts.permissions import Action, Cell, ObjectKind, get_role
from duijie.accounts.queries import get_own_account, list_zone_choices_for_user
from duijie.api.authentication import get_token
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, part_of

router = Router(tags=["account"])
_SEE = Cell(ObjectKind.ACCOUNT, Action.SEE)


class AccountSchema(Schema):
    """The caller; without a token a visitor without a name."""

    username: str
    display_name: str
    email: str
    role: Role
    zone_name: str
    scopes: list[Scope]


class OwnZoneSchema(Schema):
    """A zone that the caller may choose for a record."""

    id: int
    name: str
    depth: int


class OwnZonePage(PageInfo):
    items: list[OwnZoneSchema]


@door(router, "GET", "", cell=_SEE, name="get_account", response=AccountSchema)
def get_account(request: HttpRequest) -> Any:
    """Who the caller is."""
    token = get_token(request)
    if token is None:
        nobody = dict.fromkeys(("username", "display_name", "email", "zone_name"), "")
        return {**nobody, "role": get_role(request.user), "scopes": []}
    own = get_own_account(request.user)
    return {
        "username": own.username,
        "display_name": own.display_name,
        "email": own.email,
        "role": own.role,
        "zone_name": own.zone_name,
        "scopes": sorted(token.scopes),
    }


@door(router, "GET", "/zones", cell=_SEE, name="list_own_zones", response=OwnZonePage)
def list_zones(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """The caller's zone and all below it, as a tree from the top."""
    rows = list_zone_choices_for_user(request.user)
    return part_of(rows, lambda row: row.id, cursor=query.cursor, limit=query.limit)
