"""The disclosure table: field × level, for each kind of record.

A field is shown from its level upwards (`accounts.enums.DisclosureLevel`); which level somebody
has on which record is `permissions.get_level`. Whatever shows, lists, exports, searches, indexes
or mails a record asks `shown_fields`, so that a new field which is not in this table is shown
nowhere (and a test fails). Drawn in docs/reference/disclosure.*.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.catalogue.enums import RecordKind

_L = DisclosureLevel

BASE_LEVEL: Final[Mapping[Role, DisclosureLevel | None]] = {
    Role.ADMINISTRATOR: _L.INTERNAL,
    Role.BROKER: _L.REGISTERED,
    Role.COLLECTOR: _L.REGISTERED,
    Role.MEMBER: _L.REGISTERED,
    Role.EXPERT: _L.REGISTERED,
    Role.LEADER: None,
    Role.VISITOR: _L.TEASER,
}
"""On a published record of somebody else, outside the user's zone, without any consent."""

OWN_LEVEL: Final[Mapping[Role, DisclosureLevel | None]] = {
    Role.ADMINISTRATOR: _L.INTERNAL,
    Role.BROKER: _L.INTERNAL,
    Role.COLLECTOR: _L.INTERNAL,
    # all that their side has said, and nothing that staff noted about it
    Role.MEMBER: _L.OWN,
    Role.EXPERT: _L.OWN,
    Role.LEADER: None,
    Role.VISITOR: _L.TEASER,
}
"""On a record that is one's own: made by the user, the user's responsibility, or of the user's
organisation. In any state."""

ZONE_LEVEL: Final[Mapping[Role, DisclosureLevel | None]] = {
    **BASE_LEVEL,
    Role.BROKER: _L.INTERNAL,
}
"""On a record in the subtree of the user's zone, but for others' drafts."""

_COMMON: Final[Mapping[str, DisclosureLevel]] = {
    # what a stranger sees, once somebody has written a summary that names nobody
    "teaser_title": _L.TEASER,
    "teaser_text": _L.TEASER,
    "division_code": _L.TEASER,
    "industry_code": _L.TEASER,
    "sei_code": _L.TEASER,
    "field_code": _L.TEASER,
    "published_at": _L.TEASER,
    "expiry_date": _L.TEASER,
    # what registered users see
    "title": _L.REGISTERED,
    "text": _L.REGISTERED,
    "region": _L.REGISTERED,
    "industry": _L.REGISTERED,
    "keywords": _L.REGISTERED,
    "indicators": _L.REGISTERED,
    "evidence": _L.REGISTERED,
    "trl": _L.REGISTERED,
    "budget_wan": _L.REGISTERED,
    "state": _L.REGISTERED,
    "created_at": _L.REGISTERED,
    "updated_at": _L.REGISTERED,
    # who it is and how to reach them
    "organisation": _L.CONSENT,
    "organisation_profile": _L.CONSENT,
    "person": _L.CONSENT,
    "position": _L.CONSENT,
    "phone": _L.CONSENT,
    "email": _L.CONSENT,
    "address": _L.CONSENT,
    # how it came to be: nobody outside needs it, and nobody knows what stands in `unplaced`
    "number": _L.OWN,
    "fields": _L.OWN,
    "unplaced": _L.INTERNAL,
    "source": _L.INTERNAL,
    "place": _L.INTERNAL,
    "owner": _L.INTERNAL,
    "zone": _L.OWN,
    "disclosure": _L.OWN,
    "return_note": _L.OWN,
    "submitted_at": _L.OWN,
    "checked_at": _L.OWN,
    "checked_by": _L.INTERNAL,
    "ended_at": _L.OWN,
    "close_reason": _L.OWN,
    "revision": _L.OWN,
}

