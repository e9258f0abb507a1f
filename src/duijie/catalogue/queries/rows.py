"""Rows of lists of needs, offers and experts, as far as each user sees them.

Rows never carry contact details: the columns are not even fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.disclosure import BASE_LEVEL, OWN_LEVEL, shown_fields
from duijie.catalogue.enums import NeedSort, RecordKind
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer, Organisation
from duijie.catalogue.models.unindexed import Beginning
from duijie.catalogue.permissions import (
    KINDS,
    Viewer,
    get_level,
    get_viewer,
    named_to,
    seen_in_full,
    sees_all_in_full,
    visible_to,
)
from duijie.catalogue.queries.holding import can_hold
from duijie.catalogue.validators import name_key, normalise_search
from duijie.core.actor import Actor
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

R = TypeVar("R", Need, Offer, Expert, CatalogueRecord)
EXCERPT_LENGTH = 160
MOST_COUNTED = 10_000
"""Beyond it a list only says that there are more: counting half a million rows through the rules of
who sees what takes seconds, and nobody turns to page 5,000 (`list_rows_after` reads to the end)."""
MOST_FOUND = 1_000
"""The same for a list that is searched, where each record's text is read to be counted."""


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """What a list is narrowed to; all given conditions hold together.

    `search`: words, all of which stand in the title, text, organisation, person or keywords.
    `budget_min_wan` / `budget_max_wan`: ends included; a record without a budget is left out by
    either. `has_source`: came from a file (True) or was typed in (False).
    `is_example`: None shows both, and each row tells which it is.
    """

    search: str = ""
    region: str = ""
    industry: str = ""
    budget_min_wan: float | None = None
    budget_max_wan: float | None = None
    has_source: bool | None = None
    source_id: int | None = None
    is_example: bool | None = None
    state: str = ""
    owner_id: int | None = None
    zone_path: str = ""
    """The subtree of this zone."""
    teaser_search: str = ""
    """As `search`, in the public summaries."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A need, offer or expert in a list."""

    id: int
    title: str
    """The public summary's where the user sees no more than that."""
    excerpt: str
    """The first 160 characters of the text, or of the public summary."""
    organisation_name: str
    """Empty where the user may not know whose it is."""
    person: str
    """Of an expert the name; of a need and an offer empty: who to call is on its own page."""
    region: str
    industry: str
    budget_wan: float | None
    trl: int | None
    state: str
    is_example: bool
    source_name: str
    created_at: datetime | None
    """None for strangers."""
    owner_id: int | None
    """None for who is not staff."""
    expiry_date: date | None
    level: DisclosureLevel
    """How much of it the user sees."""


ROW_COLUMNS = (
    "id",
    "title",
    "text",
    "teaser_title",
    "teaser_text",
    "organisation_id",
    "organisation__name",
    "person",
    "region",
    "industry",
    "budget_wan",
    "trl",
    "state",
    "disclosure",
    "is_example",
    "source__name",
    "created_at",
    "expiry_date",
    "owner_id",
    "zone_path",
)
_SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    NeedSort.NEWEST: ("-created_at", "-id"),
    NeedSort.TITLE: (Beginning("title").asc(), "title", "id"),
    NeedSort.ORGANISATION: (F("organisation__name").asc(nulls_last=True), "title", "id"),
    NeedSort.BUDGET: (F("budget_wan").desc(nulls_last=True), "id"),
    f"-{NeedSort.NEWEST}": ("created_at", "id"),
    f"-{NeedSort.TITLE}": (Beginning("title").desc(), "-title", "id"),
    f"-{NeedSort.ORGANISATION}": (F("organisation__name").desc(nulls_last=True), "title", "id"),
    f"-{NeedSort.BUDGET}": (F("budget_wan").asc(nulls_last=True), "id"),
}
"""By `NeedSort`, and turned round; what has no value stands last either way."""
_MODELS: Mapping[RecordKind, Any] = {kind: model for model, kind in KINDS.items()}
_SORTED_BY: Mapping[str, str] = {
    NeedSort.TITLE: "title",
    NeedSort.ORGANISATION: "organisation",
    NeedSort.BUDGET: "budget_wan",
}
"""The field by which a sort puts the rows in order."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What `get_level` asks of a row of a list."""

    pk: int
    owner_id: int | None
    zone_path: str
    organisation_id: int | None
    user_id: int | None
    state: str
    disclosure: int
    teaser_title: str


