"""Users: who makes them, and how they sign in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from duijie.accounts.enums import Role
from duijie.accounts.errors import UserError
from duijie.accounts.models import User
from duijie.accounts.permissions import can_create_user, check_can_create_user
from duijie.accounts.queries import get_user, has_administrator
from duijie.accounts.services import change_language, create_user, ensure_first_administrator
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.audit.services import record
from duijie.core.errors import NotAllowedError
from tests.factories.users import make_administrator, make_broker, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "Kiefer-Nebel-42-Weg"


def test_first_administrator_is_made_once_and_can_sign_in(client: Client) -> None:
    first = ensure_first_administrator()
    assert first is not None
    assert has_administrator()
    assert ensure_first_administrator() is None
    response = client.post(
        "/accounts/login/", {"login": first.username, "password": first.password}
    )
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    user = User.objects.get()
    assert user.role == Role.ADMINISTRATOR
    assert first.password not in user.password
    assert first.password not in repr(list(AuditEntry.objects.values()))


def test_who_may_create_users() -> None:
    closed = make_user(Role.ADMINISTRATOR, is_active=False)
    table: list[tuple[Actor, bool]] = [
        (make_administrator(), True),
        (make_broker(), False),
        (closed, False),
        (AnonymousUser(), False),
    ]
    for number, (user, is_allowed) in enumerate(table):
        assert can_create_user(user) is is_allowed
        given: dict[str, Any] = {
            "username": f"new{number}",
            "display_name": "新",
            "password": PASSWORD,
        }
        if is_allowed:
            check_can_create_user(user)
            made = create_user(**given, role=Role.BROKER, by=user)
            assert made.check_password(PASSWORD)
        else:
            with pytest.raises(NotAllowedError):
                check_can_create_user(user)
            with pytest.raises(NotAllowedError):
                create_user(**given, role=Role.BROKER, by=user)
    assert User.objects.filter(username__startswith="new").count() == 1


def test_taken_name_and_weak_password_are_refused(administrator: User) -> None:
    create_user(
        username="lin", display_name="林", role=Role.BROKER, password=PASSWORD, by=administrator
    )
    for username, password, code in (
        ("LIN", PASSWORD, "accounts.username_taken"),
        ("wu", "12345678", "accounts.password_weak"),
    ):
        with pytest.raises(UserError) as caught:
            create_user(
                username=username,
                display_name="x",
                role=Role.BROKER,
                password=password,
                by=administrator,
            )
        assert caught.value.message.code == code


def test_user_of_a_page() -> None:
    broker = make_broker()
    summary = get_user(broker)
    assert summary is not None
    assert (summary.username, summary.is_administrator) == (broker.username, False)
    assert get_user(AnonymousUser()) is None
    assert get_user(make_user(is_active=False)) is None


def test_language_is_kept_with_the_user_and_shown_on_pages(client: Client, broker: User) -> None:
    client.force_login(broker)
    assert client.get("/", headers={"accept-language": "en"}).headers["Content-Language"] == (
        "zh-hans"
    )
    change_language(language="en", by=broker)
    assert client.get("/").headers["Content-Language"] == "en"
    with pytest.raises(UserError):
        change_language(language="xx", by=broker)


def test_nobody_signs_up_and_no_mail_is_promised(client: Client) -> None:
    for path in ("/accounts/signup/", "/accounts/password/reset/"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/")
    client.post("/accounts/signup/", {"username": "x1", "password1": PASSWORD})
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_audit_row_outside_a_transaction_is_a_mistake(broker: User) -> None:
    with pytest.raises(RuntimeError):
        record(action="tests.act", by=broker, object_kind="nothing")
    assert not AuditEntry.objects.filter(action="tests.act").exists()
