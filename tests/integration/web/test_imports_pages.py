"""The pages of an import: what they show to whom, and that their length costs no query."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.intake.models import ImportBatch
from tests.factories.imports import bring_in, check, make_sheet, need_row, upload, work
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_broker(client: Client, broker: User) -> Client:
    client.force_login(broker)
    client.cookies["duijie_language"] = "en"
    return client


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_import_goes_through_its_steps_by_forms_alone(client_of_broker: Client) -> None:
    client = client_of_broker
    data = make_sheet([need_row(1), need_row(2, title="", text="")])
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile("需求.xlsx", data)})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/imports/{batch.pk}/"
    work()
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "Check the rows" in page
    assert 'name="column-0-3"' in page
    fields = {"kind-0": "need", "header-0": "1", "column-0-5": "-"}
    constants = {"state": "submitted", "disclosure": "2"}
    client.post(f"/imports/{batch.pk}/columns/choose/", {**fields, **constants})
    work()
    page = client.get(f"/imports/{batch.pk}/?verdict=refused").content.decode()
    assert "Column C (需求名称)" in page
    assert "Import 1 row" in page
    client.post(f"/imports/{batch.pk}/run/")
    work()
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "1 row was imported." in page
    refused = client.get(f"/imports/{batch.pk}/refused/")
    assert refused.status_code == 200
    assert "attachment" in str(refused["Content-Disposition"])
    client.post(f"/imports/{batch.pk}/undo/")
    work()
    assert "The import was undone." in client.get(f"/imports/{batch.pk}/").content.decode()


def test_other_kind_places_the_columns_anew(client_of_broker: Client, broker: User) -> None:
    batch = upload(make_sheet([need_row(1)]), by=broker)
    answer = client_of_broker.post(
        f"/imports/{batch.pk}/columns/choose/", {"kind-0": "offer", "header-0": "1"}
    )
    assert answer["Location"] == f"/imports/{batch.pk}/columns/"
    batch.refresh_from_db()
    table = batch.tables[0]
    assert table["kind"] == "offer"
    assert [column["field"] for column in table["columns"]][1:3] == ["organisation", "title"]


def test_rows_page_takes_the_same_queries_for_one_row_and_many(
    client_of_broker: Client, broker: User
) -> None:
    one = check(make_sheet([need_row(1)]), by=broker)
    many = check(make_sheet([need_row(number) for number in range(100, 140)]), by=broker)
    first = count_queries(client_of_broker, f"/imports/{one.pk}/")
    assert count_queries(client_of_broker, f"/imports/{many.pk}/") == first


def test_list_takes_the_same_queries_for_one_import_and_three(
    client_of_broker: Client, broker: User
) -> None:
    bring_in(make_sheet([need_row(1)]), by=broker)
    first = count_queries(client_of_broker, "/imports/")
    for number in (2, 3):
        bring_in(make_sheet([need_row(number)]), by=broker)
    assert count_queries(client_of_broker, "/imports/") == first


def test_import_of_somebody_else_is_not_there(client: Client, broker: User) -> None:
    batch = check(make_sheet([need_row(1)]), by=broker)
    client.force_login(make_user(Role.COLLECTOR))
    for path in ("", "columns/", "refused/"):
        answer = client.get(f"/imports/{batch.pk}/{path}")
        assert answer.status_code == 404
        assert str(need_row(1)[2]) not in answer.content.decode()
    for path in ("run/", "drop/", "undo/", "resume/", "rows/choose/"):
        answer = client.post(f"/imports/{batch.pk}/{path}", {"choose": "new:skip"})
        assert answer.status_code == 404
    assert batch.rows.get().state == "open"


def test_capture_page_makes_a_draft_of_a_pasted_note(client_of_broker: Client) -> None:
    client = client_of_broker
    answer = client.post(
        "/capture/", {"kind": "need", "text": "青岚轴承有限公司想找磨削烧伤在线识别技术"}
    )
    page = client.get(answer["Location"]).content.decode()
    assert "青岚轴承有限公司" in page
    values = {"title": "磨削烧伤在线识别", "organisation": "青岚轴承有限公司", "text": "说明"}
    saved = client.post(answer["Location"], values)
    assert saved.status_code == 302
    assert saved["Location"].startswith("/needs/")
    assert client.post("/capture/", {"kind": "need", "text": ""}).status_code == 400
