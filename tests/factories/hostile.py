"""Sheets as they should not be: made from a seed, with valid rows planted that must not be lost."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HEADER = ("编号", "企业名称", "需求名称", "需求描述", "联系人", "电话", "预算（万元）", "截止日期")
_WORDS = ("轴承磨削", "棉网张力", "染色脱色", "涂层耐蚀", "极片毛刺", "板带厚度", "冷链追溯")


@dataclass
class Planted:
    """A sheet with its valid rows, told apart by a mark in their titles."""

    data: bytes
    name: str
    marks: tuple[str, ...]
    damages: tuple[str, ...]
    is_harmless: bool
    """Everything that was done to it is what people do and programs write."""


@dataclass
class _Draft:
    chance: random.Random
    rows: list[list[Any]] = field(default_factory=list)
    header: list[list[Any]] = field(default_factory=lambda: [list(HEADER)])
    above: list[list[Any]] = field(default_factory=list)
    below: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Of the rows: first row, first column, last row, last column, from 0."""
    hidden: list[int] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    empty_columns: int = 0
    gap: int = 0


def hostile_sheet(seed: int) -> Planted:
    """One sheet; the same seed gives the same."""
    chance = random.Random(seed)
    draft = _Draft(chance)
    marks = tuple(f"K{seed:05}X{number:02}" for number in range(chance.randint(4, 12)))
    for number, mark in enumerate(marks):
        draft.rows.append(_row(chance, number, mark))
    names = chance.sample(sorted(_HARMLESS), chance.randint(1, 4))
    for name in names:
        _HARMLESS[name](draft)
    harm = chance.choice(sorted(_HARMFUL)) if chance.random() < 0.25 else ""
    if chance.random() < 0.25:
        data, file = _as_csv(draft, names), "需求.csv"
    else:
        data, file = _as_xlsx(draft), "需求.xlsx"
    if harm:
        names.append(harm)
        data = _HARMFUL[harm](chance, data)
    return Planted(data, file, marks, tuple(names), is_harmless=not harm)


def _row(chance: random.Random, number: int, mark: str) -> list[Any]:
    word = chance.choice(_WORDS)
    return [
        f"H{number:03}",
        f"青岚{mark}有限公司",
        f"{word}在线检测 {mark}",
        f"目前{word}依靠人工，希望找到在线检测的办法，合格率从{chance.randint(70, 90)}%提高到98%。",
        "李工",
        f"139{chance.randint(0, 99999999):08}",
        chance.choice((80, "120万元", "50-80", "面议", 1.5)),
        chance.choice(("2027-06-30", "2027年6月", 46568, "")),
    ]


def _merge_titles(draft: _Draft) -> None:
    draft.above += [["企业技术需求征集汇总表"], ["说明：请于3月底前报送，联系电话见后"]]


def _merge_cells(draft: _Draft) -> None:
    row = draft.chance.randrange(len(draft.rows) - 1)
    draft.rows[row + 1][1] = draft.rows[row][1]
    draft.merged.append((row, 1, row + 1, 1))


def _hide(draft: _Draft) -> None:
    draft.hidden += draft.chance.sample(range(len(draft.rows)), 2)


def _zero_width(draft: _Draft) -> None:
    for row in draft.rows:
        row[1] = "\u200b" + str(row[1]) + "\ufeff"
        row[3] = str(row[3]).replace("，", "，\u200d")
    draft.header[-1] = [f"{text}\u200b" for text in draft.header[-1]]


