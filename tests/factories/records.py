"""Records as the engines hand them over, and as the catalogue stores them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind as Kind
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.services import add_records_from_document, ensure_source
from duijie.engines.documents.types import Place
from duijie.engines.extraction.types import Record, RecordKind

_numbers = count(1)

_MODELS: dict[RecordKind, type[CatalogueRecord]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}


def make_record(kind: RecordKind = RecordKind.NEED, **given: Any) -> Record:
    """A record in a row of its own; `given` overrides any field."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": f"{kind.value[0].upper()}{number:03}",
        "kind": kind,
        "title": f"水性涂料耐盐雾提升 {number}",
        "text": f"第{number}号产线的涂层在盐雾试验中提前起泡。",
        "place": Place(file="needs.xlsx", sheet="需求", row=number),
        "org": f"青禾涂料{number}有限公司",
        "region": "东湾市",
        "industry": "新材料",
        "budget_wan": 80.0,
    }
    return Record(**{**values, **given})


def store_records(
    records: Sequence[Record], *, by: User, is_example: bool = False, source: str = ""
) -> list[CatalogueRecord]:
    """The stored rows of the given records, in their order."""
    source_id = None
    if source:
        source_id = ensure_source(name=source, sha256=source, is_example=is_example, by=by)
    add_records_from_document(records=records, source_id=source_id, by=by, is_example=is_example)
    return [
        _MODELS[record.kind]._default_manager.get(title=record.title, is_example=is_example)
        for record in records
    ]


def store_record(record: Record, *, by: User, is_example: bool = False) -> CatalogueRecord:
    return store_records([record], by=by, is_example=is_example)[0]


def need_values(**given: Any) -> dict[str, Any]:
    """What a form sends for a new need."""
    return values_of(Kind.NEED, **given)


def values_of(kind: Kind, **given: Any) -> dict[str, Any]:
    """What a form sends for a new record of this kind; `given` overrides any field."""
    number = next(_numbers)
    values: dict[Kind, dict[str, Any]] = {
        Kind.NEED: {
            "title": f"涂层耐盐雾提升 {number}",
            "text": f"第{number}号产线的涂层提前起泡。",
            "organisation": f"青禾涂料{number}有限公司",
            "budget_wan": 80,
        },
        Kind.OFFER: {
            "title": f"石墨烯改性防腐涂层 {number}",
            "text": f"第{number}代配方。",
            "organisation": f"东湾大学{number}",
        },
        Kind.EXPERT: {
            "person": f"林若川{number}",
            "title": "高分子涂层",
            "organisation": f"东湾大学{number}",
        },
        Kind.ORGANISATION: {"name": f"远川树脂{number}有限公司"},
    }
    return {**values[kind], **given}
