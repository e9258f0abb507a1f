"""Workbooks, old and new, and separated texts."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.styles import PatternFill

from duijie.engines.documents import Limits, MergedArea, Severity, read_file_here
from duijie.engines.documents.readers.delimited import sniff_delimiter
from duijie.engines.documents.readers.number_format import show_number
from tests.unit.documents.samples import (
    HEADER,
    archive,
    codes,
    old_workbook,
    read,
    saved,
    tables,
    workbook,
)


def test_workbook_values_come_as_users_see_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "需求表"
    page.append(["编号", "名称", "资金", "占比", "日期", "时间", "电话"])
    moment = datetime.datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001  # workbooks know no zones
    page.append([1, "轴承\n润滑", 1234.5, 0.125, datetime.date(2026, 3, 5), moment, 13900000000])
    page["C2"].number_format = '#,##0.00"万元"'
    page["D2"].number_format = "0.0%"
    document = read(tmp_path, "a.xlsx", saved(book)).document
    (table,) = tables(document)
    assert table.rows[1] == (
        "1",
        "轴承\n润滑",
        "1,234.50万元",
        "12.5%",
        "2026-03-05",
        "2026-03-05 14:30",
        "13900000000",
    )
    assert (table.place.sheet, table.place.row, table.place.column) == ("需求表", 1, 1)
    assert document.findings == ()


def test_workbook_merged_cells_and_blank_edges_keep_their_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["B3"] = "需求征集表"
    page.merge_cells("B3:D3")
    page["B4"], page["D4"], page["D6"] = "名称", "资金", "50"
    (table,) = tables(read(tmp_path, "a.xlsx", saved(book)).document)
    assert table.rows == (
        ("需求征集表", "", ""),
        ("名称", "", "资金"),
        ("", "", ""),
        ("", "", "50"),
    )
    assert table.merged == (MergedArea(0, 0, 0, 2),)
    assert (table.place.row, table.place.column) == (3, 2)


def test_workbook_hidden_sheet_is_read_and_noted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "甲"
    hidden = book.create_sheet("内部")
    hidden["A1"] = "乙"
    hidden.sheet_state = "hidden"
    book.worksheets[0].row_dimensions[1].hidden = True
    document = read(tmp_path, "a.xlsx", saved(book)).document
    assert [table.rows for table in tables(document)] == [(("甲",),), (("乙",),)]
    assert codes(document, Severity.NOTE) == ["documents.hidden_sheet"]


def test_workbook_formatted_blank_cells_cost_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"], page["B2"] = "甲", "乙"
    for row in (5_000, 1_048_576):
        page.cell(row, 16_384).fill = PatternFill("solid", fgColor="FF0000")
    page.cell(900_000, 9_000, "远")
    document = read(tmp_path, "a.xlsx", saved(book)).document
    assert [(t.rows, t.place.row, t.place.column) for t in tables(document)] == [
        ((("甲", ""), ("", "乙")), 1, 1),
        ((("远",),), 900_000, 9_000),
    ]


def test_workbook_formula_without_result_is_named(tmp_path: Path) -> None:
    document = read(tmp_path, "a.xlsx", workbook([["甲", "=1+1"]])).document
    assert codes(document, Severity.PARTIAL) == ["documents.formulas_without_value"]


def test_workbook_damaged_sheet_leaves_the_other_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "第一"
    book.create_sheet("第二")["A1"] = "第二"
    members = []
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(saved(book))) as old:
        for name in old.namelist():
            content = old.read(name)
            cut = content[: len(content) // 3] if name.endswith("sheet1.xml") else content
            members.append((name, cut))
    document = read(tmp_path, "a.xlsx", archive(members)).document
    assert [table.rows for table in tables(document)] == [(("第二",),)]
    assert codes(document, Severity.PARTIAL) == ["documents.sheet_damaged"]


def test_workbook_with_macros_is_read_with_a_note(tmp_path: Path) -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(workbook([["甲"]]))) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    data = archive([*members, ("xl/vbaProject.bin", b"Sub Auto_Open()")])
    document = read(tmp_path, "a.xlsm", data).document
    assert tables(document)[0].rows == (("甲",),)
    assert codes(document) == ["documents.macros_ignored"]


def test_workbook_entity_bomb_stays_unexpanded(tmp_path: Path) -> None:
    import io
    import zipfile

    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "'
        + b"lol" * 1000
        + b'">'
        + b"".join(
            b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10 if i else b"&a;" * 10)
            for i in range(12)
        )
        + b']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"<si><t>&a11;</t></si><si><t>good</t></si></sst>"
    )
    with zipfile.ZipFile(io.BytesIO(workbook([["甲", "乙", 7]]))) as old:
        members = [
            (name, bomb if name == "xl/sharedStrings.xml" else old.read(name))
            for name in old.namelist()
        ]
    document = read(tmp_path, "a.xlsx", archive(members)).document
    assert "7" in tables(document)[0].rows[0]
    assert sum(len(cell) for cell in tables(document)[0].rows[0]) < 100


def test_workbook_beyond_the_cell_limit_is_cut_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([[r, r] for r in range(1, 101)]))
    reading = read_file_here(path, scratch=tmp_path, limits=Limits(table_cells=50))
    assert len(tables(reading.document)[0].rows) == 25
    assert "documents.sheet_cut" in codes(reading.document, Severity.PARTIAL)


def test_old_workbook_reads_merged_cells_formats_and_dates(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("成果")
    page.write_merge(0, 0, 0, 2, "成果汇总")
    style = xlwt.easyxf(num_format_str="yyyy/m/d")
    page.write(1, 0, 12.0)
    page.write(1, 1, 0.5, xlwt.easyxf(num_format_str="0%"))
    page.write(1, 2, datetime.date(2025, 1, 2), style)
    path = tmp_path / "a.xls"
    book.save(str(path))
    document = read_file_here(path, scratch=tmp_path).document
    (table,) = tables(document)
    assert table.rows == (("成果汇总", "", ""), ("12", "50%", "2025-01-02"))
    assert table.merged == (MergedArea(0, 0, 0, 2),)
    assert document.kind == "xls"
    assert document.findings == ()


def test_xml_workbook_of_older_systems_is_read(tmp_path: Path) -> None:
    data = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">题</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">5.0</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    ).encode()
    document = read(tmp_path, "a.xls", data).document
    assert tables(document)[0].rows == (("题", ""), ("", ""), ("", "5"))
    assert tables(document)[0].merged == (MergedArea(0, 0, 0, 1),)


def test_page_named_as_workbook_is_read_as_page_with_a_note(tmp_path: Path) -> None:
    data = "<html><table><tr><td>名称<td>资金</tr><tr><td>染色<td>5</tr></table></html>".encode()
    document = read(tmp_path, "a.xls", data).document
    assert document.kind == "html"
    assert tables(document)[0].rows == (("名称", "资金"), ("染色", "5"))
    assert codes(document) == ["documents.wrong_ending"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [HEADER, ("高速轴承润滑", "某轴承公司", "50"), (f"甲{delimiter}乙", "丙", "8")]
    lines = [delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in rows]
    document = read(tmp_path, "a.csv", "\r\n".join(lines).encode(encoding)).document
    assert tables(document)[0].rows == tuple(rows)
    assert document.findings == ()


def test_csv_of_one_column_is_one_column() -> None:
    assert sniff_delimiter("甲\n乙\n丙\n") == ","


def test_full_width_comma_within_sentences_parts_nothing_where_another_mark_does() -> None:
    spoilt = "单位,题目,描述\n甲,一,能耗高，效率低，请,1\n乙,二\n丙,三,磨损大，寿命短，请,1,2\n"
    assert sniff_delimiter(spoilt) == ","
    assert sniff_delimiter("单位，题目\n甲，一\n乙，二\n") == "，"


def test_csv_stray_quote_is_named_and_swallows_nothing(tmp_path: Path) -> None:
    text = '名称,资金\n甲,1\n"乙,2\n丙,3\n丁,4\n'
    document = read(tmp_path, "a.csv", text.encode()).document
    assert ("丙", "3") in tables(document)[0].rows
    assert codes(document, Severity.PARTIAL) == ["documents.quotes_unclear"]


def test_workbook_named_csv_is_read_by_content_with_a_note(tmp_path: Path) -> None:
    document = read(tmp_path, "a.csv", workbook([["甲", "乙"]])).document
    assert (document.kind, tables(document)[0].rows) == ("xlsx", (("甲", "乙"),))
    assert codes(document, Severity.NOTE) == ["documents.wrong_ending"]


def test_old_workbook_under_wps_name_is_read(tmp_path: Path) -> None:
    document = read(tmp_path, "a.et", old_workbook([["甲", "乙"]])).document
    assert tables(document)[0].rows == (("甲", "乙"),)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1.0, "General", "1"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (-5, "0.0;(0.0)", "-5.0"),
        (-1234.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "-1,234.50"),
        (0.5, "0%", "50%"),
        (12.345, '0.0"万元"', "12.3万元"),
        (5, "[$¥-804]#,##0.00", "¥5.00"),
        (3, "000", "003"),
        (46086, "yyyy/m/d", "2026-03-05"),
        (46086, 'yyyy"年"m"月"', "2026-03"),
        (46086.5, "yyyy-mm-dd hh:mm", "2026-03-05 12:00"),
        (0.75, "h:mm", "18:00"),
        (1.5, "[h]:mm", "36:00"),
        (0.5, "# ?/?", "0.5"),
        (7, "@", "7"),
        (1500000, '0.0,"千"', "1500.0千"),
    ],
)
def test_number_is_shown_by_its_format(value: float, code: str, shown: str) -> None:
    assert show_number(value, code) == shown


def test_number_of_the_1904_calendar_is_shifted() -> None:
    assert show_number(46086 - 1462, "yyyy/m/d", is_1904=True) == "2026-03-05"
