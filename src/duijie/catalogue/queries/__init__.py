"""Reads of the catalogue, by noun."""

from __future__ import annotations

from duijie.catalogue.queries.bin import DeletedRow, list_deleted_for_user
from duijie.catalogue.queries.desk import Desk, Waiting, get_desk_for_user
from duijie.catalogue.queries.details import (
    Contacts,
    IndicatorRow,
    RecordDetail,
    RecordForChange,
    get_expert_for_user,
    get_need_for_user,
    get_offer_for_user,
    get_record_for_change,
    get_record_for_user,
    list_actions_for_user,
    list_moves_for_user,
)
from duijie.catalogue.queries.facets import (
    CatalogueCounts,
    Facet,
    Facets,
    SourceFacet,
    get_catalogue_version,
    get_counts_for_user,
    list_expert_facets_for_user,
    list_need_facets_for_user,
    list_offer_facets_for_user,
)
from duijie.catalogue.queries.feed import list_rows_after
from duijie.catalogue.queries.figures import Figures, get_figures_for_user
from duijie.catalogue.queries.history import ChangeRow, list_changes_for_user
from duijie.catalogue.queries.rows import (
    EXCERPT_LENGTH,
    RecordFilters,
    RecordRow,
    list_experts_for_user,
    list_needs_for_user,
    list_offers_for_user,
)

__all__ = [
    "EXCERPT_LENGTH",
    "CatalogueCounts",
    "ChangeRow",
    "Contacts",
    "DeletedRow",
    "Desk",
    "Facet",
    "Facets",
    "Figures",
    "IndicatorRow",
    "RecordDetail",
    "RecordFilters",
    "RecordForChange",
    "RecordRow",
    "SourceFacet",
    "Waiting",
    "get_catalogue_version",
    "get_counts_for_user",
    "get_desk_for_user",
    "get_expert_for_user",
    "get_figures_for_user",
    "get_need_for_user",
    "get_offer_for_user",
    "get_record_for_change",
    "get_record_for_user",
    "list_actions_for_user",
    "list_changes_for_user",
    "list_deleted_for_user",
    "list_expert_facets_for_user",
    "list_experts_for_user",
    "list_moves_for_user",
    "list_need_facets_for_user",
    "list_needs_for_user",
    "list_offer_facets_for_user",
    "list_offers_for_user",
    "list_rows_after",
]
