"""One record in full, as far as the user sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action
from duijie.catalogue.disclosure import LEVELS, redact, shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import (
    CatalogueRecord,
    Expert,
    Indicator,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.permissions import (
    KINDS,
    can_act_on_record,
    can_move_record,
    check_can_act_on_record,
    get_level,
    get_viewer,
)
from duijie.catalogue.permissions.held import get_held, hold
from duijie.catalogue.policies import EDITABLE, TRANSITIONS, Move
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One technical indicator."""

    name: str
    comparison: str
    """A `Comparison`."""
    value: float | None
    value_to: float | None
    unit: str
    is_must: bool
    text: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach the people behind one record."""

    person: str
    position: str
    phone: str
    email: str
    address: str

    @property
    def is_empty(self) -> bool:
        return not (self.person or self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """A need, offer or expert as far as the user sees it: what is hidden is empty."""

    id: int
    kind: str
    """`need`, `offer` or `expert`."""
    level: DisclosureLevel
    values: Mapping[str, Any]
    """Every field of `disclosure.LEVELS` that the user sees, by name, as stored; codes as codes."""
    indicators: tuple[IndicatorRow, ...]
    organisation_id: int | None
    title: str
    text: str
    number: str
    organisation_name: str
    organisation_profile: str
    person: str
    position: str
    region: str
    industry: str
    budget_wan: float | None
    trl: int | None
    keywords: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]
    """`(title, text)`."""
    fields: Mapping[str, str]
    """All other placed fields, `engines.extraction.Field` value -> text."""
    unplaced: Mapping[str, str]
    """Columns that could not be placed, header -> text; empty without `contacts`, because nobody
    knows what stands in them."""
    contacts: Contacts | None
    """None where the user may not see them."""
    state: str
    is_example: bool
    source_name: str
    source_sha256: str
    place: Mapping[str, Any]
    """`{"file", "page"?, "sheet"?, "row"?, "column"?}`; empty for a record that was typed in."""
    owner_name: str
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecordForChange:
    """A record as its form opens it: `detail.values` hold every field that may be changed."""

    detail: RecordDetail
    revision: int
    disclosure: DisclosureLevel | None
    """None for an organisation."""
    zone_id: int | None
    is_editable: bool
    """False: closed or withdrawn; it has to be opened again first."""


_MODELS: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}
_RELATIONS: Final = {
    RecordKind.ORGANISATION: ("owner", "zone"),
    **dict.fromkeys(
        (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT),
        ("organisation", "source", "owner", "checked_by", "zone"),
    ),
}
_SPOKEN: Final = {"organisation", "source", "owner", "zone", "checked_by"}
"""Relations: shown by their name."""
_ELSEWHERE: Final = {"indicators", "organisation_profile"}


def get_record_for_user(kind: RecordKind, record_id: int, user: Actor) -> RecordDetail:
    """Raises `NotFoundError` for what is missing or hidden alike."""
    record = load_any(kind, record_id)
    level = get_level(get_viewer(user, kind), record)
    if level is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    return make_detail(record, level)


def get_need_for_user(need_id: int, user: Actor) -> RecordDetail:
    """As `get_record_for_user`."""
    return get_record_for_user(RecordKind.NEED, need_id, user)


def get_offer_for_user(offer_id: int, user: Actor) -> RecordDetail:
    """As `get_record_for_user`."""
    return get_record_for_user(RecordKind.OFFER, offer_id, user)


def get_expert_for_user(expert_id: int, user: Actor) -> RecordDetail:
    """As `get_record_for_user`."""
    return get_record_for_user(RecordKind.EXPERT, expert_id, user)


def get_record_for_change(kind: RecordKind, record_id: int, user: Actor) -> RecordForChange:
    """A record with what its form needs. Raises `NotFoundError`, or `NotAllowedError` where the
    user may see it and not change it."""
    record = load_any(kind, record_id)
    check_can_act_on_record(user, Action.CHANGE, record)
    level = get_level(get_viewer(user, kind), record)
    assert level is not None  # what may be changed is seen
    is_organisation = isinstance(record, Organisation)
    return RecordForChange(
        detail=make_detail(record, level),
        revision=record.revision,
        disclosure=None if is_organisation else DisclosureLevel(record.disclosure),
        zone_id=record.zone_id,
        is_editable=is_organisation or record.state in EDITABLE,
    )


def list_moves_for_user(kind: RecordKind, record_id: int, user: Actor) -> tuple[Move, ...]:
    """The steps that the user may take with the record now, in the order of the table; none for an
    organisation. Raises `NotFoundError`."""
    record = load_any(kind, record_id)
    if get_level(get_viewer(user, kind), record) is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    if isinstance(record, Organisation):
        return ()
    allowed: dict[Action, bool] = {}
    found = []
    for move, step in TRANSITIONS.items():
        if step.action is None or record.state not in step.sources:
            continue
        if step.action not in allowed:
            allowed[step.action] = can_move_record(user, move, record)
        if allowed[step.action]:
            found.append(move)
    return tuple(found)


def list_actions_for_user(kind: RecordKind, record_id: int, user: Actor) -> frozenset[Action]:
    """What the permission table lets the user do with the record, whatever its state: which
    buttons its page shows. Raises `NotFoundError`."""
    record = load_any(kind, record_id)
    if get_level(get_viewer(user, kind), record) is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    asked = [Action.CHANGE, Action.DELETE, Action.HAND_OVER, Action.HISTORY]
    return frozenset(action for action in asked if can_act_on_record(user, action, record))


def load_any(kind: RecordKind, record_id: int) -> Any:
    """The record, whoever asks: callers look at its level. Once for a page that reads."""
    key = ("record", kind, record_id)
    record = get_held(key) or (
        _MODELS[kind]
        ._default_manager.select_related(*_RELATIONS[kind])
        .filter(pk=record_id, deleted_at__isnull=True)
        .first()
    )
    if record is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    hold(key, record)
    return record


def make_detail(record: CatalogueRecord | Organisation, level: DisclosureLevel) -> RecordDetail:
    """The record as far as the level shows it. One query more, for its indicators."""
    if isinstance(record, Organisation):
        return _organisation_detail(record, level)
    kind = KINDS[type(record)]
    shown = shown_fields(kind, level)
    values = redact(kind, _stored_values(record, kind), level)
    organisation = record.organisation if "organisation" in shown else None
    has_contacts = "phone" in shown
    return RecordDetail(
        id=record.pk,
        kind=kind.value,
        level=level,
        values=values,
        indicators=_list_indicators(record, kind) if "indicators" in shown else (),
        organisation_id=record.organisation_id if "organisation" in shown else None,
        title=record.title if "title" in shown else record.teaser_title,
        text=record.text if "text" in shown else record.teaser_text,
        number=values.get("number", ""),
        organisation_name=organisation.name if organisation else "",
        organisation_profile=organisation.profile if organisation else "",
        person=values.get("person", ""),
        position=values.get("position", ""),
        region=values.get("region", ""),
        industry=values.get("industry", ""),
        budget_wan=values.get("budget_wan"),
        trl=values.get("trl"),
        keywords=tuple(values.get("keywords", ())),
        evidence=tuple((piece["title"], piece["text"]) for piece in values.get("evidence", ())),
        fields=values.get("fields", {}),
        unplaced=values.get("unplaced", {}),
        contacts=Contacts(
            record.person, record.position, record.phone, record.email, record.address
        )
        if has_contacts
        else None,
        state=values.get("state", ""),
        is_example=record.is_example,
        source_name=values.get("source", ""),
        source_sha256=record.source.sha256 if record.source and "source" in shown else "",
        place=values.get("place", {}),
        owner_name=values.get("owner", ""),
        created_at=values.get("created_at"),
        updated_at=values.get("updated_at"),
    )


def _organisation_detail(record: Organisation, level: DisclosureLevel) -> RecordDetail:
    kind = RecordKind.ORGANISATION
    values = redact(kind, _stored_values(record, kind), level)
    return RecordDetail(
        id=record.pk,
        kind=kind.value,
        level=level,
        values=values,
        indicators=(),
        organisation_id=record.pk,
        title=record.name,
        text=values.get("profile", ""),
        number="",
        organisation_name=record.name,
        organisation_profile=values.get("profile", ""),
        person=values.get("contact_person", ""),
        position="",
        region=values.get("region", ""),
        industry="",
        budget_wan=None,
        trl=None,
        keywords=(),
        evidence=(),
        fields={},
        unplaced={},
        contacts=Contacts(record.contact_person, "", record.phone, record.email, record.address)
        if "phone" in values
        else None,
        state="",
        is_example=record.is_example,
        source_name="",
        source_sha256="",
        place={},
        owner_name=values.get("owner", ""),
        created_at=values.get("created_at"),
        updated_at=values.get("updated_at"),
    )


def _stored_values(record: CatalogueRecord | Organisation, kind: RecordKind) -> dict[str, Any]:
    """Every field of the disclosure table but those that `RecordDetail` holds apart."""
    values: dict[str, Any] = {}
    for name in LEVELS[kind]:
        if name in _ELSEWHERE:
            continue
        value = getattr(record, name)
        values[name] = (str(value) if value is not None else "") if name in _SPOKEN else value
    return values


def _list_indicators(record: CatalogueRecord, kind: RecordKind) -> tuple[IndicatorRow, ...]:
    found = Indicator.objects.filter(**{f"{kind}_id": record.pk}).order_by("position", "id")
    return tuple(
        IndicatorRow(
            row.name, row.comparison, row.value, row.value_to, row.unit, row.is_must, row.text
        )
        for row in found
    )
