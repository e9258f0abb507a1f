"""Notes on reading are shown to many: what they quote holds no contact details."""

from __future__ import annotations

from duijie.engines.documents.types import Document, Place, Table
from duijie.engines.extraction import find_records


def test_notes_quote_section_rows_without_contact_details() -> None:
    place = Place("分组.xlsx", sheet="清单", row=1, column=1)
    rows = (
        ("序号", "需求名称", "问题描述"),
        ("云岭轴承有限公司（联系人：顾知远 13800000001）", "", ""),
        ("1", "轴承降噪", "深沟球轴承振动噪声偏高，需要把振动加速度级降下来"),
        ("2", "轴承防锈", "出口海运三个月后滚道出现锈斑，需要长效防锈工艺"),
    )
    document = Document("分组", "分组.xlsx", "xlsx", "分组", (Table(rows, place),))

    reading = find_records(document)

    assert [record.phone for record in reading.records] == ["13800000001"] * 2
    quoted = [str(dict(finding.message.params)) for finding in reading.findings]
    assert any("云岭轴承有限公司" in text for text in quoted)
    assert not any("13800000001" in text for text in quoted)
