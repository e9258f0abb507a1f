"""Reads of intake, by noun."""

from __future__ import annotations

from duijie.intake.queries.captures import (
    CaptureDetail,
    get_capture_for_user,
    list_open_captures,
)
from duijie.intake.queries.documents import (
    ColumnView,
    DocumentDetail,
    DocumentFinding,
    DocumentRow,
    Original,
    TableView,
    UploadRules,
    get_document_for_user,
    get_original_for_user,
    get_upload_rules_for_user,
    list_documents_for_user,
)
from duijie.intake.queries.imports import (
    ImportDetail,
    ImportOptions,
    ImportRowView,
    ImportSummary,
    get_import_for_user,
    get_import_of_job,
    get_import_options_for_user,
    list_import_rows_for_user,
    list_imports_for_user,
)

__all__ = [
    "CaptureDetail",
    "ColumnView",
    "DocumentDetail",
    "DocumentFinding",
    "DocumentRow",
    "ImportDetail",
    "ImportOptions",
    "ImportRowView",
    "ImportSummary",
    "Original",
    "TableView",
    "UploadRules",
    "get_capture_for_user",
    "get_document_for_user",
    "get_import_for_user",
    "get_import_of_job",
    "get_import_options_for_user",
    "get_original_for_user",
    "get_upload_rules_for_user",
    "list_documents_for_user",
    "list_import_rows_for_user",
    "list_imports_for_user",
    "list_open_captures",
]
