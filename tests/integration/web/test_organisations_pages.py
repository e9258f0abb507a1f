"""The list of organisations, and one with its people and records."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Attachment, Membership, Organisation
from duijie.catalogue.policies import Move
from duijie.catalogue.services import (
    add_attachment,
    add_membership,
    create_record,
    give_consent,
    move_record,
    request_consent,
)
from tests.factories.records import need_values, values_of
from tests.factories.users import make_user
from tests.integration.web.building import find, list_titles, text_of, texts

pytestmark = pytest.mark.django_db

ORGANISATION = RecordKind.ORGANISATION


@pytest.fixture
def company(broker: User) -> int:
    values = values_of(
        ORGANISATION, name="远川树脂有限公司", phone="13900001111", contact_person="赵启明"
    )
    return create_record(kind=ORGANISATION, values=values, by=broker)


@pytest.fixture
def member(company: int, broker: User) -> User:
    user = make_user(Role.MEMBER, username="zhao")
    add_membership(organisation_id=company, user_id=user.pk, by=broker)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["duijie_language"] = "en"
    return client


def add_need(by: User, disclosure: DisclosureLevel, title: str) -> int:
    values = need_values(title=title, organisation="远川树脂有限公司")
    record_id = create_record(kind=RecordKind.NEED, values=values, by=by, disclosure=disclosure)
    move_record(kind=RecordKind.NEED, record_id=record_id, move=Move.PUBLISH, by=by)
    return record_id


def test_list_is_searched_by_name(broker_client: Client, broker: User, company: int) -> None:
    create_record(kind=ORGANISATION, values=values_of(ORGANISATION, name="东湾大学"), by=broker)

    assert list_titles(broker_client.get("/organisations/")) == ["东湾大学", "远川树脂有限公司"]
    assert list_titles(broker_client.get("/organisations/?q=远川")) == ["远川树脂有限公司"]


def test_organisation_is_added_and_changed_in_the_form(broker_client: Client) -> None:
    answer = broker_client.post(
        "/organisations/new/", {"name": "鹤汀轴承厂", "phone": "13900003333"}
    )
    row = Organisation.objects.get(name="鹤汀轴承厂")
    changed = broker_client.post(
        f"/organisations/{row.pk}/edit/",
        {"name": "鹤汀轴承有限公司", "revision": row.revision, "short_name": "鹤汀轴承"},
    )

    assert answer["Location"] == changed["Location"] == f"/organisations/{row.pk}/"
    row.refresh_from_db()
    assert (row.name, row.short_name, row.phone) == (
        "鹤汀轴承有限公司",
        "鹤汀轴承",
        "13900003333",
    )


def test_name_of_another_company_is_no_way_to_its_needs(
    broker: User, company: int, member: User
) -> None:
    """Whose a need is may be known on consent only: neither the list's number nor the page of the
    organisation may tell."""
    need = add_need(broker, DisclosureLevel.REGISTERED, "耐盐雾树脂")
    rival = client_of(make_user(Role.MEMBER))

    row = rival.get("/organisations/?q=远川")
    page = rival.get(f"/organisations/{company}/")
    own = client_of(member).get(f"/organisations/{company}/")

    assert f"/needs/{need}/" not in page.content.decode()
    assert texts(row, '//tbody//td[@class="num"]') == ["", "", ""]
    assert "耐盐雾树脂" in text_of(own)


def test_contacts_are_shown_by_level(broker_client: Client, company: int, member: User) -> None:
    rival = client_of(make_user(Role.MEMBER)).get(f"/organisations/{company}/")

    assert "13900001111" in text_of(broker_client.get(f"/organisations/{company}/"))
    assert "13900001111" in text_of(client_of(member).get(f"/organisations/{company}/"))
    for secret in ("13900001111", "赵启明", "zhao"):
        assert secret not in text_of(rival)


def test_member_is_added_by_user_name_and_taken_off(broker_client: Client, company: int) -> None:
    user = make_user(Role.MEMBER, username="qian")

    broker_client.post(f"/organisations/{company}/members/", {"username": "qian"})
    page = broker_client.get(f"/organisations/{company}/")
    broker_client.post(f"/organisations/{company}/members/{user.pk}/remove/")

    assert "qian" in text_of(page)
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("username", ["nobody", "broker-by-name"])
def test_who_cannot_speak_for_an_organisation_is_said_alike(
    broker_client: Client, company: int, username: str
) -> None:
    make_user(Role.BROKER, username="broker-by-name")

    answer = broker_client.post(
        f"/organisations/{company}/members/", {"username": username}, follow=True
    )

    assert "Only an active account with the role “organisation member”" in text_of(answer)
    assert not Membership.objects.exists()


def test_member_adds_nobody(company: int, member: User) -> None:
    colleague = make_user(Role.MEMBER, username="sun")

    answer = client_of(member).post(f"/organisations/{company}/members/", {"username": "sun"})

    assert answer.status_code == 403
    assert not Membership.objects.filter(user=colleague).exists()


def add_file(company: int, by: User, name: str, disclosure: DisclosureLevel) -> int:
    file = SimpleUploadedFile(name, f"the words of {name}".encode())
    made = add_attachment(
        kind=ORGANISATION, record_id=company, file=file, disclosure=disclosure, by=by
    )
    Attachment.objects.filter(pk=made).update(preview=Attachment.objects.get(pk=made).file)
    return made


def test_files_are_shown_with_previews_to_who_may_open_them(
    broker: User, company: int, member: User
) -> None:
    names = ("营业执照.txt", "资质证书.txt", "保密图纸.txt", "内部尽调.txt")
    levels = (
        DisclosureLevel.REGISTERED,
        DisclosureLevel.CONSENT,
        DisclosureLevel.NDA,
        DisclosureLevel.INTERNAL,
    )
    ids = [
        add_file(company, broker, name, level) for name, level in zip(names, levels, strict=True)
    ]
    partner = make_user(Role.MEMBER)
    consent = request_consent(
        kind=ORGANISATION,
        record_id=company,
        level=DisclosureLevel.CONSENT,
        reason="想合作",
        by=partner,
    )
    give_consent(consent_id=consent, by=broker)

    for user, shown in ((make_user(Role.MEMBER), 1), (partner, 2), (member, 3), (broker, 4)):
        client = client_of(user)
        page = client.get(f"/organisations/{company}/")
        assert texts(page, '//section[@aria-labelledby="files"]//li/a') == list(names[:shown])
        assert len(find(page, '//img[@class="thumb"]')) == shown
        for name, number in zip(names, ids, strict=True):
            is_open = name in names[:shown]
            assert (name in page.content.decode()) is is_open
            assert (f"/files/{number}/" in page.content.decode()) is is_open
            for address in (f"/files/{number}/", f"/files/{number}/preview/"):
                answer = client.get(address)
                assert answer.status_code == (200 if is_open else 404)
                said = f"the words of {name}" in b"".join(answer).decode()
                assert said is is_open


def test_file_is_added_opened_to_more_and_taken_away_on_the_page(
    broker_client: Client, company: int
) -> None:
    page = f"/organisations/{company}/"
    form = {"file": SimpleUploadedFile("厂房照片.txt", b"words"), "disclosure": "4"}
    added = broker_client.post(f"{page}files/", form, follow=True)
    (file,) = Attachment.objects.all()
    assert "厂房照片.txt" in text_of(added)

    broker_client.post(f"{page}files/{file.pk}/", {"disclosure": "2"})
    file.refresh_from_db()
    gone = broker_client.post(f"{page}files/{file.pk}/delete/", follow=True)

    assert (file.organisation_id, file.disclosure) == (company, DisclosureLevel.REGISTERED)
    assert "厂房照片.txt" not in text_of(gone)


def test_rival_adds_and_changes_no_file(broker: User, company: int) -> None:
    number = add_file(company, broker, "营业执照.txt", DisclosureLevel.REGISTERED)
    rival = client_of(make_user(Role.MEMBER))
    page = f"/organisations/{company}/"

    assert "Add file" not in text_of(rival.get(page))
    rival.post(f"{page}files/", {"file": SimpleUploadedFile("x.txt", b"y"), "disclosure": "2"})
    rival.post(f"{page}files/{number}/", {"disclosure": "4"})
    rival.post(f"{page}files/{number}/delete/")

    file = Attachment.objects.get()
    assert (file.pk, file.disclosure, file.deleted_at) == (
        number,
        DisclosureLevel.REGISTERED,
        None,
    )
