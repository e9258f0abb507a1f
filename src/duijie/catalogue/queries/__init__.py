"""Reads of the catalogue, by noun."""

from __future__ import annotations

from duijie.catalogue.queries.desk import Desk, Waiting, get_desk_for_user
from duijie.catalogue.queries.feed import list_rows_after
from duijie.catalogue.queries.figures import Figures, get_figures_for_user
from duijie.catalogue.queries.records import (
    EXCERPT_LENGTH,
    Facet,
    Facets,
    RecordDetail,
    RecordFilters,
    RecordRow,
    get_catalogue_version,
    get_counts_for_user,
    get_expert_for_user,
    get_need_for_user,
    get_offer_for_user,
    list_expert_facets_for_user,
    list_experts_for_user,
    list_need_facets_for_user,
    list_needs_for_user,
    list_offer_facets_for_user,
    list_offers_for_user,
)

__all__ = [
    "EXCERPT_LENGTH",
    "Desk",
    "Facet",
    "Facets",
    "Figures",
    "RecordDetail",
    "RecordFilters",
    "RecordRow",
    "Waiting",
    "get_catalogue_version",
    "get_counts_for_user",
    "get_desk_for_user",
    "get_expert_for_user",
    "get_figures_for_user",
    "get_need_for_user",
    "get_offer_for_user",
    "list_expert_facets_for_user",
    "list_experts_for_user",
    "list_need_facets_for_user",
    "list_needs_for_user",
    "list_offer_facets_for_user",
    "list_offers_for_user",
    "list_rows_after",
]
