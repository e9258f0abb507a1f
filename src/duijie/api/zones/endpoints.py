"""The tree of zones."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.accounts.queries import get_zone_for_user, list_zones_for_user
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, part_of
from duijie.api.schemas import RowId

router = Router(tags=["zones"])
_LIST = Cell(ObjectKind.ZONE, Action.LIST)


class ZoneSchema(Schema):
    """A zone; `user_count` and `child_count` without those of the zones below."""

    id: int
    name: str
    kind: str
    division_code: str
    parent_id: int | None
    depth: int
    user_count: int
    child_count: int


class ZonePage(PageInfo):
    items: list[ZoneSchema]


@door(router, "GET", "", cell=_LIST, name="list_zones", response=ZonePage)
def list_zones(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """The whole tree, parents before children."""
    rows = list_zones_for_user(request.user)
    return part_of(rows, lambda row: row.id, cursor=query.cursor, limit=query.limit)


@door(router, "GET", "/{int:zone_id}", cell=_LIST, name="get_zone", response=ZoneSchema)
def get_zone(request: HttpRequest, zone_id: RowId) -> Any:
    """One zone."""
    return get_zone_for_user(request.user, zone_id)
