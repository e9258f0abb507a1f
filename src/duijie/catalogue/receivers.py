"""What the catalogue does when zones and people change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.dispatch import receiver

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Action
from duijie.accounts.queries import path_after_move
from duijie.accounts.signals import invitation_accepted, zone_moved
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import InvitationTargetError
from duijie.catalogue.models import Expert, Membership, Organisation
from duijie.catalogue.permissions import KINDS, can_act_on_record
from duijie.catalogue.services.marks import mark_changed
from duijie.core.actor import Actor
from duijie.core.audit.services import record


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

    Raises `InvitationTargetError`, which stops the account, where the record is gone or is not the
    inviter's to give: a number in an invitation is no right.
    """
    if user.role == Role.MEMBER and context.get("organisation_id"):
        organisation = _target(Organisation, context["organisation_id"], by)
        Membership.objects.create(user=user, organisation_id=organisation.pk)
        _note("add_membership", RecordKind.ORGANISATION, organisation.pk, user, by)
    if user.role == Role.EXPERT and context.get("expert_id"):
        expert = _target(Expert, context["expert_id"], by)
        linked = Expert.objects.filter(pk=expert.pk, user__isnull=True).update(user=user)
        if not linked:
            raise InvitationTargetError("catalogue.expert_has_account")
        mark_changed(RecordKind.EXPERT, [expert.pk])
        _note("link_expert", RecordKind.EXPERT, expert.pk, user, by)


def _target(model: type[Organisation] | type[Expert], key: object, by: Actor) -> Model:
    found = model._default_manager.filter(pk=key, deleted_at__isnull=True).first()
    if found is None or not can_act_on_record(by, Action.CHANGE, found):
        raise InvitationTargetError("catalogue.invitation_target_gone")
    return found


def _note(act: str, kind: RecordKind, record_id: int, user: User, by: Actor) -> None:
    with transaction.atomic():
        record(
            action=f"catalogue.{act}",
            by=by,
            object_kind=kind.value,
            object_id=record_id,
            user=user.pk,
        )
