"""Upload, progress, and what was read from each file; the desk and the example."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from django.test import Client
from pytest_django import Settings

from duijie.accounts.models import User
from duijie.catalogue.models import Need
from duijie.core.jobs.models import Job, JobState
from duijie.intake.models import SourceDocument
from tests.factories.records import make_record, store_record
from tests.integration.web.building import find, read_newest_batch, text_of, texts, upload

pytestmark = pytest.mark.django_db

SHEET = "企业名称,技术需求名称,需求内容\n云泽轴承厂,套圈烧伤检测,磨削烧伤靠酸洗抽检，漏检率高\n"


def newest_job() -> Job:
    return Job.objects.latest("created_at")


def test_upload_leads_to_the_page_of_the_batch(broker_client: Client) -> None:
    answer = upload(broker_client, ("需求.csv", SHEET), ("便条.txt", "无"))

    page = broker_client.get(answer["Location"])

    assert answer["Location"] == f"/documents/batches/{newest_job().id}/"
    assert texts(page, '//td[@class="main"]/a') == ["便条.txt", "需求.csv"]
    assert texts(page, '//*[@class="job-line"]/b') == ["Reading 2 documents"]
    assert find(page, '//*[@id="batch"]')[0].get("hx-trigger") == "every 1s"


def test_batch_shows_progress_and_can_be_stopped(broker_client: Client) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    job = newest_job()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=1, total=4)

    page = broker_client.get(f"/documents/batches/{job.id}/", headers={"HX-Request": "true"})
    answer = broker_client.post(f"/jobs/{job.id}/cancel/")
    after = broker_client.get(answer["Location"])

    assert b"<html" not in page.content
    assert find(page, "//progress")[0].get("value") == "25"
    assert "1 of 4" in text_of(page)
    assert "Stopping at the next step" in text_of(after)
    job.refresh_from_db()
    assert job.is_cancel_requested


def test_batch_that_was_read_tells_what_came_of_each_file(broker_client: Client) -> None:
    answer = upload(broker_client, ("需求.csv", SHEET), ("旧表.wps", "\x00"))
    job = read_newest_batch()

    page = broker_client.get(answer["Location"])

    assert job.state == JobState.DONE
    rows = texts(page, "//tbody/tr")
    assert rows[0].startswith("旧表.wps")
    assert "Not read" in rows[0]
    assert "需求.csv" in " ".join(rows)
    assert "hx-trigger" not in find(page, '//*[@id="batch"]')[0].attrib
    need = Need.objects.get()
    assert need.title == "套圈烧伤检测"
    count = find(page, '//td[@class="num"]/a')[0]
    assert (count.get("href"), count.text) == (f"/needs/?source={need.source_id}", "1")


def test_document_shows_how_its_columns_were_taken(broker_client: Client) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    read_newest_batch()
    document = SourceDocument.objects.get()

    page = broker_client.get(f"/documents/{document.pk}/")

    assert texts(page, "//tbody/tr") == [
        "A企业名称Organisationits heading",
        "B技术需求名称Titleits heading",
        "C需求内容Descriptionits heading",
    ]


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            {"code": "intake.original_missing", "params": {"file": "需求.csv"}},
            "Partly read:sheet “表一”, row 17, column AB: The stored original of 需求.csv is gone",
        ),
        (
            {"code": "extraction.total_row_skipped", "params": {"where": "表一!AB17"}},
            "Partly read:sheet “表一”, row 17, column AB: a row of totals was left out.",
        ),
    ],
)
def test_finding_begins_with_its_place(
    broker_client: Client, message: dict[str, object], sentence: str
) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    place = {"file": "需求.csv", "sheet": "表一", "row": 17, "column": 28}
    SourceDocument.objects.update(
        findings=[{"message": message, "severity": "partial", "place": place}]
    )

    page = broker_client.get(f"/documents/batches/{newest_job().id}/")

    assert texts(page, '//li[contains(@class, "finding")]')[0].startswith(sentence)


def test_notes_on_reading_stand_on_the_documents_own_page(broker_client: Client) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    message = {"code": "extraction.total_row_skipped", "params": {"where": "表一!17"}}
    SourceDocument.objects.update(
        findings=[
            {"message": message, "severity": "note", "place": {"file": "需求.csv", "row": 17}}
        ]
    )
    document = SourceDocument.objects.get()

    batch = broker_client.get(f"/documents/batches/{newest_job().id}/")
    page = broker_client.get(f"/documents/{document.pk}/")

    assert texts(batch, '//*[@class="notes"]/a') == ["1 note on how it was read"]
    assert texts(page, '//li[contains(@class, "finding")]') == [
        "row 17: a row of totals was left out."
    ]


def test_upload_of_nothing_is_said_at_the_field(broker_client: Client) -> None:
    answer = upload(broker_client)

    assert answer.status_code == 400
    assert texts(answer, '//*[@id="upload-error"]') == [
        "No file was chosen. Choose one or more files."
    ]
    assert not Job.objects.exists()


def test_too_large_file_is_refused_and_the_others_go_on(
    broker_client: Client, settings: Settings
) -> None:
    settings.MAX_UPLOAD_MB = 1
    answer = upload(broker_client, ("大.csv", "x" * (1024 * 1024 + 1)), ("需求.csv", SHEET))

    page = broker_client.get(answer["Location"])

    assert "大.csv has 2 MB, more than 1 MB, and was not taken." in text_of(page)
    assert texts(page, '//td[@class="main"]/a') == ["需求.csv"]


def test_page_of_a_colleagues_document_leads_to_no_closed_page(
    broker_client: Client, administrator_client: Client
) -> None:
    upload(administrator_client, ("共用.csv", SHEET))
    document = SourceDocument.objects.get()
    crumb = '//*[@class="crumb"]/a'

    mine = find(administrator_client.get(f"/documents/{document.pk}/"), crumb)[0].get("href")
    theirs = find(broker_client.get(f"/documents/{document.pk}/"), crumb)[0].get("href")

    assert mine == f"/documents/batches/{newest_job().id}/"
    assert theirs == "/documents/"


def test_running_work_is_told_on_every_page_until_its_end(broker_client: Client) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    job = newest_job()

    corner = find(broker_client.get("/offers/"), '//*[@id="jobs-live"]/*')
    broker_client.get("/offers/")
    read_newest_batch()
    line = broker_client.get(f"/jobs/{job.id}/live/", headers={"HX-Request": "true"})

    assert [line.get("hx-get") for line in corner] == [f"/jobs/{job.id}/live/"]
    assert "hx-get" not in line.content.decode()
    assert "Show the outcome" in text_of(line)


def test_job_page_shows_the_sentence_of_a_failure(
    administrator_client: Client, broker_client: Client
) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    job = newest_job()
    error = {"code": "jobs.gave_up", "params": {"attempts": 3}}
    Job.objects.filter(pk=job.pk).update(
        kind="matching.match_needs", state=JobState.FAILED, error=error
    )

    page = text_of(administrator_client.get(f"/jobs/{job.id}/"))

    assert "The work was started 3 times and broke off each time" in page


def test_end_of_a_job_renews_the_page_around_it(broker_client: Client) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    address = f"/jobs/{newest_job().id}/"

    during = broker_client.get(address, headers={"HX-Request": "true"})
    read_newest_batch()
    after = broker_client.get(address, headers={"HX-Request": "true"})

    assert "HX-Refresh" not in during
    assert after["HX-Refresh"] == "true"


def test_corner_tells_of_own_work_and_the_list_of_all(
    administrator_client: Client, broker_client: Client, broker: User
) -> None:
    upload(broker_client, ("需求.csv", SHEET))
    corner = '//*[@id="jobs-live"]/div'
    owner_column = "//tbody//td[3]"

    assert len(find(broker_client.get("/needs/"), corner)) == 1
    assert find(administrator_client.get("/needs/"), corner) == []
    assert texts(administrator_client.get("/jobs/"), owner_column) == [broker.display_name]
    assert texts(broker_client.get("/jobs/"), '//td[@class="main"]/a') == ["Reading 1 documents"]


class TestDesk:
    def test_empty_desk_offers_upload_and_example(
        self, administrator_client: Client, broker_client: Client, settings: Settings,
        tmp_path: Path,
    ) -> None:  # fmt: skip
        settings.EXAMPLES_DIR = tmp_path

        first, other = administrator_client.get("/"), broker_client.get("/")

        assert texts(first, "//h2") == ["Start with your own files", "Or look around first"]
        assert len(find(first, '//form[@action="/example/load/"]')) == 1
        assert find(other, '//form[@action="/example/load/"]') == []
        assert "An administrator can load it." in text_of(other)

    def test_desk_shows_new_needs_documents_and_work(
        self, broker_client: Client, broker: User
    ) -> None:
        need = store_record(make_record(), by=broker)
        upload(broker_client, ("需求.csv", SHEET))

        page = broker_client.get("/")

        assert texts(page, '//section[@aria-labelledby="new-needs"]//li/a') == [need.title]
        assert texts(page, '//section[@aria-labelledby="recent-documents"]//li/a') == ["需求.csv"]
        assert texts(page, '//section[@aria-labelledby="recent-work"]//li/a') == [
            "Reading 1 documents"
        ]


class TestExample:
    def test_loading_leads_to_its_files(
        self, administrator_client: Client, settings: Settings, tmp_path: Path
    ) -> None:
        settings.EXAMPLES_DIR = tmp_path

        answer = administrator_client.post("/example/load/")
        page = administrator_client.get(answer["Location"])

        assert answer["Location"] == f"/documents/batches/{newest_job().id}/"
        assert "These files belong to the made-up region." in text_of(page)

    def test_loading_what_is_not_there_says_so(
        self, administrator_client: Client, settings: Settings, tmp_path: Path
    ) -> None:
        settings.EXAMPLES_DIR = tmp_path / "nowhere"

        answer = administrator_client.post("/example/load/", follow=True)

        assert "The folder of the example is not there" in text_of(answer)

    def test_removal_names_what_goes_and_takes_only_that(
        self, administrator_client: Client, administrator: User
    ) -> None:
        store_record(make_record(title="真实需求"), by=administrator)
        store_record(make_record(title="示例需求"), by=administrator, is_example=True)

        question = text_of(administrator_client.get("/example/remove/"))
        answer = administrator_client.post("/example/remove/", follow=True)

        assert "These go, with their files and matches: 1 needs, 0 offers, 0 experts" in question
        assert "Your own records stay as they are: 1 needs" in question
        assert "The example is gone: 1 needs" in text_of(answer)
        assert list(Need.objects.values_list("title", flat=True)) == ["真实需求"]

    def test_banner_offers_removal_to_administrators_only(
        self, administrator_client: Client, broker_client: Client, administrator: User
    ) -> None:
        store_record(make_record(), by=administrator, is_example=True)

        links = '//*[contains(@class, "note-example")]/a/@href'
        shown = [
            cast("list[str]", find(c.get("/"), links))
            for c in (administrator_client, broker_client)
        ]

        assert shown == [["/example/remove/"], []]
