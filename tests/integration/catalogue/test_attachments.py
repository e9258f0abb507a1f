"""Files of records: taken in by content, stripped, opened by level, and traced."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import AttachmentError
from duijie.catalogue.models import Access, Attachment, Change, Consent, Need
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    get_attachment_file_for_user,
    list_attachments_for_user,
)
from duijie.catalogue.services import (
    add_attachment,
    create_record,
    delete_attachment,
    delete_record,
    move_record,
    restore_attachment,
    set_attachment_disclosure,
)
from duijie.catalogue.services.attachments import draw_attachment_preview
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.models import Job
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, Region

pytestmark = pytest.mark.django_db
NEED = RecordKind.NEED
L = DisclosureLevel


@pytest.fixture
def need_id(region: Region) -> int:
    """A published need of the company of `member`."""
    values = values_of(NEED, organisation=COMPANY)
    made = create_record(kind=NEED, values=values, by=region.broker)
    move_record(kind=NEED, record_id=made, move=Move.PUBLISH, by=region.broker)
    return made


def add(
    need_id: int,
    by: Actor,
    *,
    name: str = "图纸.txt",
    content: bytes = b"a drawing in words",
    disclosure: DisclosureLevel | None = None,
) -> int:
    return add_attachment(
        kind=NEED,
        record_id=need_id,
        file=SimpleUploadedFile(name, content),
        disclosure=disclosure,
        by=by,
    )


def photo(*, orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG that says who took it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETPHONE"
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, "JPEG", exif=exif)
    return written.getvalue()


def names(need_id: int, user: Actor) -> list[str]:
    return [row.name for row in list_attachments_for_user(NEED, need_id, user)]


def test_file_is_kept_once_under_its_hash_and_is_under_nda_by_itself(
    need_id: int, region: Region, settings: Settings
) -> None:
    for name in ("甲.txt", "乙.txt"):
        add(need_id, region.member, name=name)
    first, second = Attachment.objects.order_by("pk")
    assert (first.name, second.name) == ("甲.txt", "乙.txt")
    assert first.file == second.file
    assert (Path(settings.MEDIA_ROOT) / first.file).read_bytes() == b"a drawing in words"
    assert first.disclosure == L.NDA
    change = Change.objects.order_by("-pk")[0]
    assert (change.action, change.values) == ("add_attachment", {"attachment": [None, "乙.txt"]})


def test_name_does_not_decide_what_a_file_is(need_id: int, region: Region) -> None:
    add(need_id, region.broker, name="../../photo.pdf", content=photo())
    row = Attachment.objects.get()
    assert (row.name, row.media_type) == ("photo.pdf", "image/jpeg")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.pdf", b"", "attachment_empty"),
        ("空白.txt", b" \r\n", "attachment_empty"),
        ("报告.pdf", b"MZ\x90\x00 pretends", "attachment_program"),
        ("run.bat", b"echo hello", "attachment_program"),
        ("坏.jpg", b"\xff\xd8\xff\xe1\x00", "attachment_damaged"),
    ],
)
def test_what_is_no_file_for_a_record_is_refused(
    name: str, content: bytes, code: str, need_id: int, region: Region
) -> None:
    with pytest.raises(AttachmentError) as caught:
        add(need_id, region.broker, name=name, content=content)
    assert caught.value.message.code == f"catalogue.{code}"
    assert not Attachment.objects.exists()


def test_too_large_is_refused_whatever_the_size_it_claims(
    need_id: int, region: Region, settings: Settings
) -> None:
    settings.MAX_UPLOAD_MB = 1
    file = SimpleUploadedFile("a.txt", b"x" * (1024 * 1024 + 1))
    file.size = 5
    with pytest.raises(AttachmentError) as caught:
        add_attachment(kind=NEED, record_id=need_id, file=file, by=region.broker)
    assert caught.value.message.code == "catalogue.attachment_too_large"


@pytest.mark.parametrize(("orientation", "size"), [(1, (64, 48)), (6, (48, 64))])
def test_photo_loses_who_took_it_and_stands_upright(
    orientation: int, size: tuple[int, int], need_id: int, region: Region, settings: Settings
) -> None:
    content = photo(orientation=orientation)
    assert b"SECRETPHONE" in content
    add(need_id, region.broker, name="现场.jpg", content=content)
    path = Path(settings.MEDIA_ROOT) / Attachment.objects.get().file
    assert b"SECRETPHONE" not in path.read_bytes()
    with Image.open(path) as opened:
        assert opened.size == size


def test_preview_is_drawn_by_a_job_and_shown_under_the_same_level(
    need_id: int, region: Region, settings: Settings
) -> None:
    attachment_id = add(
        need_id, region.broker, name="现场.jpg", content=photo(size=(3000, 2000)), disclosure=L.NDA
    )
    job = Job.objects.get(kind="catalogue.draw_preview")
    assert (job.queue, job.payload["attachment_id"]) == ("quick", attachment_id)
    assert draw_attachment_preview(**job.payload)
    assert list_attachments_for_user(NEED, need_id, region.broker)[0].has_preview
    shown = get_attachment_file_for_user(attachment_id, region.broker, door="file", is_preview=True)
    with Image.open(shown.path) as picture:
        assert (picture.format, max(picture.size)) == ("PNG", 960)
    with pytest.raises(NotFoundError):
        get_attachment_file_for_user(
            attachment_id, region.other_member, door="file", is_preview=True
        )


def test_text_gets_no_preview_job(need_id: int, region: Region) -> None:
    attachment_id = add(need_id, region.broker)
    assert not Job.objects.filter(kind="catalogue.draw_preview").exists()
    with pytest.raises(NotFoundError):
        get_attachment_file_for_user(attachment_id, region.broker, door="file", is_preview=True)


def test_damaged_pdf_stays_without_a_preview(need_id: int, region: Region) -> None:
    attachment_id = add(
        need_id, region.broker, name="a.pdf", content=b"%PDF-1.4\nnothing of a document"
    )
    assert draw_attachment_preview(attachment_id=attachment_id, kind="pdf") is False
    assert not list_attachments_for_user(NEED, need_id, region.broker)[0].has_preview


@pytest.mark.parametrize(
    ("level", "seen_by"),
    [
        (L.REGISTERED, {"administrator", "broker", "member", "other_broker", "collector",
                        "other_member", "expert"}),
        (L.CONSENT, {"administrator", "broker", "member"}),
        (L.NDA, {"administrator", "broker", "member"}),
        (L.OWN, {"administrator", "broker", "member"}),
        (L.INTERNAL, {"administrator", "broker"}),
    ],
)  # fmt: skip
def test_who_sees_and_opens_a_file(
    level: DisclosureLevel, seen_by: set[str], need_id: int, region: Region
) -> None:
    attachment_id = add(need_id, region.broker, disclosure=level)
    everybody = ("administrator", "broker", "member", "other_broker", "collector", "other_member",
                 "expert")  # fmt: skip
    for name in everybody:
        user = getattr(region, name)
        assert names(need_id, user) == (["图纸.txt"] if name in seen_by else []), name
        if name in seen_by:
            get_attachment_file_for_user(attachment_id, user, door="file")
        else:
            with pytest.raises(NotFoundError):
                get_attachment_file_for_user(attachment_id, user, door="file")
    for name in ("leader", "visitor"):
        with pytest.raises(NotFoundError):
            list_attachments_for_user(NEED, need_id, getattr(region, name))
        with pytest.raises(NotFoundError):
            get_attachment_file_for_user(attachment_id, getattr(region, name), door="file")


def agree(need_id: int, region: Region, level: DisclosureLevel) -> None:
    Consent.objects.create(
        need_id=need_id,
        grantee=region.other_member,
        level=level,
        requested_by=region.other_member,
        given_at=clock.now(),
        accepted_at=clock.now(),
    )


def test_file_room_opens_by_agreement_and_keeps_who_was_there(need_id: int, region: Region) -> None:
    under_nda = add(need_id, region.broker, name="保密.txt", disclosure=L.NDA)
    on_consent = add(need_id, region.broker, name="同意.txt", disclosure=L.CONSENT)
    open_to_all = add(need_id, region.broker, name="公开.txt", disclosure=L.REGISTERED)
    agree(need_id, region, L.CONSENT)
    assert names(need_id, region.other_member) == ["同意.txt", "公开.txt"]
    with pytest.raises(NotFoundError):
        get_attachment_file_for_user(under_nda, region.other_member, door="file")
    agree(need_id, region, L.NDA)
    assert names(need_id, region.other_member) == ["保密.txt", "同意.txt", "公开.txt"]
    for attachment_id in (under_nda, on_consent, open_to_all, under_nda):
        get_attachment_file_for_user(attachment_id, region.other_member, door="file")
    # the own side leaves no trace, a file for everybody neither, and one an hour is enough
    get_attachment_file_for_user(under_nda, region.member, door="file")
    traces = Access.objects.order_by("pk").values_list("by_id", "attachment_id", "level", "door")
    assert list(traces) == [
        (region.other_member.pk, under_nda, L.NDA, "file"),
        (region.other_member.pk, on_consent, L.CONSENT, "file"),
    ]


def test_file_is_never_opened_to_more_people_than_its_record(need_id: int, region: Region) -> None:
    Need.objects.update(disclosure=L.CONSENT)
    with pytest.raises(AttachmentError):
        add(need_id, region.broker, disclosure=L.REGISTERED)
    attachment_id = add(need_id, region.broker, disclosure=L.CONSENT)
    with pytest.raises(AttachmentError):
        set_attachment_disclosure(
            attachment_id=attachment_id, disclosure=L.REGISTERED, by=region.broker
        )
    Need.objects.update(disclosure=L.TEASER)
    with pytest.raises(AttachmentError):
        set_attachment_disclosure(
            attachment_id=attachment_id, disclosure=L.TEASER, by=region.broker
        )
    set_attachment_disclosure(
        attachment_id=attachment_id, disclosure=L.REGISTERED, by=region.broker
    )
    assert Attachment.objects.get().disclosure == L.REGISTERED


def test_member_cannot_lock_a_file_away_from_themselves(need_id: int, region: Region) -> None:
    with pytest.raises(AttachmentError):
        add(need_id, region.member, disclosure=L.INTERNAL)


@pytest.mark.parametrize(
    ("who", "error"), [("other_member", NotAllowedError), ("visitor", NotFoundError)]
)
def test_others_neither_add_nor_change_files(
    who: str, error: type[Exception], need_id: int, region: Region
) -> None:
    attachment_id = add(need_id, region.broker, disclosure=L.REGISTERED)
    user = getattr(region, who)
    with pytest.raises(error):
        add(need_id, user)
    with pytest.raises(error):
        delete_attachment(attachment_id=attachment_id, by=user)
    with pytest.raises(error):
        set_attachment_disclosure(attachment_id=attachment_id, disclosure=L.NDA, by=user)
    assert Attachment.objects.get().deleted_at is None


def test_deleted_file_is_gone_until_it_is_brought_back(need_id: int, region: Region) -> None:
    attachment_id = add(need_id, region.broker, disclosure=L.REGISTERED)
    delete_attachment(attachment_id=attachment_id, by=region.member)
    assert names(need_id, region.broker) == []
    (row,) = list_attachments_for_user(NEED, need_id, region.broker, is_deleted=True)
    assert row.id == attachment_id
    assert not list_attachments_for_user(NEED, need_id, region.other_member, is_deleted=True)
    with pytest.raises(NotFoundError):
        get_attachment_file_for_user(attachment_id, region.broker, door="file")
    Need.objects.update(disclosure=L.NDA)
    restore_attachment(attachment_id=attachment_id, by=region.broker)
    assert Attachment.objects.get().disclosure == L.NDA


def test_files_of_a_deleted_record_are_closed(need_id: int, region: Region) -> None:
    attachment_id = add(need_id, region.broker)
    delete_record(kind=NEED, record_id=need_id, by=region.broker)
    with pytest.raises(NotFoundError):
        get_attachment_file_for_user(attachment_id, region.broker, door="file")


def test_path_outside_the_folder_is_not_handed_out(
    need_id: int, region: Region, tmp_path: Path
) -> None:
    attachment_id = add(need_id, region.broker)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    Attachment.objects.update(file="../secret.txt")
    with pytest.raises(NotFoundError):
        get_attachment_file_for_user(attachment_id, region.broker, door="file")


def test_list_asks_as_often_for_three_files_as_for_one(
    need_id: int, region: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(need_id, region.broker)
    with django_assert_num_queries(2):
        list_attachments_for_user(NEED, need_id, region.administrator)
    for number in range(2):
        add(need_id, region.broker, name=f"{number}.txt")
    with django_assert_num_queries(2):
        list_attachments_for_user(NEED, need_id, region.administrator)
