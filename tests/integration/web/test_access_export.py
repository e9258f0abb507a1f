"""The log of who saw what as a file: as it is narrowed, harmless, for administrators, and noted."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access
from duijie.catalogue.services import create_record
from duijie.core.audit.models import AuditEntry
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job
from tests.factories.records import need_values
from tests.factories.users import make_user
from tests.integration.web.building import find

pytestmark = pytest.mark.django_db

FORMULA = "=HYPERLINK(1)"
PAGE = "/settings/access/"


@pytest.fixture
def reader(broker: User) -> User:
    """Has seen the contacts of two needs, one with a title that looks like a formula."""
    user = make_user(Role.MEMBER)
    for title, door in ((FORMULA, "page"), ("涂层起泡", "api")):
        need = create_record(kind=RecordKind.NEED, values=need_values(title=title), by=broker)
        Access.objects.create(need_id=need, by=user, level=DisclosureLevel.CONSENT, door=door)
    return user


def lines(content: bytes) -> list[list[object]]:
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]


def test_log_is_taken_along_as_it_is_narrowed(
    reader: User, broker: User, administrator: User, administrator_client: Client
) -> None:
    other = Access.objects.get(door="api")
    Access.objects.create(
        need_id=other.need_id, by=broker, level=DisclosureLevel.INTERNAL, door="page"
    )
    page = administrator_client.get(f"{PAGE}?user={reader.pk}&page=1")
    link, _ = find(page, f'//a[starts-with(@href, "{PAGE}export/")]')

    answer = administrator_client.get(link.get("href") or "")

    header, *rows = lines(answer.content)
    assert len(header) == 8
    assert [(row[1], row[3], row[4]) for row in rows] == [
        (str(reader), other.need_id, "涂层起泡"),
        (str(reader), Access.objects.get(door="page", by=reader).need_id, FORMULA),
    ]
    assert "access-log-" in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(action="catalogue.export_accesses")
    assert (entry.by, entry.details["count"]) == (administrator, 2)
    assert entry.details["filters"] == {"user_id": str(reader.pk)}


def test_formula_is_a_text_in_both_formats(reader: User, administrator_client: Client) -> None:
    book = administrator_client.get(f"{PAGE}export/?door=page").content
    (cell,) = [
        cell
        for row in load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(min_row=2)
        for cell in row
        if cell.value == FORMULA
    ]
    text = administrator_client.get(f"{PAGE}export/?door=page&format=csv").content
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))

    assert cell.data_type == "s"
    assert rows[1][4] == f"'{FORMULA}"
    assert len(rows) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_log_is_for_administrators(role: Role, reader: User) -> None:
    client = Client()
    client.force_login(make_user(role))
    answer = client.get(f"{PAGE}export/?format=csv")
    assert answer.status_code == 403
    assert "涂层起泡" not in answer.content.decode()
    assert not AuditEntry.objects.filter(action="catalogue.export_accesses").exists()


def test_long_log_is_written_in_the_background_for_its_owner(
    reader: User,
    administrator_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("duijie.web.settings.access_log.AT_ONCE", 1)
    query = f"?format=csv&kind=need&user={reader.pk}&since=2020-01-01&until=2099-12-31"
    answer = administrator_client.get(f"{PAGE}export/{query}")
    job = Job.objects.get(kind="catalogue.export_records")
    run_job.func(str(job.id))

    file = administrator_client.get(f"/exports/files/{job.id}/")
    other = Client()
    other.force_login(make_user(Role.ADMINISTRATOR))

    assert answer["Location"] == f"/jobs/{job.id}/"
    assert "涂层起泡" in b"".join(file).decode("utf-8-sig")
    assert "access-log-" in file["Content-Disposition"]
    assert other.get(f"/exports/files/{job.id}/").status_code == 404
    assert AuditEntry.objects.get(action="catalogue.export_accesses").details["count"] == 2
