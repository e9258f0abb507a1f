"""Signing in: limits, second factors, OpenID Connect, forgotten passwords, one's own account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from duijie.accounts.enums import Role, Scope
from duijie.accounts.models import ApiToken, User
from duijie.accounts.queries import authenticate_token, lacks_second_factor
from duijie.accounts.services import (
    create_token,
    require_second_factor,
    reset_second_factor,
)
from duijie.config.oidc import read_oidc
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError
from duijie.core.notify.models import Notification
from tests.factories.users import make_administrator, make_broker, make_user
from tests.integration.web.building import find, text_of
from tests.integration.web.fake_oidc import CLIENT_ID, CLIENT_SECRET, FakeProvider, provider

pytestmark = pytest.mark.django_db

PASSWORD = "Kiefer-Nebel-42-Weg"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    user = make_broker()
    user.set_password(PASSWORD)
    user.email = "zhou@example.org"
    user.save()
    return user


def english() -> Client:
    client = Client()
    client.cookies["duijie_language"] = "en"
    return client


def sign_in(client: Client, user: User, password: str = PASSWORD) -> object:
    return client.post("/accounts/login/", {"login": user.username, "password": password})


def confirm(client: Client) -> None:
    """Give the password once more, as every change of the sign-in asks for."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def set_up_factor(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return str(secret)


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_sign_in_is_limited_per_name_whatever_the_address(person: User) -> None:
    for number in range(6):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        answer = client.post(
            "/accounts/login/", {"login": person.username, "password": f"wrong{number}"}
        )
    assert "/accounts/login/" not in answer.headers.get("Location", "")
    late = Client(REMOTE_ADDR="10.0.0.77").post(
        "/accounts/login/", {"login": person.username, "password": PASSWORD}
    )
    assert late.status_code == 200
    assert "_auth_user_id" not in Client(REMOTE_ADDR="10.0.0.77").session


def test_sign_in_is_limited_per_address_with_a_page_that_says_so(person: User) -> None:
    client = english()
    answers = [
        client.post("/accounts/login/", {"login": f"nobody{n}", "password": "x"}) for n in range(31)
    ]
    assert answers[-1].status_code == 429
    assert "Too many tries" in text_of(answers[-1])
    assert english().get("/accounts/login/").status_code == 200


def test_second_step_asks_for_a_code(person: User) -> None:
    secret = set_up_factor(person)
    client = english()
    first = sign_in(client, person)
    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")  # type: ignore[attr-defined]
    assert client.get("/needs/")["Location"] == "/accounts/login/?next=/needs/"
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert find(wrong, '//*[@id="id_code-error"]')
    right = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert client.get("/needs/").status_code == 200


def test_codes_are_limited_too(person: User) -> None:
    secret = set_up_factor(person)
    client = english()
    sign_in(client, person)
    for _ in range(6):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    late = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert late.status_code == 200
    assert client.get("/needs/").status_code == 302


def test_factor_is_set_up_on_our_own_pages(person: User) -> None:
    client = english()
    sign_in(client, person)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert "Is it you?" in text_of(client.get(asked["Location"]))
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = find(page, '//input[@id="secret"]')[0].get("value")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    codes = client.get(answer["Location"])
    assert "Set up the app" in text_of(page)
    assert "Recovery codes" in text_of(codes)
    assert len(find(codes, '//textarea[@id="codes"]')[0].text.split()) == 10
    assert "Show the codes" in text_of(client.get("/accounts/2fa/"))
    noted = AuditEntry.objects.filter(by=person).values_list("action", flat=True)
    assert sorted(noted) == ["accounts.add_second_factor"] * 2
    kept = repr(list(Authenticator.objects.values()))
    assert secret not in kept


def test_recovery_code_opens_once(person: User) -> None:
    set_up_factor(person)
    RecoveryCodes.activate(person)
    authenticator = Authenticator.objects.get(user=person, type="recovery_codes")
    code = authenticator.wrap().get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        client = english()
        sign_in(client, person)
        outcomes.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert outcomes == [302, 200]


def test_role_that_needs_a_factor_is_led_to_set_one_up(administrator: User, person: User) -> None:
    require_second_factor(roles=[Role.BROKER], by=administrator)
    client = english()
    sign_in(client, person)
    for path in ("/", "/needs/", "/account/", "/account/tokens/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/")
    assert client.get("/needs/", headers={"HX-Request": "true"})["HX-Redirect"] == (
        "/accounts/2fa/totp/activate/"
    )
    assert "Your role signs in with a second factor." in text_of(
        client.get("/accounts/2fa/totp/activate/", follow=True)
    )
    set_up_factor(person)
    assert client.get("/needs/").status_code == 200
    other = Client()
    other.force_login(make_user(Role.COLLECTOR))
    assert other.get("/").status_code == 200


def test_factor_that_the_role_needs_cannot_be_taken_away(administrator: User, person: User) -> None:
    secret = set_up_factor(person)
    require_second_factor(roles=[Role.BROKER], by=administrator)
    client = english()
    sign_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    confirm(client)
    page = client.get("/accounts/2fa/totp/deactivate/")
    client.post("/accounts/2fa/totp/deactivate/")
    assert "an administrator resets it" in text_of(page)
    assert Authenticator.objects.filter(user=person).exists()
    require_second_factor(roles=[], by=administrator)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()