LEVELS: Final[Mapping[RecordKind, Mapping[str, DisclosureLevel]]] = {
    RecordKind.NEED: {
        **_COMMON,
        "need_kind": _L.TEASER,
        "key_technology": _L.REGISTERED,
        "expected_goal": _L.REGISTERED,
        "start_date": _L.REGISTERED,
        "deadline_date": _L.REGISTERED,
        "solution_mode_code": _L.REGISTERED,
        "activity_type_code": _L.REGISTERED,
        # tells rivals how far a company is, and whom it has in mind
        "current_basis": _L.CONSENT,
        "cooperation_intent": _L.CONSENT,
    },
    RecordKind.OFFER: {
        **_COMMON,
        # an institute wants to be known by its results
        "organisation": _L.REGISTERED,
        "organisation_profile": _L.REGISTERED,
        "completing_organisations": _L.REGISTERED,
        "stage_code": _L.TEASER,
        "result_type_code": _L.REGISTERED,
        "result_form_code": _L.REGISTERED,
        "result_attribute_code": _L.REGISTERED,
        "evaluation_form_code": _L.REGISTERED,
        "ip_form_code": _L.REGISTERED,
        "intellectual_property": _L.REGISTERED,
        "transfer_mode_code": _L.REGISTERED,
        "transfer_note": _L.REGISTERED,
        "level_note": _L.REGISTERED,
        "application_scope": _L.REGISTERED,
        "start_date": _L.REGISTERED,
        "end_date": _L.REGISTERED,
        "registration_number": _L.CONSENT,
    },
    RecordKind.EXPERT: {
        **_COMMON,
        "organisation": _L.REGISTERED,
        "organisation_profile": _L.REGISTERED,
        "person": _L.REGISTERED,
        "position": _L.REGISTERED,
        "expert_kind_code": _L.TEASER,
        "speciality": _L.REGISTERED,
        "research_direction": _L.REGISTERED,
        "achievements": _L.REGISTERED,
    },
    RecordKind.ORGANISATION: {
        "name": _L.REGISTERED,
        "short_name": _L.REGISTERED,
        "former_names": _L.REGISTERED,
        "credit_code": _L.REGISTERED,
        "kind": _L.REGISTERED,
        "kind_code": _L.REGISTERED,
        "region": _L.REGISTERED,
        "division_code": _L.REGISTERED,
        "industry_code": _L.REGISTERED,
        "profile": _L.REGISTERED,
        "website": _L.REGISTERED,
        "legal_representative": _L.CONSENT,
        "contact_person": _L.CONSENT,
        "phone": _L.CONSENT,
        "email": _L.CONSENT,
        "address": _L.CONSENT,
        "postal_code": _L.CONSENT,
        "owner": _L.INTERNAL,
        "zone": _L.OWN,
        "revision": _L.OWN,
        "created_at": _L.INTERNAL,
        "updated_at": _L.INTERNAL,
    },
}

CONTACT_FIELDS: Final = frozenset(
    {"person", "position", "phone", "email", "address", "contact_person", "legal_representative"}
)
"""Personal data: on one record's own page, never in a list or an index, whatever the level."""


ATTACHMENT_LEVELS: Final = (
    _L.REGISTERED,
    _L.CONSENT,
    _L.NDA,
    _L.OWN,
    _L.INTERNAL,
)
"""From which a file may be opened; strangers get none."""


def shown_fields(kind: RecordKind, level: DisclosureLevel | None) -> frozenset[str]:
    """The fields shown at a level; none without one."""
    if level is None:
        return frozenset()
    return frozenset(name for name, needed in LEVELS[kind].items() if needed <= level)


def redact(
    kind: RecordKind, values: Mapping[str, Any], level: DisclosureLevel | None
) -> dict[str, Any]:
    """The values whose fields are shown at the level; the others are left out, not emptied.

    A name that the table does not know is left out too. Below REGISTERED the summary stands in for
    the title.
    """
    shown = shown_fields(kind, level)
    return {name: value for name, value in values.items() if name in shown}
