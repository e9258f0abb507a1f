"""Workbooks for people, and CSV."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from duijie.engines.documents import (
    CellValue,
    Column,
    SheetData,
    read_file_here,
    write_csv,
    write_workbook,
)
from duijie.engines.documents.atomic import write_atomically
from duijie.engines.documents.writers import text_width
from tests.unit.documents.samples import tables

_ROWS: list[list[CellValue]] = [
    ["高速轴承润滑", 0.8312, 50, Decimal("12.5"), datetime.date(2026, 3, 5), None],
    ["=HYPERLINK(1)", 1.0, -3, None, datetime.datetime(2026, 3, 5, 9, 30), True],  # noqa: DTZ001  # workbooks know no zones
]
_SHEET = SheetData(
    "需求/最佳",
    ["名称", Column("匹配度", number_format="0.00"), "数量", "资金", "日期", "是"],
    _ROWS,
)


def _page(sheet: SheetData) -> Worksheet:
    stream = io.BytesIO()
    write_workbook(stream, [sheet])
    stream.seek(0)
    return openpyxl.load_workbook(stream).worksheets[0]


def test_workbook_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_workbook(path, [_SHEET, _SHEET])
    document = read_file_here(path, scratch=tmp_path).document
    assert document.findings == ()
    first, second = tables(document)
    assert (first.place.sheet, second.place.sheet) == ("需求 最佳", "需求 最佳 2")
    assert first.rows[1:] == (
        ("高速轴承润滑", "0.83", "50", "12.50", "2026-03-05", ""),
        ("=HYPERLINK(1)", "1.00", "-3", "", "2026-03-05 09:30", "TRUE"),
    )


def test_workbook_header_filter_and_frozen_row_follow_the_notes() -> None:
    page = _page(SheetData("甲", ["名称", "资金"], [["x", 1]], notes=["暂未校准"]))
    assert page["A1"].value == "暂未校准"
    assert (page["A2"].value, page["A2"].font.b) == ("名称", True)
    assert page.freeze_panes == "A3"
    assert page.auto_filter.ref == "A2:B3"


def test_workbook_texts_are_never_formulas_and_numbers_stay_numbers() -> None:
    texts = ["=1+1", "+1", "-x", "@x", "\tx", "#N/A", "plain"]
    page = _page(SheetData("甲", ["名称", "资金"], [[text, 2.5] for text in texts]))
    assert [page.cell(r, 1).data_type for r in range(2, 9)] == ["s"] * 7
    assert [page.cell(r, 1).quotePrefix for r in range(2, 9)] == [True] * 5 + [False] * 2
    assert page["B2"].data_type == "n"
    assert page["B2"].alignment.horizontal == "right"


def test_workbook_widths_and_heights_follow_wide_letters() -> None:
    page = _page(
        SheetData("甲", ["名称", "说明", Column("窄", width=5)], [["字" * 10, "长" * 300, "x"]])
    )
    assert page.column_dimensions["A"].width == 22
    assert page.column_dimensions["B"].width == 62
    assert page.column_dimensions["C"].width == 7
    assert page["B2"].alignment.wrap_text
    assert page.row_dimensions[2].height == 10 * 15 + 3


def test_workbook_same_data_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    written = []
    for moment in (1_700_000_000, 1_800_000_000):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        stream = io.BytesIO()
        write_workbook(stream, [_SHEET])
        written.append(stream.getvalue())
    assert written[0] == written[1]


def test_workbook_takes_what_the_format_forbids() -> None:
    page = _page(SheetData("[甲]:*", ["名称"], [["a\x00b\x0bc"], ["长" * 40_000], [float("nan")]]))
    assert page.title == "甲"
    assert page["A2"].value == "abc"
    assert len(str(page["A3"].value)) == 32_767
    assert page["A4"].value is None


def test_csv_has_a_byte_order_mark_and_inert_texts(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, SheetData("甲", ["名称", "值"], [["=x", -5], ["+1", "-3.5"], ["a,b", None]]))
    assert path.read_bytes() == '名称,值\r\n\'=x,-5\r\n+1,-3.5\r\n"a,b",\r\n'.encode("utf-8-sig")


def test_text_width_counts_wide_letters_twice() -> None:
    assert text_width("ab字（") == 6


def test_atomic_write_leaves_the_old_file_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", "utf-8")
    with pytest.raises(TypeError):
        write_atomically(path, "text")  # type: ignore[arg-type]  # fails half-way on purpose
    assert path.read_text("utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_wide_sheet_prints_its_first_columns_on_numbered_pages(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    sheet = SheetData("清单", ["一", "二", "三"], [["a", "b", "c"]], notes=("说明",), printed=2)

    write_workbook(path, [sheet])

    page = openpyxl.load_workbook(path)["清单"]
    assert page.print_area == "'清单'!$A$1:$B$3"
    assert page.oddFooter is not None
    assert page.oddFooter.center.text == "&P / &N"
    assert str(page.page_setup.paperSize) == page.PAPERSIZE_A4
