"""What matching does when the catalogue changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from duijie.catalogue.signals import example_removed
from duijie.matching.models import MatchRun


@receiver(example_removed, dispatch_uid="matching.remove_example_runs")
def remove_example_runs(**_: Any) -> None:
    """The example's match runs go with its records (its suggestions went with the needs)."""
    MatchRun.objects.filter(is_example=True).delete()
