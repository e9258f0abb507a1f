"""The spreadsheets of the region: needs, offers, experts and organisations, as people fill them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import xlwt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from examples.containers import freeze_zip
from examples.made_up import LABEL, Expert, Need, Offer, Region

_THIN = Side(style="thin", color="808080")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="center")
_MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return freeze_zip(target.getvalue())


def _title(sheet: Worksheet, row: int, text: str, columns: int, size: int = 16) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name="方正小标宋简体", size=size, bold=size > 12)
    cell.alignment = _MIDDLE


def _header(sheet: Worksheet, row: int, names: list[str]) -> None:
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(row, column, name or None)
        cell.font = Font(name="黑体", bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment, cell.border = _MIDDLE, _GRID


def _row(sheet: Worksheet, row: int, values: Sequence[str | int]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, None if value == "" else value)
        cell.alignment, cell.border = _WRAP, _GRID


def _widths(sheet: Worksheet, widths: list[int]) -> None:
    for column, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHIJKLMNOP"[column]].width = width


def park_needs(region: Region) -> bytes:
    """Official style: two title rows, a two-row header, merged company cells, sums, statistics."""
    book = Workbook()
    note = book.active
    assert isinstance(note, Worksheet)
    note.title = "填表说明"
    for row, text in enumerate(
        [
            f"填表说明（{LABEL}）",
            "一、本表由企业填写，园区科技创新部门汇总。",
            "二、一项需求填一行，技术指标请尽量量化；拟投入资金单位为万元。",
            "三、涉密内容不得填报。",
        ],
        start=1,
    ):
        note.cell(row, 1, text)
    sheet = book.create_sheet("需求明细")
    needs = sorted(region.needs_of("park"), key=lambda need: region.organisations[need.org].number)
    _fill_park(sheet, needs, region)
    _park_statistics(book.create_sheet("统计"), needs)
    book.active = 1
    return _saved(book)


def _fill_park(sheet: Worksheet, needs: list[Need], region: Region) -> None:
    _title(sheet, 1, f"云泽高新区企业技术需求征集汇总表（{LABEL}）", 12)
    _title(
        sheet,
        2,
        "填报单位（盖章）：云泽高新技术产业开发区管理委员会        "
        "填报日期：2026年11月2日        金额单位：万元",
        12,
        11,
    )
    names = ["序号", "企业名称", "所属领域", "需求名称", "技术难题及需求描述", "主要技术指标",
             "现有工作基础", "拟投入资金", "合作方式", "需求时限", "联系方式", ""]  # fmt: skip
    _header(sheet, 3, names)
    _header(sheet, 4, ["", "", "", "", "", "", "", "（万元）", "", "", "联系人", "手机"])
    for letter in "ABCDEFGIJ":
        sheet.merge_cells(f"{letter}3:{letter}4")
    sheet.merge_cells("K3:L3")
    row = 5
    number = 0
    for count, (org, group) in enumerate(groupby(needs, key=lambda need: need.org)):
        contact = region.organisations[org]
        first = row
        for need in group:
            number += 1
            _row(sheet, row, [number, org, need.industry, need.title, need.text, need.indicators,
                              need.base, need.budget, need.mode, need.until, contact.contact,
                              contact.phone])  # fmt: skip
            row += 1
        if row - first > 1:
            for letter in "BKL":
                for below in range(first + 1, row):
                    sheet[f"{letter}{below}"] = None
                sheet.merge_cells(f"{letter}{first}:{letter}{row - 1}")
        if count in (4, 11):
            row += 1  # blank rows that somebody left between two batches
    total = sum(need.budget for need in needs)
    _row(sheet, row, ["合计", "", "", f"{number}项", "", "", "", total, "", "", "", ""])
    sheet.cell(row + 2, 1, "注：1.标★的需求已报市科学技术局；2.联系方式仅供对接使用，请勿外传。")
    sheet.cell(row + 3, 1, f"{LABEL}：企业、人员、电话、数据均为编造。")
    _widths(sheet, [6, 24, 12, 28, 60, 40, 28, 11, 12, 12, 10, 14])
    sheet.freeze_panes = "A5"


def _park_statistics(sheet: Worksheet, needs: list[Need]) -> None:
    _title(sheet, 1, f"各领域需求数量统计（{LABEL}）", 3, 14)
    _header(sheet, 2, ["所属领域", "需求数量（项）", "拟投入资金（万元）"])
    counts = Counter(need.industry for need in needs)
    row = 3
    for industry, count in counts.items():
        money = sum(need.budget for need in needs if need.industry == industry)
        _row(sheet, row, [industry, count, money])
        row += 1
    _row(sheet, row, ["合计", len(needs), sum(need.budget for need in needs)])


_MANY_IN_ONE_CELL = {
    "栗川锦序针织有限公司", "栗川经缕无纺布有限公司", "栗川滚石轴承有限公司",
    "栗川胶纽橡胶制品有限公司", "栗川栗满食品有限公司",
}  # fmt: skip


def lichuan_needs(region: Region) -> bytes:
    """A county's own sheet: several needs in one cell, budgets as "1.40；2.60", a late second
    sheet with other columns, an empty third one."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "摸底表"
    _title(sheet, 1, f"栗川县企业技术难题摸底表（{LABEL}）", 6)
    sheet.cell(2, 1, "栗川县科学技术局  2026.10.28")
    _header(sheet, 4, ["单位", "联系人/电话", "技术难题（有几项写几项）", "打算投入（万元）",
                       "希望怎么合作", "备注"])  # fmt: skip
    needs = sorted(region.needs_of("lichuan"), key=lambda need: need.org)
    row = 5
    for org, group in groupby(needs, key=lambda need: need.org):
        if org not in _MANY_IN_ONE_CELL:
            continue
        items = list(group)
        numbered = list(enumerate(items, start=1))
        contact = region.organisations[org]
        cell = "\n".join(f"{n}、{need.title}：{need.text}" for n, need in numbered)
        money = "；".join(f"{n}、{need.budget}" for n, need in numbered)
        modes = "；".join(dict.fromkeys(need.mode for need in items if need.mode))
        remark = "老板催得急" if row == 6 else ""
        _row(sheet, row, [org, f"{contact.contact} {contact.phone}", cell, money, modes, remark])
        row += 1
    _row(sheet, row + 1, ["备注：表中数据由企业口述，未核实。", "", "", "", "", ""])
    _widths(sheet, [26, 22, 90, 16, 16, 14])
    _fill_late(book.create_sheet("乡镇补报"), needs, region)
    book.create_sheet("Sheet3")
    return _saved(book)


