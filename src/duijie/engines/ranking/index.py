"""Offers and experts prepared once, so that a need is answered at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from duijie.engines.ranking.lexical import LexicalIndex, Poster
from duijie.engines.ranking.meaning import (
    CentredMeanings,
    Meanings,
    OfferedMeanings,
    Reading,
    centre,
    embed_readings,
    join_meanings,
    read_opening,
)
from duijie.engines.ranking.names import is_name
from duijie.engines.ranking.scores import NEED_CHARACTERS, OFFER_CHARACTERS
from duijie.engines.ranking.sentence_likeness import OfferedPassages, Passages, sum_directions
from duijie.engines.ranking.spaces import space_of
from duijie.engines.ranking.statistics import (
    Means,
    NeedStatistics,
    OfferStatistics,
    describe_needs,
    describe_offers,
    mean_length_of,
)
from duijie.engines.ranking.terms import count_terms, is_latin
from duijie.engines.ranking.types import Item
from duijie.engines.ranking.variants import DEFAULT_VARIANT, Variant, get_variant
from duijie.errors import DuijieError, Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder, IsCancelled, OnProgress


AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that is compared: an item's own title and text, or one piece of its evidence."""

    item: int
    field: str
    """Empty for the item's own; else `evidence.N.`, which goes before `title` and `text`."""
    title: str
    text: str


@dataclass(frozen=True)
class PreparedNeeds:
    """Needs with their vectors and the statistics of their side."""

    items: tuple[Item, ...]
    readings: tuple[Reading, ...]
    meanings: CentredMeanings
    passages: Passages
    statistics: NeedStatistics
    variant: Variant


@dataclass(frozen=True)
class OfferIndex:
    """Offers and experts with their terms, vectors and frozen statistics: flat arrays, in memory or
    mapped from files. Texts are read only of the few that are quoted."""

    variant: Variant
    ids: NDArray[np.str_]
    pieces: Sequence[Piece]
    bounds: NDArray[np.int64]
    """The pieces of item i are those from bounds[i] to bounds[i + 1]."""
    is_evidence: NDArray[np.bool_]
    is_paper: NDArray[np.bool_]
    """Evidence in Latin script."""
    statistics: OfferStatistics
    lexical: LexicalIndex
    meanings: OfferedMeanings
    passages: OfferedPassages

    def reading(self, piece: int) -> Reading:
        """What of a piece was read for its meaning."""
        return _read(self.pieces[piece])


def prepare_offers(
    items: Sequence[Item],
    *,
    embedder: Embedder,
    variant: Variant | None = None,
    statistics: OfferStatistics | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> OfferIndex:
    """Prepares the items for one variant of ranking (the default one unless given); the texts are
    embedded here. `statistics`: those of the published records where others are searched as well,
    of the same variant; by default of the items themselves."""
    check_ids(items)
    chosen, space = variant or get_variant(DEFAULT_VARIANT), space_of(embedder)
    pieces = tuple(piece for number, item in enumerate(items) for piece in cut_pieces(number, item))
    poster, made = Poster(), []
    # some at a time: what Python holds of a text on the way is many times its size
    for start in range(0, len(pieces), AT_ONCE):
        part = pieces[start : start + AT_ONCE]
        readings = [_read(piece) for piece in part]
        report = _shifted(on_progress, start, len(pieces))
        made.append(
            embed_readings(readings, "passage", embedder, space.width, report, is_cancelled)
        )
        poster.add([_count(piece, chosen) for piece in part])
    meanings = join_meanings(made, space.width)
    length = (
        statistics.mean_length if statistics else mean_length_of(poster.count, poster.total_length)
    )
    postings = poster.post(length)
    frozen = statistics or describe_offers(
        poster.count, postings, length, _means(meanings), space, is_stemmed=chosen.is_stemmed
    )
    owners = np.array([piece.item for piece in pieces], dtype=np.int64)
    return OfferIndex(
        variant=chosen,
        ids=np.array([item.id for item in items], dtype=np.str_),
        pieces=pieces,
        bounds=np.searchsorted(owners, np.arange(len(items) + 1)).astype(np.int64),
        is_evidence=np.array([piece.field != "" for piece in pieces], dtype=bool),
        is_paper=np.array(
            [piece.field != "" and is_latin(piece.title + piece.text) for piece in pieces],
            dtype=bool,
        ),
        statistics=frozen,
        lexical=LexicalIndex([postings], [len(pieces)], frozen),
        meanings=centre(meanings, frozen.mean_vector, frozen.lengths.text),
        passages=Passages(
            meanings.parts, frozen.title_mean, frozen.sentence_mean, frozen.lengths.passage
        ),
    )


def _count(piece: Piece, variant: Variant) -> Counter[str]:
    return count_terms(f"{piece.title}\n{piece.text}", is_stemmed=variant.is_stemmed)


def _shifted(on_progress: OnProgress | None, start: int, total: int) -> OnProgress | None:
    """Progress of one part, told as of the whole."""
    if on_progress is None:
        return None

    def report(done: int, of: int, note: Message | None) -> None:
        del of
        on_progress(start + done, total, note)

    return report


def prepare_needs(
    needs: Sequence[Item],
    *,
    embedder: Embedder,
    variant: Variant | None = None,
    statistics: NeedStatistics | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> PreparedNeeds:
    """Needs ready to be asked. `statistics`: those of the stored needs, where these are only one
    or few of them; by default of these needs themselves."""
    check_ids(needs)
    chosen, space = variant or get_variant(DEFAULT_VARIANT), space_of(embedder)
    readings = tuple(read_opening(need.title, need.text, NEED_CHARACTERS) for need in needs)
    meanings = embed_readings(readings, "query", embedder, space.width, on_progress, is_cancelled)
    if statistics is None:
        counts = [
            count_terms(f"{need.title}\n{need.text}", is_stemmed=chosen.is_stemmed)
            for need in needs
        ]
        statistics = describe_needs(counts, _means(meanings), space)
    lengths = statistics.lengths
    centred = centre(meanings, statistics.mean_vector, lengths.text)
    passages = Passages(
        meanings.parts, statistics.title_mean, statistics.sentence_mean, lengths.passage
    )
    return PreparedNeeds(tuple(needs), readings, centred, passages, statistics, chosen)


def check_ids(items: Sequence[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise DuijieError("ranking.duplicate_id", id=item.id)
        seen.add(item.id)


def _means(meanings: Meanings) -> Means:
    return Means(
        meanings.vectors,
        titles=sum_directions(meanings.parts, of_titles=True),
        sentences=sum_directions(meanings.parts, of_titles=False),
    )


def _read(piece: Piece) -> Reading:
    return read_opening(piece.title, piece.text, OFFER_CHARACTERS, piece.field)


def cut_pieces(number: int, item: Item) -> list[Piece]:
    """An item's own text, if it has one, and the pieces of its evidence."""
    evidence = [
        Piece(number, f"evidence.{at}.", piece.title, piece.text)
        for at, piece in enumerate(item.evidence)
        if piece.title.strip() or piece.text.strip()
    ]
    title = "" if item.kind == "expert" and is_name(item.title) else item.title
    if evidence and not title.strip() and not item.text.strip():
        return evidence
    return [Piece(number, "", title, item.text), *evidence]
