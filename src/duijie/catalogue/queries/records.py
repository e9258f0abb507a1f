"""Reads of the catalogue: rows for lists, one record in full, the choices of the filters.

Rows and matches never carry contact details: the columns are not even fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy

from duijie.accounts.permissions import is_member
from duijie.catalogue.enums import NeedSort, RecordState
from duijie.catalogue.models import CatalogueRecord, CatalogueVersion, Expert, Need, Offer
from duijie.catalogue.permissions import can_remove_example, can_see_contacts, can_see_record
from duijie.catalogue.validators import normalise_search
from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

R = TypeVar("R", bound=CatalogueRecord)
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


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A need, offer or expert in a list."""

    id: int
    title: str
    excerpt: str
    """The first 160 characters of the text."""
    organisation_name: str
    person: str
    """Of an expert the name; of a need and an offer empty: who to call is on its own page."""
    region: str
    industry: str
    budget_wan: float | None
    trl: int | None
    state: str
    is_example: bool
    source_name: str
    created_at: datetime


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
    """A need, offer or expert in full."""

    id: int
    kind: str
    """`need`, `offer` or `expert`."""
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
    created_at: datetime
    updated_at: datetime


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


_ROW_COLUMNS = (
    "id",
    "title",
    "text",
    "organisation__name",
    "person",
    "region",
    "industry",
    "budget_wan",
    "trl",
    "state",
    "is_example",
    "source__name",
    "created_at",
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


def visible_records(model: type[R], user: Actor) -> QuerySet[R]:
    """What `permissions.can_see_record` allows, as a query; nothing for strangers."""
    if not is_member(user):
        return model._default_manager.none()
    records = model._default_manager.all()
    if is_administrator(user):
        return records
    return records.filter(Q(state=RecordState.PUBLISHED) | Q(owner_id=user.pk))


def _narrow(records: QuerySet[R], filters: RecordFilters) -> QuerySet[R]:
    for term in normalise_search(filters.search).split():
        records = records.filter(search_text__contains=term)
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
    return records


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT_LENGTH else flat[: EXCERPT_LENGTH - 1] + "…"


def _list_records(
    model: type[R], user: Actor, filters: RecordFilters, sort: str, page: int, size: int
) -> Page[RecordRow]:
    if sort not in _SORTS:
        sort = NeedSort.NEWEST
    records = _narrow(visible_records(model, user), filters)
    total = records.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    is_expert = model is Expert
    rows = tuple(
        RecordRow(
            id=row["id"],
            title=row["title"],
            excerpt=_excerpt(row["text"]),
            organisation_name=row["organisation__name"] or "",
            person=row["person"] if is_expert else "",
            region=row["region"],
            industry=row["industry"],
            budget_wan=row["budget_wan"],
            trl=row["trl"],
            state=row["state"],
            is_example=row["is_example"],
            source_name=row["source__name"] or "",
            created_at=row["created_at"],
        )
        for row in records.order_by(*_SORTS[sort]).values(*_ROW_COLUMNS)[start:stop]
    )
    return Page(rows=rows, total=total, number=number, size=size)


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


def _get_record(model: type[R], record_id: int, user: Actor, kind: str) -> RecordDetail:
    record = (
        model._default_manager.select_related("organisation", "source", "owner")
        .filter(pk=record_id)
        .first()
    )
    if record is None or not can_see_record(user, record):
        raise NotFoundError(f"catalogue.{kind}_not_found")
    return _detail(record, user, kind)


def _detail(record: CatalogueRecord, user: Actor, kind: str) -> RecordDetail:
    has_contacts = can_see_contacts(user, record)
    organisation = record.organisation
    return RecordDetail(
        id=record.pk,
        kind=kind,
        title=record.title,
        text=record.text,
        number=record.number,
        organisation_name=organisation.name if organisation else "",
        organisation_profile=organisation.profile if organisation else "",
        person=record.person,
        position=record.position,
        region=record.region,
        industry=record.industry,
        budget_wan=record.budget_wan,
        trl=record.trl,
        keywords=tuple(record.keywords),
        evidence=tuple((piece["title"], piece["text"]) for piece in record.evidence),
        fields=record.fields,
        unplaced=record.unplaced if has_contacts else {},
        contacts=Contacts(
            record.person, record.position, record.phone, record.email, record.address
        )
        if has_contacts
        else None,
        state=record.state,
        is_example=record.is_example,
        source_name=record.source.name if record.source else "",
        source_sha256=record.source.sha256 if record.source else "",
        place=record.place,
        owner_name=str(record.owner),
        created_at=record.created_at,
        updated_at=record.updated_at,
    )


def get_need_for_user(need_id: int, user: Actor) -> RecordDetail:
    """One query. Raises `NotFoundError` for what is missing or hidden alike."""
    return _get_record(Need, need_id, user, "need")


def get_offer_for_user(offer_id: int, user: Actor) -> RecordDetail:
    """As `get_need_for_user`."""
    return _get_record(Offer, offer_id, user, "offer")


def get_expert_for_user(expert_id: int, user: Actor) -> RecordDetail:
    """As `get_need_for_user`."""
    return _get_record(Expert, expert_id, user, "expert")


def _facets(model: type[CatalogueRecord], user: Actor) -> Facets:
    def values(column: str) -> tuple[Facet, ...]:
        counted = (
            visible_records(model, user)
            .exclude(**{column: ""})
            .values_list(column)
            .annotate(count=Count("id"))
            .order_by("-count", column)[:_FACET_LENGTH]
        )
        return tuple(Facet(value, count) for value, count in counted)

    sources = (
        visible_records(model, user)
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

    def count(model: type[CatalogueRecord]) -> tuple[int, int]:
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
