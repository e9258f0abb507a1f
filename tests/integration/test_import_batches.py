"""A spreadsheet's way into the record: columns, verdicts, writing, undoing."""

from __future__ import annotations

import pytest

from duijie.accounts.models import User
from duijie.catalogue.models import Change, IndexMark, Need, Organisation
from duijie.intake.enums import Choice, ImportState, RowState, Verdict
from duijie.intake.models import ImportBatch
from duijie.intake.services.imports.uploading import choose_rows, run_import, undo_import
from tests.factories.imports import bring_in, check, make_sheet, need_row, upload, work

pytestmark = pytest.mark.django_db


def verdicts(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("position").values_list("verdict", flat=True))


def test_import_of_good_rows_writes_them_with_all_their_fields(broker: User) -> None:
    batch = bring_in(make_sheet([need_row(1), need_row(2, budget="120万元")]), by=broker)
    assert batch.state == ImportState.DONE
    first, second = Need.objects.order_by("number")
    assert first.organisation is not None
    assert (first.title, first.organisation.name, first.budget_wan, first.person, first.phone) == (
        "水性涂料耐盐雾性能提升1",
        "青禾涂料1有限公司",
        80.0,
        "张三",
        "13800138000",
    )
    assert (second.number, second.budget_wan, second.state) == ("XQ0002", 120.0, "published")
    assert second.place == {"file": "需求.xlsx", "sheet": "需求", "row": 3}
    assert Change.objects.filter(need=first, batch_id=batch.pk).count() == 1
    assert IndexMark.objects.filter(key=f"need:{first.pk}").exists()


def test_check_alone_writes_nothing_into_the_record(broker: User) -> None:
    batch = check(make_sheet([need_row(1)]), by=broker)
    assert (batch.state, verdicts(batch)) == (ImportState.CHECKED, [Verdict.NEW])
    assert not Need.objects.exists()
    assert not Organisation.objects.exists()


def test_same_file_again_is_unchanged_and_its_columns_are_remembered(broker: User) -> None:
    data = make_sheet([need_row(1), need_row(2)])
    bring_in(data, by=broker)
    again = upload(data, by=broker)
    assert (again.state, again.mapped_by) == (ImportState.CHECKED, broker)
    assert verdicts(again) == [Verdict.UNCHANGED, Verdict.UNCHANGED]


def test_changed_row_is_proposed_and_written_only_when_chosen(broker: User) -> None:
    bring_in(make_sheet([need_row(1), need_row(2)]), by=broker)
    changed = make_sheet([need_row(1, budget=95), need_row(2), need_row(3)])
    batch = check(changed, by=broker)
    assert verdicts(batch) == [Verdict.UPDATE, Verdict.UNCHANGED, Verdict.NEW]
    row = batch.rows.get(position=0)
    assert row.differences == {"budget_wan": [80.0, 95.0]}
    run_import(batch_id=batch.pk, by=broker)
    work()
    assert Need.objects.get(number="XQ0001").budget_wan == 80.0
    batch = check(changed, by=broker)
    assert choose_rows(batch_id=batch.pk, choice=Choice.UPDATE, verdict=Verdict.UPDATE, by=broker)
    run_import(batch_id=batch.pk, by=broker)
    work()
    assert Need.objects.get(number="XQ0001").budget_wan == 95.0
    assert Need.objects.count() == 3


def test_undo_takes_back_what_nobody_changed_and_names_the_rest(broker: User) -> None:
    bring_in(make_sheet([need_row(1)]), by=broker)
    batch = check(make_sheet([need_row(1, budget=95), need_row(2), need_row(3)]), by=broker)
    choose_rows(batch_id=batch.pk, choice=Choice.UPDATE, verdict=Verdict.UPDATE, by=broker)
    run_import(batch_id=batch.pk, by=broker)
    work()
    Need.objects.filter(number="XQ0003").update(revision=2)
    undo_import(batch_id=batch.pk, by=broker)
    work()
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert dict(batch.rows.values_list("position", "state")) == {
        0: RowState.UNDONE,
        1: RowState.UNDONE,
        2: RowState.KEPT,
    }
    left = Need.objects.filter(deleted_at__isnull=True).order_by("number")
    assert [(need.number, need.budget_wan) for need in left] == [("XQ0001", 80.0), ("XQ0003", 80.0)]
    names = Organisation.objects.filter(deleted_at__isnull=True).values_list("name", flat=True)
    assert sorted(names) == ["青禾涂料1有限公司", "青禾涂料3有限公司"]