def row_level(viewer: Viewer, row: Mapping[str, Any]) -> DisclosureLevel:
    """The level of a row fetched with `ROW_COLUMNS` through `visible_to`: never None there."""
    level = get_level(
        viewer,
        _Place(
            row["id"],
            row["owner_id"],
            row["zone_path"],
            row["organisation_id"],
            row.get("user_id"),
            row["state"],
            row["disclosure"],
            row["teaser_title"],
        ),
    )
    return level or DisclosureLevel.TEASER


def narrow(records: QuerySet[R], filters: RecordFilters, viewer: Viewer) -> QuerySet[R]:
    terms = normalise_search(filters.search).split()
    is_need = viewer.kind is RecordKind.NEED
    if not is_need:
        records = records.filter(can_hold(viewer.kind, terms))
    for term in terms:
        condition = Q(search_text__contains=term)
        if is_need and (key := name_key(term)):
            condition &= can_hold(viewer.kind, [term])
            # whose need it is may be found only where it may be seen
            named = Organisation.objects.filter(normalised_name__contains=key).values("pk")
            condition |= Q(organisation_id__in=named) & named_to(viewer)
        records = records.filter(condition)
    for term in filters.teaser_search.split():
        records = records.filter(Q(teaser_title__contains=term) | Q(teaser_text__contains=term))
    if filters.region:
        records = records.filter(region=filters.region)
    if filters.industry:
        records = records.filter(industry=filters.industry)
    if filters.budget_min_wan is not None:
        records = records.filter(budget_wan__gte=filters.budget_min_wan)
    if filters.budget_max_wan is not None:
        records = records.filter(budget_wan__lte=filters.budget_max_wan)
    if _asks_staff_fields(filters):
        # where a record came from and whose it is, is told of those in hand only
        records = records.filter(seen_in_full(viewer))
    if filters.has_source is not None:
        records = records.filter(source__isnull=not filters.has_source)
    if filters.source_id is not None:
        records = records.filter(source_id=filters.source_id)
    if filters.is_example is not None:
        records = records.filter(is_example=filters.is_example)
    if filters.state:
        records = records.filter(state=filters.state)
    if filters.owner_id is not None:
        records = records.filter(owner_id=filters.owner_id)
    if filters.zone_path:
        records = records.filter(zone_path__startswith=filters.zone_path)
    return records


def _asks_staff_fields(filters: RecordFilters) -> bool:
    return bool(
        filters.has_source is not None
        or filters.source_id is not None
        or filters.owner_id is not None
        or filters.zone_path
    )


def allowed_filters(filters: RecordFilters, viewer: Viewer) -> RecordFilters:
    """The filters without those on fields that the viewer is not shown: a filter that hits tells
    what stands in the field as surely as the field itself."""
    if BASE_LEVEL[viewer.role] == DisclosureLevel.TEASER:
        return RecordFilters(teaser_search=filters.search, is_example=filters.is_example)
    if _is_staff(viewer):
        return filters
    return replace(filters, has_source=None, source_id=None, owner_id=None, zone_path="")


def _is_staff(viewer: Viewer) -> bool:
    return OWN_LEVEL[viewer.role] == DisclosureLevel.INTERNAL


def _may_sort(sort: str, viewer: Viewer) -> bool:
    """Whether the viewer sees what the rows would stand in the order of, on every row: of needs
    only who works for the whole region knows all companies."""
    field = _SORTED_BY.get(sort.removeprefix("-"))
    if field is None or sees_all_in_full(viewer):
        return True
    return field in shown_fields(viewer.kind, BASE_LEVEL[viewer.role])


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT_LENGTH else flat[: EXCERPT_LENGTH - 1] + "…"