def test_lost_factor_is_reset_by_an_administrator_and_nobody_else(
    administrator: User, person: User
) -> None:
    set_up_factor(person)
    for user in (make_broker(), make_user(Role.LEADER), person):
        with pytest.raises(NotAllowedError):
            reset_second_factor(user_id=person.pk, by=user)
    set_up_factor(administrator)
    with pytest.raises(NotAllowedError):
        reset_second_factor(user_id=administrator.pk, by=administrator)
    assert Authenticator.objects.filter(user=person).exists()

    client = english()
    client.force_login(administrator)
    client.post(f"/settings/users/{person.pk}/factor/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert AuditEntry.objects.filter(action="accounts.reset_second_factor").count() == 1
    again = english()
    assert sign_in(again, person).headers["Location"] == "/"  # type: ignore[attr-defined]


def test_rules_are_kept_on_their_page(administrator_client: Client, person: User) -> None:
    administrator_client.post("/settings/users/factors/", {"roles": ["broker", "emperor"]})
    assert lacks_second_factor(person)
    chosen = find(administrator_client.get("/settings/users/factors/"), "//input[@checked]")
    assert [box.get("value") for box in chosen] == ["broker"]


@pytest.fixture
def sso(settings: Settings) -> Iterator[FakeProvider]:
    with provider() as fake:
        settings.OIDC = read_oidc(environment(fake))
        settings.SOCIALACCOUNT_PROVIDERS = settings.OIDC.providers
        yield fake


def environment(fake: FakeProvider, **given: str) -> dict[str, str]:
    return {
        "DUIJIE_OIDC_ISSUER": fake.address,
        "DUIJIE_OIDC_CLIENT_ID": CLIENT_ID,
        "DUIJIE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "DUIJIE_OIDC_NAME": "园区统一登录",
        **given,
    }


def configure(settings: Settings, fake: FakeProvider, **given: str) -> None:
    settings.OIDC = read_oidc(environment(fake, **given))
    settings.SOCIALACCOUNT_PROVIDERS = settings.OIDC.providers


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def go_through(client: Client, fake: FakeProvider, **claims: object) -> Any:
    """From the button on the sign-in page through the provider and back."""
    fake.user = {"sub": "u-1", "name": "周晴", "preferred_username": "zhouqing", **claims}
    page = client.get("/accounts/login/")
    (button,) = find(page, '//a[contains(@href, "/oidc/")]')
    away = client.get(button.get("href"))["Location"]
    try:
        build_opener(_Stay).open(away, timeout=5)
        raise AssertionError("the provider sends back")
    except Exception as answer:
        back = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
    return client.get(f"{back.path}?{back.query}")


def test_stranger_of_the_provider_gets_no_account(sso: FakeProvider) -> None:
    client = english()
    answer = go_through(client, sso, email="zhou@example.org", email_verified=True)
    end = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
    assert "nobody has given you an account here" in text_of(end)
    assert not User.objects.exists()


def test_account_is_linked_by_verified_mail_only_where_allowed(
    sso: FakeProvider, person: User, settings: Settings
) -> None:
    mail = {"email": "Zhou@example.org"}
    for given, is_in in (({**mail, "email_verified": True}, False),):
        client = english()
        go_through(client, sso, **given)
        assert ("_auth_user_id" in client.session) is is_in
    configure(settings, sso, DUIJIE_OIDC_LINK_BY_MAIL="1")
    for verified in (False, "false", None, "true"):
        client = english()
        go_through(client, sso, **mail, email_verified=verified)
        assert "_auth_user_id" not in client.session
    client = english()
    go_through(client, sso, **mail, email_verified=True)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert User.objects.count() == 1
    # from then on by the provider's own number, whatever the address says
    later = english()
    go_through(later, sso, email="other@example.org", email_verified=False)
    assert later.session["_auth_user_id"] == str(person.pk)


def test_two_accounts_of_one_address_are_nobodys(
    sso: FakeProvider, person: User, settings: Settings
) -> None:
    configure(settings, sso, DUIJIE_OIDC_LINK_BY_MAIL="1")
    User.objects.filter(pk=make_administrator().pk).update(email="zhou@example.org")
    client = english()
    go_through(client, sso, email="zhou@example.org", email_verified=True)
    assert "_auth_user_id" not in client.session


def test_closed_account_is_not_opened_by_the_provider(
    sso: FakeProvider, person: User, settings: Settings
) -> None:
    configure(settings, sso, DUIJIE_OIDC_LINK_BY_MAIL="1")
    go_through(english(), sso, email="zhou@example.org", email_verified=True)
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = english()
    go_through(client, sso, email="zhou@example.org", email_verified=True)
    assert "_auth_user_id" not in client.session
    assert client.get("/needs/").status_code == 302


def test_provider_brings_people_in_one_role_where_it_may(
    sso: FakeProvider, settings: Settings
) -> None:
    configure(settings, sso, DUIJIE_OIDC_CREATE_ROLE="visitor")
    client = english()
    go_through(client, sso, email="zhou@example.org", email_verified=True)
    user = User.objects.get()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.role, user.display_name, user.username) == (Role.VISITOR, "周晴", "zhouqing")
    assert not user.has_usable_password()
    (entry,) = AuditEntry.objects.filter(action="accounts.create_user")
    assert (entry.details["role"], entry.details["through"]) == ("visitor", "openid_connect")


