"""Models elsewhere that are asked for their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.core.model_endpoints import ask_chat, ask_rerank
from duijie.core.notify.endpoints.client import Reach
from duijie.core.notify.errors import DeliveryError
from duijie.core.preferences.queries import get_preferences
from duijie.errors import Message
from duijie.matching.queries.opinions import (
    OPINION_KIND,
    AskedMatch,
    get_asked_match,
    list_waiting_matches,
)
from duijie.matching.services import (
    store_opinion,
)

if TYPE_CHECKING:
    from duijie.engines.ranking import Item
    from duijie.engines.ranking.opinions import Remark

MOST_FAILURES = 3


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
