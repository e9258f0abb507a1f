"""Organisations: rows with what the user sees of theirs, and one in full."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action
from duijie.catalogue.disclosure import OWN_LEVEL, shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Membership, Need, Offer, Organisation
from duijie.catalogue.permissions import (
    Viewer,
    can_act_on_record,
    get_level,
    get_viewer,
    named_to,
    visible_to,
)
from duijie.catalogue.queries.details import RecordDetail, load_any, make_detail
from duijie.catalogue.validators import name_key
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

_COUNTED: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}
_SORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "pk"),
    "-name": ("-name", "-pk"),
    "newest": ("-pk",),
    "-newest": ("pk",),
}


@dataclass(frozen=True, slots=True)
class OrganisationFilters:
    """All given conditions hold together. `search`: in the name, short and former names, or the
    whole credit code."""

    search: str = ""
    region: str = ""
    kind_code: str = ""
    industry_code: str = ""
    zone_path: str = ""
    """For staff only."""
    is_example: bool | None = None


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation in a list."""

    id: int
    name: str
    short_name: str
    kind: str
    kind_code: str
    region: str
    industry_code: str
    need_count: int
    """Of those needs only whose organisation the user may know."""
    offer_count: int
    expert_count: int
    is_example: bool
    level: DisclosureLevel


@dataclass(frozen=True, slots=True)
class Member:
    """Who speaks for an organisation."""

    user_id: int
    name: str
    username: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class OrganisationDetail:
    """An organisation as far as the user sees it."""

    detail: RecordDetail
    need_count: int
    offer_count: int
    expert_count: int
    members: tuple[Member, ...]
    """For its own side and the staff of its zone."""
    can_manage_members: bool


def list_organisations_for_user(
    user: Actor,
    filters: OrganisationFilters | None = None,
    *,
    sort: str = "name",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[OrganisationRow]:
    """Organisations that the user may see; five queries whatever the page holds, and those of
    `get_viewer`. `sort`: `name` or `newest`, turned round by a `-`."""
    viewer = get_viewer(user, RecordKind.ORGANISATION)
    organisations = _narrow(
        visible_to(Organisation, viewer), filters or OrganisationFilters(), viewer
    )
    total = organisations.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = list(organisations.order_by(*_SORTS.get(sort, _SORTS["name"]))[start:stop])
    counts = _count_records([row.pk for row in found], user)
    return Page(tuple(_row(row, viewer, counts) for row in found), total, number, size)


def list_organisations_after(
    user: Actor,
    filters: OrganisationFilters | None = None,
    *,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[OrganisationRow]:
    """As `feed.list_rows_after`, for organisations. Four queries, and those of `get_viewer`."""
    viewer = get_viewer(user, RecordKind.ORGANISATION)
    organisations = _narrow(
        visible_to(Organisation, viewer), filters or OrganisationFilters(), viewer
    )
    if after is not None:
        organisations = organisations.filter(pk__lt=after)
    found = list(organisations.order_by("-pk")[:limit])
    counts = _count_records([row.pk for row in found], user)
    return [_row(row, viewer, counts) for row in found]


def get_organisation_for_user(organisation_id: int, user: Actor) -> OrganisationDetail:
    """Raises `NotFoundError` for what is missing or hidden alike."""
    organisation: Organisation = load_any(RecordKind.ORGANISATION, organisation_id)
    viewer = get_viewer(user, RecordKind.ORGANISATION)
    level = get_level(viewer, organisation)
    if level is None:
        raise NotFoundError("catalogue.organisation_not_found")
    counts = _count_records([organisation.pk], user)
    return OrganisationDetail(
        detail=make_detail(organisation, level),
        need_count=counts[RecordKind.NEED].get(organisation.pk, 0),
        offer_count=counts[RecordKind.OFFER].get(organisation.pk, 0),
        expert_count=counts[RecordKind.EXPERT].get(organisation.pk, 0),
        members=_list_members(organisation) if level >= DisclosureLevel.OWN else (),
        can_manage_members=can_act_on_record(user, Action.HAND_OVER, organisation),
    )


def list_organisation_names_for_user(
    user: Actor, text: str, *, limit: int = 10
) -> tuple[tuple[int, str], ...]:
    """`(id, name)` of organisations whose name holds the text, for a field that completes itself;
    a member is offered their own only, because they may enter no other."""
    viewer = get_viewer(user, RecordKind.ORGANISATION)
    organisations = visible_to(Organisation, viewer).filter(is_example=False)
    if viewer.organisation_ids:
        organisations = organisations.filter(pk__in=viewer.organisation_ids)
    elif key := name_key(text):
        organisations = organisations.filter(normalised_name__contains=key)
    return tuple(organisations.order_by("name", "pk").values_list("pk", "name")[:limit])


def _narrow(
    organisations: QuerySet[Organisation], filters: OrganisationFilters, viewer: Viewer
) -> QuerySet[Organisation]:
    search = filters.search.strip()
    if search:
        key = name_key(search)
        condition = Q(short_name__icontains=search) | Q(credit_code=search.upper())
        # SQLite keeps JSON as it was written, in escapes; PostgreSQL as characters
        for written in {search, json.dumps(search)[1:-1]}:
            condition |= Q(former_names__icontains=written)
        if key:
            condition |= Q(normalised_name__contains=key)
        organisations = organisations.filter(condition)
    for name in ("region", "kind_code", "industry_code"):
        if value := getattr(filters, name):
            organisations = organisations.filter(**{name: value})
    if filters.zone_path and OWN_LEVEL[viewer.role] == DisclosureLevel.INTERNAL:
        organisations = organisations.filter(zone_path__startswith=filters.zone_path)
    if filters.is_example is not None:
        organisations = organisations.filter(is_example=filters.is_example)
    return organisations


def _count_records(
    organisation_ids: Iterable[int], user: Actor
) -> Mapping[RecordKind, Mapping[int, int]]:
    """By kind and organisation; whose record it is has to be known to the user, or the number alone
    would tell that the organisation has a need."""
    ids = list(organisation_ids)
    counts: dict[RecordKind, Mapping[int, int]] = {}
    for kind, model in _COUNTED.items():
        viewer = get_viewer(user, kind)
        records = visible_to(model, viewer).filter(organisation_id__in=ids)
        if "organisation" not in shown_fields(kind, DisclosureLevel.REGISTERED):
            records = records.filter(named_to(viewer))
        found = records.values("organisation_id").annotate(count=Count("pk"))
        counts[kind] = dict(found.values_list("organisation_id", "count"))
    return counts


def _row(
    organisation: Organisation, viewer: Viewer, counts: Mapping[RecordKind, Mapping[int, int]]
) -> OrganisationRow:
    level = get_level(viewer, organisation) or DisclosureLevel.REGISTERED
    return OrganisationRow(
        id=organisation.pk,
        name=organisation.name,
        short_name=organisation.short_name,
        kind=organisation.kind,
        kind_code=organisation.kind_code,
        region=organisation.region,
        industry_code=organisation.industry_code,
        need_count=counts[RecordKind.NEED].get(organisation.pk, 0),
        offer_count=counts[RecordKind.OFFER].get(organisation.pk, 0),
        expert_count=counts[RecordKind.EXPERT].get(organisation.pk, 0),
        is_example=organisation.is_example,
        level=level,
    )


def _list_members(organisation: Organisation) -> tuple[Member, ...]:
    found = Membership.objects.filter(organisation=organisation).select_related("user")
    return tuple(
        Member(row.user_id, str(row.user), row.user.username, row.user.is_active)
        for row in found.order_by("pk")
    )
