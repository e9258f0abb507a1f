"""What belongs to one organisation, and who may speak for it, as far as the user sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.disclosure import shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import MembershipError
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.catalogue.permissions import get_viewer, named_to, visible_to
from duijie.catalogue.queries.rows import ROW_COLUMNS, RecordRow, make_row, row_level
from duijie.catalogue.queries.tallies import list_values
from duijie.core.actor import Actor
from duijie.core.paging import Page

_MODELS: Final[tuple[tuple[RecordKind, Any], ...]] = (
    (RecordKind.NEED, Need),
    (RecordKind.OFFER, Offer),
    (RecordKind.EXPERT, Expert),
)
MOST_REGIONS: Final = 60


def list_records_of_organisation_for_user(
    organisation_id: int, user: Actor, *, size: int = 8
) -> Sequence[tuple[RecordKind, Page[RecordRow]]]:
    """The newest records of each kind, only those of which the user may know whose they are: or
    the page of the organisation would tell what its record hides. Six queries, and those of
    `get_viewer`."""
    found = []
    for kind, model in _MODELS:
        viewer = get_viewer(user, kind)
        records = visible_to(model, viewer).filter(organisation_id=organisation_id)
        if "organisation" not in shown_fields(kind, DisclosureLevel.REGISTERED):
            records = records.filter(named_to(viewer))
        columns = (*ROW_COLUMNS, "user_id") if kind is RecordKind.EXPERT else ROW_COLUMNS
        rows = records.order_by("-created_at", "-pk").values(*columns)[:size]
        page = Page(
            tuple(make_row(row, row_level(viewer, row), kind) for row in rows),
            records.count(),
            1,
            size,
        )
        found.append((kind, page))
    return found


def list_organisation_regions_for_user(user: Actor) -> tuple[tuple[str, int], ...]:
    """`(region, how many)` of the organisations that the user may see, the commonest first; of many
    organisations as of a minute ago (`tallies`)."""
    found = list_values(Organisation, get_viewer(user, RecordKind.ORGANISATION), "region")
    return tuple((region, count) for region, count in found if region)[:MOST_REGIONS]


def find_member_for_user(user: Actor, username: str) -> int:
    """The id of the organisation member of this user name, for who may add members. Raises
    `MembershipError` alike for a name that nobody has and for an account of another role, so that
    the field finds no accounts."""
    check_allows(user, Cell(ObjectKind.ORGANISATION, Action.HAND_OVER))
    found = User.objects.filter(username=username.strip(), is_active=True, role=Role.MEMBER).first()
    if found is None:
        raise MembershipError("catalogue.membership_role")
    return found.pk
