"""The tables of intake: documents as read, and spreadsheets on their way into the record."""

from __future__ import annotations

from duijie.intake.models.captures import Capture
from duijie.intake.models.documents import SourceDocument, Upload
from duijie.intake.models.imports import ColumnMapping, ImportBatch, ImportRow, ImportSource

__all__ = [
    "Capture",
    "ColumnMapping",
    "ImportBatch",
    "ImportRow",
    "ImportSource",
    "SourceDocument",
    "Upload",
]
