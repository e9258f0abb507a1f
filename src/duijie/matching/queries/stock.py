"""What is ranked: the published records of one side, and their index, kept between two jobs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from django.conf import settings

from duijie.catalogue.enums import CloseReason, RecordState
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.errors import Message

if TYPE_CHECKING:
    import numpy as np
    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder
    from duijie.engines.ranking import Item, OfferIndex, PreparedNeeds, Variant

M = TypeVar("M", Need, Offer, Expert, CatalogueRecord)

MOST_KEPT: Final = 20_000
"""Items of an index that stays in memory for the next job; a larger one lies in files
(`engines.ranking.stored`) and is mapped from there."""


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


@dataclass(frozen=True)
class _Kept:
    items: tuple[Item, ...]
    model_version: str
    index: OfferIndex


_kept: dict[tuple[type[CatalogueRecord], bool], _Kept] = {}
"""By kind and side, of this process."""


def get_index(
    key: tuple[type[CatalogueRecord], bool],
    stock: Stock,
    *,
    embedder: Embedder,
    variant: Variant,
    on_progress: Callable[[int, int, Message | None], None],
    is_cancelled: Callable[[], bool],
) -> OfferIndex:
    """The index of a stock; the one of the last job where no item has changed since, of a large
    stock also that of another process. `key`: kind and side."""
    from duijie.engines.ranking import prepare_offers
    from duijie.engines.ranking.stored import open_index, write_index

    kept = _kept.get(key)
    if kept and kept.items == stock.items and kept.model_version == embedder.model_version:
        return kept.index
    _kept.pop(key, None)  # not two at once
    folder = _folder(key)
    is_large = len(stock.items) > MOST_KEPT
    about = _about(stock, variant, embedder) if is_large else ""
    if is_large:
        items = {item.id: item for item in stock.items}
        found = open_index(folder, items.__getitem__, about=about)
        if found is not None:
            return found
    index = prepare_offers(
        stock.items,
        embedder=embedder,
        variant=variant,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    if is_large:
        write_index(index, folder, about=about)
        return open_index(folder, items.__getitem__, about=about) or index
    _kept[key] = _Kept(stock.items, embedder.model_version, index)
    return index


def _folder(key: tuple[type[CatalogueRecord], bool]) -> Path:
    model, is_example = key
    return settings.CACHE_DIR / "ranking" / f"{model.__name__.lower()}-{int(is_example)}"


def _about(stock: Stock, variant: Variant, embedder: Embedder) -> str:
    """Of what an index was made: changes with every word of every item."""
    made = hashlib.sha256(f"{variant.name}\n{embedder.model_version}".encode())
    for item in stock.items:
        made.update(repr(item).encode("utf-8", "surrogatepass"))
    return made.hexdigest()


@dataclass(frozen=True)
class _KeptNeeds:
    items: tuple[Item, ...]
    model_version: str
    prepared: PreparedNeeds


_kept_needs: dict[bool, _KeptNeeds] = {}
"""By side, of this process."""


def get_prepared_needs(
    stock: Stock, *, is_example: bool, embedder: Embedder, variant: Variant
) -> PreparedNeeds:
    """The needs of a stock with their statistics; those of the last call where none has changed."""
    from duijie.engines.ranking import prepare_needs

    kept = _kept_needs.get(is_example)
    if kept and kept.items == stock.items and kept.model_version == embedder.model_version:
        return kept.prepared
    _kept_needs.pop(is_example, None)  # not two at once
    prepared = prepare_needs(stock.items, embedder=embedder, variant=variant)
    if len(stock.items) <= MOST_KEPT:
        _kept_needs[is_example] = _KeptNeeds(stock.items, embedder.model_version, prepared)
    return prepared


def of_others(organisation: int | None, stock: Stock) -> NDArray[np.bool_] | None:
    """Which records may be proposed to an organisation: its own neither take a place nor move the
    fit of the others. None: all."""
    return None if organisation is None else stock.owners != organisation


def among(keys: Iterable[int], stock: Stock) -> NDArray[np.bool_]:
    """A mark for each item of the stock whose record is one of these."""
    import numpy as np

    own = np.array([int(item.id) for item in stock.items], dtype=np.int64)
    marks: NDArray[np.bool_] = np.isin(own, np.fromiter(keys, dtype=np.int64))
    return marks


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
