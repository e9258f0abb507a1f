"""The choices of the filters, and how many records there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, get_reach, get_role
from duijie.catalogue.disclosure import BASE_LEVEL
from duijie.catalogue.models import CatalogueVersion, Expert, Need, Offer
from duijie.catalogue.permissions import (
    KINDS,
    can_remove_example,
    covered_records,
    get_viewer,
)
from duijie.catalogue.queries.tallies import count_visible, get_spread
from duijie.core.actor import Actor

_FACET_LENGTH = 100


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


def _facets(model: type[Need] | type[Offer] | type[Expert], user: Actor) -> Facets:
    if BASE_LEVEL[get_role(user)] in {None, DisclosureLevel.TEASER}:
        return Facets((), (), ())

    spread = get_spread(model, get_viewer(user, KINDS[model]))
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
        regions=_most_frequent(spread.regions),
        industries=_most_frequent(spread.industries),
        sources=tuple(SourceFacet(*source) for source in sources),
    )


def _most_frequent(counted: Counter[str]) -> tuple[Facet, ...]:
    in_order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(value, count) for value, count in in_order[:_FACET_LENGTH])


def list_need_facets_for_user(user: Actor) -> Facets:
    """The 100 most frequent values each; of many records as of a minute ago (`tallies`)."""
    return _facets(Need, user)


def list_offer_facets_for_user(user: Actor) -> Facets:
    """As `list_need_facets_for_user`."""
    return _facets(Offer, user)


def list_expert_facets_for_user(user: Actor) -> Facets:
    """As `list_need_facets_for_user`."""
    return _facets(Expert, user)


def get_counts_for_user(user: Actor) -> CatalogueCounts:
    """Two queries for each kind, and those of `get_viewer`; of many records as of a minute ago
    (`tallies`), then without a query."""

    def count(model: type[Need] | type[Offer] | type[Expert]) -> tuple[int, int]:
        return count_visible(model, get_viewer(user, KINDS[model]))

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
    """The number that moves whenever published offers or experts of this side change."""
    version = CatalogueVersion.objects.filter(is_example=is_example).first()
    return version.number if version else 0