def test_sign_in_page_without_a_provider_shows_no_button() -> None:
    assert find(english().get("/accounts/login/"), '//a[contains(@href, "/oidc/")]') == []


@pytest.mark.parametrize(
    "given",
    [
        {"DUIJIE_OIDC_CLIENT_ID": ""},
        {"DUIJIE_OIDC_CLIENT_SECRET": ""},
        {"DUIJIE_OIDC_ISSUER": "http://sso.example.org"},
        {"DUIJIE_OIDC_CREATE_ROLE": "administrator"},
        {"DUIJIE_OIDC_CREATE_ROLE": "emperor"},
    ],
)
def test_half_a_provider_stops_the_start_without_telling_the_secret(given: dict[str, str]) -> None:
    good = environment(FakeProvider(address="https://sso.example.org"))
    assert read_oidc(good).providers
    assert CLIENT_SECRET not in repr(read_oidc(good))
    with pytest.raises(ImproperlyConfigured) as caught:
        read_oidc({**good, **given})
    assert CLIENT_SECRET not in str(caught.value)
    assert read_oidc({}).providers == {}


def test_mail_addresses_are_changed_by_administrators_only(person: User) -> None:
    client = english()
    client.force_login(person)
    for path in ("/accounts/email/", "/accounts/3rdparty/"):
        assert client.get(path)["Location"] == "/account/"
        client.post(path, {"email": "admin@example.org", "action_add": ""})
    person.refresh_from_db()
    assert person.email == "zhou@example.org"


def test_own_account_shows_who_one_is(person: User) -> None:
    client = english()
    client.force_login(person)
    page = text_of(client.get("/account/"))
    assert person.username in page
    assert "zhou@example.org" in page
    assert english().get("/account/")["Location"] == "/accounts/login/?next=/account/"


def test_token_is_shown_once_on_the_account_page(person: User) -> None:
    client = english()
    client.force_login(person)
    answer = client.post(
        "/account/tokens/", {"name": "看板", "scopes": ["read", "export"], "days": "30"}
    )
    (box,) = find(answer, '//*[@id="issued-token"]')
    raw = str(box.text_content())
    found = authenticate_token(raw)
    assert found is not None
    assert (found.user, found.scopes) == (person, frozenset({Scope.READ, Scope.EXPORT}))
    assert "no-store" in answer["Cache-Control"]
    page = client.get("/account/")
    assert raw not in page.content.decode()
    assert raw[:9] in text_of(page)
    client.post(f"/account/tokens/{found.token_id}/revoke/")
    assert authenticate_token(raw) is None


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "scopes": ["read"], "days": "30"},
        {"name": "x", "scopes": [], "days": "30"},
        {"name": "x", "scopes": ["admin"], "days": "30"},
        {"name": "x", "scopes": ["read"], "days": "9999"},
    ],
)
def test_token_form_says_what_is_wrong(person: User, sent: dict[str, object]) -> None:
    client = english()
    client.force_login(person)
    assert client.post("/account/tokens/", sent).status_code == 400
    assert not ApiToken.objects.exists()


def test_nobody_revokes_the_token_of_somebody_else(person: User, administrator: User) -> None:
    raw = create_token(name="x", scopes=[Scope.READ], expires_in_days=9, by=person).secret
    token_id = ApiToken.objects.get().pk
    other = english()
    other.force_login(make_broker())
    assert other.post(f"/account/tokens/{token_id}/revoke/").status_code == 404
    assert other.post(f"/settings/users/tokens/{token_id}/revoke/").status_code == 403
    assert authenticate_token(raw) is not None
    chief = english()
    chief.force_login(administrator)
    page = chief.get("/settings/users/tokens/")
    assert raw not in page.content.decode()
    assert raw[:9] in text_of(page)
    chief.post(f"/settings/users/tokens/{token_id}/revoke/")
    assert authenticate_token(raw) is None


def test_reset_mail_names_nobody_and_carries_our_own_address(
    person: User, settings: Settings
) -> None:
    from duijie.config.sign_in import RESET_PREFIX, AccountAdapter

    settings.IS_MAIL_ON = True
    settings.PUBLIC_URL = "https://duijie.example.org"
    context = {"user": person, "password_reset_url": "http://evil.example/accounts/x/1-abc/"}
    AccountAdapter().send_mail(RESET_PREFIX, person.email, context)
    AccountAdapter().send_mail("account/email/unknown_account", "who@example.org", {})
    (mail,) = Notification.objects.all()
    assert mail.address == person.email
    assert mail.link == "https://duijie.example.org/accounts/x/1-abc/"
