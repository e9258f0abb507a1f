"""Writes of intake, by noun."""

from __future__ import annotations

from duijie.intake.services.documents import (
    LOAD_KIND,
    READ_KIND,
    keep_reading,
    keep_upload,
    load_example,
    remove_original,
    remove_originals,
    safe_name,
    store_file,
    upload_documents,
)

__all__ = [
    "LOAD_KIND",
    "READ_KIND",
    "keep_reading",
    "keep_upload",
    "load_example",
    "remove_original",
    "remove_originals",
    "safe_name",
    "store_file",
    "upload_documents",
]
