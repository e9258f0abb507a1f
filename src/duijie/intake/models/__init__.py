"""The tables of intake: documents as read, and spreadsheets on their way into the record."""

from __future__ import annotations

from duijie.intake.models.documents import SourceDocument, Upload

__all__ = ["SourceDocument", "Upload"]
