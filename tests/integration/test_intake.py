"""Uploads: limits, reading in the background, resume, the example."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries, Settings

from duijie.accounts.models import User
from duijie.catalogue.models import Need, Offer, Source
from duijie.catalogue.queries import get_counts_for_user, list_needs_for_user
from duijie.catalogue.services import remove_example
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.queries import get_job_for_user, list_jobs_for_user
from duijie.core.jobs.registry import UnknownKindError
from duijie.core.jobs.run import interrupted
from duijie.core.jobs.worker import run_worker
from duijie.errors import Message
from duijie.intake.errors import ExampleError, UploadError
from duijie.intake.models import SourceDocument, Upload
from duijie.intake.permissions import (
    can_load_example,
    can_upload,
    check_can_load_example,
    check_can_upload,
)
from duijie.intake.queries import (
    get_document_for_user,
    get_upload_rules_for_user,
    list_documents_for_user,
)
from duijie.intake.services import load_example, safe_name, upload_documents
from tests.factories.users import make_administrator, make_broker

HEADER = "需求名称,需求内容,企业名称,联系人,联系电话,所属行业,拟投入资金(万元)\n"
FIRST = HEADER + (
    "精梳机棉网张力在线检测,棉网张力靠手感判断，断头率高，需要在线检测并自动调节。,"
    "禾纺精梳有限公司,林工,13900001111,纺织,60\n"
    "染色废水低成本脱色,高盐染色废水色度难降，现有药剂成本高，希望找到低成本脱色办法。,"
    "禾纺染整有限公司,周工,13900002222,纺织,120\n"
)
SECOND = HEADER + (
    "轴承套圈磨削烧伤识别,磨削后烧伤靠酸洗抽检，漏检多，需要在线无损识别。,"
    "青岚轴承有限公司,吴工,13900003333,装备,200\n"
)


def csv_file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("utf-8-sig"))


def work() -> None:
    run_worker("long", ends_when_empty=True)


@pytest.fixture
def without_matching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading only: the match job that follows is another test's."""
    from duijie.core.jobs import registry

    task = registry.RegisteredTask("matching.match_needs", "quick", lambda _run: {})
    monkeypatch.setitem(registry._tasks, "matching.match_needs", task)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_matching")
def test_upload_is_read_into_needs(broker: User, data_folder: Path) -> None:
    receipt = upload_documents(
        files=[csv_file("一季度.csv", FIRST), csv_file("二季度.csv", SECOND)], by=broker
    )
    waiting = list_documents_for_user(broker, job_id=receipt.job_id)
    assert {row.name: row.state for row in waiting} == {
        "一季度.csv": "waiting",
        "二季度.csv": "waiting",
    }
    work()
    job = get_job_for_user(receipt.job_id, broker)
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert (job.result["documents"], job.result["needs"], job.result["known"]) == (2, 3, 0)
    needs = {row.title: row for row in list_needs_for_user(broker)}
    assert set(needs) == {
        "精梳机棉网张力在线检测",
        "染色废水低成本脱色",
        "轴承套圈磨削烧伤识别",
    }
    row = needs["染色废水低成本脱色"]
    assert (row.organisation_name, row.budget_wan, row.is_example) == (
        "禾纺染整有限公司",
        120.0,
        False,
    )
    assert row.source_name == "一季度.csv"
    read = {row.name: row for row in list_documents_for_user(broker)}
    assert (read["一季度.csv"].state, read["一季度.csv"].need_count) == ("read", 2)
    detail = get_document_for_user(read["一季度.csv"].id, broker)
    (table,) = detail.tables
    assert (table.kind, table.record_count) == ("need", 2)
    assert [column.field for column in table.columns][:3] == ["title", "text", "org"]
    stored = list((data_folder / "media").rglob("*.csv"))
    assert sorted(path.name for path in stored) == ["一季度.csv", "二季度.csv"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in stored)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_matching")
def test_same_upload_again_is_stored_once_and_adds_nothing(broker: User, data_folder: Path) -> None:
    for name in ("a.csv", "b.csv"):
        receipt = upload_documents(files=[csv_file(name, FIRST)], by=broker)
        work()
    result = get_job_for_user(receipt.job_id, broker).result
    assert (result["needs"], result["known"]) == (0, 2)
    assert Need.objects.count() == 2
    assert Upload.objects.count() == SourceDocument.objects.count() == 1
    assert len(list((data_folder / "media").rglob("*.csv"))) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_matching")
