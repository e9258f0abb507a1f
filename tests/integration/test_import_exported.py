"""A list that was exported, edited in a spreadsheet and brought back in."""

from __future__ import annotations

import io
from typing import cast

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Membership, Need
from duijie.catalogue.queries import RecordFilters
from duijie.catalogue.queries.exports import list_export_columns
from duijie.catalogue.services import change_record, create_record
from duijie.catalogue.services.exports import write_export
from duijie.intake.enums import Choice, Verdict
from duijie.intake.models import ImportBatch
from duijie.intake.services.imports.uploading import choose_rows, run_import, undo_import
from tests.factories.imports import bring_in, check, make_sheet, need_row, work
from tests.factories.users import make_user
from tests.integration.web.building import texts

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


ERASABLE: dict[str, object] = {
    "text": "",
    "budget_wan": None,
    "trl": None,
    "keywords": [],
    "indicators": [],
    "deadline_date": None,
    "industry_code": "",
    "region": "",
}


@pytest.fixture
def full(broker: User) -> Need:
    """A need with something in every kind of field."""
    made = create_record(
        kind=RecordKind.NEED,
        values={
            "title": "水性涂料耐盐雾性能提升",
            "organisation": "青禾涂料有限公司",
            "text": "涂层在盐雾试验中提前起泡，预算约60万元。",
            "budget_wan": "80",
            "trl": "4",
            "keywords": "涂料、盐雾",
            "indicators": "盐雾时间 ≥ 1000 h",
            "deadline_date": "2027-06-30",
            "industry_code": "C2641",
            "region": "东湾市",
            "phone": "13800138000",
        },
        by=broker,
    )
    return Need.objects.get(pk=made)


def kept(need: Need) -> dict[str, object]:
    row: dict[str, object] = dict(Need.objects.filter(pk=need.pk).values().get())
    del row["revision"], row["updated_at"], row["fingerprint"], row["search_text"]
    row["indicators"] = list(need.indicator_set.values_list("text", flat=True))
    return row


@pytest.mark.parametrize("name", ERASABLE)
def test_emptied_cell_is_offered_as_erased_and_erased_when_chosen(
    name: str, broker: User, full: Need
) -> None:
    before = kept(full)
    batch = check(edited(exported(broker), {(0, name): None}), by=broker, name="导出.xlsx")

    row = batch.rows.get()
    assert row.verdict == Verdict.UPDATE
    assert set(row.differences) == {name}
    assert row.differences[name][0] not in ("", None, [])
    assert row.differences[name][1] == ERASABLE[name]
    assert row.choice == ""
    assert kept(full) == before
    choose_rows(batch_id=batch.pk, choice=Choice.UPDATE, verdict=Verdict.UPDATE, by=broker)
    run_import(batch_id=batch.pk, by=broker)
    work()
    after = kept(full)
    assert after == before | {name: ERASABLE[name]}

    undo_import(batch_id=batch.pk, by=broker)
    work()
    assert kept(full) == before


def test_emptied_column_is_offered_as_erased_too(broker: User, needs: list[Need]) -> None:
    sheet = edited(exported(broker), {(row, "budget_wan"): None for row in range(3)})

    batch = check(sheet, by=broker, name="导出.xlsx")

    assert [row.differences for row in batch.rows.all()] == [{"budget_wan": [80.0, None]}] * 3


def test_column_that_the_sheet_has_not_erases_nothing(broker: User, full: Need) -> None:
    names = [column.name for column in list_export_columns(RecordKind.NEED, has_contacts=False)]
    book = load_workbook(io.BytesIO(exported(broker)))
    page = cast("Worksheet", book.worksheets[0])
    for name in ("budget_wan", "indicators", "keywords", "region"):
        page.delete_cols(names.index(name) + 1)
        names.remove(name)
    page.cell(2, names.index("text") + 1).value = "改过的一段话，不说预算。"
    out = io.BytesIO()
    book.save(out)

    batch = check(out.getvalue(), by=broker, name="导出.xlsx")

    assert set(batch.rows.get().differences) == {"text"}


def test_blank_cell_of_a_sheet_of_ones_own_erases_nothing(broker: User, needs: list[Need]) -> None:
    again = make_sheet([need_row(1, budget=None, person=None, phone="")])

    batch = check(again, by=broker)

    assert verdicts(batch) == [Verdict.UNCHANGED]


@pytest.mark.parametrize("name", ["title", "organisation", "need_kind"])
def test_field_that_has_to_be_filled_is_not_erased(name: str, broker: User, full: Need) -> None:
    batch = check(edited(exported(broker), {(0, name): None}), by=broker, name="导出.xlsx")

    row = batch.rows.get()
    assert row.verdict == Verdict.REFUSED
    assert [(p["field"], p["message"]["code"]) for p in row.problems if not p["is_note"]] == [
        (name, "catalogue.value_missing")
    ]


def test_preview_says_what_would_be_erased(broker: User, full: Need, client: Client) -> None:
    batch = check(edited(exported(broker), {(0, "region"): None}), by=broker, name="导出.xlsx")
    client.force_login(broker)

    page = client.get(f"/imports/{batch.pk}/")

    assert [
        " ".join(text.split()) for text in texts(page, '//dl[contains(@class, "facts-wide")]/dd')
    ] == ["东湾市 → 清空"]