def _inject(draft: _Draft) -> None:
    row = draft.chance.choice(draft.rows)
    row[4] = draft.chance.choice(("=cmd|'/c calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "=1/0"))


def _huge(draft: _Draft) -> None:
    row = draft.chance.choice(draft.rows)
    row[3] = str(row[3]) + "很长的说明。" * draft.chance.choice((400, 3000, 5400))


def _dates(draft: _Draft) -> None:
    for row in draft.rows:
        row[7] = draft.chance.choice((46568, 46568.5, "46568", "20270630", "2027/6/30 0:00:00"))


def _duplicate_header(draft: _Draft) -> None:
    draft.header[-1] = [*draft.header[-1], "备注", "备注", "联系人"]
    for row in draft.rows:
        row += ["见附件", "已电话核实", "王工"]


def _two_headers(draft: _Draft) -> None:
    draft.header = [["", "单位信息", "需求信息", "", "联系方式", "", "其他", ""], draft.header[-1]]


def _many_columns(draft: _Draft) -> None:
    draft.empty_columns = draft.chance.choice((300, 10_000))


def _totals(draft: _Draft) -> None:
    draft.below += [["合计", "", "", "", "", "", 1234], ["注：以上均为虚构示例"]]


def _repeat_header(draft: _Draft) -> None:
    draft.rows.insert(len(draft.rows) // 2, list(draft.header[-1]))
    draft.merged.clear()
    draft.hidden.clear()


def _blank_rows(draft: _Draft) -> None:
    draft.gap = draft.chance.randint(1, 3)


def _line_breaks(draft: _Draft) -> None:
    draft.header[-1] = [f"{text[:2]}\n{text[2:]}" for text in map(str, draft.header[-1])]
    for row in draft.rows:
        row[3] = str(row[3]).replace("，", "，\r\n")


def _stars(draft: _Draft) -> None:
    draft.header[-1] = [f"*{n}. {text}（必填）" for n, text in enumerate(draft.header[-1], 1)]


def _full_width(draft: _Draft) -> None:
    for row in draft.rows:
        row[5] = "".join(chr(ord(sign) + 0xFEE0) for sign in str(row[5]))
        row[6] = "１２０万元"


def _formula(draft: _Draft) -> None:
    row = draft.chance.randrange(len(draft.rows))
    draft.formulas.append((row, 6))


def _bad_rows(draft: _Draft) -> None:
    draft.rows.append(["H900", "青岚无名有限公司", "", "", "", "", "", ""])
    draft.rows.append(["H901", "", "没有单位的需求", "说明", "", "", "", ""])


_HARMLESS: dict[str, Callable[[_Draft], None]] = {
    "titles and notes above": _merge_titles,
    "merged cells": _merge_cells,
    "hidden rows": _hide,
    "zero-width characters": _zero_width,
    "formula injection": _inject,
    "huge cells": _huge,
    "dates as numbers": _dates,
    "duplicated headers": _duplicate_header,
    "two header rows": _two_headers,
    "thousands of empty columns": _many_columns,
    "totals and notes below": _totals,
    "headers repeated": _repeat_header,
    "blank rows": _blank_rows,
    "line breaks in headers and cells": _line_breaks,
    "stars and numbers in headers": _stars,
    "full-width figures": _full_width,
    "formulas": _formula,
    "rows without a need": _bad_rows,
}


def _truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) // 4, len(data))]


def _garble(chance: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


_HARMFUL: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "cut off": _truncate,
    "bytes spoilt": _garble,
}


def _lines(draft: _Draft) -> list[list[Any]]:
    return [
        *draft.above, *([[]] * draft.gap), *draft.header, *draft.rows, *([[]] * draft.gap),
        *draft.below,
    ]  # fmt: skip


def _as_csv(draft: _Draft, names: list[str]) -> bytes:
    import csv

    out = io.StringIO(newline="")
    delimiter = draft.chance.choice((",", ",", "\t", ";"))
    writer = csv.writer(out, delimiter=delimiter)
    blanks = [""] * min(draft.empty_columns, 300)
    for line in _lines(draft):
        writer.writerow([*line, *blanks])
    encoding = draft.chance.choice(("utf-8-sig", "utf-8", "gb18030", "utf-16"))
    names.append(f"csv in {encoding}")
    return out.getvalue().encode(encoding, "replace")


def _as_xlsx(draft: _Draft) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.worksheets[0]
    page.title = draft.chance.choice(("Sheet1", "需求", "技术需求汇总表"))
    for number, line in enumerate(_lines(draft), 1):
        for column, value in enumerate(line, 1):
            if value != "":
                cell = page.cell(number, column)
                if isinstance(value, str):
                    cell.value = value[:32_000]
                    cell.data_type = "s"
                else:
                    cell.value = value
    first = len(draft.above) + draft.gap + len(draft.header) + 1
    if draft.above:
        for number in range(1, len(draft.above) + 1):
            page.merge_cells(start_row=number, start_column=1, end_row=number, end_column=8)
    for top, left, bottom, right in draft.merged:
        page.merge_cells(
            start_row=first + top, start_column=left + 1,
            end_row=first + bottom, end_column=right + 1,
        )  # fmt: skip
    for row in draft.hidden:
        page.row_dimensions[first + row].hidden = True
    for row, column in draft.formulas:
        page.cell(first + row, column + 1).value = "=60*2"
    if draft.empty_columns:
        # formatted but empty, as after "select all, set borders"
        from openpyxl.styles import Font

        for column in range(20, 20 + draft.empty_columns, 97):
            page.cell(first, column).font = Font(bold=True)
        page.cell(first, 20 + draft.empty_columns).value = " "
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