def _fill_late(sheet: Worksheet, needs: list[Need], region: Region) -> None:
    _header(sheet, 1, ["序号", "技术需求", "详细说明", "企业名称", "拟投入资金", "最晚完成",
                       "负责人", "联系电话"])  # fmt: skip
    late = [need for need in needs if need.org not in _MANY_IN_ONE_CELL]
    for row, need in enumerate(late, start=2):
        contact = region.organisations[need.org]
        until = need.until.replace("-", ".")
        _row(sheet, row, [row - 1, need.title, need.text, need.org, f"{need.budget}万元", until,
                          contact.contact, contact.phone])  # fmt: skip
    _widths(sheet, [6, 30, 90, 26, 12, 12, 10, 14])


def qinglan_needs(region: Region) -> bytes:
    """A station's ledger as GB18030 CSV, with a title line and a remark at the end."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([f"青澜县科技服务站企业难题台账（{LABEL}）"] + [""] * 8)
    writer.writerow(["编号", "单位", "难题（一句话）", "具体情况", "想达到的效果",
                     "能出多少钱（万元）", "什么时候要", "联系人", "电话"])  # fmt: skip
    for number, need in enumerate(region.needs_of("qinglan"), start=1):
        contact = region.organisations[need.org]
        writer.writerow([f"QL{number:02d}", need.org, need.title, need.text, need.indicators,
                         need.budget, need.until, contact.contact, contact.phone])  # fmt: skip
    writer.writerow(["", "采集员：站内值班人员，11月1日前已回访", "", "", "", "", "", "", ""])
    return target.getvalue().encode("gb18030")


def mailed_needs(region: Region) -> bytes:
    """The sheet attached to the mail: short columns, one need a row."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "需求"
    _header(sheet, 1, ["企业", "需求名称", "需求内容及指标", "预算（万）", "期限", "方式"])
    for row, need in enumerate(region.needs_of("mail"), start=2):
        _row(sheet, row, [need.org, need.title, need.text, need.budget, need.until, need.mode])
    sheet.cell(sheet.max_row + 2, 1, LABEL)
    _widths(sheet, [26, 30, 90, 10, 12, 12])
    return _saved(book)


def lanjiang_offers(region: Region) -> bytes:
    """A transfer centre's offers, one sheet a field; the last sheet has its columns otherwise."""
    book = Workbook()
    book.remove(book.worksheets[0])
    groups = groupby(region.offers_of("lanjiang"), key=lambda offer: offer.industry)
    for industry, group in groups:
        sheet = book.create_sheet(industry)
        offers = list(group)
        _title(sheet, 1, f"澜江科技大学及合作院所科技成果推介表——{industry}（{LABEL}）", 10)
        if industry == "通用航空":
            _fill_aviation_offers(sheet, offers)
        else:
            _fill_offers(sheet, offers)
    return _saved(book)


def _fill_offers(sheet: Worksheet, offers: list[Offer]) -> None:
    _header(sheet, 2, ["序号", "成果名称", "完成单位", "完成人", "所属技术领域", "成果简介",
                       "成果所处阶段", "技术成熟度（TRL）", "知识产权",
                       "拟采取的转化方式"])  # fmt: skip
    for row, offer in enumerate(offers, start=3):
        _row(sheet, row, [row - 2, offer.title, offer.org, offer.person, offer.industry,
                          offer.text, offer.stage, offer.trl, offer.ip, offer.mode])  # fmt: skip
    _widths(sheet, [6, 32, 24, 10, 14, 80, 14, 12, 20, 20])


