"""What a model elsewhere says about the best matches of a need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message
from duijie.matching.models import NeedMatch, Suggestion
from duijie.matching.queries.opinions import OPINION_KIND


def ask_models_after_run(*, is_example: bool) -> None:
    """Have the model that the owner of the machine named, if any, look at what a match run found.
    In a queue of its own: no match waits for it."""
    if settings.MODEL_ENDPOINTS.name:
        enqueue_job(
            kind=OPINION_KIND,
            payload={"is_example": is_example},
            title=Message("matching.asking_models"),
            by=None,
            is_shared=True,
        )


def store_opinion(
    *,
    match_id: int,
    matched_at: datetime,
    of: str,
    key: str,
    opinion: Mapping[str, Sequence[Sequence[Any]]],
) -> bool:
    """Keep an opinion in the form of `NeedMatch.opinion`, and show the suggestions in its order.

    Those of which it says nothing keep their places; the others share the places that they had.
    False, and nothing stored, where the need has been matched again since `matched_at`. Part of a
    job of the installation, as the match run is.
    """
    with transaction.atomic():
        match = NeedMatch.objects.select_for_update().filter(pk=match_id).first()
        if match is None or match.matched_at != matched_at:
            return False
        rows = list(Suggestion.objects.filter(match=match))
        for kind in ("offer", "expert"):
            own = [row for row in rows if getattr(row, f"{kind}_id")]
            _put_in_order(own, kind, opinion.get(kind, ()))
        Suggestion.objects.bulk_update(rows, ["position", "own_position", "remarks"])
        # not by save: the match itself is as old as it was
        NeedMatch.objects.filter(pk=match_id).update(
            opinion_of=of[:200], opinion_key=key, opinion=opinion
        )
    return True


def _put_in_order(rows: Sequence[Suggestion], kind: str, told: Sequence[Sequence[Any]]) -> None:
    by_target = {getattr(row, f"{kind}_id"): row for row in rows}
    for row in rows:
        row.own_position = row.own_position or row.position
        row.position, row.remarks = row.own_position, []
    moved = [(by_target[target], remarks) for target, remarks in told if target in by_target]
    places = sorted(row.position for row, _ in moved)
    for place, (row, remarks) in zip(places, moved, strict=True):
        row.position, row.remarks = place, remarks
