"""What a user sees of which record: one rule, as a level for one row and as a query for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.lookups import Exact

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.permissions import Reach, get_role, get_zone_path
from duijie.catalogue.disclosure import BASE_LEVEL, OWN_LEVEL, ZONE_LEVEL
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import (
    CatalogueRecord,
    Consent,
    Expert,
    Membership,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.models.unindexed import Unindexed
from duijie.catalogue.permissions.held import get_held, hold
from duijie.core import clock
from duijie.core.actor import Actor

M = TypeVar("M", Need, Offer, Expert, Organisation, CatalogueRecord)

KINDS: Mapping[type[Model], RecordKind] = {
    Need: RecordKind.NEED,
    Offer: RecordKind.OFFER,
    Expert: RecordKind.EXPERT,
    Organisation: RecordKind.ORGANISATION,
}
_Relations = tuple[frozenset[int], Mapping[RecordKind, Mapping[int, DisclosureLevel]]]
_AGREED_STATES = (RecordState.PUBLISHED, RecordState.CLOSED, RecordState.EXPIRED)
"""In which whom it agreed with still sees a record."""


class Placed(Protocol):
    """What decides who sees a record; a model instance, or a row of a list with these columns."""

    @property
    def pk(self) -> int: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def zone_path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user with all that decides what they see of one kind of record."""

    role: Role
    user_id: int | None
    zone_path: str
    """Prefix of the zones of the user; empty: the whole region."""
    kind: RecordKind
    organisation_ids: frozenset[int] = frozenset()
    grants: Mapping[int, DisclosureLevel] = field(default_factory=dict)
    """Record id → what both sides agreed to, in force today."""


def get_viewer(user: Actor, kind: RecordKind) -> Viewer:
    """Two small queries at most, for all kinds together and once in a request that reads; none for
    strangers, administrators and brokers of the whole region."""
    role = get_role(user)
    user_id = user.pk if role is not Role.VISITOR or user.is_authenticated else None
    if role in {Role.ADMINISTRATOR, Role.VISITOR, Role.LEADER} or user_id is None:
        return Viewer(role, user_id, "", kind)
    zone_path = get_zone_path(user)
    if role is Role.BROKER and not zone_path:
        # sees all but others' drafts, to which no consent opens a door
        return Viewer(role, user_id, zone_path, kind)
    organisations, grants = _get_relations(user_id, role)
    return Viewer(role, user_id, zone_path, kind, organisations, grants[kind])


def agreements_in_force() -> QuerySet[Consent]:
    """Agreed by both sides, neither refused nor taken back, and not past their day."""
    return Consent.objects.filter(
        Q(expiry_date__isnull=True) | Q(expiry_date__gte=clock.today()),
        given_at__isnull=False,
        accepted_at__isnull=False,
        refused_at__isnull=True,
        revoked_at__isnull=True,
    )


def _get_relations(user_id: int, role: Role) -> _Relations:
    """The organisations of a member, and what was agreed with a user of every kind of record."""
    key = ("relations", user_id, role)
    held: _Relations | None = get_held(key)
    if held is not None:
        return held
    organisations = frozenset(
        Membership.objects.filter(user_id=user_id).values_list("organisation_id", flat=True)
        if role is Role.MEMBER
        else ()
    )
    relations = organisations, _list_grants(user_id, organisations)
    hold(key, relations)
    return relations


def _list_grants(
    user_id: int, organisations: frozenset[int]
) -> Mapping[RecordKind, Mapping[int, DisclosureLevel]]:
    grants: dict[RecordKind, dict[int, DisclosureLevel]] = {kind: {} for kind in RecordKind}
    found = (
        agreements_in_force()
        .filter(Q(grantee_id=user_id) | Q(grantee_organisation_id__in=organisations))
        .order_by("level")
        .values_list("level", *(f"{kind}_id" for kind in grants))
    )
    for level, *ids in found:
        for of_kind, record_id in zip(grants.values(), ids, strict=True):
            if record_id is not None:
                # the highest of several comes last and wins
                of_kind[record_id] = DisclosureLevel(level)
    return grants


