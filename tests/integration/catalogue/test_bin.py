"""The recycle bin."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import RecordExistsError, RecordInUseError
from duijie.catalogue.models import Attachment, Change, IndexMark, Need, Organisation
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    get_catalogue_version,
    get_record_for_user,
    list_deleted_for_user,
    list_needs_for_user,
)
from duijie.catalogue.services import (
    add_attachment,
    create_record,
    delete_attachment,
    delete_record,
    move_record,
    restore_record,
)
from duijie.catalogue.services.bin import purge_deleted
from duijie.core import clock
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, Region

pytestmark = pytest.mark.django_db
NEED = RecordKind.NEED


def make_need(region: Region, **given: object) -> int:
    values = values_of(NEED, **{"organisation": COMPANY, **given})
    return create_record(kind=NEED, values=values, by=region.broker)


def test_deleted_record_is_nowhere_but_in_the_bin(region: Region) -> None:
    need_id = make_need(region)
    move_record(kind=NEED, record_id=need_id, move=Move.PUBLISH, by=region.broker)
    IndexMark.objects.all().delete()
    version = get_catalogue_version(is_example=False)
    delete_record(kind=NEED, record_id=need_id, by=region.broker)
    for user in (region.broker, region.administrator):
        assert list_needs_for_user(user).total == 0
        with pytest.raises(NotFoundError):
            get_record_for_user(NEED, need_id, user)
    (row,) = list_deleted_for_user(NEED, region.broker)
    assert (row.id, row.deleted_by_name) == (need_id, "周清")
    assert row.gone_at - row.deleted_at == timedelta(days=90)
    assert IndexMark.objects.get().key == f"need:{need_id}"
    assert get_catalogue_version(is_example=False) == version
    with pytest.raises(NotFoundError):
        delete_record(kind=NEED, record_id=need_id, by=region.broker)


def test_restored_record_is_as_it_was(region: Region) -> None:
    need_id = make_need(region, title="原样")
    delete_record(kind=NEED, record_id=need_id, by=region.broker)
    restore_record(kind=NEED, record_id=need_id, by=region.broker)
    assert get_record_for_user(NEED, need_id, region.broker).title == "原样"
    assert list_deleted_for_user(NEED, region.broker).total == 0
    actions = Change.objects.filter(need_id=need_id).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["create_record", "delete_record", "restore_record"]


def test_bin_shows_each_only_what_they_may_bring_back(region: Region) -> None:
    need_id = make_need(region)
    move_record(kind=NEED, record_id=need_id, move=Move.PUBLISH, by=region.broker)
    with pytest.raises(NotAllowedError):
        delete_record(kind=NEED, record_id=need_id, by=region.other_member)
    delete_record(kind=NEED, record_id=need_id, by=region.member)
    seen = {
        name: list_deleted_for_user(NEED, getattr(region, name)).total
        for name in ("administrator", "broker", "member", "other_member", "other_broker", "leader")
    }
    assert seen == {
        "administrator": 1,
        "broker": 1,
        "member": 1,
        "other_member": 0,
        "other_broker": 0,
        "leader": 0,
    }
    with pytest.raises((NotFoundError, NotAllowedError)):
        restore_record(kind=NEED, record_id=need_id, by=region.other_member)


def test_restore_is_refused_where_the_same_has_been_made_since(region: Region) -> None:
    need_id = make_need(region, title="同一", text="一样")
    delete_record(kind=NEED, record_id=need_id, by=region.broker)
    make_need(region, title="同一", text="一样")
    with pytest.raises(RecordExistsError):
        restore_record(kind=NEED, record_id=need_id, by=region.broker)
    assert Need.objects.get(pk=need_id).deleted_at is not None


def test_organisation_goes_only_without_records_and_comes_back_first(region: Region) -> None:
    need_id = make_need(region)
    with pytest.raises(RecordInUseError) as caught:
        delete_record(kind=RecordKind.ORGANISATION, record_id=region.company_id, by=region.broker)
    assert caught.value.message.params["count"] == 1
    delete_record(kind=NEED, record_id=need_id, by=region.broker)
    delete_record(kind=RecordKind.ORGANISATION, record_id=region.company_id, by=region.broker)
    with pytest.raises(RecordInUseError):
        restore_record(kind=NEED, record_id=need_id, by=region.broker)
    restore_record(kind=RecordKind.ORGANISATION, record_id=region.company_id, by=region.broker)
    restore_record(kind=NEED, record_id=need_id, by=region.broker)


def test_name_of_a_deleted_organisation_is_free(region: Region) -> None:
    delete_record(kind=RecordKind.ORGANISATION, record_id=region.company_id, by=region.broker)
    need_id = make_need(region)
    made = Need.objects.get(pk=need_id).organisation_id
    assert made != region.company_id
    with pytest.raises(RecordExistsError):
        restore_record(kind=RecordKind.ORGANISATION, record_id=region.company_id, by=region.broker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=region.company_id).update(deleted_at=None)


def test_purge_removes_old_ones_with_their_files_for_good(
    region: Region,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    old, kept, fresh = make_need(region), make_need(region), make_need(region)
    for need_id, content in ((old, b"only here"), (old, b"shared"), (kept, b"shared")):
        file = SimpleUploadedFile("drawing.txt", content)
        add_attachment(kind=NEED, record_id=need_id, file=file, by=region.broker)
    paths = {
        row.need_id: Path(settings.MEDIA_ROOT) / row.file
        for row in Attachment.objects.order_by("pk")
        if row.size_bytes == len(b"shared") or row.need_id == old
    }
    only = Path(settings.MEDIA_ROOT) / Attachment.objects.get(size_bytes=len(b"only here")).file
    for need_id in (old, fresh):
        delete_record(kind=NEED, record_id=need_id, by=region.broker)
    Need.objects.filter(pk=old).update(deleted_at=clock.now() - timedelta(days=91))
    IndexMark.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        counts = purge_deleted(deleted_before=clock.now() - timedelta(days=90))
    assert counts["need"] == 1
    assert set(Need.objects.values_list("pk", flat=True)) == {kept, fresh}
    assert not Change.objects.filter(need_id=old).exists()
    assert not only.exists()
    assert paths[kept].read_bytes() == b"shared"
    assert IndexMark.objects.get().key == f"need:{old}"


def test_purge_leaves_an_organisation_that_a_record_in_the_bin_needs(region: Region) -> None:
    need_id = make_need(region)
    delete_record(kind=NEED, record_id=need_id, by=region.broker)
    delete_record(kind=RecordKind.ORGANISATION, record_id=region.company_id, by=region.broker)
    Organisation.objects.filter(pk=region.company_id).update(
        deleted_at=clock.now() - timedelta(days=91)
    )
    counts = purge_deleted(deleted_before=clock.now() - timedelta(days=90))
    assert counts["organisation"] == 0
    assert Organisation.objects.filter(pk=region.company_id).exists()


def test_purge_removes_deleted_attachments_of_living_records(
    region: Region, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    need_id = make_need(region)
    file = SimpleUploadedFile("a.txt", b"content of a drawing")
    attachment_id = add_attachment(kind=NEED, record_id=need_id, file=file, by=region.broker)
    delete_attachment(attachment_id=attachment_id, by=region.broker)
    with django_capture_on_commit_callbacks(execute=True):
        counts = purge_deleted(deleted_before=clock.now() + timedelta(seconds=1))
    assert (counts["attachment"], counts["need"]) == (1, 0)
    assert not Attachment.objects.exists()
