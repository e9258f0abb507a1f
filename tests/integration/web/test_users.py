"""Administrators add users and give new passwords; nobody else sees who there is."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import Role, Scope
from duijie.accounts.errors import UserError
from duijie.accounts.models import User
from duijie.accounts.permissions import (
    can_list_users,
    can_renew_password,
    check_can_list_users,
    check_can_renew_password,
)
from duijie.accounts.queries import (
    UserFilters,
    authenticate_token,
    get_open_invitation,
    get_open_link,
    list_users_for_user,
)
from duijie.accounts.services import (
    change_user,
    close_user,
    create_answer_link,
    create_invitation,
    create_token,
    issue_account,
    renew_password,
    reopen_user,
    require_second_factor,
    reset_second_factor,
)
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.clock import now
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.records import make_record, store_record
from tests.factories.users import make_administrator, make_broker, make_user
from tests.factories.zones import make_zone
from tests.integration.web.building import Answer, find, text_of, texts

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/users/"
NEW = {"display_name": "周晴", "username": "zhouqing", "role": "broker"}
SHOWN = '//*[@id="issued-password"]'


def shown_password(answer: Answer) -> str:
    (password,) = texts(answer, SHOWN)
    return password


def test_added_user_signs_in_with_the_password_that_was_shown(
    administrator_client: Client, administrator: User
) -> None:
    answer = administrator_client.post(ADDRESS, NEW)
    password = shown_password(answer)
    user = User.objects.get(username="zhouqing")
    client = Client()
    signed_in = client.post("/accounts/login/", {"login": "zhouqing", "password": password})

    assert (user.display_name, user.role) == ("周晴", Role.BROKER)
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/")
    assert client.get("/needs/").status_code == 200
    (entry,) = AuditEntry.objects.filter(action="accounts.create_user", object_id=str(user.pk))
    assert entry.by_id == administrator.pk
    assert password not in repr(list(AuditEntry.objects.values()))


def test_password_is_shown_once_and_kept_by_no_cache(administrator_client: Client) -> None:
    answer = administrator_client.post(ADDRESS, NEW)
    password = shown_password(answer)

    later = administrator_client.get(ADDRESS)

    assert "no-store" in answer["Cache-Control"]
    assert find(later, SHOWN) == []
    assert password not in later.content.decode()
    assert password not in repr(dict(administrator_client.session.items()))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"username": "TAKEN"}, "The user name TAKEN is taken. Choose another."),
        ({"username": "a b"}, "A user name has letters, digits and @ . + - _ only"),
        ({"display_name": ""}, "This field is required."),
        ({"role": "emperor"}, ""),
    ],
)
def test_what_cannot_be_added_is_said_at_the_form(
    administrator_client: Client, changed: dict[str, str], sentence: str
) -> None:
    make_user(username="taken")
    before = User.objects.count()

    answer = administrator_client.post(ADDRESS, {**NEW, **changed})

    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert find(answer, SHOWN) == []
    kept = {box.get("name"): box.get("value") for box in find(answer, '//input[@type="text"]')}
    assert kept == {
        "display_name": changed.get("display_name", "周晴"),
        "username": changed.get("username", "zhouqing"),
    }
    assert User.objects.count() == before


def test_new_password_replaces_the_old_one_and_ends_the_sessions(
    administrator_client: Client,
) -> None:
    user = make_broker()
    user.set_password("three-kinds-of-tea")
    user.save()
    at_work = Client()
    at_work.force_login(user)
    assert at_work.get("/").status_code == 200

    password = shown_password(administrator_client.post(f"{ADDRESS}{user.pk}/password/"))

    user.refresh_from_db()
    assert user.check_password(password)
    assert at_work.get("/").status_code == 302
    assert AuditEntry.objects.filter(
        action="accounts.renew_password", object_id=str(user.pk)
    ).exists()


def test_brokers_are_refused_and_see_no_way_there(
    broker_client: Client, administrator: User
) -> None:
    answers = [
        broker_client.get(ADDRESS),
        broker_client.post(ADDRESS, NEW),
        broker_client.post(f"{ADDRESS}{administrator.pk}/password/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not any(administrator.username in answer.content.decode() for answer in answers)
    assert not User.objects.filter(username=NEW["username"]).exists()
    assert find(broker_client.get("/"), f'//a[@href="{ADDRESS}"]') == []


def test_administrators_find_the_page_in_the_navigation(administrator_client: Client) -> None:
    page = administrator_client.get(ADDRESS)

    assert texts(page, '//nav[@class="areas"]/a[@aria-current="page"]') == ["Settings"]


def test_who_may_list_users_and_renew_passwords() -> None:
    administrator, other, broker = make_administrator(), make_administrator(), make_broker()
    closed = make_user(Role.ADMINISTRATOR, is_active=False)
    table: list[tuple[Actor, bool]] = [
        (administrator, True), (broker, False), (closed, False), (AnonymousUser(), False)
    ]  # fmt: skip
    for user, is_allowed in table:
        assert can_list_users(user) is is_allowed
        assert can_renew_password(user, other) is is_allowed
        if is_allowed:
            check_can_list_users(user)
            check_can_renew_password(user, other)
            assert {row.id for row in list_users_for_user(user)} == {
                administrator.pk, other.pk, broker.pk, closed.pk
            }  # fmt: skip
            renew_password(user_id=other.pk, by=user)
            continue
        with pytest.raises(NotAllowedError):
            check_can_list_users(user)
        with pytest.raises(NotAllowedError):
            check_can_renew_password(user, other)
        with pytest.raises(NotAllowedError):
            list_users_for_user(user)
        with pytest.raises(NotAllowedError):
            renew_password(user_id=other.pk, by=user)
        with pytest.raises(NotAllowedError):
            issue_account(username="x", display_name="x", role=Role.BROKER, by=user)


def test_own_password_is_changed_elsewhere(administrator: User) -> None:
    assert not can_renew_password(administrator, administrator)
    with pytest.raises(NotAllowedError):
        renew_password(user_id=administrator.pk, by=administrator)
    with pytest.raises(NotFoundError):
        renew_password(user_id=0, by=administrator)


def test_account_is_changed_and_the_change_counts_at_once(
    administrator_client: Client, administrator: User
) -> None:
    zone = make_zone("栗川县")
    user = make_broker()
    answer = administrator_client.post(
        f"{ADDRESS}{user.pk}/",
        {"display_name": " 周 晴 ", "email": "zhou@example.org", "role": "leader", "zone": zone.pk},
    )
    user.refresh_from_db()

    assert (answer.status_code, answer["Location"]) == (302, f"{ADDRESS}{user.pk}/")
    assert (user.display_name, user.email, user.role, user.zone_id) == (
        "周 晴", "zhou@example.org", Role.LEADER, zone.pk
    )  # fmt: skip
    (entry,) = AuditEntry.objects.filter(action="accounts.change_user")
    assert entry.details["role"] == ["broker", "leader"]
    assert "zhou@example.org" not in repr(entry.details)


def test_last_administrator_cannot_be_demoted_or_closed(
    administrator_client: Client, administrator: User
) -> None:
    make_user(Role.ADMINISTRATOR, is_active=False)
    answer = administrator_client.post(
        f"{ADDRESS}{administrator.pk}/", {"display_name": "x", "email": "", "role": "broker"}
    )
    closed = administrator_client.post(f"{ADDRESS}{administrator.pk}/close/", {"heir": ""})

    administrator.refresh_from_db()
    assert "This is the last administrator." in text_of(answer)
    assert (answer.status_code, closed.status_code) == (400, 403)
    assert (administrator.role, administrator.is_active) == (Role.ADMINISTRATOR, True)
    with pytest.raises(UserError):
        close_user(user_id=administrator.pk, heir_id=None, by=make_administrator_then_close())


def make_administrator_then_close() -> User:
    """Somebody whose object still says administrator, as in a request that began before."""
    other = make_administrator()
    User.objects.filter(pk=other.pk).update(is_active=False)
    return other


def test_closed_account_is_out_at_once_and_comes_back_without_its_sessions(
    administrator_client: Client,
) -> None:
    user = make_broker()
    at_work = Client()
    at_work.force_login(user)
    token = create_token(name="x", scopes=[Scope.READ], expires_in_days=9, by=user).secret
    assert at_work.get("/").status_code == 200

    administrator_client.post(f"{ADDRESS}{user.pk}/close/", {"heir": ""})
    assert at_work.get("/").status_code == 302
    assert authenticate_token(token) is None

    password = shown_password(administrator_client.post(f"{ADDRESS}{user.pk}/reopen/"))
    assert at_work.get("/").status_code == 302
    assert authenticate_token(token) is None
    again = Client().post("/accounts/login/", {"login": user.username, "password": password})
    assert (again.status_code, again["Location"]) == (302, "/")


def test_leavers_records_and_links_go_to_the_heir_in_one_act(
    administrator_client: Client, administrator: User
) -> None:
    leaver, heir = make_broker(), make_broker()
    record = store_record(make_record(), by=leaver)
    link = create_answer_link(
        purpose="confirm_need", object_id=record.pk, zone_path="", recipient_name="林", by=leaver
    )

    administrator_client.post(f"{ADDRESS}{leaver.pk}/close/", {"heir": heir.pk})

    record.refresh_from_db()
    leaver.refresh_from_db()
    assert (record.owner_id, leaver.is_active) == (heir.pk, False)
    assert get_open_link(link.secret).acts_for == heir


def test_account_stays_open_where_its_records_cannot_be_handed_over(
    administrator_client: Client,
) -> None:
    leaver, leader = make_broker(), make_user(Role.LEADER)
    record = store_record(make_record(), by=leaver)

    administrator_client.post(f"{ADDRESS}{leaver.pk}/close/", {"heir": leader.pk})

    record.refresh_from_db()
    leaver.refresh_from_db()
    assert (record.owner_id, leaver.is_active) == (leaver.pk, True)
    for heir in (leader, leaver):
        with pytest.raises(UserError):
            close_user(user_id=leaver.pk, heir_id=heir.pk, by=make_administrator())


def test_what_a_leaver_sent_out_ends_without_an_heir(administrator: User) -> None:
    leaver = make_broker()
    invitation = create_invitation(display_name="林", role=Role.COLLECTOR, zone_id=None, by=leaver)
    link = create_answer_link(
        purpose="confirm_need", object_id=1, zone_path="", recipient_name="林", by=leaver
    )

    close_user(user_id=leaver.pk, heir_id=None, by=administrator)

    for opens in (
        partial(get_open_link, link.secret),
        partial(get_open_invitation, invitation.secret),
    ):
        with pytest.raises(NotFoundError):
            opens()
    reopen_user(user_id=leaver.pk, by=administrator)
    with pytest.raises(NotFoundError):
        get_open_invitation(invitation.secret)


def test_list_is_searched_and_filtered(administrator: User) -> None:
    city = make_zone("甲市")
    county = make_zone("乙县", parent=city)
    lin, wu = make_user(Role.COLLECTOR, username="linwei"), make_user(Role.LEADER)
    closed = make_user(username="gone", is_active=False)
    User.objects.filter(pk=lin.pk).update(zone=county, email="lin@example.org", last_login=now())
    User.objects.filter(pk=administrator.pk).update(last_login=now())

    def found(**given: Any) -> set[int]:
        return {row.id for row in list_users_for_user(administrator, UserFilters(**given))}

    assert found(text="LINW") == {lin.pk}
    assert found(text="example.org") == {lin.pk}
    assert found(role="leader") == {wu.pk}
    assert found(zone_id=city.pk) == {lin.pk}
    assert found(zone_id=city.pk + 99) == set()
    assert found(state="closed") == {closed.pk}
    assert found(state="never") == {wu.pk}
    assert found(state="open", role="collector") == {lin.pk}


def test_list_costs_the_same_for_one_page_and_for_many(
    administrator_client: Client, administrator: User
) -> None:
    User.objects.bulk_create(
        User(username=f"u{n}", display_name=f"用户{n}", role=Role.COLLECTOR) for n in range(3)
    )
    with CaptureQueriesContext(connection) as few:
        administrator_client.get(ADDRESS)
    zone = make_zone()
    User.objects.bulk_create(
        User(username=f"v{n}", display_name=f"用户{n}", role=Role.COLLECTOR, zone=zone)
        for n in range(300)
    )
    with CaptureQueriesContext(connection) as many:
        page = administrator_client.get(ADDRESS, {"page": 2})

    assert len(many) == len(few)
    assert len(find(page, "//tbody/tr")) == 50


def test_account_without_rights_is_refused_every_change(broker_client: Client) -> None:
    other = make_user(Role.COLLECTOR)
    changed = {"display_name": "x", "email": "", "role": "administrator"}
    answers = [
        broker_client.get(f"{ADDRESS}{other.pk}/"),
        broker_client.post(f"{ADDRESS}{other.pk}/", changed),
        broker_client.post(f"{ADDRESS}{other.pk}/close/"),
        broker_client.post(f"{ADDRESS}{other.pk}/reopen/"),
        broker_client.post(f"{ADDRESS}{other.pk}/factor/"),
        broker_client.get(f"{ADDRESS}tokens/"),
        broker_client.post(f"{ADDRESS}factors/", {"roles": ["broker"]}),
        broker_client.get("/settings/zones/"),
        broker_client.post("/settings/zones/", {"name": "x", "kind": "city"}),
    ]
    assert {answer.status_code for answer in answers} == {403}
    other.refresh_from_db()
    assert (other.role, other.is_active) == (Role.COLLECTOR, True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_services_refuse_whoever_is_no_administrator(role: Role) -> None:
    user, other = make_user(role), make_broker()
    for act in (
        partial(change_user, user_id=other.pk, display_name="x", email="", role=Role.ADMINISTRATOR,
                zone_id=None),
        partial(close_user, user_id=other.pk, heir_id=None),
        partial(reopen_user, user_id=other.pk),
        partial(reset_second_factor, user_id=other.pk),
        partial(require_second_factor, roles=[Role.BROKER]),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act(by=user)