def test_archive_becomes_a_document_per_file_and_bad_files_do_not_stop_it(broker: User) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/a.csv", FIRST)
        archive.writestr("inner/broken.xlsx", b"PK\x03\x04 not a workbook")
    upload_documents(
        files=[SimpleUploadedFile("bundle.zip", packed.getvalue()), csv_file("b.csv", SECOND)],
        by=broker,
    )
    work()
    rows = {row.name: row for row in list_documents_for_user(broker)}
    assert set(rows) == {"bundle.zip!inner/a.csv", "bundle.zip!inner/broken.xlsx", "b.csv"}
    broken = rows["bundle.zip!inner/broken.xlsx"]
    findings = get_document_for_user(broken.id, broker).findings
    assert broken.state == "refused"
    assert "refused" in {finding.severity for finding in findings}
    assert {finding.place["file"] for finding in findings} == {broken.name}
    assert Need.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_matching")
def test_interrupted_reading_goes_on_behind_the_files_that_are_done(
    broker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.core.jobs.run import JobRun

    receipt = upload_documents(
        files=[csv_file("a.csv", FIRST), csv_file("b.csv", SECOND)], by=broker
    )
    saved = JobRun.save_checkpoint

    def save_and_interrupt(run: JobRun, checkpoint: dict[str, object]) -> None:
        saved(run, checkpoint)
        interrupted.set()

    monkeypatch.setattr(JobRun, "save_checkpoint", save_and_interrupt)
    try:
        run_job.func(str(receipt.job_id))
    finally:
        interrupted.clear()
    monkeypatch.undo()
    assert get_job_for_user(receipt.job_id, broker).state == "queued"
    assert Need.objects.count() == 2
    work()
    job = get_job_for_user(receipt.job_id, broker)
    assert job.state == "done"
    # the counts of the first attempt are not lost, and its file is not read again
    assert (job.result["documents"], job.result["needs"], job.result["known"]) == (2, 3, 0)


@pytest.mark.django_db(transaction=True)
def test_upload_starts_matching_afterwards(broker: User) -> None:
    upload_documents(files=[csv_file("a.csv", FIRST)], by=broker)
    work()
    run_worker("matching", ends_when_empty=True)
    kinds = [(job.kind, job.state) for job in list_jobs_for_user(broker)]
    assert kinds == [("matching.match_needs", "done"), ("intake.read_documents", "done")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_matching")
def test_original_that_is_gone_is_named_and_the_rest_is_read(
    broker: User, data_folder: Path
) -> None:
    files = [csv_file("a.csv", FIRST), csv_file("b.csv", SECOND)]
    receipt = upload_documents(files=files, by=broker)
    (gone,) = (data_folder / "media").rglob("a.csv")
    gone.unlink()
    work()
    assert get_job_for_user(receipt.job_id, broker).state == "done"
    states = {row.name: row.state for row in list_documents_for_user(broker)}
    assert states == {"a.csv": "refused", "b.csv": "read"}


@pytest.mark.django_db
def test_upload_limits_are_told_with_the_file(broker: User, settings: Settings) -> None:
    settings.MAX_UPLOAD_MB, settings.MAX_UPLOAD_FILES, settings.MAX_BATCH_MB = 1, 2, 3
    big = SimpleUploadedFile("大.pdf", b"x" * (1024 * 1024 + 1))
    small = csv_file("小.csv", FIRST)
    receipt = upload_documents(files=[big, small], by=broker)
    assert receipt.taken == 1
    refused = Message("intake.file_too_large", {"file": "大.pdf", "size_mb": 2, "limit_mb": 1})
    assert receipt.refused == (refused,)
    for files, code in (
        ([], "intake.no_files"),
        ([big], "intake.no_files_taken"),
        ([small] * 3, "intake.too_many_files"),
    ):
        with pytest.raises(UploadError) as caught:
            upload_documents(files=files, by=broker)
        assert caught.value.message.code == code
    settings.MAX_BATCH_MB = 1
    with pytest.raises(UploadError) as caught:
        upload_documents(files=[big, small], by=broker)
    assert caught.value.message.code == "intake.batch_too_large"


@pytest.mark.django_db
def test_failed_upload_leaves_no_file(
    broker: User, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.core.jobs import registry

    monkeypatch.delitem(registry._tasks, "intake.read_documents")
    with pytest.raises(UnknownKindError):
        upload_documents(files=[csv_file("a.csv", FIRST)], by=broker)
    assert [path for path in (data_folder / "media").rglob("*") if path.is_file()] == []
    assert Source.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\资料\\需求.xlsx", "需求.xlsx"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("...", "document"),
        ("", "document"),
        ("长" * 100 + ".xlsx", "长" * 58 + ".xlsx"),
    ],
)
def test_file_names_are_made_harmless(given: str, stored: str) -> None:
    assert safe_name(given) == stored
    assert len(stored.encode()) <= 180


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("can", "check", "allowed"),
    [
        (can_upload, check_can_upload, [True, True, False]),
        (can_load_example, check_can_load_example, [False, True, False]),
    ],
)
def test_permission_pairs_agree(
    can: Callable[[Actor], bool], check: Callable[[Actor], None], allowed: list[bool]
) -> None:
    users: list[Actor] = [make_broker(), make_administrator(), AnonymousUser()]
    for user, is_allowed in zip(users, allowed, strict=True):
        assert can(user) is is_allowed
        if is_allowed:
            check(user)
        else:
            with pytest.raises(NotAllowedError):
                check(user)


