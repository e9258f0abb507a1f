"""Needs against offers: the ranking itself, with fit and reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duijie.engines.ranking.fit import fit_of, fit_of_calibrated
from duijie.engines.ranking.index import (
    OfferIndex,
    PreparedNeeds,
    prepare_needs,
    prepare_offers,
)
from duijie.engines.ranking.reasons import find_reasons
from duijie.engines.ranking.scoring import Scored, best_items, score
from duijie.engines.ranking.standing import standing_of
from duijie.engines.ranking.types import Contribution, Item, Match, NeedRanking
from duijie.engines.ranking.variants import DEFAULT_VARIANT, get_variant
from duijie.errors import DuijieError, Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder, IsCancelled, OnProgress


def rank(
    needs: Sequence[Item],
    offers: Sequence[Item],
    *,
    embedder: Embedder,
    variant: str = DEFAULT_VARIANT,
    top: int = 20,
    allowed: Callable[[int], NDArray[np.bool_] | None] | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> tuple[NeedRanking, ...]:
    """The best `top` offers for every need, in the order of the needs.

    Statistics are those of the given needs and offers; where a few needs are asked against a large
    stock again and again, build an `OfferIndex` and call `rank_need`. An expert is scored by the
    best of its own text and its evidence, and a quarter of up to four more that speak for it.
    `allowed`: number of a need → a mark per offer, as `rank_need` takes it; None: all. A
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
    index = prepare_offers(
        offers,
        embedder=embedder,
        variant=chosen,
        on_progress=part(0, len(offers), preparing),
        is_cancelled=is_cancelled,
    )
    prepared = prepare_needs(
        needs,
        embedder=embedder,
        variant=chosen,
        on_progress=part(len(offers), len(needs), comparing),
        is_cancelled=is_cancelled,
    )
    report = part(len(offers) + len(needs), len(needs), comparing)
    rankings = []
    for number in range(len(needs)):
        if is_cancelled and is_cancelled():
            raise DuijieError("ranking.cancelled", done=number, total=len(needs))
        marks = allowed(number) if allowed else None
        rankings.append(rank_need(prepared, number, index, top=top, allowed=marks))
        report(number + 1, len(needs), None)
    return tuple(rankings)


def rank_need(
    needs: PreparedNeeds,
    number: int,
    index: OfferIndex,
    *,
    top: int = 20,
    allowed: NDArray[np.bool_] | None = None,
) -> NeedRanking:
    """One of the prepared needs against an index prepared for the same variant.

    `allowed`: a mark per item of the index; the others are left out as if they were not there, so
    give it for what must not be seen or proposed, rather than drop matches afterwards.
    """
    need = needs.items[number]
    if top <= 0 or not len(index.ids) or not (need.title.strip() or need.text.strip()):
        return NeedRanking(need.id, nothing_fits=True, matches=())
    scored = score(needs, number, index, allowed=allowed)
    scores = scored.item_scores
    ordered = best_items(scores, scored.allowed, index.ids, top)
    if not ordered:
        return NeedRanking(need.id, nothing_fits=True, matches=())
    fits, is_calibrated = _fits(needs, number, index, scored, ordered)
    matches = tuple(
        replace(_match(needs, number, index, scored, item, fit), is_calibrated=is_calibrated)
        for item, fit in zip(ordered, fits, strict=True)
    )
    return NeedRanking(need.id, matches[0].fit < index.variant.fits_from, matches)


def _fits(
    needs: PreparedNeeds, number: int, index: OfferIndex, scored: Scored, ordered: Sequence[int]
) -> tuple[list[float], bool]:
    """Fits in this order, and whether they rest on judged pairs: nobody has judged papers,
    nor what another model makes of them."""
    scores = [float(scored.item_scores[item]) for item in ordered]
    if not index.variant.is_calibrated:
        return [fit_of(score) for score in scores], False
    best = ordered[0]
    is_by_paper = scored.paper is not None and scored.is_paper[next(iter(scored.shares_of(best)))]
    standing = None if is_by_paper else standing_of(needs, number, index, scored, best)
    fits = [fit_of_calibrated(score, best=scores[0], standing=standing) for score in scores]
    return fits, standing is not None and index.statistics.lengths.is_fitted


def _match(
    needs: PreparedNeeds, number: int, index: OfferIndex, scored: Scored, item: int, fit: float
) -> Match:
    parts = [
        Contribution("words", float(scored.item_words[item])),
        Contribution("meaning", float(scored.item_meaning[item])),
    ]
    if index.variant.sentences_weight:
        parts.append(Contribution("sentences", float(scored.item_sentences[item])))
    return Match(
        offer_id=str(index.ids[item]),
        fit=fit,
        score=sum(part.value for part in parts),
        contributions=tuple(parts),
        reasons=find_reasons(needs, number, index, scored, item, fit),
    )
