"""The best records for a name, a number or some words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries.search import search_records_for_user

router = Router(tags=["search"])


class SearchQuery(Schema):
    """What is looked for: a name with or without typos, pinyin, initials, a number, or words."""

    q: str = Field(min_length=1, max_length=200)
    kind: RecordKind | None = None
    is_example: bool | None = None
    limit: int = Field(20, ge=1, le=100)


class HitSchema(Schema):
    """A record found, as far as the caller sees it; `why`: by what."""

    kind: RecordKind
    id: int
    title: str
    organisation_name: str
    person: str
    excerpt: str
    state: str
    is_example: bool
    why: str
    matched: str


class Hits(Schema):
    items: list[HitSchema]


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.SEARCH, Action.LIST),
    name="search_records",
    response=Hits,
)
def search(request: HttpRequest, query: Query[SearchQuery]) -> Any:
    """The best first. Who wants more narrows the words."""
    narrowed: dict[str, Any] = {"kinds": (query.kind,)} if query.kind is not None else {}
    hits = search_records_for_user(
        query.q, request.user, limit=query.limit, is_example=query.is_example, **narrowed
    )
    return {"items": hits}
