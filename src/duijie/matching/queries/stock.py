"""What is ranked: the published records of one side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from duijie.catalogue.enums import CloseReason, RecordState
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer

if TYPE_CHECKING:
    import numpy as np
    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from duijie.engines.ranking import Item

M = TypeVar("M", Need, Offer, Expert, CatalogueRecord)


@dataclass(frozen=True)
class Stock:
    """Published records of one kind, ready to be ranked."""

    items: tuple[Item, ...]
    organisations: Mapping[str, int | None]
    """Id of the item -> its organisation."""
    text_lengths: Mapping[str, int]
    """Id of the item -> how much of the item's text is the record's own text."""
    owners: NDArray[np.int64]
    """The organisation of each item in their order; 0: none."""


def published(model: type[M], *, is_example: bool) -> QuerySet[M]:
    """What takes part: published, and not in the recycle bin."""
    return model._default_manager.filter(
        state=RecordState.PUBLISHED, is_example=is_example, deleted_at__isnull=True
    )


def closed_needs(*, is_example: bool) -> QuerySet[Need]:
    """Needs of the past, of which the answer may serve again."""
    return Need.objects.filter(
        state=RecordState.CLOSED, is_example=is_example, deleted_at__isnull=True
    ).exclude(close_reason=CloseReason.DUPLICATE)


def load_stock(records: QuerySet[M]) -> Stock:
    """The records in the order of their keys, ready to be ranked."""
    import numpy as np

    from duijie.engines.ranking import Item
    from duijie.engines.ranking.types import Evidence

    items: list[Item] = []
    organisations: dict[str, int | None] = {}
    lengths: dict[str, int] = {}
    found = records.order_by("pk").values(
        "pk", "organisation_id", "title", "text", "keywords", "fields", "evidence"
    )
    for row in found.iterator(chunk_size=500):
        key = str(row["pk"])
        organisations[key] = row["organisation_id"]
        lengths[key] = len(row["text"])
        items.append(
            Item(
                id=key,
                title=row["title"],
                text=_item_text(row["text"], row["fields"], row["keywords"]),
                evidence=tuple(Evidence(part["title"], part["text"]) for part in row["evidence"]),
                kind="expert" if records.model is Expert else "offer",
            )
        )
    owners = np.array([owner or 0 for owner in organisations.values()], dtype=np.int64)
    return Stock(tuple(items), organisations, lengths, owners)


def _item_text(text: str, fields: Mapping[str, str], keywords: Sequence[str]) -> str:
    """The record's text, then what is said beside it: indicators and keywords not named in it."""
    parts = [text]
    indicators = fields.get("indicators", "")
    if indicators and indicators not in text:
        parts.append(indicators)
    missing = [word for word in keywords if word not in text]
    if missing:
        parts.append("、".join(missing))
    return "\n".join(parts) if text else "\n".join(parts[1:])