def is_own(viewer: Viewer, record: Model | Placed) -> bool:
    """Made by the user, their responsibility, of their organisation, or themselves."""
    if viewer.user_id is None or viewer.role is Role.VISITOR:
        return False
    if getattr(record, "owner_id", None) == viewer.user_id:
        return True
    if viewer.role is Role.MEMBER:
        organisation_id = (
            record.pk
            if viewer.kind is RecordKind.ORGANISATION
            else getattr(record, "organisation_id", None)
        )
        return organisation_id in viewer.organisation_ids
    if viewer.role is Role.EXPERT and viewer.kind is RecordKind.EXPERT:
        return getattr(record, "user_id", None) == viewer.user_id
    return False


def is_in_zone(viewer: Viewer, record: Model | Placed) -> bool:
    """In the subtree of the user's zone; somebody else's draft is not meant for it yet."""
    is_draft = getattr(record, "state", "") == RecordState.DRAFT
    return not is_draft and str(getattr(record, "zone_path", "")).startswith(viewer.zone_path)


def get_level(viewer: Viewer, record: Model | Placed) -> DisclosureLevel | None:
    """How much of a record the viewer sees; None: not even that it exists.

    Says nothing about the recycle bin: its records are shown where they can be restored only.
    """
    if viewer.role is Role.ADMINISTRATOR:
        return DisclosureLevel.INTERNAL
    if is_own(viewer, record):
        return OWN_LEVEL[viewer.role]
    if viewer.role is Role.BROKER and is_in_zone(viewer, record):
        return ZONE_LEVEL[viewer.role]
    base = BASE_LEVEL[viewer.role]
    if base is None:
        return None
    granted = viewer.grants.get(record.pk or 0)
    if viewer.kind is RecordKind.ORGANISATION:
        return None if base < DisclosureLevel.REGISTERED else max(base, granted or base)
    state = getattr(record, "state", "")
    level = max(base, granted) if granted is not None else base
    is_shown_now = state == RecordState.PUBLISHED or (
        granted is not None and state in _AGREED_STATES
    )
    if not is_shown_now or level < getattr(record, "disclosure", DisclosureLevel.INTERNAL):
        return None
    if level < DisclosureLevel.REGISTERED and not getattr(record, "teaser_title", ""):
        return None
    return level


def covers(viewer: Viewer, reach: Reach, record: Model | Placed) -> bool:
    """Whether a reach of the permission table holds this record."""
    if reach is Reach.NONE or get_level(viewer, record) is None:
        return False
    if reach is Reach.OWN:
        return is_own(viewer, record)
    if reach is Reach.ZONE:
        return is_own(viewer, record) or is_in_zone(viewer, record)
    return True


def visible_records(model: type[M], user: Actor) -> QuerySet[M]:
    """`get_level` as a query: the records of which it is not None, without the recycle bin."""
    return visible_to(model, get_viewer(user, KINDS[model]))


def visible_to(model: type[M], viewer: Viewer, *, is_deleted: bool = False) -> QuerySet[M]:
    """As `visible_records`, for a viewer at hand; those in the recycle bin where `is_deleted`.
    No query."""
    records = model._default_manager.filter(deleted_at__isnull=not is_deleted)
    if viewer.role is Role.ADMINISTRATOR:
        return records
    if BASE_LEVEL[viewer.role] is None:
        return records.none()
    return records.filter(_own(viewer) | _in_zone(viewer) | _opened(viewer))


def covered_records(
    model: type[M], user: Actor, reach: Reach, *, is_deleted: bool = False
) -> QuerySet[M]:
    """`covers` as a query: what an export or a bulk action of this reach may touch."""
    viewer = get_viewer(user, KINDS[model])
    if reach is Reach.NONE or BASE_LEVEL[viewer.role] is None:
        return model._default_manager.none()
    if viewer.role is Role.BROKER and reach in {Reach.OWN, Reach.ZONE}:
        # all of it is seen: what `visible_to` adds would be asked for nothing
        records = model._default_manager.filter(deleted_at__isnull=not is_deleted)
    else:
        records = visible_to(model, viewer, is_deleted=is_deleted)
    if reach is Reach.OWN:
        return records.filter(_own(viewer))
    if reach is Reach.ZONE:
        return records.filter(_own(viewer) | _zone_of(viewer))
    return records


