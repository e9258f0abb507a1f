"""A sheet as a collector gets it: 40 needs under a title and notes, and what people do to cells."""

from __future__ import annotations

import io
from typing import Any

HEADER = ("序号", "企业名称", "技术需求名称", "需求详细描述", "拟投入资金（万元）",
          "截止日期", "联系人", "联系电话", "备注")  # fmt: skip
FIRST_ROW = 5
"""Of the records, as the user counts."""
ROW_COUNT = 40


def messy_sheet() -> bytes:
    """Row 17 has neither a name nor a description, row 23 no organisation, row 30 a date that is
    none; organisations are merged over two rows now and then, and a total stands below."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = "需求汇总"
    page["A1"] = "东湾市企业技术需求征集汇总表"
    page.merge_cells("A1:I1")
    page["A2"] = "说明：请于3月底前报送，本表内容均为虚构示例"
    page.merge_cells("A2:I2")
    for column, text in enumerate(HEADER, 1):
        page.cell(4, column, text)
    for index in range(ROW_COUNT):
        _fill(page, FIRST_ROW + index, index)
    page.cell(FIRST_ROW + ROW_COUNT, 1, "合计")
    page.cell(FIRST_ROW + ROW_COUNT, 5, 3200)
    book.create_sheet("填表说明")["A1"] = "每行填写一项需求"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Any, row: int, index: int) -> None:
    subject = _SUBJECTS[index % len(_SUBJECTS)]
    values: list[Any] = [
        index + 1,
        f"青岚{_TRADES[index % len(_TRADES)]}{index // 2}有限公司",
        f"{subject}（{index + 1}号产线）",
        f"目前{subject}依靠人工经验，合格率只有{80 + index % 15}%，希望找到稳定的办法。",
        f"{50 + index}万元" if index % 3 else 50 + index,
        "2027年6月30日" if index % 4 else 46568,
        "\u200b李工" if index % 5 == 0 else "李工",
        f"1390000{1000 + index}",
        "无" if index % 2 else "",
    ]
    if index % 7 == 6:
        values[1] = ""
        page.merge_cells(start_row=row - 1, start_column=2, end_row=row, end_column=2)
    if row == 17:
        values[2] = values[3] = ""
    if row == 23:
        values[1] = ""
        values[0] = 99
    if row == 30:
        values[5] = "尽快"
    for column, value in enumerate(values, 1):
        if value != "":
            page.cell(row, column, value)


_SUBJECTS = ("轴承套圈磨削烧伤识别", "棉网张力在线检测", "染色废水脱色", "水性涂料耐盐雾",
             "注塑件缩痕预测", "铝板带轧制厚度控制", "锂电池极片毛刺检测",
             "果蔬冷链温度追溯")  # fmt: skip
_TRADES = ("轴承", "纺织", "染整", "涂料")
