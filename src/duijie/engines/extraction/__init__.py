"""What documents say: needs, offers, experts and organisations, and the facts of articles.

`find_records` reads tables, forms and lists into records and says how; `extract_facts` finds
events, organisations, people, needs, offers, deals and figures in running text. It reads no files
(engines.documents), compares nothing and ranks nothing (engines.linkage, engines.ranking).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duijie.engines.extraction.types import (
    ColumnReading,
    Evidence,
    Field,
    Record,
    RecordKind,
    RecordsReading,
    TableReading,
)

if TYPE_CHECKING:
    from duijie.engines.extraction.facts import DocumentFacts, extract_facts
    from duijie.engines.extraction.mapping import ColumnMapping
    from duijie.engines.extraction.records import find_records

__all__ = [
    "ColumnMapping",
    "ColumnReading",
    "DocumentFacts",
    "Evidence",
    "Field",
    "Record",
    "RecordKind",
    "RecordsReading",
    "TableReading",
    "extract_facts",
    "find_records",
]

_LAZY = {
    "ColumnMapping": "duijie.engines.extraction.mapping",
    "DocumentFacts": "duijie.engines.extraction.facts",
    "extract_facts": "duijie.engines.extraction.facts",
    "find_records": "duijie.engines.extraction.records",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(name)
