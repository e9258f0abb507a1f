"""What a planted document is, and short words for what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duijie.engines.documents.types import Document

Expected = Mapping[str, object]


@dataclass(frozen=True)
class Layout:
    """A document and what must come of it: the records' fields in order, and findings told."""

    name: str
    document: Document
    records: tuple[Expected, ...]
    codes: frozenset[str] = field(default_factory=frozenset)


def need(title: str, **fields: object) -> Expected:
    return {"kind": "need", "title": title, **fields}


def offer(title: str, **fields: object) -> Expected:
    return {"kind": "offer", "title": title, **fields}


def expert(title: str, **fields: object) -> Expected:
    return {"kind": "expert", "title": title, "person": title, **fields}
