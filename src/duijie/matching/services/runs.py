"""Writes of matching."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from duijie.catalogue.models import Need
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.jobs.services import drop_waiting_jobs, enqueue_job
from duijie.engines.ranking.fit import CALL_FROM
from duijie.engines.ranking.similar import SimilarNeed
from duijie.engines.ranking.types import Match, NeedRanking, Reason
from duijie.engines.ranking.variants import DEFAULT_VARIANT
from duijie.errors import Message
from duijie.matching.models import MatchRun, NeedMatch, Suggestion
from duijie.matching.models import SimilarNeed as SimilarNeedRow
from duijie.matching.permissions import check_can_request_matching
from duijie.matching.queries import MATCH_KIND
from duijie.matching.queries.embedders import get_model_version
from duijie.matching.services.opinions import ask_models_after_run
from duijie.matching.services.sightings import note_sightings, tell_new_sightings

_AFTER_CHANGE: Final = timedelta(seconds=2)


def request_matching(*, by: Actor, is_example: bool = False) -> uuid.UUID:
    """Start the job that brings all suggestions of one side up to date; one that still waits is
    shared. Raises `NotAllowedError` for strangers."""
    check_can_request_matching(by)
    with transaction.atomic():
        drop_waiting_jobs(kind=MATCH_KIND, payload=_change_of(is_example=is_example), by=by)
        return enqueue_job(
            kind=MATCH_KIND,
            payload={"is_example": is_example},
            title=_title(is_example=is_example),
            by=by,
            is_shared=True,
        )


def match_after_change(*, is_example: bool, is_night: bool = False) -> None:
    """Start the job that brings up to date what a change of records left behind, a moment later and
    once for all that changes until then; at night however much that is."""
    payload = _change_of(is_example=is_example)
    enqueue_job(
        kind=MATCH_KIND,
        payload={**payload, "is_night": True} if is_night else payload,
        title=_title(is_example=is_example),
        by=None,
        is_shared=True,
        delay=_AFTER_CHANGE,
    )


def match_after_upgrade() -> None:
    """Start the jobs that bring up to date what was matched by another ranking or another model, of
    which the suggestions stay until then."""
    for is_example in (False, True):
        runs = MatchRun.objects.filter(is_example=is_example, need_matches__isnull=False)
        if runs.exclude(variant=DEFAULT_VARIANT, model_version=get_model_version()).exists():
            match_after_change(is_example=is_example, is_night=True)


def _change_of(*, is_example: bool) -> dict[str, bool]:
    return {"is_example": is_example, "is_change": True}


def _title(*, is_example: bool) -> Message:
    return Message("matching.matching_example" if is_example else "matching.matching_needs")


def start_run(
    *, variant: str, model_version: str, catalogue_version: int, is_example: bool, by: Actor | None
) -> int:
    """The id of a new run, with all that it takes to repeat it."""
    with transaction.atomic():
        run = MatchRun.objects.create(
            variant=variant,
            model_version=model_version,
            catalogue_version=catalogue_version,
            is_example=is_example,
        )
        record(
            action="matching.start_run",
            by=by,
            object_kind="match_run",
            object_id=run.pk,
            variant=variant,
            catalogue_version=catalogue_version,
        )
    return run.pk


def finish_run(*, run_id: int, by: Actor | None) -> None:
    """Close a run and tell the owners of needs what is new for them; runs of the same side that no
    need refers to any more are removed.

    Does nothing for a run that is gone with the example.
    """
    with transaction.atomic():
        run = MatchRun.objects.filter(pk=run_id).first()
        if run is None:
            return
        run.finished_at = clock.now()
        run.save(update_fields=["finished_at"])
        tell_new_sightings(is_example=run.is_example)
        MatchRun.objects.filter(
            is_example=run.is_example, pk__lt=run_id, need_matches=None
        ).delete()
        record(action="matching.finish_run", by=by, object_kind="match_run", object_id=run_id)
        ask_models_after_run(is_example=run.is_example)


def store_need_match(
    *,
    run_id: int,
    offers: NeedRanking,
    experts: NeedRanking,
    similar: Sequence[SimilarNeed],
    text_lengths: Mapping[str, int],
) -> bool:
    """Replace the suggestions of one need, and the needs like it, by those of this run, in one
    short transaction.

    False, and nothing stored, where the run or the need is gone: the example was removed meanwhile.

    Ids in the rankings are the primary keys as text. `text_lengths` tells how much of an item's
    text is the record's own, by `need`, `offer:ID`, `expert:ID`: spans beyond it point into
    indicators and keywords, which the record shows elsewhere, and are left out. Part of the run,
    whose start and end the audit log has.
    """
    need_id = int(offers.need_id)
    rows = [
        Suggestion(**{**fields, "is_call": is_call(ranking, fields["fit"])})
        for kind, ranking in (("offer", offers), ("expert", experts))
        for fields in suggestion_fields(kind, ranking.matches, text_lengths)
    ]
    with transaction.atomic():
        is_there = Need.objects.select_for_update().filter(pk=need_id).exists()
        if not is_there or not MatchRun.objects.filter(pk=run_id).exists():
            return False
        note_sightings(need_id=need_id, rows=rows)
        match, _ = NeedMatch.objects.update_or_create(
            need_id=need_id,
            defaults={
                "run_id": run_id,
                "nothing_fits": offers.nothing_fits,
                "no_expert_fits": experts.nothing_fits,
            },
        )
        Suggestion.objects.filter(match=match).delete()
        for row in rows:
            row.match = match
        # of what came up at one moment the highest key is the best: lists go by moment and key
        Suggestion.objects.bulk_create(rows[::-1])
        SimilarNeedRow.objects.filter(match=match).delete()
        SimilarNeedRow.objects.bulk_create(
            SimilarNeedRow(match=match, **fields) for fields in similar_fields(similar)
        )
    return True


def is_call(ranking: NeedRanking, fit: float) -> bool:
    """Whether a match of this ranking is worth a call."""
    return not ranking.nothing_fits and fit >= CALL_FROM


def suggestion_fields(
    kind: str, matches: Sequence[Match], text_lengths: Mapping[str, int]
) -> list[dict[str, Any]]:
    """What is stored of each match; for `text_lengths` see `store_need_match`."""
    return [
        {
            f"{kind}_id": int(match.offer_id),
            "position": position,
            "fit": min(1.0, max(0.0, match.fit)),
            "is_calibrated": match.is_calibrated,
            "score": match.score,
            "contributions": [
                {"name": part.name, "value": float(part.value)} for part in match.contributions
            ],
            "reasons": [
                _reason_to_json(
                    reason, text_lengths["need"], text_lengths[f"{kind}:{match.offer_id}"]
                )
                for reason in match.reasons
            ],
        }
        for position, match in enumerate(matches, start=1)
    ]


def similar_fields(similar: Sequence[SimilarNeed]) -> list[dict[str, Any]]:
    """What is stored of each need like another. Its quotes are shown, their places are not."""
    return [
        {
            "need_id": int(one.need_id),
            "likeness": one.likeness,
            "reasons": [_reason_to_json(reason, 0, 0) for reason in one.reasons],
        }
        for one in similar
    ]


def _reason_to_json(reason: Reason, need_length: int, offer_length: int) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "weight": float(reason.weight),
        "terms": [term.text for term in reason.terms],
        "need_quote": reason.need_quote,
        "offer_quote": reason.offer_quote,
        "need_span": _own_span(reason.need_span, need_length),
        "offer_span": _own_span(reason.offer_span, offer_length),
        "need_marks": _marks(reason.need_span, [term.need_span for term in reason.terms]),
        "offer_marks": _marks(reason.offer_span, [term.offer_span for term in reason.terms]),
    }


def _own_span(span: tuple[str, int, int], length: int) -> list[Any] | None:
    field, start, end = span
    return None if field == "text" and end > length else [field, start, end]


def _marks(
    quote: tuple[str, int, int], terms: Sequence[tuple[str, int, int]]
) -> list[tuple[int, int]]:
    """The terms' places within the quote, in order; terms elsewhere in the record are left out."""
    field, start, end = quote
    return sorted(
        {
            (term[1] - start, term[2] - start)
            for term in terms
            if term[0] == field and start <= term[1] and term[2] <= end
        }
    )
