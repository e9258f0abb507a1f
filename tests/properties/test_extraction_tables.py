"""Records planted in a table of any shape come back, or their row is named as refused."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engines.extraction import find_records
from tests.unit.extraction.tables import document, table

TITLES = (
    "需求名称",
    "*技术需求名称",
    "1、难题名称",
    "技术难题\n名称",
    "需求题目（必填）",
    "攻关项目名称",
)
TEXTS = (
    "需求内容",
    "拟解决的技术难题",
    "需求描述（500字以内）",
    "主要问题",
    "具体需求",
    "需求\n概述",
)
ORGS = ("企业名称", "单位", "公司名称", "需求单位", "所属单位或公司名称", "企业（单位）名称")
BUDGETS = ("预算（万元）", "经费/万", "拟投入资金总额(万元)", "拟投入资金\n（万元）")
PHONES = ("联系电话", "手机", "联系方式", "电话")
EXTRAS = ("备注", "传真", "邮政编码", "法人代表")
JUNK = (
    ["合计", "", "", "", "", "", ""],
    ["注：本表由各县区汇总后报送。", "", "", "", "", "", ""],
    ["", "", "", "", "", "", ""],
)
THINGS = ("轴承", "齿轮", "纺纱机", "注塑模具", "激光器", "果蔬冷库", "无人机", "纳米涂层", "污泥")
WISHES = ("降噪", "寿命预测", "在线检测", "节能改造", "减重", "防腐", "自动上料", "配方优化")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], list[dict[str, object]]]:
    """Rows of a table, and what was planted in them in order."""
    headers = {
        "title": draw(st.sampled_from(TITLES)),
        "text": draw(st.sampled_from(TEXTS)),
        "org": draw(st.sampled_from(ORGS)),
        "budget": draw(st.sampled_from(BUDGETS)),
        "phone": draw(st.sampled_from(PHONES)),
        "extra": draw(st.sampled_from(EXTRAS)),
    }
    names = draw(st.permutations(list(headers)))
    numbered = draw(st.booleans())
    count = draw(st.integers(1, 8))
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(THINGS), st.sampled_from(WISHES)),
            min_size=count,
            max_size=count,
            unique=True,
        )
    )
    rows: list[list[str]] = []
    width = len(names) + numbered
    if draw(st.booleans()):
        rows.append(["附件2：江州市企业技术需求征集表"])
    if draw(st.booleans()):
        rows.append(["填报日期：2026年11月"])
    rows.append((["序号"] if numbered else []) + [headers[name] for name in names])
    planted: list[dict[str, object]] = []
    for number, (thing, wish) in enumerate(pairs, 1):
        if draw(st.integers(0, 4)) == 0:
            rows.append(list(draw(st.sampled_from(JUNK)))[:width])
        has_title, has_text = draw(st.sampled_from([(1, 1), (1, 0), (0, 1), (0, 0)]))
        cells = {
            "title": f"{thing}{wish}技术" if has_title else "",
            "text": f"目前{thing}{wish}效果不好，需要解决。" if has_text else "",
            "org": f"江州{thing}{number}有限公司",
            "budget": str(draw(st.integers(1, 900))),
            "phone": f"138{draw(st.integers(10_000_000, 99_999_999))}",
            "extra": draw(st.sampled_from(["", "甲", "123"])),
        }
        rows.append(([str(number)] if numbered else []) + [cells[name] for name in names])
        planted.append({**cells, "row": len(rows)})
    return rows, planted


@settings(max_examples=150, deadline=None)
@given(tables())
def test_table_gives_back_every_planted_record_or_names_its_row(
    made: tuple[list[list[str]], list[dict[str, object]]],
) -> None:
    rows, planted = made

    reading = find_records(document(table(rows), file="征集表.xlsx"))

    by_row = {record.place.row: record for record in reading.records}
    named = {
        finding.place.row
        for finding in reading.findings
        if finding.message.code in ("extraction.row_without_text", "extraction.rows_joined")
    }
    for wanted in planted:
        record = by_row.get(int(str(wanted["row"])))
        if record is None:
            assert wanted["row"] in named, rows
            assert not wanted["title"]
            continue
        assert record.kind == "need"
        assert not wanted["title"] or record.title == wanted["title"]
        assert not wanted["text"] or record.text == wanted["text"]
        assert record.org == wanted["org"]
        assert record.phone == wanted["phone"]
        assert record.budget_wan == float(str(wanted["budget"]))
    assert len(reading.records) <= len(planted)
    assert len({record.id for record in reading.records}) == len(reading.records)


CELLS = st.one_of(
    st.sampled_from(
        [
            *TITLES,
            *TEXTS,
            *ORGS,
            *PHONES,
            *EXTRAS,
            "",
            "1",
            "合计",
            "注：",
            "13812345678",
            "无",
            "☑是 □否",
        ]
    ),
    st.text(max_size=12),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_table_is_read_without_an_error_and_with_unique_ids(rows: list[list[str]]) -> None:
    reading = find_records(document(table(rows)))

    assert len({record.id for record in reading.records}) == len(reading.records)
    for record in reading.records:
        assert record.title.strip()
        assert not re.search(r"1[3-9]\d{9}", record.title + record.text) or not record.phone
