"""Files in, text blocks and tables with their place out; and people-friendly workbooks back.

Responsible for recognising a file by its content, reading it in a child process that can be
killed, opening archives, OCR, and saying in a sentence what could not be read. Not responsible for
what the text means: records and facts are `extraction`, cleaning is `text`. Doors: `read_documents`
(file or folder), `read_file_here` (one file, in this process), `write_workbook`, `write_csv`.
"""

from duijie.engines.documents.limits import Limits
from duijie.engines.documents.reading import read_documents
from duijie.engines.documents.single import Nested, Reading, read_file_here
from duijie.engines.documents.types import (
    Block,
    BlockKind,
    Box,
    Document,
    Finding,
    MergedArea,
    Place,
    Severity,
    Table,
    TextBlock,
)
from duijie.engines.documents.writers import CellValue, Column, SheetData, write_csv, write_workbook

__all__ = [
    "Block",
    "BlockKind",
    "Box",
    "CellValue",
    "Column",
    "Document",
    "Finding",
    "Limits",
    "MergedArea",
    "Nested",
    "Place",
    "Reading",
    "Severity",
    "SheetData",
    "Table",
    "TextBlock",
    "read_documents",
    "read_file_here",
    "write_csv",
    "write_workbook",
]
