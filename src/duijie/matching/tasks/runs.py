"""Bringing the stored suggestions up to date in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Q

from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.queries import get_catalogue_version
from duijie.core.actor import Actor
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.matching.models import MatchRun, NeedMatch
from duijie.matching.queries import MATCH_KIND
from duijie.matching.queries.embedders import make_embedder
from duijie.matching.queries.opinions import MOST_ASKED
from duijie.matching.queries.shelves import Shelf, drop_other_shelves, get_shelf
from duijie.matching.queries.stock import Stock, closed_needs, load_stock, published
from duijie.matching.services import (
    finish_run,
    start_run,
    store_need_match,
)
from duijie.matching.tasks.progress import Progress
from duijie.matching.tasks.ranking import TOP_EXPERTS, TOP_OFFERS, TOP_SIMILAR, VARIANT, lengths_of

if TYPE_CHECKING:
    from duijie.engines.embedding import Embedder

MOST_PAIRS = 4_000_000
"""Needs times offers and experts that are held against each other again whenever a record moves:
two minutes of work. Of larger sides only the needs that changed themselves; the rest at night."""


@register_task(MATCH_KIND, queue="matching")
def match_needs_task(run: JobRun) -> Mapping[str, Any]:
    """Match every published need of one side with its offers and experts; with the payload
    `is_change` those that a change of records left outdated, where the side is not too large or
    `is_night` says that there is time.

    Example needs meet example records only, real ones real ones. Needs never matched come first.
    A resumed run goes on behind the needs that it stored, unless records have changed meanwhile.
    Result: `{"needs", "run"}`; no run where nothing was outdated.
    """
    is_example = bool(run.payload["is_example"])
    is_change = bool(run.payload.get("is_change"))
    has_time = not is_change or bool(run.payload.get("is_night"))
    size = sum(published(model, is_example=is_example).count() for model in (Offer, Expert))
    if has_time:
        size = 0  # whatever it takes
    if is_change and not published(Need, is_example=is_example).exists():
        return {"needs": 0}
    embedder = make_embedder()
    wanted: frozenset[int] | None = None
    if is_change:
        wanted = _outdated(embedder.model_version, size, is_example=is_example)
        if not wanted:
            return {"needs": 0}
    by = _owner(run)
    # the version is read before the records: a change in between makes the result outdated, which
    # the job that the change asked for will mend; the other order would hide it
    run_id = _run_id(run, embedder, is_example=is_example, by=by)
    models: tuple[type[CatalogueRecord], ...] = (Need, Offer, Expert)
    stocks = {model: load_stock(published(model, is_example=is_example)) for model in models}
    matched = _match_all(run, run_id, stocks, embedder, wanted, has_time=has_time)
    finish_run(run_id=run_id, by=by)
    drop_other_shelves(is_example=is_example, model_version=embedder.model_version, variant=VARIANT)
    return {"needs": matched, "run": run_id}


def _outdated(model_version: str, size: int, *, is_example: bool) -> frozenset[int]:
    """Published needs without a match of their present text; also those held against another stock
    of `size` offers and experts, or by another ranking, where that is not too much work."""
    needs = published(Need, is_example=is_example)
    changed = needs.filter(
        Q(match__isnull=True) | Q(match__run__started_at__lt=F("updated_at"))
    ).values_list("pk", flat=True)
    behind = needs.exclude(
        match__run__catalogue_version=get_catalogue_version(is_example=is_example),
        match__run__variant=VARIANT,
        match__run__model_version=model_version,
    ).values_list("pk", flat=True)
    found = {*changed, *behind}
    return frozenset(found if len(found) * size <= MOST_PAIRS else changed)


def _owner(run: JobRun) -> Actor | None:
    if run.owner_id is None:
        return None
    return get_user_model().objects.filter(pk=run.owner_id).first()


def _run_id(run: JobRun, embedder: Embedder, *, is_example: bool, by: Actor | None) -> int:
    version = get_catalogue_version(is_example=is_example)
    begun = MatchRun.objects.filter(
        pk=run.checkpoint.get("run", 0),
        variant=VARIANT,
        model_version=embedder.model_version,
        catalogue_version=version,
    ).first()
    if begun is not None:
        return begun.pk
    run_id = start_run(
        variant=VARIANT,
        model_version=embedder.model_version,
        catalogue_version=version,
        is_example=is_example,
        by=by,
    )
    run.save_checkpoint({"run": run_id})
    return run_id


def _match_all(
    run: JobRun,
    run_id: int,
    stocks: Mapping[type[CatalogueRecord], Stock],
    embedder: Embedder,
    wanted: frozenset[int] | None,
    *,
    has_time: bool,
) -> int:
    """How many needs were matched: the wanted ones, or all of the stock."""
    from duijie.engines.ranking import NeedComparison, get_variant, prepare_needs, rank_need

    variant = get_variant(VARIANT)
    needs, offers, experts = stocks[Need], stocks[Offer], stocks[Expert]
    progress = Progress(run, sizes=[len(stock.items) for stock in (offers, experts, needs)])

    def shelf(model: type[CatalogueRecord]) -> Shelf:
        return get_shelf(
            (model, bool(run.payload["is_example"])),
            stocks[model],
            embedder=embedder,
            variant=variant,
            on_progress=progress.next_part("matching.preparing"),
            is_cancelled=run.is_cancelled,
            is_fresh=has_time,
        )

    offers_shelf, experts_shelf = shelf(Offer), shelf(Expert)
    prepared = prepare_needs(
        needs.items,
        embedder=embedder,
        variant=variant,
        on_progress=progress.next_part("matching.preparing"),
        is_cancelled=run.is_cancelled,
    )
    past = prepare_needs(
        load_stock(closed_needs(is_example=bool(run.payload["is_example"]))).items,
        embedder=embedder,
        variant=variant,
        statistics=prepared.statistics,
        is_cancelled=run.is_cancelled,
    )
    comparison = NeedComparison((prepared, past))
    ranked = progress.next_part("matching.ranking")
    order = _waiting(needs, run_id)
    if wanted is not None:
        order = [number for number in order if int(needs.items[number].id) in wanted]
    least = MOST_ASKED if settings.MODEL_ENDPOINTS.name else 0
    for count, number in enumerate(order):
        run.stop_if_cancelled()
        ranked(len(needs.items) - len(order) + count, len(needs.items), None)
        need_id = needs.items[number].id
        found = {
            kind: rank_need(
                prepared,
                number,
                at.index,
                top=max(top, least),
                allowed=at.of_others(needs.organisations[need_id]),
            )
            for kind, at, top in (
                ("offer", offers_shelf, TOP_OFFERS),
                ("expert", experts_shelf, TOP_EXPERTS),
            )
        }
        is_stored = store_need_match(
            run_id=run_id,
            offers=found["offer"],
            experts=found["expert"],
            similar=comparison.list_similar(number, top=TOP_SIMILAR),
            text_lengths={
                "need": needs.text_lengths[need_id],
                **{f"offer:{at}": size for at, size in lengths_of(found["offer"], offers)},
                **{f"expert:{at}": size for at, size in lengths_of(found["expert"], experts)},
            },
        )
        if not is_stored:
            return count
    return len(order)


def _waiting(needs: Stock, run_id: int) -> list[int]:
    """Numbers of the needs that this run has yet to do, those never matched first."""
    matches = NeedMatch.objects.filter(need_id__in=[int(item.id) for item in needs.items])
    runs = {str(need): of_run for need, of_run in matches.values_list("need_id", "run_id")}
    waiting = [n for n, item in enumerate(needs.items) if runs.get(item.id) != run_id]
    return sorted(waiting, key=lambda number: needs.items[number].id in runs)
