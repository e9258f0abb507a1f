"""Reads of the catalogue: rows for lists, one record in full, the choices of the filters.

Rows and matches never carry contact details: the columns are not even fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, get_reach, get_role
from duijie.catalogue.disclosure import BASE_LEVEL, LEVELS, OWN_LEVEL, redact, shown_fields
from duijie.catalogue.enums import NeedSort, RecordKind
from duijie.catalogue.models import (
    CatalogueRecord,
    CatalogueVersion,
    Expert,
    Indicator,
    Need,
    Offer,
)
from duijie.catalogue.permissions import (
    KINDS,
    Viewer,
    can_remove_example,
    covered_records,
    get_level,
    get_viewer,
    named_to,
    visible_records,
    visible_to,
)
from duijie.catalogue.validators import name_key, normalise_search
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

R = TypeVar("R", Need, Offer, Expert, CatalogueRecord)
EXCERPT_LENGTH = 160
_FACET_LENGTH = 100


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


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One technical indicator."""

    name: str
    comparison: str
    """A `Comparison`."""
    value: float | None
    value_to: float | None
    unit: str
    is_must: bool
    text: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach the people behind one record."""

    person: str
    position: str
    phone: str
    email: str
    address: str

    @property
    def is_empty(self) -> bool:
        return not (self.person or self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """A need, offer or expert as far as the user sees it: what is hidden is empty."""

    id: int
    kind: str
    """`need`, `offer` or `expert`."""
    level: DisclosureLevel
    values: Mapping[str, Any]
    """Every field of `disclosure.LEVELS` that the user sees, by name, as stored; codes as codes."""
    indicators: tuple[IndicatorRow, ...]
    organisation_id: int | None
    title: str
    text: str
    number: str
    organisation_name: str
    organisation_profile: str
    person: str
    position: str
    region: str
    industry: str
    budget_wan: float | None
    trl: int | None
    keywords: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]
    """`(title, text)`."""
    fields: Mapping[str, str]
    """All other placed fields, `engines.extraction.Field` value -> text."""
    unplaced: Mapping[str, str]
    """Columns that could not be placed, header -> text; empty without `contacts`, because nobody
    knows what stands in them."""
    contacts: Contacts | None
    """None where the user may not see them."""
    state: str
    is_example: bool
    source_name: str
    source_sha256: str
    place: Mapping[str, Any]
    """`{"file", "page"?, "sheet"?, "row"?, "column"?}`; empty for a record that was typed in."""
    owner_name: str
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter and how many records it leaves."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SourceFacet:
    """One source file and how many records came from it."""

    source_id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of the filters over all that the user may see, most frequent first."""

    regions: tuple[Facet, ...]
    industries: tuple[Facet, ...]
    sources: tuple[SourceFacet, ...]


@dataclass(frozen=True, slots=True)
class CatalogueCounts:
    """How much there is, the example apart."""

    needs: int
    offers: int
    experts: int
    example_needs: int
    example_offers: int
    example_experts: int
    can_remove_example: bool

    @property
    def is_empty(self) -> bool:
        return not (self.needs or self.offers or self.experts or self.has_example)

    @property
    def has_example(self) -> bool:
        return bool(self.example_needs or self.example_offers or self.example_experts)


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
    NeedSort.TITLE: ("title", "id"),
    NeedSort.ORGANISATION: (F("organisation__name").asc(nulls_last=True), "title", "id"),
    NeedSort.BUDGET: (F("budget_wan").desc(nulls_last=True), "id"),
    f"-{NeedSort.NEWEST}": ("created_at", "id"),
    f"-{NeedSort.TITLE}": ("-title", "id"),
    f"-{NeedSort.ORGANISATION}": (F("organisation__name").desc(nulls_last=True), "title", "id"),
    f"-{NeedSort.BUDGET}": (F("budget_wan").asc(nulls_last=True), "id"),
}
"""By `NeedSort`, and turned round; what has no value stands last either way."""


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
    for term in normalise_search(filters.search).split():
        condition = Q(search_text__contains=term)
        if viewer.kind is RecordKind.NEED and (key := name_key(term)):
            # whose need it is may be found only where it may be seen
            condition |= Q(organisation__normalised_name__contains=key) & named_to(viewer)
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


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT_LENGTH else flat[: EXCERPT_LENGTH - 1] + "…"


def _list_records(
    model: type[R], user: Actor, filters: RecordFilters, sort: str, page: int, size: int
) -> Page[RecordRow]:
    if sort not in _SORTS:
        sort = NeedSort.NEWEST
    viewer = get_viewer(user, KINDS[model])
    if sort.removeprefix("-") == NeedSort.ORGANISATION and not _is_staff(viewer):
        sort = NeedSort.NEWEST  # the order would tell whose need stands where
    records = narrow(visible_to(model, viewer), allowed_filters(filters, viewer), viewer)
    total = records.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    columns = (*ROW_COLUMNS, "user_id") if model is Expert else ROW_COLUMNS
    found = records.order_by(*_SORTS[sort]).values(*columns)[start:stop]
    rows = tuple(make_row(row, row_level(viewer, row), viewer.kind) for row in found)
    return Page(rows=rows, total=total, number=number, size=size)


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
    """Needs that the user may see. Two queries whatever the page holds; a page number beyond the
    last gives the last. `sort` is a `NeedSort`, turned round by a `-` before it; an unknown one
    gives the newest first."""
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


def _get_record(model: type[R], record_id: int, user: Actor) -> RecordDetail:
    kind = KINDS[model]
    record = (
        model._default_manager.select_related("organisation", "source", "owner", "checked_by")
        .filter(pk=record_id, deleted_at__isnull=True)
        .first()
    )
    level = get_level(get_viewer(user, kind), record) if record is not None else None
    if record is None or level is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    return make_detail(record, level)


