"""Bringing the stored suggestions up to date in the background."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model

from duijie.catalogue.enums import RecordState
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.queries import get_catalogue_version
from duijie.core.actor import Actor
from duijie.core.jobs.daily import register_daily
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.errors import Message
from duijie.matching.models import MatchRun, NeedMatch
from duijie.matching.queries import MATCH_KIND
from duijie.matching.services import (
    expire_introductions,
    finish_run,
    start_run,
    store_need_match,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from duijie.engines.embedding import Embedder
    from duijie.engines.ranking import Item, NeedRanking, OfferIndex

AGEING_KIND = "matching.expire_introductions"
VARIANT = "hybrid.v2"
TOP_OFFERS = 20
TOP_EXPERTS = 10


@dataclass(frozen=True)
class Stock:
    """Published records of one kind, ready to be ranked."""

    items: tuple[Item, ...]
    organisations: Mapping[str, int | None]
    """Id of the item -> its organisation."""
    text_lengths: Mapping[str, int]
    """Id of the item -> how much of the item's text is the record's own text."""
    owners: NDArray[np.int64]
    """The organisation of each item in their order; 0: none."""


@register_task(MATCH_KIND, queue="long")
def match_needs_task(run: JobRun) -> Mapping[str, Any]:
    """Match every published need of one side with its offers and experts.

    Example needs meet example records only, real ones real ones. Needs never matched come first.
    A resumed run goes on behind the needs that it stored, unless records have changed meanwhile.
    Result: `{"needs", "run"}`.
    """
    from duijie.engines.embedding import load_embedder

    is_example = bool(run.payload["is_example"])
    by = _owner(run)
    embedder = load_embedder(cache_dir=settings.CACHE_DIR)
    # the version is read before the records: a change in between makes the result outdated, which
    # the job that the change asked for will mend; the other order would hide it
    run_id = _run_id(run, embedder, is_example=is_example, by=by)
    models: tuple[type[CatalogueRecord], ...] = (Need, Offer, Expert)
    stocks = {model: _load_stock(model, is_example=is_example) for model in models}
    matched = _match_all(run, run_id, stocks, embedder)
    finish_run(run_id=run_id, by=by)
    return {"needs": matched, "run": run_id}


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
    run: JobRun, run_id: int, stocks: Mapping[type[CatalogueRecord], Stock], embedder: Embedder
) -> int:
    from duijie.engines.ranking import OfferIndex, get_variant, prepare_needs, rank_need

    variant = get_variant(VARIANT)
    needs, offers, experts = stocks[Need], stocks[Offer], stocks[Expert]
    progress = _Progress(run, sizes=[len(stock.items) for stock in (offers, experts, needs)])

    def index(stock: Stock) -> OfferIndex:
        return OfferIndex(
            stock.items,
            embedder=embedder,
            variant=variant,
            on_progress=progress.next_part("matching.preparing"),
            is_cancelled=run.is_cancelled,
        )

    offer_index, expert_index = index(offers), index(experts)
    prepared = prepare_needs(
        needs.items,
        embedder=embedder,
        variant=variant,
        on_progress=progress.next_part("matching.preparing"),
        is_cancelled=run.is_cancelled,
    )
    ranked = progress.next_part("matching.ranking")
    order = _waiting(needs, run_id)
    for count, number in enumerate(order):
        run.stop_if_cancelled()
        ranked(len(needs.items) - len(order) + count, len(needs.items), None)
        need_id = needs.items[number].id
        found = {
            kind: rank_need(
                prepared,
                number,
                at,
                top=top,
                allowed=_of_others(needs.organisations[need_id], stock),
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


def _of_others(organisation: int | None, stock: Stock) -> NDArray[np.bool_] | None:
    """Which records may be proposed to an organisation: its own neither take a place nor move the
    fit of the others. None: all."""
    return None if organisation is None else stock.owners != organisation


def _load_stock(model: type[CatalogueRecord], *, is_example: bool) -> Stock:
    import numpy as np

    from duijie.engines.ranking import Item
    from duijie.engines.ranking.types import Evidence

    items: list[Item] = []
    organisations: dict[str, int | None] = {}
    lengths: dict[str, int] = {}
    records = (
        model._default_manager.filter(state=RecordState.PUBLISHED, is_example=is_example)
        .order_by("pk")
        .values("pk", "organisation_id", "title", "text", "keywords", "fields", "evidence")
    )
    for row in records.iterator(chunk_size=500):
        key = str(row["pk"])
        organisations[key] = row["organisation_id"]
        lengths[key] = len(row["text"])
        items.append(
            Item(
                id=key,
                title=row["title"],
                text=_item_text(row["text"], row["fields"], row["keywords"]),
                evidence=tuple(Evidence(part["title"], part["text"]) for part in row["evidence"]),
                kind="expert" if model is Expert else "offer",
            )
        )
    owners = np.array([owner or 0 for owner in organisations.values()], dtype=np.int64)
    return Stock(tuple(items), organisations, lengths, owners)


def _item_text(text: str, fields: Mapping[str, str], keywords: Sequence[str]) -> str:
    """The record's text, then what is said beside it: indicators and keywords not named in it."""
    parts = [text]
    indicators = fields.get("indicators", "")
    if indicators and indicators not in text:
        parts.append(indicators)
    missing = [word for word in keywords if word not in text]
    if missing:
        parts.append("、".join(missing))
    return "\n".join(parts) if text else "\n".join(parts[1:])


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


@register_task(AGEING_KIND, queue="quick")
def expire_introductions_task(run: JobRun) -> Mapping[str, Any]:
    """End introductions that got no answer. Result: `{"expired"}`."""
    del run
    return {"expired": expire_introductions()}


register_daily(AGEING_KIND, Message("matching.ageing"))
