"""Reads of the catalogue, by noun."""

from __future__ import annotations

from duijie.catalogue.queries.access import (
    AccessFilters,
    AccessRow,
    list_accesses_after,
    list_accesses_for_user,
)
from duijie.catalogue.queries.attachments import (
    AttachmentFile,
    AttachmentRow,
    get_attachment_file_for_user,
    list_attachments_for_user,
)
from duijie.catalogue.queries.bin import (
    DeletedRow,
    list_deleted_after,
    list_deleted_for_user,
)
from duijie.catalogue.queries.codes import CodeItem, find_codes, list_children, list_code_items
from duijie.catalogue.queries.consents import (
    ConsentRow,
    ConsentState,
    list_consents_after,
    list_consents_for_user,
    list_consents_of_record,
)
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
from duijie.catalogue.queries.filters import SavedFilterRow, list_saved_filters_for_user
from duijie.catalogue.queries.history import (
    ChangeRow,
    list_changes_after,
    list_changes_for_user,
)
from duijie.catalogue.queries.keys import list_keys_for_user
from duijie.catalogue.queries.notes import NoteRow, list_notes_for_user
from duijie.catalogue.queries.organisation_records import (
    find_member_for_user,
    list_organisation_regions_for_user,
    list_records_of_organisation_for_user,
)
from duijie.catalogue.queries.organisations import (
    Member,
    OrganisationDetail,
    OrganisationFilters,
    OrganisationRow,
    get_organisation_for_user,
    list_organisation_names_for_user,
    list_organisations_after,
    list_organisations_for_user,
)
from duijie.catalogue.queries.own import OwnRecord, list_own_records_for_user
from duijie.catalogue.queries.receivers import list_receivers_for_user
from duijie.catalogue.queries.rows import (
    EXCERPT_LENGTH,
    RecordFilters,
    RecordRow,
    list_experts_for_user,
    list_needs_for_user,
    list_offers_for_user,
)
from duijie.catalogue.queries.snoozes import SnoozedRow, has_snoozed, list_snoozed_for_user
from duijie.catalogue.queries.undoable import list_undoable_for_user

__all__ = [
    "EXCERPT_LENGTH",
    "AccessFilters",
    "AccessRow",
    "AttachmentFile",
    "AttachmentRow",
    "CatalogueCounts",
    "ChangeRow",
    "CodeItem",
    "ConsentRow",
    "ConsentState",
    "Contacts",
    "DeletedRow",
    "Desk",
    "Facet",
    "Facets",
    "Figures",
    "IndicatorRow",
    "Member",
    "NoteRow",
    "OrganisationDetail",
    "OrganisationFilters",
    "OrganisationRow",
    "OwnRecord",
    "RecordDetail",
    "RecordFilters",
    "RecordForChange",
    "RecordRow",
    "SavedFilterRow",
    "SnoozedRow",
    "SourceFacet",
    "Waiting",
    "find_codes",
    "find_member_for_user",
    "get_attachment_file_for_user",
    "get_catalogue_version",
    "get_counts_for_user",
    "get_desk_for_user",
    "get_expert_for_user",
    "get_figures_for_user",
    "get_need_for_user",
    "get_offer_for_user",
    "get_organisation_for_user",
    "get_record_for_change",
    "get_record_for_user",
    "has_snoozed",
    "list_accesses_after",
    "list_accesses_for_user",
    "list_actions_for_user",
    "list_attachments_for_user",
    "list_changes_after",
    "list_changes_for_user",
    "list_children",
    "list_code_items",
    "list_consents_after",
    "list_consents_for_user",
    "list_consents_of_record",
    "list_deleted_after",
    "list_deleted_for_user",
    "list_expert_facets_for_user",
    "list_experts_for_user",
    "list_keys_for_user",
    "list_moves_for_user",
    "list_need_facets_for_user",
    "list_needs_for_user",
    "list_notes_for_user",
    "list_offer_facets_for_user",
    "list_offers_for_user",
    "list_organisation_names_for_user",
    "list_organisation_regions_for_user",
    "list_organisations_after",
    "list_organisations_for_user",
    "list_own_records_for_user",
    "list_receivers_for_user",
    "list_records_of_organisation_for_user",
    "list_rows_after",
    "list_saved_filters_for_user",
    "list_snoozed_for_user",
    "list_undoable_for_user",
]
