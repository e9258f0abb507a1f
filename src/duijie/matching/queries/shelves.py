"""Stocks ready to be searched, kept from one job to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from duijie.catalogue.models import CatalogueRecord, Expert, Offer
from duijie.errors import Message
from duijie.matching.queries.stock import Stock

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder
    from duijie.engines.ranking import Item, OfferIndex, PreparedNeeds, Variant

MOST_KEPT: Final = 20_000
"""Items of an index that stays in memory for the next job; a larger one lies in files
(`engines.ranking.stored`) and is mapped from there."""
MOST_FRESH: Final = 2_000
"""Items that may have come, changed or gone since the files were written; with more of them the
files are written anew."""
_GONE: Final = 0
"""In place of a key."""


@dataclass(frozen=True)
class Shelf:
    """The index of a stock, and which record stands where in it. A place whose record has gone or
    changed since is never allowed."""

    index: OfferIndex
    keys: NDArray[np.int64]
    """The record of each place; 0: it has gone."""
    owners: NDArray[np.int64]
    """Its organisation; 0: none."""

    def of_others(self, organisation: int | None) -> NDArray[np.bool_]:
        """Which records may be proposed to an organisation: its own neither take a place nor move
        the fit of the others."""
        is_there: NDArray[np.bool_] = self.keys != _GONE
        return is_there if organisation is None else is_there & (self.owners != organisation)

    def among(self, keys: Iterable[int]) -> NDArray[np.bool_]:
        """A mark for each place whose record is one of these."""
        import numpy as np

        wanted = np.fromiter(keys, dtype=np.int64)
        marks: NDArray[np.bool_] = np.isin(self.keys, wanted[wanted != _GONE])
        return marks


@dataclass(frozen=True)
class _Kept:
    items: tuple[Item, ...]
    model_version: str
    index: OfferIndex


_kept: dict[tuple[type[CatalogueRecord], bool], _Kept] = {}
"""By kind and side, of this process."""


def get_shelf(
    key: tuple[type[CatalogueRecord], bool],
    stock: Stock,
    *,
    embedder: Embedder,
    variant: Variant,
    on_progress: Callable[[int, int, Message | None], None],
    is_cancelled: Callable[[], bool],
    is_fresh: bool = False,
) -> Shelf:
    """The stock in an index; the one of the last job where no item has changed since. `key`: kind
    and side.

    A large stock lies in files: what has changed since they were written is prepared beside them
    with their statistics, until it is too much or `is_fresh` asks for new ones.
    """
    from duijie.engines.ranking import prepare_offers

    def prepare(items: tuple[Item, ...], base: OfferIndex | None = None) -> OfferIndex:
        return prepare_offers(
            items,
            embedder=embedder,
            variant=variant,
            statistics=base.statistics if base else None,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )

    if len(stock.items) > MOST_KEPT:
        _kept.pop(key, None)
        about = f"{variant.name} {embedder.model_version}"
        return _from_files(_folder(key, about), stock, about, prepare, is_fresh=is_fresh)
    kept = _kept.get(key)
    if not (kept and kept.items == stock.items and kept.model_version == embedder.model_version):
        _kept.pop(key, None)  # not two at once
        kept = _Kept(stock.items, embedder.model_version, prepare(stock.items))
        _kept[key] = kept
    return Shelf(kept.index, _keys(stock), stock.owners)


def _from_files(
    folder: Path, stock: Stock, about: str, prepare: Callable[..., OfferIndex], *, is_fresh: bool
) -> Shelf:
    import numpy as np

    from duijie.engines.ranking.joined import join_indexes
    from duijie.engines.ranking.stored import open_index, write_index

    items = {item.id: item for item in stock.items}
    digests = _digests(stock.items)
    found = open_index(folder, items.__getitem__, about=about)
    if found is not None:
        now = {int(item.id): number for number, item in enumerate(stock.items)}
        keys = found.index.ids.astype(np.int64)
        places = np.fromiter((now.get(key, -1) for key in keys.tolist()), np.int64, len(keys))
        stays = (places >= 0) & (found.digests == digests[places])
        has_come = np.ones(len(stock.items), dtype=bool)
        has_come[places[stays]] = False
        fresh = np.flatnonzero(has_come)
        changed = max(len(fresh), int((~stays).sum()))
        if changed <= (0 if is_fresh else MOST_FRESH):
            shelf = Shelf(
                found.index,
                np.where(stays, keys, _GONE),
                np.where(stays, stock.owners[places], 0),
            )
            if not len(fresh):
                return shelf
            added = prepare(tuple(stock.items[number] for number in fresh.tolist()), found.index)
            return Shelf(
                join_indexes(found.index, added),
                np.concatenate([shelf.keys, _keys(stock)[fresh]]),
                np.concatenate([shelf.owners, stock.owners[fresh]]),
            )
    index = prepare(stock.items)
    write_index(index, folder, about=about, digests=digests)
    mapped = open_index(folder, items.__getitem__, about=about)
    is_ours = mapped is not None and np.array_equal(mapped.digests, digests)
    return Shelf(mapped.index if mapped and is_ours else index, _keys(stock), stock.owners)


def _keys(stock: Stock) -> NDArray[np.int64]:
    import numpy as np

    return np.array([int(item.id) for item in stock.items], dtype=np.int64)


def drop_other_shelves(*, is_example: bool, model_version: str, variant: str) -> None:
    """Take away the files of a side that were made with another model or ranking."""
    from duijie.engines.ranking.stored import drop_index

    for model in (Offer, Expert):
        kept = _folder((model, is_example), f"{variant} {model_version}")
        for folder in kept.parent.glob(f"{_side(model, is_example)}*"):
            if not folder.name.startswith(kept.name):
                drop_index(folder)


def _folder(key: tuple[type[CatalogueRecord], bool], about: str) -> Path:
    """Of its own for each model and ranking: while another one is worked in, whoever asks is
    answered from the files of the old one."""
    told = hashlib.blake2b(about.encode(), digest_size=6).hexdigest()
    return settings.CACHE_DIR / "ranking" / f"{_side(*key)}-{told}"


def _side(model: type[CatalogueRecord], is_example: bool) -> str:
    return f"{model.__name__.lower()}-{int(is_example)}"


def _digests(items: Iterable[Item]) -> NDArray[np.uint64]:
    """Of each item, changing with every word of it."""
    import numpy as np

    made = (
        hashlib.blake2b(repr(item).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for item in items
    )
    return np.frombuffer(b"".join(made), dtype="<u8").astype(np.uint64)


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
