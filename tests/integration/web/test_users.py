"""Administrators add users and give new passwords; nobody else sees who there is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import (
    can_list_users,
    can_renew_password,
    check_can_list_users,
    check_can_renew_password,
)
from duijie.accounts.queries import list_users_for_user
from duijie.accounts.services import issue_account, renew_password
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.users import make_administrator, make_broker, make_user
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