def _fill_aviation_offers(sheet: Worksheet, offers: list[Offer]) -> None:
    _header(sheet, 2, ["成果完成单位", "技术名称", "负责人", "技术简介及主要指标", "成熟度",
                       "专利情况", "合作意向", "联系邮箱"])  # fmt: skip
    row = 3
    for org, group in groupby(sorted(offers, key=lambda o: o.org), key=lambda o: o.org):
        first = row
        for offer in group:
            _row(sheet, row, ["" if row > first else org, offer.title, offer.person, offer.text,
                              f"TRL{offer.trl}，{offer.stage}", offer.ip, offer.mode,
                              "transfer@example.org"])  # fmt: skip
            row += 1
        sheet.merge_cells(start_row=first, start_column=1, end_row=row - 1, end_column=1)
    _widths(sheet, [24, 34, 10, 80, 18, 22, 20, 24])


def farm_offers(region: Region) -> bytes:
    """An old `.xls` with merged title and columns of a directory."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("成果目录")
    bold = xlwt.easyxf("font: bold on; align: wrap on, vert centre, horiz centre")
    wrap = xlwt.easyxf("align: wrap on, vert centre")
    sheet.write_merge(0, 0, 0, 7, f"栗川县农业与食品科技成果目录（{LABEL}）", bold)
    sheet.write_merge(1, 1, 0, 7, "编制：栗川农学院科技处、栗川农产品加工研究所", wrap)
    names = ["编号", "成果名称", "主要内容与技术指标", "研制单位", "主要完成人", "转化阶段",
             "知识产权状况", "转化方式"]  # fmt: skip
    for column, name in enumerate(names):
        sheet.write(3, column, name, bold)
        sheet.col(column).width = 256 * (12, 34, 80, 24, 12, 14, 22, 20)[column]
    for row, offer in enumerate(region.offers_of("xls"), start=4):
        values = [f"NC-{row - 3:03d}", offer.title, offer.text, offer.org, offer.person,
                  offer.stage, offer.ip, offer.mode]  # fmt: skip
        for column, value in enumerate(values):
            sheet.write(row, column, value, wrap)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def zipped_offers(region: Region) -> bytes:
    """UTF-8 CSV with BOM, as Excel saves it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(["成果名称", "单位", "领域", "成果负责人", "成果介绍", "所处阶段", "TRL",
                     "知识产权", "合作方式", "备注"])  # fmt: skip
    for offer in region.offers_of("zip"):
        writer.writerow([offer.title, offer.org, offer.industry, offer.person, offer.text,
                         offer.stage, offer.trl, offer.ip, offer.mode, LABEL])  # fmt: skip
    return target.getvalue().encode("utf-8-sig")


def expert_sheet(region: Region) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "专家"
    _title(sheet, 1, f"云泽市科技专家库（部分，{LABEL}）", 8)
    _header(sheet, 2, ["序号", "专家姓名", "所属单位", "职务职称", "技术领域", "研究方向",
                       "代表性成果", "所在地区"])  # fmt: skip
    for row, expert in enumerate(region.experts_of("xlsx"), start=3):
        _row(sheet, row, [row - 2, expert.name, expert.org, expert.position, expert.field,
                          expert.direction, "；".join(expert.evidence),
                          region.organisations[expert.org].region])  # fmt: skip
    _widths(sheet, [6, 12, 26, 18, 14, 40, 80, 14])
    return _saved(book)


def expert_export(region: Region) -> bytes:
    """JSON Lines as another system exports them, in the record format of `duijie match`."""
    lines = [
        json.dumps(_expert_record(expert, region), ensure_ascii=False)
        for expert in region.experts_of("export")
    ]
    return ("\n".join(lines) + "\n").encode()


def _expert_record(expert: Expert, region: Region) -> dict[str, object]:
    return {
        "id": expert.key,
        "kind": "expert",
        "title": expert.name,
        "text": f"{expert.org}{expert.position}，研究方向：{expert.direction}",
        "org": expert.org,
        "person": expert.name,
        "region": region.organisations[expert.org].region,
        "industry": expert.field,
        "keywords": expert.direction.split("；"),
        "evidence": [{"title": text[:30], "text": text} for text in expert.evidence],
        "source": LABEL,
    }


def directory(region: Region) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "单位名录"
    _title(sheet, 1, f"云泽市产学研对接单位名录（{LABEL}）", 6)
    _header(sheet, 2, ["序号", "单位名称", "类型", "地区", "行业", "联系电话"])
    for row, org in enumerate(region.organisations.values(), start=3):
        _row(sheet, row, [row - 2, org.name, org.type, org.region, org.industry, org.landline])
    _widths(sheet, [6, 36, 14, 14, 16, 16])
    return _saved(book)
