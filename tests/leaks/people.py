"""Who looks: every role, in and out of the zone, of the own and of other organisations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from duijie.accounts.enums import Role


@dataclass(frozen=True)
class Person:
    """One who looks. `zone`, `organisation`, `grant` are names that `planting` and `oracle` share.

    `grant`: what was agreed with them on every record: `consent`, `nda`, or `over` (refused, taken
    back, run out and half given, one of each).
    """

    name: str
    role: Role
    zone: str = ""
    organisation: str = ""
    grant: str = ""
    is_active: bool = True
    is_expert: bool = field(default=False)
    """Signs in as the experts of the record."""


PEOPLE: Final = tuple(
    Person(*given)
    for given in (
        ("administrator", Role.ADMINISTRATOR),
        ("broker_region", Role.BROKER),
        ("broker_city", Role.BROKER, "city"),
        ("broker_county", Role.BROKER, "county"),
        ("broker_other", Role.BROKER, "other"),
        ("collector", Role.COLLECTOR, "county"),
        ("colleague", Role.COLLECTOR, "county"),
        ("collector_other", Role.COLLECTOR, "other"),
        ("member", Role.MEMBER, "", "firm"),
        ("member_rival", Role.MEMBER, "", "rival"),
        ("member_partner", Role.MEMBER, "", "partner", "consent"),
        ("member_past", Role.MEMBER, "", "", "over"),
        ("expert", Role.EXPERT, "", "", "", True, True),
        ("expert_nda", Role.EXPERT, "", "", "nda"),
        ("leader", Role.LEADER),
        ("visitor", Role.VISITOR),
        ("visitor_nda", Role.VISITOR, "", "", "nda"),
        ("closed", Role.BROKER, "county", "", "nda", False),
    )
)
STRANGER: Final = Person("stranger", Role.VISITOR)
EVERYBODY: Final = (*PEOPLE, STRANGER)
BY_NAME: Final = {person.name: person for person in EVERYBODY}
