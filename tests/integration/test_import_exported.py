"""A list that was exported, edited in a spreadsheet and brought back in."""

from __future__ import annotations

import io
from typing import cast

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Membership, Need
from duijie.catalogue.queries import RecordFilters
from duijie.catalogue.queries.exports import list_export_columns
from duijie.catalogue.services import change_record
from duijie.catalogue.services.exports import write_export
from duijie.intake.enums import Choice, Verdict
from duijie.intake.models import ImportBatch
from duijie.intake.services.imports.uploading import choose_rows, run_import
from tests.factories.imports import bring_in, check, make_sheet, need_row, work
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs(broker: User) -> list[Need]:
    bring_in(make_sheet([need_row(1), need_row(2), need_row(3)]), by=broker)
    return list(Need.objects.order_by("-pk"))


def exported(by: User) -> bytes:
    out = io.BytesIO()
    write_export(
        out,
        kind=RecordKind.NEED,
        filters=RecordFilters(),
        file_format="xlsx",
        has_contacts=False,
        by=by,
        language="zh-hans",
    )
    return out.getvalue()


def edited(data: bytes, changes: dict[tuple[int, str], object]) -> bytes:
    """The sheet with other values: by row from 0 and field."""
    names = [column.name for column in list_export_columns(RecordKind.NEED, has_contacts=False)]
    book = load_workbook(io.BytesIO(data))
    page = cast("Worksheet", book.worksheets[0])
    for (row, name), value in changes.items():
        page.cell(row + 2, names.index(name) + 1).value = value  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def verdicts(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("position").values_list("verdict", flat=True))


def test_untouched_sheet_changes_nothing(broker: User, needs: list[Need]) -> None:
    batch = check(exported(broker), by=broker, name="导出.xlsx")

    assert verdicts(batch) == [Verdict.UNCHANGED] * 3
    assert Need.objects.count() == 3


def test_edited_rows_find_their_records_even_under_another_title(
    broker: User, needs: list[Need]
) -> None:
    sheet = edited(exported(broker), {(0, "title"): "完全不同的标题", (1, "budget_wan"): 95})
    batch = check(sheet, by=broker, name="导出.xlsx")
    choose_rows(batch_id=batch.pk, choice=Choice.UPDATE, verdict=Verdict.UPDATE, by=broker)
    run_import(batch_id=batch.pk, by=broker)
    work()

    assert verdicts(batch) == [Verdict.UPDATE, Verdict.UPDATE, Verdict.UNCHANGED]
    assert Need.objects.get(pk=needs[0].pk).title == "完全不同的标题"
    assert Need.objects.get(pk=needs[1].pk).budget_wan == 95.0
    assert Need.objects.count() == 3
    assert Need.objects.get(pk=needs[0].pk).phone == needs[0].phone


def test_row_changed_by_a_colleague_since_says_so(broker: User, needs: list[Need]) -> None:
    sheet = edited(exported(broker), {(0, "budget_wan"): 95})
    change_record(
        kind=RecordKind.NEED,
        record_id=needs[0].pk,
        values={"budget_wan": "70"},
        revision=needs[0].revision,
        by=broker,
    )

    batch = check(sheet, by=broker, name="导出.xlsx")

    row = batch.rows.get(position=0)
    assert row.reason is not None
    assert row.reason["code"] == "intake.changed_since_export"
    assert row.differences["budget_wan"] == [70.0, 95.0]


def test_row_of_a_record_that_is_gone_is_refused(broker: User, needs: list[Need]) -> None:
    sheet = edited(exported(broker), {(0, "record_key"): "need:999999"})

    batch = check(sheet, by=broker, name="导出.xlsx")

    row = batch.rows.get(position=0)
    assert row.verdict == Verdict.REFUSED
    assert [problem["message"]["code"] for problem in row.problems] == ["intake.record_unknown"]


def test_number_of_somebody_elses_record_opens_nothing(broker: User, needs: list[Need]) -> None:
    member = make_user(Role.MEMBER)
    Membership.objects.create(user=member, organisation_id=needs[0].organisation_id or 0)
    sheet = edited(exported(member), {(0, "record_key"): f"need:{needs[1].pk}"})

    batch = check(sheet, by=member, name="导出.xlsx")

    assert verdicts(batch) == [Verdict.REFUSED]
    assert needs[1].title not in str(batch.rows.get().problems)
