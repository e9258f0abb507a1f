"""What must not happen and what must not be seen: forged forms, foreign hosts, markup in what
people typed, guessed passwords, and personal data in logs."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from duijie.accounts.models import User
from duijie.catalogue.models import Need
from duijie.config.logs import PlaceOnlyFormatter
from duijie.core.audit.models import AuditEntry
from duijie.engines.extraction.types import RecordKind
from duijie.intake.models import SourceDocument, Upload
from tests.factories.records import make_record, store_record
from tests.integration.web.building import find, read_newest_batch, store_match, text_of, upload
from tests.integration.web.test_documents import SHEET
from tests.integration.web.test_doors import our_addresses

pytestmark = pytest.mark.django_db

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
PASSWORD = "three-kinds-of-tea"
FORMS = {
    "/accounts/login/",
    "/accounts/logout/",
    "/documents/upload/",
    "/example/load/",
    "/example/remove/",
    "/needs/1/match/",
    "/settings/language/",
    "/settings/theme/",
    "/settings/users/",
    "/settings/users/1/password/",
    "/jobs/00000000-0000-0000-0000-000000000001/cancel/",
}


@pytest.fixture(autouse=True)
def _no_memory_of_failures() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def strict_client(administrator: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    return client


def test_form_without_its_token_is_refused_everywhere(strict_client: Client) -> None:
    answers = {address: strict_client.post(address) for address in {*our_addresses(), *FORMS}}

    # 405: the page takes no forms at all, and says so before it looks at the token
    assert {address for address, answer in answers.items() if answer.status_code == 403} >= FORMS
    assert {answer.status_code for answer in answers.values()} == {403}
    assert User.objects.count() == 1
    assert not SourceDocument.objects.exists()


def test_nothing_is_changed_by_looking(administrator_client: Client, broker: User) -> None:
    store_record(make_record(), by=broker)
    # taking a list along is kept, and changes nothing
    entries = AuditEntry.objects.exclude(action__endswith="export_accesses")
    rows = entries.count()

    for address in our_addresses():
        administrator_client.get(address)

    assert entries.count() == rows
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "http:///elsewhere.example",
        "javascript:alert(1)",
        " //elsewhere.example",
    ],
)
def test_next_never_leads_away(broker: User, wanted: str) -> None:
    User.objects.filter(pk=broker.pk).update(password=make_password(PASSWORD))
    given = {"login": broker.username, "password": PASSWORD, "next": wanted}

    client = Client()
    answers = {
        "sign in": client.post("/accounts/login/", given),
        "language": client.post("/settings/language/", {"language": "en", "next": wanted}),
        "theme": client.post("/settings/theme/", {"theme": "dark", "next": wanted}),
        "sign out": client.post("/accounts/logout/", {"next": wanted}),
    }

    assert {name: (a.status_code, a["Location"]) for name, a in answers.items()} == {
        "sign in": (302, "/"),
        "language": (302, "/"),
        "theme": (302, "/"),
        "sign out": (302, "/accounts/login/"),
    }


def test_markup_in_records_is_shown_as_text(broker_client: Client, broker: User) -> None:
    typed: dict[str, Any] = {
        "title": MARKUP,
        "text": MARKUP,
        "org": MARKUP,
        "region": MARKUP,
        "industry": MARKUP,
        "keywords": (MARKUP,),
        "phone": MARKUP,
        "email": MARKUP,
        "fields": {"cooperation": MARKUP, MARKUP: MARKUP},
        "unplaced": {MARKUP: MARKUP},
    }
    need = store_record(make_record(**typed), by=broker)
    offer = store_record(make_record(RecordKind.OFFER, **typed), by=broker)
    expert = store_record(make_record(RecordKind.EXPERT, **{**typed, "person": MARKUP}), by=broker)
    store_match(need, [offer], by=broker, experts=[expert])

    for address in (
        "/",
        "/needs/",
        f"/needs/{need.pk}/",
        "/offers/",
        f"/offers/{offer.pk}/",
        "/experts/",
        f"/experts/{expert.pk}/",
        f"/search/?q={MARKUP}",
    ):
        answer = broker_client.get(address, {"q": MARKUP} if "search" in address else {})
        assert find(answer, "//script[not(@src)] | //img[@src='x'] | //*[@onerror]") == [], address
        assert "alert(1)" in text_of(answer), address
        links = [link.get("href") for link in find(answer, "//a[@href]")]
        assert not [link for link in links if link.startswith(("javascript:", "data:"))], address


def test_markup_in_quotes_stays_inside_their_attributes(
    broker_client: Client, broker: User
) -> None:
    text = f"希望三秒内判定烧伤等级{MARKUP}"
    need = store_record(make_record(text=text), by=broker)
    offer = store_record(make_record(RecordKind.OFFER, text=text), by=broker)
    store_match(need, [offer], by=broker)

    answer = broker_client.get(f"/needs/{need.pk}/")

    assert find(answer, "//script[not(@src)] | //img[@src='x']") == []
    assert [json.loads(e.get("data-spans")) for e in find(answer, "//*[@data-spans]")] == [{}]
    assert text in text_of(answer)


def test_markup_in_the_name_of_a_file_is_shown_as_text(broker_client: Client) -> None:
    name = "<img src=x onerror=alert(2)>.csv"
    answer = upload(broker_client, (name, SHEET), ("\u202egnp.exe", "x"))
    read_newest_batch()
    document = SourceDocument.objects.get(name__contains="onerror")

    pages = [broker_client.get(address) for address in (
        answer["Location"], "/documents/", f"/documents/{document.pk}/", "/needs/", "/"
    )]  # fmt: skip

    for page in pages:
        assert find(page, "//img[@src='x'] | //*[@onerror]") == []
    assert [name in text_of(page) for page in pages] == [True, True, True, True, True]
    assert "\u202e" not in pages[0].content.decode()


def test_archive_cannot_write_outside_the_data_folder(
    broker_client: Client, data_folder: Path
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../outside.csv", SHEET)
        archive.writestr("/absolute.csv", SHEET)
    before = {path for path in data_folder.parent.rglob("*") if path.is_file()}

    file = SimpleUploadedFile("../../x.zip", packed.getvalue())
    broker_client.post("/documents/upload/", {"documents": [file]})
    read_newest_batch()

    after = {path for path in data_folder.parent.rglob("*") if path.is_file()}
    media = Path(django_settings.MEDIA_ROOT) / "real"
    assert [path.relative_to(media).name for path in after - before] == ["x.zip"]
    assert not Path("/absolute.csv").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/media/",
        "/media/real/",
        "/static/../secret.key",
        "/static/..%2fsecret.key",
        "/static//etc/passwd",
        "/db.sqlite3",
        "/secret.key",
        "/../secret.key",
    ],
)
def test_no_address_serves_the_data_folder(
    broker_client: Client, data_folder: Path, address: str
) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    (data_folder / "secret.key").write_text("the-secret")
    stored = f"/media/{Upload.objects.get().file}"

    for wanted in (address, stored):
        answer = broker_client.get(wanted)
        assert answer.status_code == 404
        assert b"the-secret" not in answer.content


def test_foreign_host_is_refused(broker_client: Client) -> None:
    for client in (broker_client, Client()):
        answer = client.get("/", headers={"Host": "elsewhere.example"})
        assert answer.status_code == 400
        assert b"elsewhere.example" not in answer.content
    forwarded = broker_client.get("/", headers={"X-Forwarded-Host": "elsewhere.example"})
    assert b"elsewhere.example" not in forwarded.content


def test_every_page_carries_its_guards(broker_client: Client) -> None:
    for client, address in ((broker_client, "/needs/"), (Client(), "/accounts/login/")):
        headers = client.get(address).headers
        assert {name: headers.get(name) for name in (
            "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
        )} == {
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }  # fmt: skip
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_session_cookie_is_out_of_reach(broker: User) -> None:
    User.objects.filter(pk=broker.pk).update(password=make_password(PASSWORD))
    client = Client()

    client.post("/accounts/login/", {"login": broker.username, "password": PASSWORD})

    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(("https", "is_secure"), [("1", True), ("", False)])
def test_cookies_are_for_https_only_where_the_installation_says_so(
    tmp_path: Path, https: str, is_secure: bool
) -> None:
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_HSTS_SECONDS > 0, bool(s.SECURE_PROXY_SSL_HEADER),"
        " getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', 0) == 1]))"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "duijie.config.settings",
        "DUIJIE_HOME": str(tmp_path),
        "DUIJIE_HTTPS": https,
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == [is_secure] * 5


def test_guessing_a_password_is_slowed_down(broker: User) -> None:
    User.objects.filter(pk=broker.pk).update(password=make_password(PASSWORD))
    client = Client(headers={"X-Forwarded-For": "10.0.0.1"})
    for number in range(5):
        # a guesser cannot pass for many by a header
        client.post(
            "/accounts/login/",
            {"login": broker.username, "password": f"guess-{number}"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )

    right = client.post("/accounts/login/", {"login": broker.username, "password": PASSWORD})

    assert right.status_code == 200
    assert len(find(right, '//*[@role="alert"]')) == 1
    assert client.get("/").status_code == 302


def test_flood_of_sign_ins_gets_a_page_of_our_own() -> None:
    client = Client()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    answers = [
        client.post("/accounts/login/", {"login": f"user{number}", "password": "x"})
        for number in range(31)
    ]

    assert answers[-1].status_code == 429
    assert "Too many tries" in text_of(answers[-1])


def test_wrong_name_and_wrong_password_look_alike(broker: User) -> None:
    def said(login: str) -> list[str]:
        answer = Client().post("/accounts/login/", {"login": login, "password": "not-it-at-all"})
        return [e.text_content().strip() for e in find(answer, '//*[@role="alert"]')]

    assert said(broker.username) == said("nobody-of-this-name")


def test_logs_and_mail_hold_neither_passwords_nor_contact_details(
    broker: User, administrator_client: Client, settings: Settings,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The worst case: the sign-in and a record's page break while they hold what is secret."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ADMINS = [("A", "a@elsewhere.example")]
    phone, email = "13900001111", "lin@qinghe.example"
    need = store_record(make_record(phone=phone, email=email), by=broker)
    caplog.set_level(logging.DEBUG)
    for name in ("django", "django.request", "duijie"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{phone} {email} {PASSWORD}")

    client = Client(raise_request_exception=False)
    with monkeypatch.context() as patch:
        patch.setattr("django.contrib.auth.models.AbstractBaseUser.check_password", broken)
        first = client.post("/accounts/login/", {"login": broker.username, "password": PASSWORD})
    administrator_client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("duijie.web.records.detail.labelled_fields", broken)
        second = administrator_client.get(f"/needs/{need.pk}/?q={phone}")
    Client().post("/accounts/login/", {"login": broker.username, "password": PASSWORD})

    assert [first.status_code, second.status_code] == [500, 500]
    formatter = PlaceOnlyFormatter("{asctime} {levelname} {name} {message}", style="{")
    written = "\n".join(formatter.format(record) for record in caplog.records)
    assert "ValueError" in written
    assert [secret for secret in (phone, email, PASSWORD) if secret in written] == []
    assert mail.outbox == []


def test_password_stands_in_no_row_in_clear(administrator_client: Client) -> None:
    answer = administrator_client.post(
        "/settings/users/", {"display_name": "周", "username": "zhou", "role": "broker"}
    )
    (password,) = [e.text_content() for e in find(answer, '//*[@id="issued-password"]')]

    stored = repr(list(User.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert password not in stored


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/needs/?q=%00&region=%00&industry=%00&sort=%00", 200),
        ("/needs/?source=99999999999999999999", 200),
        ("/needs/?page=99999999999999999999&budget_min=1e400&budget_max=nan", 200),
        ("/documents/?page=99999999999999999999", 200),
        ("/jobs/?page=-1", 200),
        ("/search/?q=a%00b", 200),
        ("/needs/99999999999999999999/", 404),
        ("/offers/99999999999999999999/?page=99999999999999999999", 404),
        ("/documents/99999999999999999999/original/", 404),
        ("/settings/users/99999999999999999999/password/", 405),
    ],
)
def test_absurd_values_in_an_address_break_nothing(
    administrator_client: Client, address: str, status: int
) -> None:
    assert administrator_client.get(address).status_code == status


def test_nul_characters_in_a_file_break_nothing(broker_client: Client) -> None:
    """PostgreSQL refuses them in any text."""
    table = "需求名称,需求内容,其他\x00列\n套圈\x00烧伤检测,磨削后\x00烧伤靠酸洗抽检,值\x00\n"
    upload(broker_client, ("甲\x00.csv", table))

    job = read_newest_batch()

    assert job.state == "done"
    (need,) = Need.objects.all()
    assert (need.title, need.unplaced) == ("套圈烧伤检测", {"其他列": "值"})
