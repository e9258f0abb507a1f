"""A need with one offer or expert, locked and looked at by somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import can_see_record
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.matching.models import Suggestion

TARGET_MODELS: Final[dict[str, type[Offer] | type[Expert]]] = {"offer": Offer, "expert": Expert}


@dataclass(frozen=True, slots=True)
class Pair:
    """Both records, the need locked."""

    need: Need
    target: Offer | Expert
    kind: str
    """`offer` or `expert`."""

    @property
    def keys(self) -> dict[str, Any]:
        """The columns that name it."""
        return {
            "need_id": self.need.pk,
            "offer_id": self.target.pk if self.kind == "offer" else None,
            "expert_id": self.target.pk if self.kind == "expert" else None,
        }

    @property
    def name(self) -> str:
        """For the audit log."""
        return f"need:{self.need.pk}+{self.kind}:{self.target.pk}"


def lock_pair(need_id: int, kind: str, target_id: int, by: Actor) -> Pair:
    """Raises `NotFoundError` where the user may not know of both."""
    model = TARGET_MODELS.get(kind)
    need = Need.objects.select_for_update().filter(pk=need_id, deleted_at__isnull=True).first()
    if need is None or not can_see_record(by, need):
        raise NotFoundError("catalogue.need_not_found")
    if model is None:
        raise NotFoundError("matching.pair_not_found")
    target = model._default_manager.filter(pk=target_id, deleted_at__isnull=True).first()
    if target is None or not can_see_record(by, target):
        raise NotFoundError("matching.pair_not_found")
    return Pair(need, target, kind)


def get_suggestion(pair: Pair) -> Suggestion | None:
    """The newest suggestion of the pair, with its run."""
    keys = pair.keys
    return (
        Suggestion.objects.select_related("match__run")
        .filter(
            match__need_id=keys["need_id"],
            offer_id=keys["offer_id"],
            expert_id=keys["expert_id"],
        )
        .first()
    )
