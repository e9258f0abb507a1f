"""What the disclosure table hides of a need is in no answer: a mark in every field, looked for by
every kind of reader at every level of disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField

from duijie.accounts.enums import DisclosureLevel, Role, Scope
from duijie.accounts.models import User, Zone
from duijie.catalogue.disclosure import ATTACHMENT_LEVELS, CONTACT_FIELDS, LEVELS
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.fields import SETTABLE_DISCLOSURES
from duijie.catalogue.models import Attachment, Consent, Membership, Need, Organisation, Source
from duijie.catalogue.services import add_attachment, add_note, create_record
from duijie.core import clock
from tests.factories.records import need_values
from tests.factories.users import make_administrator, make_user
from tests.factories.zones import make_zone
from tests.integration.api.asking import Asker

pytestmark = pytest.mark.django_db

_L = DisclosureLevel
TABLE: Final = LEVELS[RecordKind.NEED]
ELSEWHERE: Final = {"indicators", "organisation_profile"}
READERS: Final = {
    "administrator": _L.INTERNAL,
    "broker of the zone": _L.INTERNAL,
    "owner": _L.INTERNAL,
    "member of the organisation": _L.OWN,
    "broker elsewhere": _L.REGISTERED,
    "collector elsewhere": _L.REGISTERED,
    "member elsewhere": _L.REGISTERED,
    "expert": _L.REGISTERED,
    "member on consent": _L.CONSENT,
    "expert under NDA": _L.NDA,
    "visitor": _L.TEASER,
    "stranger": _L.TEASER,
}
"""How much each sees of a published need that is open to them at all."""
WORKING_ON_IT: Final = {"administrator", "broker of the zone", "owner"}
NO_FILES: Final = {"visitor", "stranger"}


def mark(name: str) -> str:
    return f"标记{list(TABLE).index(name):02}末"


@dataclass
class Planted:
    """A need with marks, and who asks for it."""

    need: Need
    askers: dict[str, Asker]


@pytest.fixture
def planted(db: None) -> Planted:
    zone = make_zone(mark("zone"))
    owner = _named(Role.COLLECTOR, mark("owner"), zone)
    checker = _named(Role.BROKER, mark("checked_by"), zone)
    need = _plant(owner, checker, zone)
    users = _users(need, owner, checker, zone)
    need.refresh_from_db()
    return Planted(need, {name: _asker(user) for name, user in users.items()})


@pytest.mark.parametrize("disclosure", SETTABLE_DISCLOSURES)
def test_detail_holds_what_the_table_shows_and_nothing_else(
    planted: Planted, disclosure: DisclosureLevel
) -> None:
    _disclose(planted.need, disclosure)
    for reader, asker in planted.askers.items():
        level = _sees(reader, disclosure)
        answer = asker.get(f"/needs/{planted.need.pk}")

        if level is None:
            assert answer.status_code == 404, (reader, disclosure)
            assert _marks_in(answer) == set(), (reader, disclosure)
            continue
        shown = {name for name, needed in TABLE.items() if needed <= level}
        assert answer.json()["level"] == level, (reader, disclosure)
        assert answer.json()["values"].keys() == shown - ELSEWHERE, (reader, disclosure)
        assert _marks_in(answer) == shown & _planted_names(), (reader, disclosure)


@pytest.mark.parametrize("disclosure", SETTABLE_DISCLOSURES)
def test_list_holds_no_more_than_the_table_shows_and_no_contact(
    planted: Planted, disclosure: DisclosureLevel
) -> None:
    _disclose(planted.need, disclosure)
    for reader, asker in planted.askers.items():
        level = _sees(reader, disclosure)
        answer = asker.get("/needs")
        found = [row["id"] for row in answer.json()["items"]]

        assert found == ([] if level is None else [planted.need.pk]), (reader, disclosure)
        shown = {name for name, needed in TABLE.items() if level is not None and needed <= level}
        assert _marks_in(answer) <= shown - CONTACT_FIELDS, (reader, disclosure)
        if level is not None:
            told = "title" if level >= _L.REGISTERED else "teaser_title"
            assert mark(told) in answer.content.decode()


@pytest.mark.parametrize("disclosure", SETTABLE_DISCLOSURES)
def test_what_hangs_on_it_is_for_its_side_and_for_the_level_of_each_file(
    planted: Planted, disclosure: DisclosureLevel
) -> None:
    _disclose(planted.need, disclosure)
    path = f"/needs/{planted.need.pk}"
    for reader, asker in planted.askers.items():
        level = _sees(reader, disclosure)
        history, notes = asker.get(f"{path}/history"), asker.get(f"{path}/notes")
        files = asker.get(f"{path}/attachments")

        if reader in WORKING_ON_IT:
            assert "改动前的名称" in history.content.decode(), reader
            assert "内部记录" in notes.content.decode(), reader
        else:
            for answer in (history, notes):
                is_refused = answer.status_code in {401, 403, 404}
                assert is_refused or answer.json()["items"] == [], (reader, disclosure)
                assert "内部记录" not in answer.content.decode()
                assert "改动前的名称" not in answer.content.decode()
        may_have = [] if level is None or reader in NO_FILES else ATTACHMENT_LEVELS
        wanted = {f"附件{one:d}.txt" for one in may_have if one <= (level or 0)}
        listed = files.json().get("items", [])
        assert {row["name"] for row in listed} == wanted, (reader, disclosure)
        for attachment in Attachment.objects.all():
            got = asker.get(f"/attachments/{attachment.pk}/file")
            assert (got.status_code == 200) == (attachment.name in wanted), (reader, attachment)


def test_filter_on_a_hidden_field_tells_nothing(planted: Planted) -> None:
    _disclose(planted.need, _L.TEASER)
    stranger, elsewhere = planted.askers["stranger"], planted.askers["member elsewhere"]
    for query in ({"q": mark("title")}, {"q": mark("organisation")}):
        assert stranger.get("/needs", **query).json()["items"] == []
    assert elsewhere.get("/needs", q=mark("organisation")).json()["items"] == []
    assert elsewhere.get("/needs", q=mark("phone")).json()["items"] == []
    assert len(planted.askers["owner"].get("/needs", q=mark("organisation")).json()["items"]) == 1


def _sees(reader: str, disclosure: DisclosureLevel) -> DisclosureLevel | None:
    level = READERS[reader]
    return level if level >= _L.OWN or level >= disclosure else None


def _planted_names() -> set[str]:
    return {
        name
        for name in TABLE
        if name in {"organisation", "source", "owner", "zone", "checked_by", "keywords", "evidence",
                    "fields", "unplaced", "place"}
        or _is_text(name)
    }  # fmt: skip


def _is_text(name: str) -> bool:
    if name in ELSEWHERE:
        return False
    field = Need._meta.get_field(name)
    return isinstance(field, CharField | TextField) and not field.choices


def _marks_in(answer: Any) -> set[str]:
    text = answer.content.decode()
    return {name for name in TABLE if mark(name) in text}


def _plant(owner: User, checker: User, zone: Zone) -> Need:
    need_id = create_record(
        kind=RecordKind.NEED, values=need_values(title="改动前的名称"), by=owner
    )
    organisation = Organisation.objects.create(
        name=mark("organisation"), normalised_name=mark("organisation"), owner=owner, zone=zone,
        zone_path=zone.path,
    )  # fmt: skip
    source = Source.objects.create(name=mark("source"), sha256="a" * 64)
    texts = {name: mark(name) for name in TABLE if _is_text(name)}
    json_values: dict[str, Any] = {
        "keywords": [mark("keywords")],
        "evidence": [{"title": mark("evidence"), "text": ""}],
        "fields": {"其他": mark("fields")},
        "unplaced": {"其他": mark("unplaced")},
        "place": {"file": mark("place")},
    }
    Need.objects.filter(pk=need_id).update(
        **texts, **json_values, state=RecordState.PUBLISHED, organisation=organisation,
        source=source, checked_by=checker, zone=zone, zone_path=zone.path,
        budget_wan=80, trl=4, published_at=clock.now(), search_text=mark("title"),
    )  # fmt: skip
    add_note(kind=RecordKind.NEED, record_id=need_id, text="内部记录", by=owner)
    for level in ATTACHMENT_LEVELS:
        add_attachment(
            kind=RecordKind.NEED,
            record_id=need_id,
            file=SimpleUploadedFile(f"附件{level:d}.txt", f"附件{level:d}".encode()),
            disclosure=level,
            by=owner,
        )
    return Need.objects.get(pk=need_id)


def _users(need: Need, owner: User, checker: User, zone: Zone) -> dict[str, User | None]:
    elsewhere = make_zone("西山市")
    users: dict[str, User | None] = {
        "administrator": make_administrator(),
        "broker of the zone": _named(Role.BROKER, "周清", zone),
        "owner": owner,
        "member of the organisation": make_user(Role.MEMBER),
        "broker elsewhere": _named(Role.BROKER, "吴越", elsewhere),
        "collector elsewhere": _named(Role.COLLECTOR, "郑重", elsewhere),
        "member elsewhere": make_user(Role.MEMBER),
        "expert": make_user(Role.EXPERT),
        "member on consent": make_user(Role.MEMBER),
        "expert under NDA": make_user(Role.EXPERT),
        "visitor": None,
        "stranger": None,
    }
    member = users["member of the organisation"]
    assert member is not None
    assert need.organisation is not None
    Membership.objects.create(user=member, organisation=need.organisation)
    for reader, level in (("member on consent", _L.CONSENT), ("expert under NDA", _L.NDA)):
        grantee = users[reader]
        assert grantee is not None
        Consent.objects.create(
            need=need,
            grantee=grantee,
            level=level,
            requested_by=grantee,
            given_at=clock.now(),
            given_by=owner,
            accepted_at=clock.now(),
            accepted_by=grantee,
        )
    return users


def _asker(user: User | None) -> Asker:
    if user is None:
        return Asker(None)
    return Asker(user, scopes=[Scope.READ, Scope.WRITE])


def _named(role: Role, name: str, zone: Zone) -> User:
    user = make_user(role)
    user.display_name, user.zone = name, zone
    user.save()
    return user


def _disclose(need: Need, disclosure: DisclosureLevel) -> None:
    """As `change_record` would, the levels of the files left as they are."""
    Need.objects.filter(pk=need.pk).update(disclosure=disclosure)
