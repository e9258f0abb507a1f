"""Reads of texts that were tried: by their owner alone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duijie.catalogue.queries import EXCERPT_LENGTH
from duijie.core.actor import Actor, user_id
from duijie.core.errors import NotFoundError
from duijie.matching.models import Trial
from duijie.matching.permissions import check_can_request_matching
from duijie.matching.queries.similar import SimilarRow, similar_rows
from duijie.matching.queries.suggestions import SuggestionRow, stored_rows

TRIAL_KIND: Final = "matching.try_text"


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial in the list of one's own."""

    id: int
    excerpt: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TrialDetail:
    """A tried text, and who could help with it."""

    id: int
    text: str
    is_example: bool
    """Held against the example, because there are no other records."""
    created_at: datetime
    job_id: uuid.UUID | None
    is_done: bool
    variant: str
    nothing_fits: bool
    no_expert_fits: bool
    offers: tuple[SuggestionRow, ...]
    experts: tuple[SuggestionRow, ...]
    similar: tuple[SimilarRow, ...]
    can_decide: bool = False
    """There is no need to introduce anybody to."""


def get_own_trial(trial_id: int, user: Actor) -> Trial:
    """Raises `NotFoundError` for one of somebody else, whoever asks."""
    check_can_request_matching(user)
    found = Trial.objects.filter(pk=trial_id, owner_id=user_id(user)).first()
    if found is None:
        raise NotFoundError("matching.trial_not_found")
    return found


def get_trial_for_user(trial_id: int, user: Actor) -> TrialDetail:
    """In a fixed number of queries. Records that the user may not see any more are left out.
    Raises `NotFoundError` for somebody else's, `NotAllowedError`."""
    found = get_own_trial(trial_id, user)
    return TrialDetail(
        id=found.pk,
        text=found.text,
        is_example=found.is_example,
        created_at=found.created_at,
        job_id=found.job_id,
        is_done=bool(found.variant),
        variant=found.variant,
        nothing_fits=found.nothing_fits,
        no_expert_fits=found.no_expert_fits,
        offers=stored_rows(found.result.get("offers", ()), user, "offer"),
        experts=stored_rows(found.result.get("experts", ()), user, "expert"),
        similar=similar_rows(found.result.get("similar", ()), user),
    )


def list_trials_for_user(user: Actor, *, limit: int = 10) -> tuple[TrialRow, ...]:
    """The user's own, the newest first. One query."""
    check_can_request_matching(user)
    found = Trial.objects.filter(owner_id=user_id(user)).order_by("-pk")[:limit]
    return tuple(
        TrialRow(row.pk, " ".join(row.text.split())[:EXCERPT_LENGTH], row.created_at)
        for row in found
    )