def make_detail(record: CatalogueRecord, level: DisclosureLevel) -> RecordDetail:
    """The record as far as the level shows it. One query more, for its indicators."""
    kind = KINDS[type(record)]
    shown = shown_fields(kind, level)
    values = redact(kind, _stored_values(record, kind), level)
    organisation = record.organisation if "organisation" in shown else None
    has_contacts = "phone" in shown
    return RecordDetail(
        id=record.pk,
        kind=kind.value,
        level=level,
        values=values,
        indicators=_list_indicators(record, kind) if "indicators" in shown else (),
        organisation_id=record.organisation_id if "organisation" in shown else None,
        title=record.title if "title" in shown else record.teaser_title,
        text=record.text if "text" in shown else record.teaser_text,
        number=values.get("number", ""),
        organisation_name=organisation.name if organisation else "",
        organisation_profile=organisation.profile if organisation else "",
        person=values.get("person", ""),
        position=values.get("position", ""),
        region=values.get("region", ""),
        industry=values.get("industry", ""),
        budget_wan=values.get("budget_wan"),
        trl=values.get("trl"),
        keywords=tuple(values.get("keywords", ())),
        evidence=tuple((piece["title"], piece["text"]) for piece in values.get("evidence", ())),
        fields=values.get("fields", {}),
        unplaced=values.get("unplaced", {}),
        contacts=Contacts(
            record.person, record.position, record.phone, record.email, record.address
        )
        if has_contacts
        else None,
        state=values.get("state", ""),
        is_example=record.is_example,
        source_name=values.get("source", ""),
        source_sha256=record.source.sha256 if record.source and "source" in shown else "",
        place=values.get("place", {}),
        owner_name=values.get("owner", ""),
        created_at=values.get("created_at"),
        updated_at=values.get("updated_at"),
    )


_SPOKEN = {"organisation", "source", "owner", "zone", "checked_by"}
"""Relations: shown by their name."""
_ELSEWHERE = {"indicators", "organisation_profile"}


def _stored_values(record: CatalogueRecord, kind: RecordKind) -> dict[str, Any]:
    """Every field of the disclosure table but those that `RecordDetail` holds apart."""
    values: dict[str, Any] = {}
    for name in LEVELS[kind]:
        if name in _ELSEWHERE:
            continue
        value = getattr(record, name)
        values[name] = (str(value) if value is not None else "") if name in _SPOKEN else value
    return values


def _list_indicators(record: CatalogueRecord, kind: RecordKind) -> tuple[IndicatorRow, ...]:
    found = Indicator.objects.filter(**{f"{kind}_id": record.pk}).order_by("position", "id")
    return tuple(
        IndicatorRow(
            row.name, row.comparison, row.value, row.value_to, row.unit, row.is_must, row.text
        )
        for row in found
    )


def get_need_for_user(need_id: int, user: Actor) -> RecordDetail:
    """Raises `NotFoundError` for what is missing or hidden alike."""
    return _get_record(Need, need_id, user)


def get_offer_for_user(offer_id: int, user: Actor) -> RecordDetail:
    """As `get_need_for_user`."""
    return _get_record(Offer, offer_id, user)


def get_expert_for_user(expert_id: int, user: Actor) -> RecordDetail:
    """As `get_need_for_user`."""
    return _get_record(Expert, expert_id, user)


def _facets(model: type[Need] | type[Offer] | type[Expert], user: Actor) -> Facets:
    if BASE_LEVEL[get_role(user)] in {None, DisclosureLevel.TEASER}:
        return Facets((), (), ())

    def values(column: str) -> tuple[Facet, ...]:
        counted = (
            visible_records(model, user)
            .exclude(**{column: ""})
            .values_list(column)
            .annotate(count=Count("id"))
            .order_by("-count", column)[:_FACET_LENGTH]
        )
        return tuple(Facet(value, count) for value, count in counted)

    # where a record came from is for staff: a file's name can say whose need it is
    reach = get_reach(user, Cell(ObjectKind(KINDS[model].value), Action.HISTORY))
    sources = (
        covered_records(model, user, reach)
        .filter(source__isnull=False)
        .values_list("source_id", "source__name")
        .annotate(count=Count("id"))
        .order_by("-count", "source__name", "source_id")[:_FACET_LENGTH]
    )
    return Facets(
        regions=values("region"),
        industries=values("industry"),
        sources=tuple(SourceFacet(*source) for source in sources),
    )


def list_need_facets_for_user(user: Actor) -> Facets:
    """The 100 most frequent values each."""
    return _facets(Need, user)


def list_offer_facets_for_user(user: Actor) -> Facets:
    """As `list_need_facets_for_user`."""
    return _facets(Offer, user)


def list_expert_facets_for_user(user: Actor) -> Facets:
    """As `list_need_facets_for_user`."""
    return _facets(Expert, user)


def get_counts_for_user(user: Actor) -> CatalogueCounts:
    """Three queries."""

    def count(model: type[Need] | type[Offer] | type[Expert]) -> tuple[int, int]:
        found = visible_records(model, user).aggregate(
            real=Count("id", filter=Q(is_example=False)),
            example=Count("id", filter=Q(is_example=True)),
        )
        return found["real"], found["example"]

    needs, offers, experts = count(Need), count(Offer), count(Expert)
    return CatalogueCounts(
        needs=needs[0],
        offers=offers[0],
        experts=experts[0],
        example_needs=needs[1],
        example_offers=offers[1],
        example_experts=experts[1],
        can_remove_example=can_remove_example(user),
    )


def get_catalogue_version(*, is_example: bool) -> int:
    """The number that moves whenever published records of this side change."""
    version = CatalogueVersion.objects.filter(is_example=is_example).first()
    return version.number if version else 0
