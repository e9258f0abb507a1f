"""Records to rankings: what of a record is compared, and which pairs make no sense."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from duijie.engines.embedding import Embedder
from duijie.engines.extraction.types import Field, Record
from duijie.engines.pipeline.types import IsCancelled, OnProgress
from duijie.engines.ranking import DEFAULT_VARIANT, Item, rank
from duijie.engines.ranking.types import Evidence, NeedRanking
from duijie.engines.text.names import normalise_name

if TYPE_CHECKING:
    from numpy.typing import NDArray


def match_records(
    needs: Sequence[Record],
    offers: Sequence[Record],
    *,
    embedder: Embedder,
    variant: str = DEFAULT_VARIANT,
    top: int = 20,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> tuple[NeedRanking, ...]:
    """Rank offers (experts among them) for every need, best first, at most `top` each.

    An organisation is not proposed to itself: its own offers are left out as if they were not
    there, so that they neither take a place nor move the others' fit.
    """
    if not needs or not offers:
        return tuple(NeedRanking(need.id, nothing_fits=True, matches=()) for need in needs)
    owners = np.array([_owner(offer) for offer in offers])

    def others(number: int) -> NDArray[np.bool_] | None:
        owner = _owner(needs[number])
        return owners != owner if owner else None

    return rank(
        [item_of(need) for need in needs],
        [item_of(offer) for offer in offers],
        embedder=embedder,
        variant=variant,
        top=top,
        allowed=others,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )


def item_of(record: Record) -> Item:
    """What of a record takes part in ranking: title, text, indicators, keywords, evidence.

    Contact details never do.
    """
    parts = [record.text]
    indicators = record.fields.get(Field.INDICATORS)
    if indicators and indicators not in record.text:
        parts.append(indicators)
    missing = [word for word in record.keywords if word not in record.text]
    if missing:
        parts.append("、".join(missing))
    return Item(
        id=record.id,
        title=record.title,
        text="\n".join(part for part in parts if part),
        evidence=tuple(Evidence(piece.title, piece.text) for piece in record.evidence),
        kind=record.kind,
    )


def _owner(record: Record) -> str:
    return normalise_name(record.org) if record.org else ""


def by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record.id: record for record in records}
