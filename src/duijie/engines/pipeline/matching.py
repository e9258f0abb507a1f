"""Records to rankings: what of a record is compared, and which pairs make no sense."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Final

from duijie.engines.embedding import Embedder
from duijie.engines.extraction.types import Field, Record
from duijie.engines.pipeline.types import IsCancelled, OnProgress
from duijie.engines.ranking import DEFAULT_VARIANT, Item, rank
from duijie.engines.ranking.types import Evidence, NeedRanking
from duijie.engines.text.names import normalise_name

SPARE: Final = 10
"""Pairs asked for beyond `top`, so that an organisation's own offers can be taken out."""


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

    An organisation is not proposed to itself.
    """
    if not needs or not offers:
        return tuple(NeedRanking(need.id, nothing_fits=True, matches=()) for need in needs)
    rankings = rank(
        [item_of(need) for need in needs],
        [item_of(offer) for offer in offers],
        embedder=embedder,
        variant=variant,
        top=top + SPARE,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    owner = {offer.id: _owner(offer) for offer in offers}
    return tuple(
        _without_own(ranking, _owner(need), owner, top)
        for need, ranking in zip(needs, rankings, strict=True)
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


def _without_own(
    ranking: NeedRanking, need_owner: str, owners: dict[str, str], top: int
) -> NeedRanking:
    kept = [
        match for match in ranking.matches if not need_owner or owners[match.offer_id] != need_owner
    ]
    return dataclasses.replace(ranking, matches=tuple(kept[:top]))


def by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record.id: record for record in records}
