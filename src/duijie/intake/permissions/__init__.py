"""Who may bring in what, and see what came of it."""

from __future__ import annotations

from duijie.intake.permissions.documents import (
    can_download_original,
    can_load_example,
    can_see_document,
    can_upload,
    check_can_download_original,
    check_can_load_example,
    check_can_upload,
    visible_documents,
)

__all__ = [
    "can_download_original",
    "can_load_example",
    "can_see_document",
    "can_upload",
    "check_can_download_original",
    "check_can_load_example",
    "check_can_upload",
    "visible_documents",
]
