"""Who can be made responsible for records."""

from __future__ import annotations

from django.db.models import Q

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, get_zone_path
from duijie.core.actor import Actor


def list_receivers_for_user(user: Actor) -> tuple[tuple[int, str], ...]:
    """`(id, name)` of the colleagues to whom the user may hand records over, by name: those whom
    `services.hand_over_records` takes. None for who may hand over nothing. One query."""
    if not allows(user, Cell(ObjectKind.NEED, Action.HAND_OVER)):
        return ()
    staff = User.objects.filter(
        Q(zone__isnull=True) | Q(zone__path__startswith=get_zone_path(user)),
        is_active=True,
        role__in=(Role.ADMINISTRATOR, Role.BROKER, Role.COLLECTOR),
    )
    return tuple((row.pk, str(row)) for row in staff.order_by("display_name", "pk"))
