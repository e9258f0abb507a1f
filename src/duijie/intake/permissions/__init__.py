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
from duijie.intake.permissions.imports import (
    can_change_import,
    can_import,
    check_can_change_import,
    check_can_import,
    list_import_states,
    list_importable_kinds,
    visible_imports,
)

__all__ = [
    "can_change_import",
    "can_download_original",
    "can_import",
    "can_load_example",
    "can_see_document",
    "can_upload",
    "check_can_change_import",
    "check_can_download_original",
    "check_can_import",
    "check_can_load_example",
    "check_can_upload",
    "list_import_states",
    "list_importable_kinds",
    "visible_documents",
    "visible_imports",
]