def load_rows(kind: RecordKind, viewer: Viewer, ids: Iterable[int]) -> dict[int, RecordRow]:
    """Of these needs, offers or experts those that the viewer may see. One query."""
    model = _MODELS[kind]
    columns = (*ROW_COLUMNS, "user_id") if model is Expert else ROW_COLUMNS
    found = visible_to(model, viewer).filter(pk__in=set(ids)).values(*columns)
    return {row["id"]: make_row(row, row_level(viewer, row), kind) for row in found}


def _list_records(
    model: type[R], user: Actor, filters: RecordFilters, sort: str, page: int, size: int
) -> Page[RecordRow]:
    if sort not in _SORTS:
        sort = NeedSort.NEWEST
    viewer = get_viewer(user, KINDS[model])
    if not _may_sort(sort, viewer):
        sort = NeedSort.NEWEST  # the order would tell what stands where
    records = narrow(visible_to(model, viewer), allowed_filters(filters, viewer), viewer)
    most = MOST_FOUND if filters.search or filters.teaser_search else MOST_COUNTED
    counted = records.order_by()[: most + 1].count()
    total = min(counted, most)
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    stop = min(stop, total)
    columns = (*ROW_COLUMNS, "user_id") if model is Expert else ROW_COLUMNS
    found = records.order_by(*_SORTS[sort]).values(*columns)[start:stop]
    rows = tuple(make_row(row, row_level(viewer, row), viewer.kind) for row in found)
    return Page(rows, total, number, size, is_capped=counted > most)


def make_row(row: Mapping[str, Any], level: DisclosureLevel, kind: RecordKind) -> RecordRow:
    """A row fetched with `ROW_COLUMNS`, as far as the level shows it."""
    shown = shown_fields(kind, level)

    def given(name: str, column: str = "") -> Any:
        return row[column or name] if name in shown else None

    is_full = level >= DisclosureLevel.REGISTERED
    return RecordRow(
        id=row["id"],
        title=row["title"] if is_full else row["teaser_title"],
        excerpt=_excerpt(row["text"] if is_full else row["teaser_text"]),
        organisation_name=given("organisation", "organisation__name") or "",
        person=(given("person") or "") if kind is RecordKind.EXPERT else "",
        region=given("region") or "",
        industry=given("industry") or "",
        budget_wan=given("budget_wan"),
        trl=given("trl"),
        state=given("state") or "",
        is_example=row["is_example"],
        source_name=given("source", "source__name") or "",
        created_at=given("created_at"),
        owner_id=given("owner", "owner_id"),
        expiry_date=given("expiry_date"),
        level=level,
    )


def list_needs_for_user(
    user: Actor,
    filters: RecordFilters | None = None,
    *,
    sort: str = NeedSort.NEWEST,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[RecordRow]:
    """Needs that the user may see, at most `MOST_COUNTED` of them (`MOST_FOUND` of a search). Two
    queries whatever the page holds, one more for each word of a search where the index is large; a
    page number beyond the last gives the last. `sort` is a `NeedSort`, turned round by a `-` before
    it; an unknown one gives the newest first."""
    return _list_records(Need, user, filters or RecordFilters(), sort, page, size)


def list_offers_for_user(
    user: Actor,
    filters: RecordFilters | None = None,
    *,
    sort: str = NeedSort.NEWEST,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[RecordRow]:
    """Offers, as `list_needs_for_user`."""
    return _list_records(Offer, user, filters or RecordFilters(), sort, page, size)


def list_experts_for_user(
    user: Actor,
    filters: RecordFilters | None = None,
    *,
    sort: str = NeedSort.NEWEST,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[RecordRow]:
    """Experts, as `list_needs_for_user`."""
    return _list_records(Expert, user, filters or RecordFilters(), sort, page, size)
