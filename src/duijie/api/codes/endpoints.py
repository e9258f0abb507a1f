"""The code lists in use, and their codes by what somebody typed or by the code above."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, part_of
from duijie.catalogue.queries import CodeItem, find_codes, list_children
from duijie.catalogue.queries.codes import get_code_list, list_code_lists

router = Router(tags=["codes"])
_SEE = Cell(ObjectKind.CODE_LIST, Action.SEE)
ListKey = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$")]


class CodeListSchema(Schema):
    """A list with the version in use and where it comes from."""

    key: str
    name: str
    version: str
    source: str
    code_count: int
    applied_at: datetime | None


class CodeListPage(PageInfo):
    items: list[CodeListSchema]


class CodeSchema(Schema):
    """A code; `path`: the names above it."""

    code: str
    name: str
    label: str
    path: str
    is_retired: bool
    child_count: int


class CodePage(PageInfo):
    items: list[CodeSchema]


class Codes(Schema):
    items: list[CodeSchema]


class FindQuery(Schema):
    """What was typed: a code, a name or part of it, pinyin or initials."""

    q: str = Field("", max_length=100)
    limit: int = Field(20, ge=1, le=50)


class ChildrenQuery(PageQuery):
    parent: str = Field("", max_length=40, description="empty: the top of the list")


@door(router, "GET", "", cell=_SEE, name="list_code_lists", response=CodeListPage)
def list_lists(request: HttpRequest, query: Query[PageQuery]) -> Any:
    """Every list with the version in use."""
    del request
    rows = list_code_lists()
    return part_of(rows, lambda row: row.key, cursor=query.cursor, limit=query.limit)


@door(router, "GET", "/{list_key}", cell=_SEE, name="find_codes", response=Codes)
def find(request: HttpRequest, list_key: ListKey, query: Query[FindQuery]) -> Any:
    """The codes that a typed text may mean, best first; without one the top of the list."""
    del request
    get_code_list(list_key)
    return {"items": [_code(item) for item in find_codes(list_key, query.q, limit=query.limit)]}


@door(router, "GET", "/{list_key}/children", cell=_SEE, name="list_child_codes", response=CodePage)
def list_below(request: HttpRequest, list_key: ListKey, query: Query[ChildrenQuery]) -> Any:
    """The codes right below one, in the order of the list."""
    del request
    get_code_list(list_key)
    rows = list_children(list_key, query.parent)
    page = part_of(rows, lambda row: row.code, cursor=query.cursor, limit=query.limit)
    page["items"] = [_code(item) for item in page["items"]]
    return page


def _code(item: CodeItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": str(item.name),
        "label": item.label,
        "path": item.path,
        "is_retired": item.is_retired,
        "child_count": item.child_count,
    }
