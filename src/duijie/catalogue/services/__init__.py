"""Writes to the catalogue, by noun."""

from __future__ import annotations

from duijie.catalogue.services.records import (
    BURST,
    AddedRecords,
    add_records_from_document,
    ensure_source,
    remove_example,
)

__all__ = [
    "BURST",
    "AddedRecords",
    "add_records_from_document",
    "ensure_source",
    "remove_example",
]
