"""Who gets in: every page asks for a sign-in, and says what it refuses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Cell
from duijie.accounts.permissions.table import TABLE
from tests.factories.records import make_record, store_record
from tests.factories.users import make_user
from tests.integration.web.building import find, text_of

pytestmark = pytest.mark.django_db

OPEN_TO_STRANGERS = {
    "/a/x/",
    "/invitations/x/",
    "/settings/language/",
    "/settings/logo/x/",
    "/settings/theme/",
    "/open/",
    "/open/experts/",
    "/open/experts/1/",
    "/open/needs/",
    "/open/needs/1/",
    "/open/offers/",
    "/open/offers/1/",
}


def our_addresses() -> list[str]:
    """An address for every view of `duijie.web`, its parameters filled in."""
    return sorted(_addresses(get_resolver().url_patterns, "/", {}))


def _addresses(
    patterns: list[URLPattern | URLResolver], prefix: str, converters: dict[str, object]
) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        known = converters | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route, known)
        elif pattern.callback.__module__.startswith("duijie.web"):
            yield _filled(route, known)


def _doors(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, Cell | None]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _doors(pattern.url_patterns, route)
        elif pattern.callback.__module__.startswith("duijie.web"):
            yield route, getattr(pattern, "cell", None)


def _filled(route: str, converters: dict[str, object]) -> str:
    for name, converter in converters.items():
        if isinstance(converter, IntConverter):
            route = route.replace(f"<int:{name}>", "1")
        elif isinstance(converter, UUIDConverter):
            route = route.replace(f"<uuid:{name}>", str(uuid.UUID(int=1)))
        else:
            route = route.replace(f"<str:{name}>", "x").replace(f"<slug:{name}>", "x")
    assert "<" not in route, f"fill in the parameters of {route}"
    return route


def test_every_area_has_addresses() -> None:
    areas = {address.split("/")[1] for address in our_addresses()}

    assert areas == {
        "", "a", "account", "answers", "capture", "codes", "consents", "documents", "example",
        "experts", "exports", "files", "imports", "invitations", "jobs", "needs", "notices",
        "offers", "open", "organisations", "reports", "search", "settings",
            "snoozed", "suggestions"
    }  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_is_sent_to_sign_in_everywhere(method: str, db: None) -> None:
    client = Client()
    answers = {
        address: getattr(client, method)(address)
        for address in our_addresses()
        if address not in OPEN_TO_STRANGERS
    }

    assert {
        address: (answer.status_code, answer["Location"] if answer.status_code == 302 else "")
        for address, answer in answers.items()
    } == {address: (302, f"/accounts/login/?next={address}") for address in answers}


def test_every_address_has_its_row_in_the_permission_table() -> None:
    """A view of ours without a cell would be a door that nobody thought about."""
    doors = list(_doors(get_resolver().url_patterns, "/"))

    assert len(doors) > 150
    assert {route for route, cell in doors if cell not in TABLE} == set()


def test_leader_meets_no_record_at_any_door(broker: User) -> None:
    """Leaders see figures: whatever address of a record they know, it is shut at the door."""
    leader = make_user(Role.LEADER)
    need = store_record(make_record(title="机密需求"), by=broker)
    client = Client()
    client.force_login(leader)
    areas = ("needs", "offers", "experts", "organisations")

    answers = {
        address: client.get(address.replace("/1/", f"/{need.pk}/"))
        for address in our_addresses()
        if address.startswith(tuple(f"/{area}/" for area in areas))
    }

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(
        answers, 403
    )
    assert [address for address, answer in answers.items() if "机密需求" in text_of(answer)] == []


def test_sign_in_leads_to_the_page_asked_for(broker: User) -> None:
    User.objects.filter(pk=broker.pk).update(password=make_password("three-kinds-of-tea"))
    client = Client()

    page = client.get("/accounts/login/?next=/needs/")
    answer = client.post(
        "/accounts/login/",
        {
            "login": broker.username,
            "password": "three-kinds-of-tea",
            "next": find(page, '//input[@name="next"]')[-1].get("value"),
        },
    )

    assert (answer.status_code, answer["Location"]) == (302, "/needs/")


def test_wrong_password_is_said_at_the_form_and_keeps_the_name(broker: User) -> None:
    answer = Client().post(
        "/accounts/login/", {"login": broker.username, "password": "not-the-password"}
    )

    assert answer.status_code == 200
    assert find(answer, '//input[@name="login"]')[0].get("value") == broker.username
    assert len(find(answer, '//*[@role="alert"]')) == 1


def test_sign_out_ends_the_session(broker_client: Client) -> None:
    broker_client.post("/accounts/logout/")

    assert broker_client.get("/")["Location"] == "/accounts/login/?next=/"


def test_language_is_kept_for_the_user_and_the_sign_in_page(broker: User) -> None:
    client = Client()
    client.force_login(broker)

    answer = client.post("/settings/language/", {"language": "en", "next": "/needs/"})

    assert answer["Location"] == "/needs/"
    assert client.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert find(client.get("/needs/"), "/html")[0].get("lang") == "en"
    broker.refresh_from_db()
    assert broker.language == "en"


def test_choices_never_lead_to_another_host(broker_client: Client) -> None:
    for address in ("/settings/language/", "/settings/theme/"):
        answer = broker_client.post(
            address, {"language": "en", "theme": "dark", "next": "https://elsewhere.example/"}
        )
        assert answer["Location"] == "/"


def test_theme_is_kept_in_the_browser(broker_client: Client) -> None:
    broker_client.post("/settings/theme/", {"theme": "dark", "next": "/"})

    assert find(broker_client.get("/"), "/html")[0].get("data-theme") == "dark"


def test_unknown_theme_changes_nothing(broker_client: Client) -> None:
    broker_client.post("/settings/theme/", {"theme": "neon", "next": "/"})

    assert find(broker_client.get("/"), "/html")[0].get("data-theme") == "auto"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/needs/77/", "There is no such need, or it is not open to you."),
        ("/offers/77/", "There is no such offer, or it is not open to you."),
        ("/experts/77/", "There is no such expert, or they are not open to you."),
        ("/documents/77/", "There is no such document, or it is not open to you."),
        (f"/jobs/{uuid.UUID(int=7)}/", "There is no such job, or it is not yours."),
        (f"/documents/batches/{uuid.UUID(int=7)}/", "There is no such job, or it is not yours."),
    ],
)
def test_missing_record_is_a_page_that_says_so(
    broker_client: Client, address: str, sentence: str
) -> None:
    answer = broker_client.get(address)

    assert answer.status_code == 404
    assert sentence in text_of(answer)


def test_unknown_address_is_our_own_page(broker_client: Client) -> None:
    answer = broker_client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "There is nothing at this address" in text_of(answer)


def test_broker_may_not_touch_the_example(broker_client: Client) -> None:
    answers = [
        broker_client.post("/example/load/"),
        broker_client.get("/example/remove/"),
        broker_client.post("/example/remove/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "Your role does not include this." in text_of(answers[0])
