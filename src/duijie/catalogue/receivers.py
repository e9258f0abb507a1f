"""What the catalogue does when zones and people change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.queries import path_after_move
from duijie.accounts.signals import invitation_accepted, zone_moved
from duijie.catalogue.errors import InvitationTargetError
from duijie.catalogue.models import Expert
from duijie.catalogue.permissions import KINDS
from duijie.catalogue.services.marks import mark_changed
from duijie.catalogue.services.memberships import add_membership, link_expert
from duijie.core.actor import Actor


@receiver(zone_moved, dispatch_uid="catalogue.move_zone_paths")
def move_zone_paths(*, old_path: str, new_path: str, **_: Any) -> None:
    """Records go where their zone goes; the index hears of every one, because it keeps paths too.

    All in the transaction of the move, at the price of one long write: a record that could be seen
    from its old place for a while would be a leak.
    """
    for model, kind in KINDS.items():
        moved = model._default_manager.filter(zone_path__startswith=old_path)
        ids = list(moved.values_list("pk", flat=True))
        moved.update(zone_path=path_after_move("zone_path", old_path, new_path))
        mark_changed(kind, ids)


@receiver(invitation_accepted, dispatch_uid="catalogue.admit_invited")
def admit_invited(*, user: User, context: Mapping[str, Any], by: Actor, **_: Any) -> None:
    """An organisation's member speaks for it from now on; an expert's record is their own.

    With the rights that the inviter has now: a number in an invitation is none. What is refused
    stops the account as a whole. Raises `InvitationTargetError` for an expert whom somebody else
    signs in as.
    """
    if user.role == Role.MEMBER and context.get("organisation_id"):
        organisation_id = int(context["organisation_id"])
        add_membership(organisation_id=organisation_id, user_id=user.pk, by=by)
    if user.role == Role.EXPERT and context.get("expert_id"):
        expert_id = int(context["expert_id"])
        if Expert.objects.filter(pk=expert_id, user__isnull=False).exists():
            raise InvitationTargetError("catalogue.expert_has_account")
        link_expert(expert_id=expert_id, user_id=user.pk, by=by)
