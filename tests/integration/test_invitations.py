"""Invitations: who may send which, and that each opens one door once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, TestCase
from pytest_django import Settings

from duijie.accounts.enums import Role
from duijie.accounts.errors import InvitationError, UserError
from duijie.accounts.models import Invitation, User, Zone
from duijie.accounts.permissions import can_invite, check_can_invite, list_invitable_roles
from duijie.accounts.queries import get_open_invitation, list_invitations_for_user
from duijie.accounts.services import (
    IssuedInvitation,
    accept_invitation,
    create_invitation,
    resend_invitation,
    revoke_invitation,
)
from duijie.catalogue.models import Expert, Membership, Organisation
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from tests.factories.users import make_administrator, make_broker, make_user
from tests.factories.zones import make_zone
from tests.integration.web.building import find, text_of

pytestmark = pytest.mark.django_db

PASSWORD = "Kiefer-Nebel-42-Weg"
BROKERS_ROLES = {Role.COLLECTOR, Role.MEMBER, Role.EXPERT, Role.VISITOR}


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> None:
    cache.clear()


def broker_of(zone: Zone | None) -> User:
    user = make_broker()
    User.objects.filter(pk=user.pk).update(zone=zone)
    return User.objects.get(pk=user.pk)


def invite(by: User, role: Role = Role.COLLECTOR, **given: object) -> IssuedInvitation:
    values: dict[str, object] = {"display_name": "林薇", "zone_id": None, **given}
    return create_invitation(role=role, by=by, **values)  # type: ignore[arg-type]


def test_invited_person_signs_in_with_the_password_they_chose(administrator: User) -> None:
    zone = make_zone("栗川县")
    issued = invite(administrator, Role.BROKER, zone_id=zone.pk, email="lin@example.org")
    client = Client()
    address = f"/invitations/{issued.secret}/"
    page = client.get(address)
    answer = client.post(
        address, {"username": "linwei", "password1": PASSWORD, "password2": PASSWORD}
    )
    user = User.objects.get(username="linwei")

    assert find(page, '//input[@name="username"]')[0].get("value") == "lin"
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert (user.role, user.zone_id, user.email) == (Role.BROKER, zone.pk, "lin@example.org")
    assert user.check_password(PASSWORD)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"accounts.create_invitation", "accounts.accept_invitation"} <= actions
    kept = repr(list(AuditEntry.objects.values())) + repr(list(Invitation.objects.values()))
    assert issued.secret not in kept
    assert PASSWORD not in kept


def test_link_works_once(administrator: User) -> None:
    issued = invite(administrator)
    accept_invitation(raw=issued.secret, username="first", password=PASSWORD)
    with pytest.raises(NotFoundError):
        accept_invitation(raw=issued.secret, username="second", password=PASSWORD)
    assert not User.objects.filter(username="second").exists()


def test_refused_name_or_password_does_not_use_the_link_up(administrator: User) -> None:
    make_user(username="taken")
    issued = invite(administrator)
    for username, password in (("TAKEN", PASSWORD), ("a b", PASSWORD), ("fine", "12345678")):
        with pytest.raises(UserError):
            accept_invitation(raw=issued.secret, username=username, password=password)
    assert accept_invitation(raw=issued.secret, username="fine", password=PASSWORD).pk


def test_closed_doors_look_alike(administrator: User) -> None:
    used, revoked, expired, orphaned = (invite(administrator) for _ in range(4))
    accept_invitation(raw=used.secret, username="first", password=PASSWORD)
    revoke_invitation(invitation_id=revoked.id, by=administrator)
    Invitation.objects.filter(pk=expired.id).update(expires_at=clock.now())
    gone = make_administrator()
    Invitation.objects.filter(pk=orphaned.id).update(created_by=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    pages = [
        Client().get(f"/invitations/{secret}/")
        for secret in (used.secret, revoked.secret, expired.secret, orphaned.secret, "never-was")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({text_of(page) for page in pages}) == 1
    assert "Ask whoever sent it for a new one" in text_of(
        Client().get("/invitations/never-was/", headers={"cookie": "duijie_language=en"})
    )


def test_page_of_an_invitation_is_kept_by_nobody(administrator: User) -> None:
    page = Client().get(f"/invitations/{invite(administrator).secret}/")

    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.usefixtures("still_clock")
def test_who_tries_many_links_is_stopped_before_a_good_one(administrator: User) -> None:
    good = f"/invitations/{invite(administrator).secret}/"
    client = Client()
    tried = [client.get(f"/invitations/no{n}/").status_code for n in range(12)]
    assert tried == [404] * 10 + [429] * 2
    assert client.get(good).status_code == 429
    assert client.post(good, {"username": "x", "password1": PASSWORD}).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(good).status_code == 200


def test_who_may_invite_whom() -> None:
    city, elsewhere = make_zone("甲市"), make_zone("乙市")
    county = make_zone("丙县", parent=city)
    broker = broker_of(city)
    table: list[tuple[Actor, set[Role]]] = [
        (make_administrator(), set(Role)),
        (broker, BROKERS_ROLES),
        (make_user(Role.COLLECTOR), set()),
        (make_user(Role.MEMBER), set()),
        (make_user(Role.EXPERT), set()),
        (make_user(Role.LEADER), set()),
        (make_user(Role.VISITOR), set()),
        (make_user(Role.ADMINISTRATOR, is_active=False), set()),
        (AnonymousUser(), set()),
    ]
    for user, roles in table:
        assert set(list_invitable_roles(user)) == roles
        for role in Role:
            assert can_invite(user, role, county) is (role in roles)
            if role not in roles:
                with pytest.raises(NotAllowedError):
                    check_can_invite(user, role, county)
                with pytest.raises(NotAllowedError):
                    create_invitation(display_name="x", role=role, zone_id=county.pk, by=user)
    for zone, is_allowed in ((city, True), (county, True), (elsewhere, False), (None, False)):
        assert can_invite(broker, Role.COLLECTOR, zone) is is_allowed
    assert can_invite(broker_of(None), Role.COLLECTOR, None)
    assert not Invitation.objects.exists()


def test_broker_neither_sees_nor_renews_what_is_not_theirs_to_give(administrator: User) -> None:
    city, elsewhere = make_zone("甲市"), make_zone("乙市")
    broker = broker_of(city)
    own = invite(administrator, Role.MEMBER, zone_id=city.pk)
    higher = invite(administrator, Role.BROKER, zone_id=city.pk)
    other = invite(administrator, Role.MEMBER, zone_id=elsewhere.pk)

    assert [row.id for row in list_invitations_for_user(broker)] == [own.id]
    for hidden in (higher, other):
        for act in (resend_invitation, revoke_invitation):
            with pytest.raises(NotFoundError):
                act(invitation_id=hidden.id, by=broker)
        assert get_open_invitation(hidden.secret).id == hidden.id
    assert resend_invitation(invitation_id=own.id, by=broker).secret != own.secret
    with pytest.raises(NotAllowedError):
        list_invitations_for_user(make_user(Role.COLLECTOR))


def test_inviter_who_has_lost_the_right_admits_nobody() -> None:
    city, elsewhere = make_zone("甲市"), make_zone("乙市")
    broker = broker_of(city)
    issued = invite(broker, Role.COLLECTOR, zone_id=city.pk)
    User.objects.filter(pk=broker.pk).update(zone=elsewhere)
    with pytest.raises(NotFoundError):
        accept_invitation(raw=issued.secret, username="x", password=PASSWORD)
    assert not User.objects.filter(username="x").exists()


def test_new_link_ends_the_old_one_and_revives_a_revoked_invitation(administrator: User) -> None:
    first = invite(administrator)
    revoke_invitation(invitation_id=first.id, by=administrator)
    second = resend_invitation(invitation_id=first.id, by=administrator)
    with pytest.raises(NotFoundError):
        get_open_invitation(first.secret)
    assert get_open_invitation(second.secret).id == first.id
    accept_invitation(raw=second.secret, username="x", password=PASSWORD)
    for act in (resend_invitation, revoke_invitation):
        with pytest.raises(InvitationError):
            act(invitation_id=first.id, by=administrator)


def test_member_speaks_for_the_organisation_of_the_invitation(administrator: User) -> None:
    organisation = Organisation.objects.create(name="青禾涂料", normalised_name="青禾涂料")
    issued = invite(administrator, Role.MEMBER, context={"organisation_id": organisation.pk})
    user = accept_invitation(raw=issued.secret, username="x", password=PASSWORD)
    assert list(Membership.objects.values_list("user", "organisation")) == [
        (user.pk, organisation.pk)
    ]


def test_number_in_an_invitation_is_no_right() -> None:
    city, elsewhere = make_zone("甲市"), make_zone("乙市")
    organisation = Organisation.objects.create(
        name="乙厂", normalised_name="乙厂", zone=elsewhere, zone_path=elsewhere.path
    )
    broker = broker_of(city)
    issued = invite(
        broker, Role.MEMBER, zone_id=city.pk, context={"organisation_id": organisation.pk}
    )
    with pytest.raises((NotAllowedError, NotFoundError)):
        accept_invitation(raw=issued.secret, username="x", password=PASSWORD)
    assert not User.objects.filter(username="x").exists()
    assert not Membership.objects.exists()
    assert get_open_invitation(issued.secret).id == issued.id


def test_expert_is_linked_to_their_record_unless_somebody_is(administrator: User) -> None:
    expert = Expert.objects.create(
        title="腐蚀", text="", person="周明", state="published", owner=administrator
    )
    issued = invite(administrator, Role.EXPERT, context={"expert_id": expert.pk})
    again = invite(administrator, Role.EXPERT, context={"expert_id": expert.pk})
    user = accept_invitation(raw=issued.secret, username="zhou", password=PASSWORD)
    expert.refresh_from_db()
    assert expert.user_id == user.pk
    with pytest.raises(Exception, match="expert_has_account"):
        accept_invitation(raw=again.secret, username="other", password=PASSWORD)
    expert.refresh_from_db()
    assert expert.user_id == user.pk


def test_mail_goes_out_where_there_is_a_server(administrator: User, settings: Settings) -> None:
    settings.IS_MAIL_ON = True
    settings.PUBLIC_URL = "https://duijie.example.org"
    issued = invite(administrator, email="lin@example.org")
    (mail,) = Notification.objects.filter(kind="accounts.invitation")
    assert issued.is_mailed
    assert mail.address == "lin@example.org"
    assert mail.link == f"https://duijie.example.org/invitations/{issued.secret}/"
    settings.IS_MAIL_ON = False
    assert not invite(administrator, email="wu@example.org").is_mailed


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"display_name": " "}, InvitationError),
        ({"days": 0}, InvitationError),
        ({"days": 61}, InvitationError),
        ({"email": "no address"}, UserError),
        ({"zone_id": 10**9}, NotFoundError),
    ],
)
def test_invitation_that_cannot_be_is_refused(
    administrator: User, given: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        invite(administrator, **given)  # type: ignore[arg-type]
    assert not Invitation.objects.exists()


def test_page_shows_the_link_once_and_its_code(administrator: User) -> None:
    client = Client()
    client.force_login(administrator)
    client.cookies["duijie_language"] = "en"
    answer = client.post(
        "/invitations/",
        {"display_name": "林薇", "email": "", "role": "collector", "zone": "", "organisation": ""},
    )
    (box,) = find(answer, '//*[@id="invitation-text"]')
    secret = str(box.text_content()).split("/invitations/")[1].split("/")[0]
    assert get_open_invitation(secret).display_name == "林薇"
    assert find(answer, '//img[@class="qr"]')
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get("/invitations/").content.decode()


def test_member_without_a_known_organisation_is_not_invited(administrator: User) -> None:
    Organisation.objects.create(name="青禾涂料有限公司", normalised_name="青禾涂料有限公司")
    client = Client()
    client.force_login(administrator)
    form = {"display_name": "林薇", "email": "", "role": "member", "zone": ""}
    for name, status in (("", 400), ("青禾", 400), ("青禾涂料有限公司", 200)):
        assert client.post("/invitations/", {**form, "organisation": name}).status_code == status
    (invitation,) = Invitation.objects.all()
    assert invitation.context == {"organisation_id": Organisation.objects.get().pk}


def test_list_costs_the_same_for_one_and_many(administrator: User) -> None:
    zone = make_zone()
    invite(administrator, zone_id=zone.pk)
    with TestCase().assertNumQueries(2):
        list_invitations_for_user(administrator)
    for _ in range(4):
        invite(administrator, zone_id=zone.pk)
    with TestCase().assertNumQueries(2):
        assert len(list_invitations_for_user(administrator)) == 5


def test_expired_invitation_says_so_in_the_list(administrator: User) -> None:
    issued = invite(administrator)
    Invitation.objects.filter(pk=issued.id).update(expires_at=clock.now() - timedelta(days=1))
    assert [row.state for row in list_invitations_for_user(administrator)] == ["expired"]
