"""A region of two cities with the people who work in it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from duijie.accounts.enums import Role
from duijie.accounts.models import User, Zone
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Membership
from duijie.catalogue.services import create_record
from tests.factories.records import values_of
from tests.factories.users import make_user
from tests.factories.zones import make_zone


def make_user_of(role: Role, zone: Zone | None = None, *, display_name: str = "") -> User:
    """A stored user of a zone."""
    user = make_user(role)
    user.zone = zone
    user.display_name = display_name or user.display_name
    user.save()
    return user


@dataclass
class Region:
    """`broker` works in `city`; `other_broker` in `other_city`; the members speak for companies
    that the broker has entered."""

    city: Zone
    other_city: Zone
    administrator: User
    broker: User
    other_broker: User
    collector: User
    member: User
    other_member: User
    expert: User
    leader: User
    visitor: User
    company_id: int
    other_company_id: int


COMPANY, OTHER_COMPANY = "青禾涂料有限公司", "远川树脂有限公司"


@pytest.fixture
def region(db: None) -> Region:
    city, other_city = make_zone("东湾市"), make_zone("西山市")
    broker = make_user_of(Role.BROKER, city, display_name="周清")
    member, other_member = make_user_of(Role.MEMBER), make_user_of(Role.MEMBER)
    ids = [
        create_record(
            kind=RecordKind.ORGANISATION,
            values=values_of(RecordKind.ORGANISATION, name=name),
            by=broker,
        )
        for name in (COMPANY, OTHER_COMPANY)
    ]
    for user, organisation_id in zip((member, other_member), ids, strict=True):
        Membership.objects.create(user=user, organisation_id=organisation_id)
    return Region(
        city,
        other_city,
        make_user_of(Role.ADMINISTRATOR),
        broker,
        make_user_of(Role.BROKER, other_city, display_name="何远"),
        make_user_of(Role.COLLECTOR, city, display_name="林采"),
        member,
        other_member,
        make_user_of(Role.EXPERT),
        make_user_of(Role.LEADER),
        make_user_of(Role.VISITOR),
        *ids,
    )
