"""What matching does when the catalogue changes, and when people leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.dispatch import receiver

from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.signals import example_removed, records_changed, records_handed_over
from duijie.core.actor import Actor
from duijie.matching.models import MatchRun
from duijie.matching.services import hand_over_introductions, match_after_change

_MODELS: Final[Mapping[RecordKind, type[CatalogueRecord]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}
_NOT_YET = (RecordState.DRAFT, RecordState.SUBMITTED, RecordState.CHECKED)
"""What no match has seen: a change there is nothing to it."""


@receiver(records_changed, dispatch_uid="matching.match_changed")
def match_changed(*, kind: RecordKind, ids: Sequence[int], **_: Any) -> None:
    """A published need is held against the offers and experts again, and they against the needs.
    One small query, and the job where there is something to do."""
    model = _MODELS.get(kind)
    if model is None:
        return
    changed = model._default_manager.filter(pk__in=ids).exclude(state__in=_NOT_YET)
    if kind is RecordKind.NEED:
        changed = changed.filter(state=RecordState.PUBLISHED)
    for is_example in changed.order_by().values_list("is_example", flat=True).distinct():
        match_after_change(is_example=is_example)


@receiver(example_removed, dispatch_uid="matching.remove_example_runs")
def remove_example_runs(**_: Any) -> None:
    """The example's match runs go with its records (its suggestions went with the needs)."""
    MatchRun.objects.filter(is_example=True).delete()


@receiver(records_handed_over, dispatch_uid="matching.hand_over_introductions")
def hand_over_with_records(*, from_user_id: int, to_user_id: int, by: Actor, **_: Any) -> None:
    """A leaver's open introductions go where all their records go."""
    hand_over_introductions(from_user_id=from_user_id, to_user_id=to_user_id, by=by)