def shared_part(viewer: Viewer) -> tuple[str, Q]:
    """What of a kind of record everybody with this view sees alike, as a name and a condition on
    records outside the recycle bin: counted once for all of them. What `visible_to` gives beyond it
    is the viewer's own, of their zone or agreed."""
    if viewer.role is Role.ADMINISTRATOR:
        return "all", ~_NOTHING
    is_organisation = viewer.kind is RecordKind.ORGANISATION
    if viewer.role is Role.BROKER and not viewer.zone_path and not is_organisation:
        return "not-draft", ~Q(state=RecordState.DRAFT)
    base = BASE_LEVEL[viewer.role]
    if base is None:
        return "nothing", _NOTHING
    if is_organisation:
        return ("all", ~_NOTHING) if base >= DisclosureLevel.REGISTERED else ("nothing", _NOTHING)
    return f"open-{base.value}", _open_to(base)


def own_or_agreed(viewer: Viewer) -> Q:
    """The viewer's own, and what both sides agreed to show them."""
    return _own(viewer) | Q(pk__in=list(viewer.grants))


def named_to(viewer: Viewer) -> Q:
    """Where the viewer sees whose record it is: CONSENT and above."""
    if viewer.role is Role.ADMINISTRATOR:
        return ~_NOTHING
    return _own(viewer) | _in_zone(viewer) | Q(pk__in=list(viewer.grants))


def seen_in_full(viewer: Viewer) -> Q:
    """What the viewer owns or has in hand: where staff see who is responsible and where it is
    from."""
    if viewer.role is Role.ADMINISTRATOR:
        return ~_NOTHING
    return _own(viewer) | _in_zone(viewer)


def sees_all_in_full(viewer: Viewer) -> bool:
    """Whether `seen_in_full` holds for all that the viewer sees: for who works for the whole
    region."""
    return viewer.role is Role.ADMINISTRATOR or (
        viewer.role is Role.BROKER and not viewer.zone_path
    )


_NOTHING = Q(pk__in=())


def _own(viewer: Viewer) -> Q:
    if viewer.user_id is None or viewer.role is Role.VISITOR:
        return _NOTHING
    condition = Q(owner_id=viewer.user_id)
    if viewer.role is Role.MEMBER and viewer.organisation_ids:
        name = "pk" if viewer.kind is RecordKind.ORGANISATION else "organisation_id"
        condition |= Q(**{f"{name}__in": viewer.organisation_ids})
    if viewer.role is Role.EXPERT and viewer.kind is RecordKind.EXPERT:
        condition |= Q(user_id=viewer.user_id)
    return condition


def _in_zone(viewer: Viewer) -> Q:
    return _zone_of(viewer) if viewer.role is Role.BROKER else _NOTHING


def _zone_of(viewer: Viewer) -> Q:
    condition = Q(zone_path__startswith=viewer.zone_path) if viewer.zone_path else Q()
    if viewer.kind is not RecordKind.ORGANISATION:
        condition &= ~Q(state=RecordState.DRAFT)
    return condition or ~_NOTHING


def _opened(viewer: Viewer) -> Q:
    base = BASE_LEVEL[viewer.role]
    assert base is not None
    if viewer.kind is RecordKind.ORGANISATION:
        return ~_NOTHING if base >= DisclosureLevel.REGISTERED else _NOTHING
    condition = _open_to(base)
    for level in (DisclosureLevel.CONSENT, DisclosureLevel.NDA):
        agreed = [record_id for record_id, given in viewer.grants.items() if given >= level]
        if agreed:
            condition |= Q(pk__in=agreed, state__in=_AGREED_STATES, disclosure__lte=level)
    return condition


def _open_to(base: DisclosureLevel) -> Q:
    condition = Q(Exact(Unindexed("state"), Value(RecordState.PUBLISHED)), disclosure__lte=base)
    if base < DisclosureLevel.REGISTERED:
        condition &= ~Q(teaser_title="")
    return condition
