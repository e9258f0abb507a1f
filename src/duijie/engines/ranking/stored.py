"""An index of offers in files, mapped into memory: as large as the disk, open in a moment.

A folder holds one index: an array a file, and `index.json`, written last. It is written beside its
place and moved there, so that a reader finds a whole index or none; one who has it open keeps it.
No text and no word of a record is in it (terms are hashed): texts are asked for of whoever keeps
them, and only of the few records that are quoted.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

from duijie.engines.ranking.background import Lengths
from duijie.engines.ranking.index import OfferIndex, Piece, cut_pieces
from duijie.engines.ranking.lexical import LexicalIndex, Postings
from duijie.engines.ranking.meaning import CentredMeanings, Parts
from duijie.engines.ranking.sentence_likeness import Passages
from duijie.engines.ranking.statistics import OfferStatistics
from duijie.engines.ranking.variants import get_variant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.ranking.types import Item

FORMAT: Final = 3
"""Raise it with any change of the arrays or of what they mean."""
_MANIFEST: Final = "index.json"
_KEPT_ITEMS: Final = 500
_TRIES: Final = 5
LoadItem = Callable[[str], "Item"]


@dataclass(frozen=True)
class StoredIndex:
    """An index mapped from its folder."""

    index: OfferIndex
    digests: NDArray[np.uint64]
    """Of each item's text when the index was made."""


def write_index(
    index: OfferIndex, folder: Path, *, about: str, digests: NDArray[np.uint64]
) -> None:
    """Store an index that was prepared with statistics of its own, in place of what the folder
    holds. `about`: model and ranking that it was made with, as `open_index` wants them again.
    `digests`: of each item, to tell later which have changed."""
    assert isinstance(index.meanings, CentredMeanings), "joined indexes are not stored"
    (postings,) = index.lexical.postings
    parts, statistics = index.meanings.source, index.statistics
    arrays: dict[str, NDArray[Any]] = {
        "ids": index.ids,
        "digests": digests,
        "bounds": index.bounds,
        "is_evidence": index.is_evidence,
        "is_paper": index.is_paper,
        "term_hashes": postings.hashes,
        "term_starts": postings.starts,
        "term_rows": postings.rows,
        "term_shares": postings.shares,
        "vectors": index.meanings.vectors,
        "norms": index.meanings.norms,
        "part_bounds": parts.bounds,
        "part_values": parts.values,
        "part_scales": parts.scales,
        "part_shares": parts.shares,
        "part_titles": parts.is_title,
        "mean_vector": statistics.mean_vector,
        "title_mean": statistics.title_mean,
        "sentence_mean": statistics.sentence_mean,
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f"{folder.name}.{uuid.uuid4().hex}")
    fresh.mkdir()
    try:
        for name, array in arrays.items():
            np.save(fresh / f"{name}.npy", array, allow_pickle=False)
        manifest = {
            "format": FORMAT,
            "variant": index.variant.name,
            "about": about,
            "count": statistics.count,
            "mean_length": statistics.mean_length,
            "lengths": list(statistics.lengths),
        }
        (fresh / _MANIFEST).write_text(json.dumps(manifest), "utf-8")
        _replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def open_index(folder: Path, load_item: LoadItem, *, about: str) -> StoredIndex | None:
    """The index of a folder; None where there is none, where it was made with something else or in
    another format. `load_item`: the item of an id as it was when the index was made."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if (manifest["format"], manifest["about"]) != (FORMAT, about):
            return None
        return _open(folder, manifest, load_item)
    except (OSError, ValueError, KeyError):
        # half of it is gone: as good as none
        return None


def drop_index(folder: Path) -> None:
    """Take it away; whoever has it open keeps it."""
    shutil.rmtree(folder, ignore_errors=True)


def _open(folder: Path, manifest: dict[str, Any], load_item: LoadItem) -> StoredIndex:
    def array(name: str) -> NDArray[Any]:
        found: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return found

    variant = get_variant(manifest["variant"])
    postings = Postings(
        hashes=array("term_hashes"),
        starts=array("term_starts"),
        rows=array("term_rows"),
        shares=array("term_shares"),
    )
    parts = Parts(
        bounds=array("part_bounds"),
        values=array("part_values"),
        scales=array("part_scales"),
        shares=array("part_shares"),
        is_title=array("part_titles"),
    )
    statistics = OfferStatistics(
        count=manifest["count"],
        holding=postings,
        mean_length=manifest["mean_length"],
        mean_vector=np.asarray(array("mean_vector")),
        title_mean=np.asarray(array("title_mean")),
        sentence_mean=np.asarray(array("sentence_mean")),
        lengths=Lengths(*manifest["lengths"]),
        is_stemmed=variant.is_stemmed,
    )
    lengths = statistics.lengths
    ids, bounds, vectors = array("ids"), array("bounds"), array("vectors")
    index = OfferIndex(
        variant=variant,
        ids=ids,
        pieces=_LazyPieces(ids, bounds, load_item),
        bounds=bounds,
        is_evidence=array("is_evidence"),
        is_paper=array("is_paper"),
        statistics=statistics,
        lexical=LexicalIndex([postings], [int(bounds[-1])], statistics),
        meanings=CentredMeanings(vectors, parts, statistics.mean_vector, array("norms")),
        passages=Passages(parts, statistics.title_mean, statistics.sentence_mean, lengths.passage),
    )
    return StoredIndex(index, np.asarray(array("digests")))


def _replace(fresh: Path, folder: Path) -> None:
    """A folder cannot be moved over another one: the old one steps aside for a moment. Where
    another process writes in that moment the last one stays."""
    for _ in range(_TRIES):
        old = folder.with_name(f"{folder.name}.{uuid.uuid4().hex}")
        with suppress(FileNotFoundError):
            folder.rename(old)
        shutil.rmtree(old, ignore_errors=True)
        with suppress(OSError):
            fresh.rename(folder)
            return


@dataclass(frozen=True)
class _LazyPieces(Sequence[Piece]):
    """The pieces of an index, each cut from its item when it is asked for."""

    ids: NDArray[np.str_]
    bounds: NDArray[np.int64]
    load_item: LoadItem
    _kept: OrderedDict[int, list[Piece]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return int(self.bounds[-1])

    @overload
    def __getitem__(self, number: int) -> Piece: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Piece]: ...

    def __getitem__(self, number: int | slice) -> Piece | Sequence[Piece]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        item = int(self.bounds.searchsorted(number, side="right")) - 1
        pieces = self._kept.get(item)
        if pieces is None:
            pieces = cut_pieces(item, self.load_item(str(self.ids[item])))
            self._kept[item] = pieces
            if len(self._kept) > _KEPT_ITEMS:
                self._kept.popitem(last=False)
        return pieces[number - int(self.bounds[item])]
