"""The Word files, the mail, the chat, the archive and the old WPS file of the region."""

from __future__ import annotations

import io
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt

from examples.containers import freeze_zip, make_zip, ole_word_stub
from examples.made_up import LABEL, SOURCE, Need, Region
from examples.sheets import mailed_needs, zipped_offers

_SAVED_AT = datetime(2026, 11, 2, 9, 0, 0)  # noqa: DTZ001 -- the file format has no time zone


def _new_word() -> WordDocument:
    word = Document()
    properties = word.core_properties
    properties.created = properties.modified = _SAVED_AT
    properties.author, properties.title = LABEL, LABEL
    normal = word.styles["Normal"]
    normal.font.name = "宋体"
    normal.font.size = Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    word.sections[0].footer.paragraphs[0].text = f"{LABEL}：单位、人员、数据均为编造"
    return word


def _saved(word: WordDocument) -> bytes:
    target = io.BytesIO()
    word.save(target)
    return freeze_zip(target.getvalue())


def _centred(word: WordDocument, text: str, size: int) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold = True
    run.font.size = Pt(size)


def heting_needs(region: Region) -> bytes:
    """The official form (labels beside values, merged cells), one need a page."""
    word = _new_word()
    needs = region.needs_of("heting")
    for number, need in enumerate(needs, start=1):
        _centred(word, f"重大技术需求征集表（{LABEL}）", 16)
        department = "鹤汀市科技和工业信息化局"
        word.add_paragraph(f"需求编号：HT2026{number:03d}        归口管理部门：{department}")
        _form(word, need, region)
        if number < len(needs):
            word.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    return _saved(word)


def _form(word: WordDocument, need: Need, region: Region) -> None:
    org = region.organisations[need.org]
    start, _, end = need.until.partition("至")
    overview = f"1．主要问题\n{need.text}\n2．技术关键\n{need.key_tech}\n3．预期目标\n{need.goal}"
    rows = [
        ("机构全称", need.org, "所在地域", org.region),
        ("法人代表", org.contact, "机构属性", "企业"),
        ("联系人", org.contact, "手机", org.phone),
        ("固定电话", org.landline, "电子信箱", f"org{org.number}@example.org"),
        ("技术需求名称", need.title, "", ""),
        ("需求时限", f"{_month(start)}至{_month(end)}", "", ""),
        ("技术需求概述", overview, "", ""),
        ("关键字", need.keywords, "拟投入资金总额", f"{need.budget}万元"),
        ("技术需求解决方式", _mode_boxes(need.mode), "", ""),
        ("科技活动类型", "试验发展", "需求技术应用行业", need.industry),
        ("审核部门意见", "同意上报。（章）", "", ""),
    ]
    table = word.add_table(rows=len(rows), cols=4, style="Table Grid")
    for row, (label, value, label2, value2) in zip(table.rows, rows, strict=True):
        cells = row.cells
        cells[0].text = label
        if label2:
            cells[1].text, cells[2].text, cells[3].text = value, label2, value2
        else:
            cells[1].merge(cells[3]).text = value
    word.add_paragraph()


def _month(text: str) -> str:
    year, month = text.split("-")
    return f"{year}年{int(month)}月"


def _mode_boxes(mode: str) -> str:
    known = {"委托研发": "委托研发", "合作研发": "合作研发"}
    return "  ".join(
        f"{'☑' if known[mode] == box else '□'}{box}"
        for box in ("独立研发", "委托研发", "合作研发", "其他")
    )


def tingnan_needs(region: Region) -> bytes:
    """Notes of visits: a heading per company, numbered needs as running text."""
    word = _new_word()
    _centred(word, f"汀南区企业走访需求清单（{LABEL}）", 16)
    word.add_paragraph(
        "10月中旬，汀南区科技服务站走访企业，收集技术难题如下，请市技术转移中心协助对接。"
    )
    needs = sorted(
        region.needs_of("tingnan"), key=lambda need: region.organisations[need.org].number
    )
    numerals = "一二三四五六七八九十"
    groups = groupby(needs, key=lambda need: need.org)
    for place, (name, group) in enumerate(groups):
        org = region.organisations[name]
        word.add_paragraph(f"{numerals[place]}、{name}", style="Heading 2")
        for number, need in enumerate(group, start=1):
            word.add_paragraph(f"{number}．{need.title}。{need.text}")
        word.add_paragraph(f"联系人：{org.contact}，电话：{org.phone}")
    word.add_paragraph("汀南区科技服务站\n2026年10月20日")
    return _saved(word)


def textile_offers(region: Region) -> bytes:
    """A plain list of offers, a few labelled lines each."""
    word = _new_word()
    _centred(word, f"云泽纺织工程学院可转化科技成果清单（{LABEL}）", 16)
    word.add_paragraph("学院科研与成果转化处整理，2026年10月。以下成果均可面向企业转化。")
    for number, offer in enumerate(region.offers_of("docx"), start=1):
        word.add_paragraph(f"{number}. {offer.title}", style="Heading 3")
        word.add_paragraph(f"成果简介：{offer.text}")
        stage = f"{offer.stage}（TRL {offer.trl}）"
        word.add_paragraph(f"成果负责人：{offer.person}    所处阶段：{stage}")
        word.add_paragraph(f"知识产权：{offer.ip}    合作方式：{offer.mode}")
    return _saved(word)


def mail(region: Region) -> bytes:
    """A forwarded mail with the need sheet attached."""
    message = EmailMessage()
    message["From"] = "鹤汀航空产业园企业服务部 <park@example.org>"
    message["To"] = "云泽市技术转移中心 <centre@example.org>"
    message["Subject"] = "转发：园区4家企业技术需求，请协助找专家"
    message["Date"] = "Thu, 29 Oct 2026 16:20:00 +0800"
    message["Message-ID"] = "<made-up-0001@example.org>"
    message.set_content(
        "各位老师：\n\n附件是产业园这个月收上来的4条需求，请帮忙看看市里哪家院所能接。\n"
        "精准降落那条比较急，明年7月前要交付。\n\n"
        f"鹤汀航空产业园  企业服务部\n电话 0000-8600075\n（{LABEL}，单位与内容均为编造）\n"
    )
    message.add_attachment(
        mailed_needs(region),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename="园区企业需求.xlsx",
    )
    message.set_boundary("=====duijie-made-up-example=====")
    return message.as_bytes()


def chat(region: Region) -> bytes:
    """A group chat as exported: three needs between greetings, thanks and a public notice."""
    says = {need.key: need.text for need in region.needs_of("chat")}
    return (SOURCE / "pages" / "chat.txt").read_text("utf-8").format(**says).encode()


def page(name: str) -> bytes:
    """A news page as it stands in `source/pages`, with its menus, related links and footer."""
    return (SOURCE / "pages" / f"{name}.html").read_bytes()


def archive(region: Region) -> bytes:
    """A zip of two files: offers as CSV, needs as a text."""
    lines = [f"企业技术需求（{LABEL}）", ""]
    for number, need in enumerate(region.needs_of("zip"), start=1):
        lines.append(f"{number}、{need.title}（{need.org}）")
        lines.append(need.text)
        lines.append("")
    return make_zip(
        {
            "成果/光电所轴承院成果清单.csv": zipped_offers(region),
            "企业技术需求.txt": "\r\n".join(lines).encode("gb18030"),
        }
    )


def old_form() -> bytes:
    """A file of WPS Writer that no reader opens: the demo shows what to do about it."""
    return ole_word_stub(f"{LABEL}：2019年老需求表，请用WPS另存为docx后再放入。" * 20)
