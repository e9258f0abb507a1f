"""Rounds that people grade."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.permissions import visible_records
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.matching.models import JudgingRound
from duijie.matching.permissions import matched_needs
from duijie.matching.queries.embedders import get_embedder
from duijie.matching.queries.judging import JUDGING_KIND
from duijie.matching.queries.shelves import Shelf, get_prepared_needs, get_shelf
from duijie.matching.queries.stock import load_stock, published
from duijie.matching.services.judging import PooledPair, finish_pool, store_pool
from duijie.matching.tasks.progress import Progress
from duijie.matching.tasks.ranking import VARIANT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@register_task(JUDGING_KIND, queue="matching")
def draw_round_task(run: JobRun) -> Mapping[str, Any]:
    """Draw the needs of a round and pool what each method proposes for them. A resumed job draws
    the same needs and goes on behind those that it stored. Result: `{"round", "needs"}`; none
    where the round is gone."""
    from duijie.engines.ranking import get_variant
    from duijie.engines.ranking.pooling import pool_need

    row = JudgingRound.objects.select_related("started_by").filter(pk=run.payload["round"]).first()
    if row is None:
        return {}
    variant, side = get_variant(VARIANT), row.is_example
    embedder = get_embedder(is_example=side)
    needs = load_stock(published(Need, is_example=side))
    mine = set(matched_needs(row.started_by).values_list("pk", flat=True))
    own = [number for number, item in enumerate(needs.items) if int(item.id) in mine]
    draw = random.Random(row.pk)  # noqa: S311  # no secret
    drawn = draw.sample(own, min(row.wanted, len(own)))
    models: tuple[tuple[str, type[Offer] | type[Expert]], ...] = (
        ("offer", Offer),
        ("expert", Expert),
    )
    stocks = {model: load_stock(published(model, is_example=side)) for _, model in models}
    progress = Progress(run, sizes=[*(len(stock.items) for stock in stocks.values()), len(drawn)])
    shelves: dict[type[CatalogueRecord], tuple[Shelf, NDArray[np.bool_]]] = {}
    for _, model in models:
        shelf = get_shelf(
            (model, side),
            stocks[model],
            embedder=embedder,
            variant=variant,
            on_progress=progress.next_part("matching.preparing"),
            is_cancelled=run.is_cancelled,
        )
        seen = visible_records(model, row.started_by).values_list("pk", flat=True)
        shelves[model] = shelf, shelf.among(seen)
    prepared = get_prepared_needs(needs, is_example=side, embedder=embedder, variant=variant)
    pooled = progress.next_part("matching.ranking")
    for count, number in enumerate(drawn):
        run.stop_if_cancelled()
        pooled(count, len(drawn), None)
        pairs: list[PooledPair] = []
        for kind, model in models:
            shelf, seen_marks = shelves[model]
            others = shelf.of_others(needs.organisations[needs.items[number].id])
            allowed = seen_marks & others
            pool = pool_need(prepared, number, shelf.index, depth=row.depth, allowed=allowed)
            pairs += [
                PooledPair(kind, int(key), places, pool.nothing_fits)
                for key, places in pool.places.items()
            ]
        store_pool(round_id=row.pk, need_id=int(needs.items[number].id), pairs=pairs)
    finish_pool(round_id=row.pk, variant=VARIANT)
    return {"round": row.pk, "needs": len(drawn)}
