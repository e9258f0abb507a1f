"""Uploaded originals: handed out to colleagues, as files to save and never as pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from duijie.accounts.models import User
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.intake.models import SourceDocument, Upload
from duijie.intake.permissions import can_download_original, check_can_download_original
from duijie.intake.queries import get_original_for_user
from tests.factories.users import make_administrator, make_broker, make_user
from tests.integration.web.building import find, text_of, upload

pytestmark = pytest.mark.django_db

PAGE = "<script>alert(1)</script><p>联系电话 13900001111</p>"


@pytest.fixture
def document(broker_client: Client) -> SourceDocument:
    upload(broker_client, ("通知 “一”.html", PAGE))
    return SourceDocument.objects.get()


def address_of(document: SourceDocument) -> str:
    return f"/documents/{document.pk}/original/"


def test_original_comes_as_a_file_to_save(broker_client: Client, document: SourceDocument) -> None:
    links = [a.get("href") for a in find(broker_client.get(f"/documents/{document.pk}/"), "//a")]
    answer = broker_client.get(address_of(document))

    assert address_of(document) in links
    assert answer.getvalue() == PAGE.encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_who_may_download(document: SourceDocument) -> None:
    table: list[tuple[Actor, bool]] = [
        (make_broker(), True),
        (make_administrator(), True),
        (make_user(is_active=False), False),
        (AnonymousUser(), False),
    ]
    for user, is_allowed in table:
        assert can_download_original(user, document) is is_allowed
        if is_allowed:
            check_can_download_original(user, document)
            assert get_original_for_user(document.pk, user).path.read_bytes() == PAGE.encode()
            continue
        with pytest.raises(NotAllowedError):
            check_can_download_original(user, document)
        # what is hidden looks like what is missing
        with pytest.raises(NotFoundError):
            get_original_for_user(document.pk, user)


def test_stranger_and_closed_account_get_nothing(document: SourceDocument, broker: User) -> None:
    closed = Client()
    closed.force_login(broker)
    User.objects.filter(pk=broker.pk).update(is_active=False)

    for client in (Client(), closed):
        answer = client.get(address_of(document))
        assert (answer.status_code, answer["Location"]) == (
            302, f"/accounts/login/?next={address_of(document)}"
        )  # fmt: skip
        assert b"13900001111" not in answer.content


def test_missing_document_is_not_found(broker_client: Client) -> None:
    assert broker_client.get("/documents/77/original/").status_code == 404


def test_original_that_is_gone_says_so(broker_client: Client, document: SourceDocument) -> None:
    (Path(django_settings.MEDIA_ROOT) / document.upload.file).unlink()

    answer = broker_client.get(address_of(document))

    assert answer.status_code == 404
    assert "is gone from the data folder. Upload it again." in text_of(answer)


@pytest.mark.parametrize("path", ["../secret.key", "/etc/passwd", "real/../../secret.key", ""])
def test_path_outside_the_media_folder_is_never_opened(
    broker_client: Client, document: SourceDocument, path: str
) -> None:
    (Path(django_settings.MEDIA_ROOT).parent / "secret.key").write_text("s")
    Upload.objects.update(file=path)

    assert broker_client.get(address_of(document)).status_code == 404
