"""Lists as files: what is in them for whom, and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access, Membership, Need
from duijie.catalogue.queries.exports import list_export_columns
from duijie.core.audit.models import AuditEntry
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job
from duijie.engines.extraction.types import RecordKind as ReadKind
from tests.factories.records import make_record, store_records
from tests.factories.users import make_broker, make_user

pytestmark = pytest.mark.django_db

PHONE = "13800001234"


@pytest.fixture
def needs(broker: User) -> list[Need]:
    """Two needs of two companies, the first with a phone number and a title that looks like a
    formula."""
    rows = store_records(
        [make_record(title="=HYPERLINK(1)", phone=PHONE, org="青禾涂料有限公司"), make_record()],
        by=broker,
    )
    return [Need.objects.get(pk=row.pk) for row in rows]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet(content: bytes) -> list[list[object]]:
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]


def test_workbook_holds_every_field_under_its_name(broker: User, needs: list[Need]) -> None:
    answer = client_of(broker).get("/exports/need/")

    header, *rows = sheet(answer.content)
    columns = list_export_columns(RecordKind.NEED, has_contacts=False)
    record = dict(zip([column.name for column in columns], rows[-1], strict=True))
    assert record["title"] == "=HYPERLINK(1)"
    assert record["organisation"] == "青禾涂料有限公司"
    assert record["record_key"] == f"need:{needs[0].pk}"
    assert len(rows) == 2
    with override("zh-hans"):
        assert header == [str(column.label) for column in columns]


def test_formula_is_a_text_in_both_formats(broker: User, needs: list[Need]) -> None:
    client = client_of(broker)
    book = load_workbook(io.BytesIO(client.get("/exports/need/").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    text = client.get("/exports/need/?format=csv").content.decode("utf-8-sig")
    titles = list(csv.reader(io.StringIO(text)))

    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] == ["s"]
    assert any("'=HYPERLINK(1)" in row for row in titles)


def test_contacts_are_there_only_when_asked_for(broker: User, needs: list[Need]) -> None:
    client = client_of(broker)
    without = client.get("/exports/need/?format=csv").content.decode("utf-8-sig")
    with_them = client.get("/exports/need/?format=csv&contacts=on").content.decode("utf-8-sig")

    assert PHONE not in without
    assert PHONE in with_them


def test_filters_of_the_list_narrow_the_file(broker: User, needs: list[Need]) -> None:
    answer = client_of(broker).get("/exports/need/?q=HYPERLINK&format=csv")

    assert len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))) == 2


def test_member_gets_the_own_needs_only(needs: list[Need]) -> None:
    member = make_user(Role.MEMBER)
    Membership.objects.create(user=member, organisation_id=needs[1].organisation_id or 0)

    text = client_of(member).get("/exports/need/?format=csv").content.decode("utf-8-sig")

    assert f"need:{needs[1].pk}" in text
    assert f"need:{needs[0].pk}" not in text
    assert "青禾涂料有限公司" not in text


@pytest.mark.parametrize("role", [Role.EXPERT, Role.LEADER, Role.VISITOR])
def test_roles_without_exports_get_none(role: Role, needs: list[Need]) -> None:
    answer = client_of(make_user(role)).get("/exports/need/?format=csv")

    assert answer.status_code == 403
    assert "HYPERLINK" not in answer.content.decode()


def test_collector_may_not_take_organisations_along(needs: list[Need]) -> None:
    answer = client_of(make_user(Role.COLLECTOR)).get("/exports/organisation/")

    assert answer.status_code == 403


def test_what_was_taken_along_is_kept(broker: User, needs: list[Need]) -> None:
    client_of(broker).get("/exports/need/?contacts=on")

    entry = AuditEntry.objects.get(action="catalogue.export_records")
    assert entry.details == {"count": 2, "has_contacts": True}
    seen = Access.objects.filter(door="export").values_list("need_id", "level")
    assert set(seen) == {(need.pk, DisclosureLevel.INTERNAL) for need in needs}


def test_long_list_is_written_in_the_background_for_its_owner(
    broker: User, needs: list[Need], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duijie.web.exports.views.AT_ONCE", 1)
    client = client_of(broker)
    answer = client.get("/exports/need/?format=csv")
    job = Job.objects.get(kind="catalogue.export_records")
    run_job.func(str(job.id))

    file = client.get(f"/exports/files/{job.id}/")
    strangers = client_of(make_broker()).get(f"/exports/files/{job.id}/")

    assert answer["Location"] == f"/jobs/{job.id}/"
    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert f"need:{needs[0].pk}" in text
    assert strangers.status_code == 404


def test_unknown_kind_is_not_found(broker: User) -> None:
    assert client_of(broker).get("/exports/secrets/").status_code == 404


def test_every_kind_can_be_taken_along(broker: User) -> None:
    store_records(
        [make_record(kind) for kind in (ReadKind.NEED, ReadKind.OFFER, ReadKind.EXPERT)],
        by=broker,
    )
    client = client_of(broker)

    sizes = {kind: len(sheet(client.get(f"/exports/{kind}/").content)) for kind in RecordKind}

    assert sizes == {"need": 2, "offer": 2, "expert": 2, "organisation": 4}
