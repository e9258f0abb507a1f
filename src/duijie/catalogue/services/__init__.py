"""Writes to the catalogue, by noun."""

from __future__ import annotations

from duijie.catalogue.services.access import log_access
from duijie.catalogue.services.attachments import (
    add_attachment,
    delete_attachment,
    restore_attachment,
    set_attachment_disclosure,
)
from duijie.catalogue.services.bin import delete_record, restore_record
from duijie.catalogue.services.consents import (
    accept_consent,
    give_consent,
    refuse_consent,
    request_consent,
    revoke_consent,
)
from duijie.catalogue.services.editing import UNCHANGED, change_record, create_record
from duijie.catalogue.services.filters import delete_filter, save_filter
from duijie.catalogue.services.handing_over import HandedOver, hand_over_records
from duijie.catalogue.services.marks import mark_changed
from duijie.catalogue.services.memberships import (
    add_membership,
    link_expert,
    remove_membership,
)
from duijie.catalogue.services.moving import expire_records, move_record, renew_record
from duijie.catalogue.services.notes import AddedNote, add_note, delete_note
from duijie.catalogue.services.notices import RECORD_SHARED
from duijie.catalogue.services.records import (
    BURST,
    AddedRecords,
    add_records_from_document,
    ensure_source,
    remove_example,
)
from duijie.catalogue.services.snoozing import end_snooze, snooze_record
from duijie.catalogue.services.undoing import undo_move

__all__ = [
    "BURST",
    "RECORD_SHARED",
    "UNCHANGED",
    "AddedNote",
    "AddedRecords",
    "HandedOver",
    "accept_consent",
    "add_attachment",
    "add_membership",
    "add_note",
    "add_records_from_document",
    "change_record",
    "create_record",
    "delete_attachment",
    "delete_filter",
    "delete_note",
    "delete_record",
    "end_snooze",
    "ensure_source",
    "expire_records",
    "give_consent",
    "hand_over_records",
    "link_expert",
    "log_access",
    "mark_changed",
    "move_record",
    "refuse_consent",
    "remove_example",
    "remove_membership",
    "renew_record",
    "request_consent",
    "restore_attachment",
    "restore_record",
    "revoke_consent",
    "save_filter",
    "set_attachment_disclosure",
    "snooze_record",
    "undo_move",
]
