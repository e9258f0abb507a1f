"""Who speaks for an organisation, and who an expert signs in as."""

from __future__ import annotations

from django.db import transaction

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import MembershipError
from duijie.catalogue.models import Expert, Membership
from duijie.catalogue.permissions import check_can_act_on_record
from duijie.catalogue.services.history import write_change
from duijie.catalogue.services.loading import lock_any
from duijie.catalogue.services.marks import mark_changed
from duijie.core.actor import Actor
from duijie.core.audit.services import record as audit


def add_membership(*, organisation_id: int, user_id: int, by: Actor) -> None:
    """The organisation's records are the user's own from now on. Nothing where they are already.

    By administrators and brokers of the organisation's zone: who belongs to it is not for its
    members to say. Raises `MembershipError` for a user who is no organisation member by role,
    `NotFoundError`, `NotAllowedError`.
    """
    with transaction.atomic():
        row = lock_any(RecordKind.ORGANISATION, organisation_id)
        check_can_act_on_record(by, Action.HAND_OVER, row)
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None or user.role != Role.MEMBER:
            raise MembershipError("catalogue.membership_role")
        _, is_new = Membership.objects.get_or_create(user=user, organisation_id=row.pk)
        if is_new:
            write_change(row, action="add_membership", by=by, values={"member": (None, str(user))})
            _note("add_membership", organisation_id, user_id, by)


def remove_membership(*, organisation_id: int, user_id: int, by: Actor) -> None:
    """The user speaks for the organisation no longer. Nothing where they did not."""
    with transaction.atomic():
        row = lock_any(RecordKind.ORGANISATION, organisation_id)
        check_can_act_on_record(by, Action.HAND_OVER, row)
        membership = Membership.objects.filter(user_id=user_id, organisation_id=row.pk).first()
        if membership is not None:
            name = str(membership.user)
            membership.delete()
            write_change(row, action="remove_membership", by=by, values={"member": (name, None)})
            _note("remove_membership", organisation_id, user_id, by)


def link_expert(*, expert_id: int, user_id: int | None, by: Actor) -> None:
    """The expert signs in as this user, whose own the record is then; None: as nobody.

    Raises `MembershipError` for a user who is no expert by role, or is one already.
    """
    with transaction.atomic():
        row = lock_any(RecordKind.EXPERT, expert_id)
        assert isinstance(row, Expert)
        check_can_act_on_record(by, Action.HAND_OVER, row)
        user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
        if user_id is not None and (user is None or user.role != Role.EXPERT):
            raise MembershipError("catalogue.expert_role")
        if user is not None and Expert.objects.filter(user=user).exclude(pk=row.pk).exists():
            raise MembershipError("catalogue.expert_linked_already")
        before = str(row.user) if row.user is not None else None
        row.user = user
        row.revision += 1
        row.save(update_fields=["user", "revision", "updated_at"])
        after = str(user) if user is not None else None
        write_change(row, action="link_expert", by=by, values={"user": (before, after)})
        mark_changed(RecordKind.EXPERT, [row.pk])
        audit(
            action="catalogue.link_expert",
            by=by,
            object_kind="expert",
            object_id=expert_id,
            user=user_id,
        )


def _note(act: str, organisation_id: int, user_id: int, by: Actor) -> None:
    audit(
        action=f"catalogue.{act}",
        by=by,
        object_kind="organisation",
        object_id=organisation_id,
        user=user_id,
    )
