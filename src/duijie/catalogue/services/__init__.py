"""Writes to the catalogue, by noun."""

from __future__ import annotations

from duijie.catalogue.services.access import log_access
from duijie.catalogue.services.bin import delete_record, restore_record
from duijie.catalogue.services.editing import UNCHANGED, change_record, create_record
from duijie.catalogue.services.marks import mark_changed
from duijie.catalogue.services.moving import expire_records, move_record, renew_record
from duijie.catalogue.services.records import (
    BURST,
    AddedRecords,
    add_records_from_document,
    ensure_source,
    remove_example,
)

__all__ = [
    "BURST",
    "UNCHANGED",
    "AddedRecords",
    "add_records_from_document",
    "change_record",
    "create_record",
    "delete_record",
    "ensure_source",
    "expire_records",
    "log_access",
    "mark_changed",
    "move_record",
    "remove_example",
    "renew_record",
    "restore_record",
]
