"""Settings of the installation: changed by administrators, seen by all processes, audited."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job
from duijie.core.preferences.errors import PreferenceError
from duijie.core.preferences.models import Logo, StoredPreference
from duijie.core.preferences.permissions import (
    can_change_preferences,
    check_can_change_preferences,
)
from duijie.core.preferences.queries import get_logo, get_preferences
from duijie.core.preferences.services import change_logo, change_preferences, remove_logo
from duijie.core.preferences.types import Preferences
from duijie.intake.errors import UploadError
from duijie.intake.models import SourceDocument
from duijie.intake.queries import get_upload_rules_for_user
from duijie.intake.services import upload_documents
from tests.factories.users import make_administrator, make_user

pytestmark = pytest.mark.django_db


def picture(colour: str = "#0e6672") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (120, 40), colour).save(stream, "PNG")
    return stream.getvalue()


def changes() -> list[tuple[str, object, object]]:
    entries = AuditEntry.objects.filter(action="preferences.change_preferences").order_by("pk")
    return [(e.object_id, e.details["old"], e.details["new"]) for e in entries]


def test_fresh_installation_has_the_defaults() -> None:
    assert get_preferences() == Preferences()


def test_change_is_read_back_and_audited_with_old_and_new(administrator: User) -> None:
    changed = change_preferences(
        values={"region_name": "云泽高新区", "need_valid_days": 90, "page_size": 50},
        by=administrator,
    )
    change_preferences(values={"need_valid_days": 365}, by=administrator)

    assert changed == ("region_name", "need_valid_days")
    kept = get_preferences()
    assert (kept.region_name, kept.need_valid_days, kept.page_size) == ("云泽高新区", 365, 50)
    assert changes() == [
        ("region_name", "", "云泽高新区"),
        ("need_valid_days", 180, 90),
        ("need_valid_days", 90, 365),
    ]
    assert set(AuditEntry.objects.values_list("by", flat=True)) == {administrator.pk}


def test_saving_what_is_set_already_changes_nothing(administrator: User) -> None:
    change_preferences(values={"is_closed_network": True}, by=administrator)

    assert change_preferences(values={"is_closed_network": True}, by=administrator) == ()
    assert len(changes()) == 1


def test_one_wrong_value_keeps_all_others_from_being_stored(administrator: User) -> None:
    with pytest.raises(PreferenceError):
        change_preferences(values={"region_name": "云泽", "page_size": 5}, by=administrator)

    assert get_preferences() == Preferences()
    assert changes() == []


def test_who_may_change_settings() -> None:
    closed = make_user(Role.ADMINISTRATOR, is_active=False)
    others = [make_user(role) for role in Role if role != Role.ADMINISTRATOR]
    table: list[tuple[Actor, bool]] = [
        (make_administrator(), True),
        (closed, False),
        (AnonymousUser(), False),
        *((user, False) for user in others),
    ]
    for user, is_allowed in table:
        assert can_change_preferences(user) is is_allowed
        if is_allowed:
            check_can_change_preferences(user)
            change_preferences(values={"region_name": "云泽"}, by=user)
            continue
        with pytest.raises(NotAllowedError):
            check_can_change_preferences(user)
        with pytest.raises(NotAllowedError):
            change_preferences(values={"region_name": "别处"}, by=user)
        with pytest.raises(NotAllowedError):
            change_logo(content=picture(), by=user)
        with pytest.raises(NotAllowedError):
            remove_logo(by=user)
    assert get_preferences().region_name == "云泽"


def test_owner_of_the_machine_sets_the_ceiling_of_uploads(
    administrator: User, settings: Settings
) -> None:
    change_preferences(values={"upload_mb": 40}, by=administrator)
    assert get_preferences().upload_mb == 40

    settings.MAX_UPLOAD_MB = 20
    assert get_preferences().upload_mb == 20


def test_stored_value_out_of_bounds_reads_as_the_default(
    administrator: User, caplog: pytest.LogCaptureFixture
) -> None:
    StoredPreference.objects.create(name="page_size", value=9_999)
    StoredPreference.objects.create(name="gone_since", value="x")

    assert get_preferences() == Preferences()
    assert "page_size" in caplog.text
    assert "9999" not in caplog.text

    change_preferences(values={"page_size": 100}, by=administrator)
    assert get_preferences().page_size == 100


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """As Django's test client: a request's end would close the connection of the test, and on a
    server its transaction with it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_request_reads_once_and_every_request_anew(
    kept_connection: None, administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request_started.send(sender=None)
    with django_assert_num_queries(1):
        assert {get_preferences().region_name for _ in range(5)} == {""}
    # as another process does it: this one is not told
    StoredPreference.objects.create(name="region_name", value="云泽")
    assert get_preferences().region_name == ""
    request_finished.send(sender=None)
    request_started.send(sender=None)
    assert get_preferences().region_name == "云泽"

    change_preferences(values={"region_name": "栗川"}, by=administrator)
    assert get_preferences().region_name == "栗川"
    request_finished.send(sender=None)
    with django_assert_num_queries(3):
        assert {get_preferences().region_name for _ in range(3)} == {"栗川"}


def test_logo_replaces_the_one_before_and_goes(administrator: User) -> None:
    change_logo(content=picture("red"), by=administrator)
    first = get_preferences().logo_sha256
    change_logo(content=picture("blue"), by=administrator)
    second = get_preferences()

    assert (second.logo_width, second.logo_height) == (120, 40)
    assert get_logo(second.logo_sha256).content.startswith(b"\x89PNG")
    with pytest.raises(NotFoundError):
        get_logo(first)
    assert Logo.objects.count() == 1

    change_logo(content=picture("blue"), by=administrator)
    remove_logo(by=administrator)
    remove_logo(by=administrator)

    assert get_preferences() == Preferences()
    assert not Logo.objects.exists()
    assert changes() == [
        ("logo", "", first),
        ("logo", first, second.logo_sha256),
        ("logo", second.logo_sha256, ""),
    ]


def test_upload_takes_what_the_settings_allow(broker: User, administrator: User) -> None:
    change_preferences(values={"upload_mb": 1}, by=administrator)
    large = SimpleUploadedFile("大.csv", b"x" * (1024 * 1024 + 1))

    with pytest.raises(UploadError) as refused:
        upload_documents(files=[large], by=broker)

    assert get_upload_rules_for_user(broker).max_file_mb == 1
    reasons = refused.value.message.params["reasons"]
    assert isinstance(reasons, tuple)
    assert [(r.code, r.params["limit_mb"]) for r in reasons] == [("intake.file_too_large", 1)]


def test_reading_recognises_as_many_pages_as_the_settings_allow(
    broker: User, administrator: User
) -> None:
    change_preferences(values={"ocr_pages": 0}, by=administrator)
    upload_documents(files=[SimpleUploadedFile("照片.png", picture())], by=broker)
    run_job.func(str(Job.objects.get(kind="intake.read_documents").pk))

    (document,) = SourceDocument.objects.all()
    codes = {found["message"]["code"] for found in document.findings}
    assert codes == {"documents.ocr_pages_cut", "documents.nothing_in_it"}
