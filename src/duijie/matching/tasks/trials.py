"""Texts that are tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import visible_records
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.matching.models import Trial
from duijie.matching.queries import TRIAL_KIND
from duijie.matching.queries.embedders import get_embedder
from duijie.matching.queries.shelves import get_prepared_needs, get_shelf
from duijie.matching.queries.stock import closed_needs, load_stock, published
from duijie.matching.services import (
    store_trial,
)
from duijie.matching.tasks.progress import Progress
from duijie.matching.tasks.ranking import (
    TOP_EXPERTS,
    TOP_OFFERS,
    TOP_SIMILAR,
    VARIANT,
    lengths_of,
)

if TYPE_CHECKING:
    pass


@register_task(TRIAL_KIND, queue="quick")
def try_text_task(run: JobRun) -> Mapping[str, Any]:
    """Hold a pasted text against what its owner may see. Result: `{"trial"}`; none where the trial
    is gone."""
    from duijie.engines.extraction.titles import title_from_text
    from duijie.engines.ranking import Item, NeedComparison, get_variant, prepare_needs, rank_need

    trial = Trial.objects.select_related("owner").filter(pk=run.payload["trial"]).first()
    if trial is None:
        return {}
    without = str(run.payload.get("without", "")).partition(":")
    side, variant = trial.is_example, get_variant(VARIANT)
    embedder = get_embedder(is_example=side)
    progress = Progress(run, sizes=[1, 1, 1])
    needs = load_stock(published(Need, is_example=side))
    known = get_prepared_needs(needs, is_example=side, embedder=embedder, variant=variant)
    past = load_stock(closed_needs(is_example=side))
    text = Item(id="0", title=title_from_text(trial.text), text=trial.text)
    asked, closed = (
        prepare_needs(items, embedder=embedder, variant=variant, statistics=known.statistics)
        for items in ((text,), past.items)
    )
    found, lengths = {}, {"need": len(trial.text)}
    models: tuple[tuple[str, type[Offer] | type[Expert], int], ...] = (
        ("offer", Offer, TOP_OFFERS),
        ("expert", Expert, TOP_EXPERTS),
    )
    for kind, model, top in models:
        stock = load_stock(published(model, is_example=side))
        shelf = get_shelf(
            (model, side),
            stock,
            embedder=embedder,
            variant=variant,
            on_progress=progress.next_part("matching.preparing"),
            is_cancelled=run.is_cancelled,
        )
        seen = visible_records(model, trial.owner).values_list("pk", flat=True)
        allowed = shelf.among(seen)
        if without[0] == kind:
            allowed &= ~shelf.among([int(without[2])])
        ranking = rank_need(asked, 0, shelf.index, top=top, allowed=allowed)
        found[kind] = ranking
        lengths |= {f"{kind}:{at}": size for at, size in lengths_of(ranking, stock)}
    seen_needs = {str(pk) for pk in visible_records(Need, trial.owner).values_list("pk", flat=True)}
    comparison = NeedComparison((known, closed, asked))
    last = len(needs.items) + len(past.items)
    store_trial(
        trial_id=trial.pk,
        variant=VARIANT,
        offers=found["offer"],
        experts=found["expert"],
        similar=comparison.list_similar(last, top=TOP_SIMILAR, allowed=seen_needs),
        text_lengths=lengths,
    )
    return {"trial": trial.pk}
