"""What a stranger gets from any address: the way to sign in, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

OPEN = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "mfa_authenticate",
    "healthz",
    "language",
    "theme",
    "logo",
}
"""allauth's own pages of the way in, how these look, and the supervisor's check."""
OPEN_BELOW = (
    "api/",  # tokens, no pages: tests/integration/api asks each operation as a stranger
    "open/",  # public summaries, held by tests/leaks
    "a/",  # the link is the right to answer
    "invitations/<str:secret>/",  # the link is the right to join
    "accounts/3rdparty/login/cancelled/",  # allauth: somebody turned back half-way
    "accounts/3rdparty/login/error/",
    "accounts/oidc/",
)


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.name or ""


def concrete(route: str) -> str:
    """An address of the route, its arguments filled with what their converters accept."""
    parts = route.replace("^", "").replace("$", "").split("/")
    fill = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001", "str": "x", "slug": "x"}
    filled = [
        fill.get(part[1:-1].split(":")[0], "x") if part.startswith("<") else part for part in parts
    ]
    return "/" + "/".join(filled)


ROUTES = [
    (route, name)
    for route, name in patterns(get_resolver())
    if name not in OPEN and "(?P" not in route and not route.startswith(OPEN_BELOW)
]


@pytest.mark.parametrize(("route", "name"), ROUTES, ids=[route for route, _ in ROUTES])
def test_stranger_is_sent_to_sign_in(route: str, name: str, client: Client) -> None:
    for method in (client.get, client.post):
        response = method(concrete(route))
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith("/accounts/login/"), name


def test_unknown_address_tells_a_stranger_nothing(client: Client) -> None:
    assert client.get("/nothing-here/").status_code == 404


def test_media_folder_has_no_address(client: Client) -> None:
    assert client.get("/media/real/").status_code == 404
