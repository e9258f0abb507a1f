"""Who is let in, how far, and what a stranger sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from duijie.accounts.enums import Role, Scope
from duijie.accounts.models import ApiToken
from duijie.accounts.services import revoke_token
from duijie.api.throttling import Window
from duijie.catalogue.models import Need
from duijie.core import clock
from duijie.core.errors import NotAllowedError
from duijie.core.preferences.services import change_preferences
from tests.factories.records import need_values
from tests.factories.users import make_administrator
from tests.integration.api.asking import PREFIX, Asker, asker

pytestmark = pytest.mark.django_db


def test_token_reads_and_writes_in_the_name_of_its_owner() -> None:
    broker = asker(Role.BROKER)

    made = broker.post("/needs", need_values())

    assert made.status_code == 201
    assert Need.objects.get(pk=made.json()["id"]).owner == broker.user


def test_token_to_read_does_not_write() -> None:
    reader = asker(Role.BROKER, scopes=[Scope.READ])

    refused = reader.post("/needs", need_values())

    assert refused.status_code == 403
    assert refused.json()["code"] == "api.scope_missing"
    assert "“write”" in refused.json()["detail"]
    assert not Need.objects.exists()
    assert reader.get("/needs").status_code == 200


def test_token_to_write_does_not_read() -> None:
    assert asker(Role.BROKER, scopes=[Scope.WRITE]).get("/needs").status_code == 403


def test_token_of_an_administrator_without_that_scope_lists_no_users() -> None:
    administrator = make_administrator()
    narrow = Asker(administrator, scopes=[Scope.READ, Scope.WRITE, Scope.EXPORT])
    assert narrow.get("/users").json()["code"] == "api.scope_missing"
    assert Asker(administrator, scopes=[Scope.ADMIN]).get("/users").status_code == 200


def test_unknown_token_is_refused() -> None:
    program = asker(Role.BROKER)
    program.headers["Authorization"] = "Bearer dj_nothing"
    refused = program.get("/needs")
    assert (refused.status_code, refused.json()["code"]) == (401, "api.token_unknown")
    assert refused["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "dj_abc", "Bearer 密钥"])
def test_header_that_is_no_token_is_refused(header: str) -> None:
    program = asker(None)
    program.headers["Authorization"] = header.encode().decode("latin-1")
    assert program.get("/needs").status_code == 401


def test_expired_token_is_refused() -> None:
    program = asker(Role.BROKER)
    ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert program.get("/needs").status_code == 401


def test_revoked_token_is_refused() -> None:
    program = asker(Role.BROKER)
    assert program.user is not None
    revoke_token(token_id=program.token_id, by=program.user)
    assert program.get("/needs").status_code == 401


def test_token_of_a_closed_account_is_refused() -> None:
    program = asker(Role.BROKER)
    assert program.user is not None
    program.user.is_active = False
    program.user.save()
    assert program.get("/needs").status_code == 401


def test_session_of_a_browser_counts_for_nothing() -> None:
    browser = Client()
    browser.force_login(make_administrator())

    account = browser.get(f"{PREFIX}/account")
    refused = browser.post(f"{PREFIX}/needs", need_values(), content_type="application/json")

    assert account.json()["role"] == "visitor"
    assert refused.status_code == 401
    assert not Need.objects.exists()
    assert "Set-Cookie" not in account.headers
    assert not account.cookies
    assert not refused.cookies


def test_answers_are_kept_by_no_cache_and_set_no_cookie() -> None:
    for answer in (
        asker(Role.BROKER).get("/needs"),
        asker(None).get("/needs"),
        asker(None).get("/nothing"),
        asker(None).post("/needs", {}),
    ):
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies
        assert {"Authorization", "Accept-Language"} <= set(answer["Vary"].split(", "))


def test_stranger_sees_nothing_where_the_installation_shows_nothing() -> None:
    stranger = asker(None)
    assert stranger.get("/needs").status_code == 200
    change_preferences(values={"strangers_see_teasers": False}, by=make_administrator())

    refused = stranger.get("/needs")

    assert (refused.status_code, refused.json()["code"]) == (401, "api.sign_in")
    assert stranger.get("/account").status_code == 401
    assert asker(Role.MEMBER).get("/needs").status_code == 200


def test_stranger_is_asked_for_a_token_where_one_is_needed() -> None:
    refused = asker(None).get("/organisations")
    assert (refused.status_code, refused.json()["code"]) == (401, "api.sign_in")


def test_role_without_the_right_is_told_so() -> None:
    refused = asker(Role.MEMBER).get("/figures")
    assert (refused.status_code, refused.json()["code"]) == (403, "accounts.role_may_not")


def test_leader_has_no_token() -> None:
    with pytest.raises(NotAllowedError):
        asker(Role.LEADER, scopes=[Scope.READ])


def test_too_many_requests_are_told_to_wait(settings: Settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 0
    broker, stranger = asker(Role.BROKER), asker(None)

    refused = broker.get("/account")

    assert (refused.status_code, refused.json()["code"]) == (429, "api.too_many_requests")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert stranger.get("/account").status_code == 200
    settings.API_STRANGER_REQUESTS_A_MINUTE = 0
    assert stranger.get("/account").status_code == 429


def test_guesses_at_tokens_are_counted_as_a_strangers(settings: Settings) -> None:
    settings.API_STRANGER_REQUESTS_A_MINUTE = 0
    guesser = asker(Role.BROKER)
    guesser.headers["Authorization"] = "Bearer dj_guess"
    assert guesser.get("/account").status_code == 429


def test_each_minute_counts_anew() -> None:
    window = Window()
    assert [window.count("a", most=2, now=120.0) for _ in range(3)] == [0, 0, 60]
    assert window.count("b", most=2, now=130.0) == 0
    assert window.count("a", most=2, now=130.0) == 50
    assert window.count("a", most=2, now=180.0) == 0
