"""Tables without rules: rows and wrapped cells told by their columns, and what stays text."""

from __future__ import annotations

from pathlib import Path

import pytest
import weasyprint

from tests.unit.documents.samples import read, tables, texts

_HEADER = ("序号", "需求名称", "企业名称", "预算（万元）", "联系人")
_ROWS = (
    ("1", "高速轴承润滑", "某某轴承公司", "50", "张宁"),
    ("2", "低温染色", "某某印染公司", "", "李丹"),
    ("3", "在线测厚", "某某薄膜公司", "120", "王岳"),
)
_LONG = "希望在不停机的条件下测量薄膜的厚度，误差不超过百分之一，并能把结果传给生产管理系统"


def _pdf(body: str, style: str = "") -> bytes:
    page = f"""<style>@page {{ size: A4; margin: 2cm }}
    body {{ font-family: 'Noto Sans CJK SC'; font-size: 10.5pt }}
    td, th {{ padding: 5pt 9pt; vertical-align: top; font-weight: normal }} {style}</style>{body}"""
    data = weasyprint.HTML(string=page).write_pdf()
    assert isinstance(data, bytes)
    return data


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    return "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_unruled_table_becomes_a_table(tmp_path: Path, align: str) -> None:
    body = f"<p>{_LONG}。</p><table>{_table((_HEADER, *_ROWS))}</table><p>注：{_LONG}。</p>"
    document = read(tmp_path, "a.pdf", _pdf(body, f"td {{ text-align: {align} }}")).document
    (table,) = tables(document)
    assert table.rows == (_HEADER, *_ROWS)
    assert "".join(texts(document)) == f"{_LONG}。注：{_LONG}。"


def test_unruled_table_keeps_wrapped_cells_together(tmp_path: Path) -> None:
    rows = tuple((*row[:1], row[1] + _LONG, *row[2:]) for row in _ROWS)
    style = "td:nth-child(2) { width: 6cm } td { white-space: normal; min-width: 2cm }"
    body = f"<table>{_table((_HEADER, *rows))}</table><p>备注</p>"
    document = read(tmp_path, "a.pdf", _pdf(body, style)).document
    (table,) = tables(document)
    assert tuple(tuple(c.replace("\n", "") for c in row) for row in table.rows) == (_HEADER, *rows)
    assert texts(document) == ["备注"]


@pytest.mark.parametrize(
    "rows",
    [
        (("姓名：张宁", "电话：1", "单位：某某"), *(row[:3] for row in _ROWS)),
        (_HEADER, _ROWS[0]),
        (("需求名称", "企业名称"), *(row[1:3] for row in _ROWS)),
    ],
    ids=["labels with values", "one row", "two columns"],
)
def test_doubtful_rows_stay_lines(tmp_path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    document = read(tmp_path, "a.pdf", _pdf(f"<table>{_table(rows)}</table>")).document
    assert tables(document) == []
    assert texts(document) == [" ".join(cell for cell in row if cell) for row in rows]


def test_three_columns_of_text_are_no_table(tmp_path: Path) -> None:
    columns = "".join(f"<h3>方向{name}</h3><p>{_LONG * 4}。</p>" for name in "甲乙丙")
    style = "div { columns: 3 } h3 { break-before: column } p { text-align: justify }"
    document = read(tmp_path, "a.pdf", _pdf(f"<div>{columns}</div>", style)).document
    assert tables(document) == []
    assert "".join(texts(document)).replace(" ", "").count(_LONG) >= 9
