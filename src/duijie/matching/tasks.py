"""Bringing the stored suggestions up to date in the background."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F, Q

from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.permissions import visible_records
from duijie.catalogue.queries import get_catalogue_version
from duijie.core.actor import Actor
from duijie.core.jobs.daily import register_daily
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.core.model_endpoints import ask_chat, ask_rerank
from duijie.core.notify.endpoints.client import Reach
from duijie.core.notify.errors import DeliveryError
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message
from duijie.matching.models import MatchRun, NeedMatch, Trial
from duijie.matching.queries import MATCH_KIND, TRIAL_KIND
from duijie.matching.queries.opinions import (
    MOST_ASKED,
    OPINION_KIND,
    AskedMatch,
    get_asked_match,
    list_waiting_matches,
)
from duijie.matching.queries.stock import (
    MOST_KEPT,
    Stock,
    among,
    closed_needs,
    get_index,
    get_prepared_needs,
    load_stock,
    of_others,
    published,
)
from duijie.matching.services import (
    drop_old_trials,
    expire_introductions,
    finish_run,
    match_after_change,
    start_run,
    store_need_match,
    store_opinion,
    store_trial,
)

if TYPE_CHECKING:
    from duijie.engines.embedding import Embedder
    from duijie.engines.ranking import Item, NeedRanking, OfferIndex
    from duijie.engines.ranking.opinions import Remark

AGEING_KIND = "matching.expire_introductions"
NIGHTLY_KIND = "matching.match_outdated"
VARIANT = "hybrid.v2"
MOST_FAILURES = 3
TOP_OFFERS = 20
TOP_EXPERTS = 10
TOP_SIMILAR = 6
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
    from duijie.engines.embedding import load_embedder

    is_example = bool(run.payload["is_example"])
    is_change = bool(run.payload.get("is_change"))
    size = sum(published(model, is_example=is_example).count() for model in (Offer, Expert))
    if is_change and run.payload.get("is_night"):
        size = 0  # whatever it takes
    if is_change and (size > MOST_KEPT or not published(Need, is_example=is_example).exists()):
        return {"needs": 0}
    embedder = load_embedder(cache_dir=settings.CACHE_DIR)
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
    matched = _match_all(run, run_id, stocks, embedder, wanted)
    finish_run(run_id=run_id, by=by)
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
) -> int:
    """How many needs were matched: the wanted ones, or all of the stock."""
    from duijie.engines.ranking import NeedComparison, get_variant, prepare_needs, rank_need

    variant = get_variant(VARIANT)
    needs, offers, experts = stocks[Need], stocks[Offer], stocks[Expert]
    progress = _Progress(run, sizes=[len(stock.items) for stock in (offers, experts, needs)])

    def index(model: type[CatalogueRecord]) -> OfferIndex:
        return get_index(
            (model, bool(run.payload["is_example"])),
            stocks[model],
            embedder=embedder,
            variant=variant,
            on_progress=progress.next_part("matching.preparing"),
            is_cancelled=run.is_cancelled,
        )

    offer_index, expert_index = index(Offer), index(Expert)
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
                at,
                top=max(top, least),
                allowed=of_others(needs.organisations[need_id], stock),
            )
            for kind, at, stock, top in (
                ("offer", offer_index, offers, TOP_OFFERS),
                ("expert", expert_index, experts, TOP_EXPERTS),
            )
        }
        is_stored = store_need_match(
            run_id=run_id,
            offers=found["offer"],
            experts=found["expert"],
            similar=comparison.list_similar(number, top=TOP_SIMILAR),
            text_lengths={
                "need": needs.text_lengths[need_id],
                **{f"offer:{at}": size for at, size in _lengths(found["offer"], offers)},
                **{f"expert:{at}": size for at, size in _lengths(found["expert"], experts)},
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


def _lengths(ranking: NeedRanking, stock: Stock) -> Iterator[tuple[str, int]]:
    return ((match.offer_id, stock.text_lengths[match.offer_id]) for match in ranking.matches)


class _Progress:
    """Cuts one bar into the parts of a match run: offers, experts, needs read, needs ranked."""

    def __init__(self, run: JobRun, *, sizes: Sequence[int]) -> None:
        self._run = run
        self._sizes = [*sizes, sizes[-1]]
        self._part = -1

    def next_part(self, code: str) -> _Part:
        self._part += 1
        offset, share = sum(self._sizes[: self._part]), self._sizes[self._part]
        note = Message(code, {"count": share})
        return _Part(self._run, offset, share, sum(self._sizes), note)


@dataclass(frozen=True)
class _Part:
    run: JobRun
    offset: int
    share: int
    total: int
    note: Message

    def __call__(self, done: int, total: int, note: Message | None) -> None:
        # the engines' own notes count texts; ours say the same for the bar as a whole
        del note
        here = self.share * done // total if total else self.share
        self.run.report(self.offset + here, self.total, self.note)


@register_task(TRIAL_KIND, queue="quick")
def try_text_task(run: JobRun) -> Mapping[str, Any]:
    """Hold a pasted text against what its owner may see. Result: `{"trial"}`; none where the trial
    is gone."""
    from duijie.engines.extraction.titles import title_from_text
    from duijie.engines.ranking import Item, NeedComparison, get_variant, prepare_needs, rank_need

    trial = Trial.objects.select_related("owner").filter(pk=run.payload["trial"]).first()
    if trial is None:
        return {}
    side, embedder, variant = trial.is_example, _embedder(), get_variant(VARIANT)
    progress = _Progress(run, sizes=[1, 1, 1])
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
        index = get_index(
            (model, side),
            stock,
            embedder=embedder,
            variant=variant,
            on_progress=progress.next_part("matching.preparing"),
            is_cancelled=run.is_cancelled,
        )
        seen = visible_records(model, trial.owner).values_list("pk", flat=True)
        ranking = rank_need(asked, 0, index, top=top, allowed=among(seen, stock))
        found[kind] = ranking
        lengths |= {f"{kind}:{at}": size for at, size in _lengths(ranking, stock)}
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


@cache
def _embedder() -> Embedder:
    """Kept in the worker for whom somebody waits: its model takes a second to load."""
    from duijie.engines.embedding import load_embedder

    return load_embedder(cache_dir=settings.CACHE_DIR)


@register_task(OPINION_KIND, queue="models")
def ask_models_task(run: JobRun) -> Mapping[str, Any]:
    """Have the model that the owner of the machine named put the best matches in order.

    A model that fails leaves our own order as it is; after three matches in a row the rest is left
    to the next run, and the job fails with what the model's host said. Result: `{"asked",
    "unusable", "known"}`: how many were asked about, with an answer that said nothing, and how many
    had been read already.
    """
    is_example = bool(run.payload["is_example"])
    counts = {"asked": 0, "unusable": 0, "known": 0}
    waiting = list_waiting_matches(is_example=is_example)
    failures = 0
    for number, match_id in enumerate(waiting):
        run.stop_if_cancelled()
        run.report(number, len(waiting), Message("matching.asking_models"))
        asked = get_asked_match(match_id, is_example=is_example)
        if asked is None:
            continue
        opinion = asked.known
        counts["asked" if opinion is None else "known"] += 1
        if opinion is None:
            try:
                opinion = _ask_models(asked)
            except DeliveryError:
                failures += 1
                if failures == MOST_FAILURES:
                    raise
                continue
            failures = 0
            counts["unusable"] += not any(opinion.values())
        store_opinion(
            match_id=match_id,
            matched_at=asked.matched_at,
            of=settings.MODEL_ENDPOINTS.name,
            key=asked.key,
            opinion=opinion,
        )
    return counts


def _ask_models(asked: AskedMatch) -> dict[str, list[list[Any]]]:
    """In the form of `NeedMatch.opinion`."""
    sides = {"offer": asked.offers, "expert": asked.experts}
    return {kind: _ask_about(asked.need, items) for kind, items in sides.items()}


def _ask_about(need: Item, items: Sequence[Item]) -> list[list[Any]]:
    from duijie.engines.ranking.opinions import make_messages, read_opinion, shown_text

    models = settings.MODEL_ENDPOINTS
    if not items:
        return []
    reach = Reach(allows_private=True, allows_public=not get_preferences().is_closed_network)
    order: Sequence[int] = ()
    if models.rerank:
        texts = [shown_text(item) for item in items]
        order = ask_rerank(models.rerank, shown_text(need), texts, reach)
    remarks: Mapping[int, Sequence[Remark]] = {}
    if models.chat:
        answer = ask_chat(models.chat, make_messages(need, items), reach)
        opinion = read_opinion(answer, need, items)
        order, remarks = order or opinion.order, opinion.remarks
    if not order and remarks:
        order = range(len(items))
    return [
        [int(items[at].id), [[one.need_quote, one.offer_quote] for one in remarks.get(at, ())]]
        for at in order
    ]


@register_task(AGEING_KIND, queue="quick")
def expire_introductions_task(run: JobRun) -> Mapping[str, Any]:
    """End introductions that got no answer, and drop old trials. Result: `{"expired",
    "trials"}`."""
    del run
    return {"expired": expire_introductions(), "trials": drop_old_trials()}


@register_task(NIGHTLY_KIND, queue="matching")
def match_outdated_task(run: JobRun) -> Mapping[str, Any]:
    """Ask for what a large side leaves for the night. Result: `{}`."""
    del run
    for is_example in (False, True):
        match_after_change(is_example=is_example, is_night=True)
    return {}


register_daily(AGEING_KIND, Message("matching.ageing"))
register_daily(NIGHTLY_KIND, Message("matching.matching_needs"))
