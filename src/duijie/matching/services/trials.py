"""Texts tried against what is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Offer
from duijie.catalogue.queries import get_record_for_user
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.jobs.services import enqueue_job
from duijie.engines.ranking.types import NeedRanking
from duijie.errors import Message
from duijie.matching.errors import TrialError
from duijie.matching.models import Trial
from duijie.matching.permissions import check_can_request_matching
from duijie.matching.queries.stock import published
from duijie.matching.queries.trials import TRIAL_KIND, get_own_trial
from duijie.matching.services.runs import similar_fields, suggestion_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duijie.engines.ranking.similar import SimilarNeed

LONGEST_TEXT: Final = 20_000
KEPT_FOR: Final = timedelta(days=7)


def try_text(*, text: str, by: Actor) -> int:
    """Hold a text against all offers, experts and needs that the user may see, in the background;
    the id of the trial. No need is made of it.

    Raises `NotAllowedError`, or `TrialError` for no text and for one that is too long.
    """
    check_can_request_matching(by)
    text = text.replace("\x00", "").strip()
    if not text:
        raise TrialError("matching.trial_empty")
    if len(text) > LONGEST_TEXT:
        raise TrialError("matching.trial_too_long", most=LONGEST_TEXT, length=len(text))
    has_real = any(published(model, is_example=False).exists() for model in (Offer, Expert))
    return _start(text, by, is_example=not has_real)


def try_record(*, kind: RecordKind, record_id: int, by: Actor) -> int:
    """More like this: hold what the user sees of an offer or expert against the others; the id of
    the trial. Raises `NotAllowedError`, `NotFoundError`, or `TrialError` for a record without any
    text."""
    check_can_request_matching(by)
    found = get_record_for_user(kind, record_id, by)
    parts = (found.title, found.text, *(title for title, _ in found.evidence))
    text = "\n".join(part for part in parts if part).strip()[:LONGEST_TEXT]
    if not text:
        raise TrialError("matching.trial_empty")
    return _start(text, by, is_example=found.is_example, without=f"{kind.value}:{record_id}")


def _start(text: str, by: Actor, *, is_example: bool, without: str = "") -> int:
    """`without`: kind and id of a record that takes no place in the result."""
    with transaction.atomic():
        trial = Trial.objects.create(
            owner_id=user_id(by), text=text, is_example=is_example, created_at=clock.now()
        )
        trial.job_id = enqueue_job(
            kind=TRIAL_KIND,
            payload={"trial": trial.pk, "without": without},
            title=Message("matching.trying_text"),
            by=by,
        )
        trial.save(update_fields=["job_id"])
        record(
            action="matching.try_text",
            by=by,
            object_kind="trial",
            object_id=trial.pk,
            like=without,
        )
    return trial.pk


def store_trial(
    *,
    trial_id: int,
    variant: str,
    offers: NeedRanking,
    experts: NeedRanking,
    similar: Sequence[SimilarNeed],
    text_lengths: Mapping[str, int],
) -> None:
    """Keep what was found for a text; nothing where its owner has thrown it away meanwhile. For
    `text_lengths` see `store_need_match`. Part of the job, whose start the audit log has."""
    Trial.objects.filter(pk=trial_id).update(
        variant=variant,
        nothing_fits=offers.nothing_fits,
        no_expert_fits=experts.nothing_fits,
        result={
            "offers": suggestion_fields("offer", offers.matches, text_lengths),
            "experts": suggestion_fields("expert", experts.matches, text_lengths),
            "similar": similar_fields(similar),
        },
    )


def drop_trial(*, trial_id: int, by: Actor) -> None:
    """Throw a trial away with its text. Raises `NotFoundError`."""
    with transaction.atomic():
        get_own_trial(trial_id, by).delete()
        record(action="matching.drop_trial", by=by, object_kind="trial", object_id=trial_id)


def drop_old_trials() -> int:
    """Throw away what was tried more than a week ago; how many."""
    count, _ = Trial.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    return count
