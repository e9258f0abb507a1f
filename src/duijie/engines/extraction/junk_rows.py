"""Rows of a table that are no record: totals, notes, repeated headers, examples, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from duijie.engines.extraction.grid import Grid
from duijie.engines.extraction.section_rows import read_owner_heading
from duijie.engines.extraction.vocabulary import squeeze


class RowKind(StrEnum):
    DATA = "data"
    BLANK = "blank"
    HEADER = "header"
    TOTAL = "total"
    NOTE = "note"
    EXAMPLE = "example"
    SECTION = "section"


_TOTAL = re.compile(
    r"^(?:合计|总计|小计|共计|总数|汇总|total|subtotal|sum)(?:[:：(（]|$|\d)|^(?:共|总计|合计)\s*\d+\s*(?:项|条|家|个|人)",
    re.I,
)
_NOTE = re.compile(
    r"^(?:[*※]\s*)?(?:备?注\s*\d*\s*[:：.、]|备注[:：]|说明\s*[:：]|填表说明|填报说明|填写说明|填表须知|注意事项|"
    r"填报人|填表人|制表人?|审核人?|填报单位|填报时间|填报日期|负责人签[字名]|单位[(（]?盖章|联系人\s*[:：]|以上|数据来源|"
    r"notes?\s*:|第\s*\d+\s*页|\(?续表|（?续上表|\d+[.、．]\s*(?:请|本表|此表|每|如|填))",
    re.I,
)
_EXAMPLE = re.compile(
    r"^(?:示例|样例|例如|例|范例|填写示例|填报示例|(?:[(（])示例(?:[)）])|example|e\.g\.)\s*\d*\s*(?:[:：]|$)",
    re.I,
)
_REMARK = re.compile(
    r"虚构|示例|编造|请于|截止|采集员|填报|联系电话|统计|汇总|以上|本表|说明|上报|报回|备注|盖章|制表|共\s*\d+"
)
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|第[一二三四五六七八九十\d]+[部章节类]|[A-Z][、.．])"
)


def kind_of_row(grid: Grid, row: int, header_rows: Sequence[int], data_width: int) -> RowKind:
    """What a row below a header is. `data_width` is the number of columns that hold anything."""
    filled = grid.filled(row)
    if not filled:
        return RowKind.BLANK
    if any(_repeats(grid, row, header) for header in header_rows):
        return RowKind.HEADER
    first = filled[0].text
    own = [cell for cell in filled if cell.top == row]
    second = own[1].text if len(own) > 1 and re.fullmatch(r"[\d.]{0,6}", own[0].text) else ""
    if _TOTAL.match(squeeze(first)) or (
        second and _TOTAL.match(squeeze(second)) and len(second) <= 6
    ):
        return RowKind.TOTAL
    if _EXAMPLE.match(first):
        return RowKind.EXAMPLE
    is_alone = len(own) == 1 and len(filled) == 1
    is_wide = filled[0].right - filled[0].left + 1 >= max(2, data_width - 1)
    if is_alone and filled[0].left == 0 and read_owner_heading(first) is not None:
        return RowKind.SECTION
    if is_alone and _NOTE.match(first):
        return RowKind.NOTE
    if _NOTE.match(first) and filled[0].left == 0 and len(filled) <= 2 and data_width > 2:
        return RowKind.NOTE
    if is_alone and data_width >= 3 and (is_wide or filled[0].left == 0) and len(first) <= 40:
        if re.fullmatch(r"[\d.]{1,8}", first):
            return RowKind.BLANK
        if is_wide or _SECTION.match(first) or first[-1:] in "县市区镇类域业）)":
            return RowKind.SECTION
    if is_alone and is_wide and data_width >= 3:
        return RowKind.NOTE
    if (
        is_alone
        and data_width >= 3
        and (filled[0].left == 0 or len(first) > 14)
        and _REMARK.search(first)
    ):
        return RowKind.NOTE
    return RowKind.DATA


def _repeats(grid: Grid, row: int, header: int) -> bool:
    here = [squeeze(text) for text in grid.rows[row]]
    there = [squeeze(text) for text in grid.rows[header]]
    filled = [(a, b) for a, b in zip(here, there, strict=True) if a]
    if not filled:
        return False
    same = sum(a == b for a, b in filled)
    return same >= 0.7 * len(filled) and same >= min(2, len([b for b in there if b]))
