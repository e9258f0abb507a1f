"""What matching does when the catalogue changes, and when people leave."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from duijie.catalogue.signals import example_removed, records_handed_over
from duijie.core.actor import Actor
from duijie.matching.models import MatchRun
from duijie.matching.services import hand_over_introductions


@receiver(example_removed, dispatch_uid="matching.remove_example_runs")
def remove_example_runs(**_: Any) -> None:
    """The example's match runs go with its records (its suggestions went with the needs)."""
    MatchRun.objects.filter(is_example=True).delete()


@receiver(records_handed_over, dispatch_uid="matching.hand_over_introductions")
def hand_over_with_records(*, from_user_id: int, to_user_id: int, by: Actor, **_: Any) -> None:
    """A leaver's open introductions go where all their records go."""
    hand_over_introductions(from_user_id=from_user_id, to_user_id=to_user_id, by=by)
