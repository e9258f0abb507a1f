"""Needs against offers: the ranking itself, with fit and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from duijie.engines.ranking.fit import FITS_FROM, fit_of
from duijie.engines.ranking.index import OfferIndex, PreparedNeeds, Scored, prepare_needs
from duijie.engines.ranking.reasons import find_reasons
from duijie.engines.ranking.types import Contribution, Item, Match, NeedRanking
from duijie.engines.ranking.variants import DEFAULT_VARIANT, Variant, get_variant
from duijie.errors import DuijieError, Message

if TYPE_CHECKING:
    from duijie.engines.embedding import Embedder, IsCancelled, OnProgress


def rank(
    needs: Sequence[Item],
    offers: Sequence[Item],
    *,
    embedder: Embedder,
    variant: str = DEFAULT_VARIANT,
    top: int = 20,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> tuple[NeedRanking, ...]:
    """The best `top` offers for every need, in the order of the needs.

    Statistics are those of the given needs and offers; where a few needs are asked against a large
    stock again and again, build an `OfferIndex` and call `rank_need`. An expert is scored by the
    best of its own text and its evidence, and a quarter of up to four more that speak for it. A
    need without any words gets no matches. Progress counts offers, needs read and needs answered.
    Raises DuijieError `ranking.unknown_variant`, `ranking.duplicate_id`, `ranking.cancelled` or
    `embedding.cancelled`.
    """
    chosen = get_variant(variant)
    total = len(offers) + 2 * len(needs)

    def part(offset: int, share: int, note: Message) -> OnProgress:
        def report(done: int, of: int, _note: Message | None) -> None:
            if on_progress:
                on_progress(offset + (share * done // of if of else share), total, note)

        return report

    preparing = Message("ranking.preparing", {"total": len(offers)})
    comparing = Message("ranking.comparing", {"total": len(needs)})
    index = OfferIndex(
        offers,
        embedder=embedder,
        on_progress=part(0, len(offers), preparing),
        is_cancelled=is_cancelled,
    )
    prepared = prepare_needs(
        needs,
        embedder=embedder,
        on_progress=part(len(offers), len(needs), comparing),
        is_cancelled=is_cancelled,
    )
    report = part(len(offers) + len(needs), len(needs), comparing)
    rankings = []
    for number in range(len(needs)):
        if is_cancelled and is_cancelled():
            raise DuijieError("ranking.cancelled", done=number, total=len(needs))
        rankings.append(rank_need(prepared, number, index, variant=chosen, top=top))
        report(number + 1, len(needs), None)
    return tuple(rankings)


def rank_need(
    needs: PreparedNeeds, number: int, index: OfferIndex, *, variant: Variant, top: int = 20
) -> NeedRanking:
    """One of the prepared needs against a prepared index."""
    need = needs.items[number]
    if not index.items or not (need.title.strip() or need.text.strip()):
        return NeedRanking(need.id, nothing_fits=True, matches=())
    scored = index.score(needs, number, variant)
    scores = scored.item_scores
    # of those that tie with the last place all are compared by id, not by where they stood
    count = min(top, len(scores))
    if count <= 0:
        return NeedRanking(need.id, nothing_fits=True, matches=())
    last = np.partition(scores, len(scores) - count)[len(scores) - count]
    candidates = np.flatnonzero(scores >= last)
    ordered = sorted(candidates, key=lambda item: (-scores[item], index.items[item].id))[:count]
    matches = tuple(_match(needs, number, index, scored, int(item)) for item in ordered)
    return NeedRanking(need.id, matches[0].fit < FITS_FROM, matches)


def _match(
    needs: PreparedNeeds, number: int, index: OfferIndex, scored: Scored, item: int
) -> Match:
    words = float(scored.item_words[item])
    meaning = float(scored.item_meaning[item])
    score = words + meaning
    return Match(
        offer_id=index.items[item].id,
        fit=fit_of(score),
        score=score,
        is_calibrated=False,
        contributions=(Contribution("words", words), Contribution("meaning", meaning)),
        reasons=find_reasons(needs, number, index, scored, item),
    )