@pytest.mark.django_db
def test_documents_are_hidden_from_strangers(broker: User) -> None:
    upload_documents(files=[csv_file("a.csv", FIRST)], by=broker)
    stranger = AnonymousUser()
    document = SourceDocument.objects.get()
    assert list_documents_for_user(stranger).total == 0
    assert list_documents_for_user(make_broker()).total == 1
    with pytest.raises(NotFoundError):
        get_document_for_user(document.pk, stranger)
    with pytest.raises(NotAllowedError):
        upload_documents(files=[csv_file("a.csv", FIRST)], by=stranger)


@pytest.mark.django_db
def test_document_list_asks_as_often_for_three_rows_as_for_one(
    broker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    upload_documents(files=[csv_file("a.csv", FIRST)], by=broker)
    with django_assert_num_queries(2):
        assert len(list_documents_for_user(broker)) == 1
    upload_documents(files=[csv_file(f"{n}.csv", FIRST + str(n)) for n in range(2)], by=broker)
    with django_assert_num_queries(2):
        assert len(list_documents_for_user(broker)) == 3


@pytest.fixture
def example_folder(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "region"
    folder.mkdir()
    (folder / "需求.csv").write_text(FIRST, "utf-8")
    settings.EXAMPLES_DIR = folder
    return folder


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_matching", "example_folder")
def test_example_is_loaded_apart_and_removed_in_one_act(
    administrator: User, data_folder: Path
) -> None:
    # the same file as real data: neither side may take the other's rows or file along
    upload_documents(files=[csv_file("真.csv", FIRST)], by=administrator)
    job_id = load_example(by=administrator)
    with pytest.raises(ExampleError):
        remove_example(by=administrator)
    work()
    assert get_job_for_user(job_id, administrator).result["needs"] == 2
    counts = get_counts_for_user(administrator)
    assert (counts.needs, counts.example_needs) == (2, 2)
    with pytest.raises(ExampleError):
        load_example(by=administrator)

    remove_example(by=administrator)
    counts = get_counts_for_user(administrator)
    assert (counts.needs, counts.example_needs, counts.has_example) == (2, 0, False)
    assert not Offer.objects.filter(is_example=True).exists()
    left = [path for path in (data_folder / "media").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["真.csv"]
    assert [row.name for row in list_documents_for_user(administrator)] == ["真.csv"]
    load_example(by=administrator)


@pytest.mark.django_db
def test_example_is_offered_only_where_its_folder_is(
    administrator: User, broker: User, example_folder: Path, settings: Settings
) -> None:
    assert get_upload_rules_for_user(administrator).can_load_example
    assert not get_upload_rules_for_user(broker).can_load_example
    with pytest.raises(NotAllowedError):
        load_example(by=broker)
    settings.EXAMPLES_DIR = example_folder / "nowhere"
    assert not get_upload_rules_for_user(administrator).can_load_example
    with pytest.raises(ExampleError):
        load_example(by=administrator)
