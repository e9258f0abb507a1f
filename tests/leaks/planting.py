"""The planted region: each value of each record is a mark of its own."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from duijie.accounts.enums import DisclosureLevel, Role, Scope, ZoneKind
from duijie.accounts.models import User, Zone
from duijie.accounts.services import create_token
from duijie.catalogue.disclosure import ATTACHMENT_LEVELS
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.models import (
    Attachment,
    Change,
    Consent,
    Expert,
    Indicator,
    Membership,
    Need,
    Note,
    Offer,
    Organisation,
    Source,
)
from duijie.catalogue.services.derived import derive
from duijie.catalogue.validators import name_key
from duijie.core import clock
from tests.leaks.marks import Marks
from tests.leaks.people import PEOPLE, Person

IS_THOROUGH: Final = os.environ.get("DUIJIE_LEAKS") == "thorough"
MODELS: Final[dict[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}
DELETED: Final = "deleted"
_KINDS: Final = (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT)
_LEVELS: Final = tuple(level for level in DisclosureLevel if level < DisclosureLevel.INTERNAL)
_UPLOADERS: Final = {
    "firm": "member",
    "gone": "member",
    "rival": "member_rival",
    "partner": "member_partner",
}
"""Organisation -> who of it has put the files in."""
_MOMENTS: Final = (
    "created_at",
    "updated_at",
    "submitted_at",
    "checked_at",
    "published_at",
    "ended_at",
)


@dataclass
class Planted:
    """One record with its marks, and all that decides who sees it, in plain names."""

    kind: RecordKind
    name: str
    state: str
    """A `RecordState`, or `deleted`; of an organisation empty, or `deleted`."""
    disclosure: int
    owner: str
    zone: str
    organisation: str
    is_linked: bool
    """The expert is the person `expert`."""
    id: int = 0
    fields: dict[str, set[str]] = field(default_factory=dict)
    """Field of the disclosure table -> the marks in it."""
    files: list[PlantedFile] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    note_id: int = 0
    history: set[str] = field(default_factory=set)
    reasons: dict[str, set[str]] = field(default_factory=dict)
    """Person -> what they wrote to be shown more."""
    consent_ids: dict[str, int] = field(default_factory=dict)


@dataclass
class PlantedFile:
    """A file of a record; its name, what is in it, and its picture."""

    id: int
    level: int
    name: str
    content: str
    picture: str


@dataclass
class Region:
    """All that was planted. `things` are what is no record: mark -> who may see it is told by its
    name (`oracle`)."""

    marks: Marks = field(default_factory=Marks)
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    records: list[Planted] = field(default_factory=list)
    ids: dict[str, list[Any]] = field(default_factory=dict)
    """Parameter of an address -> what to put there."""

    def of_kind(self, kind: RecordKind) -> list[Planted]:
        return [record for record in self.records if record.kind == kind]

    def named(self, name: str) -> Planted:
        return next(record for record in self.records if record.name == name)


def plant() -> Region:
    """Store the region; inside a transaction that the caller takes back."""
    region = Region()
    _plant_zones(region)
    _plant_users(region)
    organisations = {
        given[0]: _plant_organisation(region, *given)
        for given in (
            ("firm", "county", "collector", ""),
            ("rival", "other", "collector_other", ""),
            ("partner", "", "", ""),
            ("gone", "county", "collector", DELETED),
        )
    }
    for name in ("member", "member_rival", "member_partner"):
        person = next(person for person in PEOPLE if person.name == name)
        Membership.objects.create(
            user=region.users[name], organisation=organisations[person.organisation]
        )
    for planted in list(_list_records()):
        plant_record(region, planted, organisations[planted.organisation])
    for planted in region.records:
        _plant_attached(region, planted, organisations["partner"])
    return region


def _list_records() -> Iterator[Planted]:
    states: list[str] = [*RecordState, DELETED]
    pairs = (
        itertools.product(states, _LEVELS)
        if IS_THOROUGH
        else [
            *((RecordState.PUBLISHED, level) for level in _LEVELS),
            *((s, DisclosureLevel.TEASER) for s in states if s != RecordState.PUBLISHED),
        ]
    )
    for kind, (state, level) in itertools.product(_KINDS, list(pairs)):
        name = f"{kind}-{state}-{level:d}"
        yield Planted(kind, name, state, level, "collector", "county", "firm", True)
    for kind in _KINDS:
        published, registered = RecordState.PUBLISHED, DisclosureLevel.REGISTERED
        name = f"{kind}-rival"
        yield Planted(kind, name, published, registered, "collector_other", "other", "rival", False)
        name = f"{kind}-region"
        yield Planted(kind, name, published, registered, "colleague", "", "rival", False)
        name = f"{kind}-shut"
        yield Planted(
            kind, name, published, DisclosureLevel.NDA, "collector_other", "other", "rival", False
        )


def _plant_zones(region: Region) -> None:
    for name, parent in (("city", None), ("county", "city"), ("other", None)):
        above = region.zones[parent] if parent else None
        zone = Zone.objects.create(
            name=region.marks.word(f"zone:{name}"), kind=ZoneKind.COUNTY, parent=above
        )
        zone.path = f"{above.path if above else '/'}{zone.pk}/"
        zone.save()
        region.zones[name] = zone


def _plant_users(region: Region) -> None:
    for person in (*PEOPLE, Person("checker", Role.BROKER, "other")):
        word = region.marks.word
        user = User.objects.create(
            username=word(f"user:{person.name}:username"),
            display_name=word(f"name:{person.name}"),
            email=f"{word(f'user:{person.name}:email')}@example.com",
            role=Role.ADMINISTRATOR,
            zone=region.zones.get(person.zone),
        )
        issued = create_token(
            name=word(f"token:{person.name}"), scopes=Scope, expires_in_days=9, by=user
        )
        region.tokens[person.name] = issued.secret
        user.role, user.is_active = person.role, person.is_active
        user.save()
        region.users[person.name] = User.objects.get(pk=user.pk)


def _plant_organisation(
    region: Region, name: str, zone: str, owner: str, state: str
) -> Organisation:
    kind = RecordKind.ORGANISATION
    planted = Planted(kind, f"organisation-{name}", state, 0, owner, zone, name, False)
    row = Organisation(zone=region.zones.get(zone), owner=region.users.get(owner))
    row.zone_path = row.zone.path if row.zone else ""
    _fill(region, planted, row)
    row.normalised_name = name_key(row.name)
    row.deleted_at = clock.now() if state == DELETED else None
    row.save()
    planted.fields["created_at"] = planted.fields["updated_at"] = set()
    planted.id = row.pk
    region.records.append(planted)
    return row


def plant_record(region: Region, planted: Planted, organisation: Organisation) -> Any:
    """Store one need, offer or expert and what belongs to its own row."""
    word = region.marks.word
    name = planted.name
    model = MODELS[planted.kind]
    zone = region.zones.get(planted.zone)
    source = word(f"{name}:source")
    row = model(
        owner=region.users[planted.owner],
        zone=zone,
        zone_path=zone.path if zone else "",
        organisation=organisation,
        source=Source.objects.create(name=source, sha256=hashlib.sha256(name.encode()).hexdigest()),
        checked_by=region.users["checker"],
        state=RecordState.PUBLISHED if planted.state == DELETED else planted.state,
        disclosure=planted.disclosure,
        deleted_at=clock.now() if planted.state == DELETED else None,
    )
    _fill(region, planted, row)
    for field_name in ("fields", "unplaced", "place"):
        mark = word(f"{name}:{field_name}")
        setattr(row, field_name, {"file" if field_name == "place" else "其他": mark})
        planted.fields[field_name] = {mark}
    row.return_note = word(f"{name}:return_note")
    row.evidence = [{"title": word(f"{name}:evidence"), "text": word(f"{name}:evidence text")}]
    row.expiry_date = region.marks.day(f"{name}:expiry_date")
    planted.fields |= {
        "return_note": {row.return_note},
        "evidence": {row.evidence[0]["title"], row.evidence[0]["text"]},
        "expiry_date": {str(row.expiry_date.year)},
        "source": {source},
        "owner": {row.owner.display_name},
        "checked_by": {row.checked_by.display_name},
        "zone": {zone.name} if zone else set(),
        "organisation": {organisation.name},
        "organisation_profile": {organisation.profile},
    }
    if planted.kind is RecordKind.EXPERT and planted.is_linked:
        row.user = region.users["expert"]
    derive(row, organisation_name=organisation.name)
    row.save()
    planted.id = row.pk
    moments = {at: region.marks.moment(f"{name}:{at}") for at in _MOMENTS}
    model.objects.filter(pk=row.pk).update(**moments)
    planted.fields |= {at: {str(moment.year)} for at, moment in moments.items()}
    _plant_indicator(region, planted)
    region.records.append(planted)
    return row


def _fill(region: Region, planted: Planted, row: Any) -> None:
    """Every field that a form has."""
    for spec in FIELDS[planted.kind]:
        label = f"{planted.name}:{spec.name}"
        if spec.value in {Value.LINE, Value.TEXT, Value.CODE}:
            mark = region.marks.word(label)
            setattr(row, spec.name, mark)
        elif spec.value is Value.WORDS:
            mark = region.marks.word(label)
            setattr(row, spec.name, [mark])
        elif spec.value is Value.AMOUNT:
            row.budget_wan = region.marks.amount(label)
            mark = f"{row.budget_wan:.2f}"
        elif spec.value is Value.DATE:
            day = region.marks.day(label)
            setattr(row, spec.name, day)
            mark = str(day.year)
        else:
            continue
        planted.fields[spec.name] = {mark}


def _plant_indicator(region: Region, planted: Planted) -> None:
    name, text = (region.marks.word(f"{planted.name}:indicators {part}") for part in "ab")
    about = {f"{planted.kind}_id": planted.id}
    Indicator.objects.create(**about, name=name, comparison="ge", value=3, unit="MPa")
    Indicator.objects.create(**about, name="其他", comparison="eq", text=text, position=1)
    planted.fields["indicators"] = {name, text}


def _plant_attached(region: Region, planted: Planted, partner: Organisation) -> None:
    about = {f"{planted.kind}_id": planted.id}
    owner = region.users[planted.owner or "administrator"]
    note = region.marks.word(f"{planted.name}:note")
    planted.note_id = Note.objects.create(**about, text=note, by=owner).pk
    planted.notes = {note}
    before, after = (region.marks.word(f"{planted.name}:history {part}") for part in "ab")
    Change.objects.create(
        **about, by=owner, action="change_record", values={"text": [before, after]}
    )
    planted.history = {before, after}
    uploader = region.users[_UPLOADERS[planted.organisation]]
    for level in ATTACHMENT_LEVELS:
        planted.files.append(_plant_file(region, planted, level, uploader))
    _plant_consents(region, planted, partner)


def _plant_file(region: Region, planted: Planted, level: int, owner: User) -> PlantedFile:
    label = f"{planted.name}:file {level:d}"
    name, content, picture = (
        region.marks.word(f"{label} {part}") for part in ("name", "content", "picture")
    )
    folder = Path(settings.MEDIA_ROOT)
    (folder / content).write_bytes(f"{content}\n".encode())
    (folder / picture).write_bytes(b"\x89PNG\r\n" + picture.encode())
    row = Attachment.objects.create(
        **{f"{planted.kind}_id": planted.id},
        name=f"{name}.txt",
        file=content,
        preview=picture,
        sha256="0" * 64,
        media_type="text/plain",
        size_bytes=12,
        disclosure=level,
        owner=owner,
    )
    return PlantedFile(row.pk, int(level), name, content, picture)


def _plant_consents(region: Region, planted: Planted, partner: Organisation) -> None:
    now, yesterday = clock.now(), clock.today() - timedelta(days=1)
    agreed = {"given_at": now, "accepted_at": now}
    over: tuple[dict[str, Any], ...] = (
        {**agreed, "revoked_at": now},
        {**agreed, "expiry_date": yesterday},
        {"given_at": now, "refused_at": now},
        {"given_at": now},
        {"accepted_at": now},
    )
    for person in PEOPLE:
        if not person.grant:
            continue
        user = region.users[person.name]
        grantee = {"grantee_organisation": partner} if person.organisation else {"grantee": user}
        is_nda = person.grant == "nda" or person.grant == "over"
        planted.reasons[person.name] = set()
        for number, when in enumerate(over if person.grant == "over" else (agreed,)):
            reason = region.marks.word(f"{planted.name}:reason of {person.name} {number}")
            row = Consent.objects.create(
                **{f"{planted.kind}_id": planted.id},
                **grantee,
                **when,
                level=DisclosureLevel.NDA if is_nda else DisclosureLevel.CONSENT,
                reason=reason,
                requested_by=user,
            )
            planted.reasons[person.name].add(reason)
            planted.consent_ids[person.name] = row.pk
