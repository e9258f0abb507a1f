"""The small readers: headers, contacts, budgets, check boxes, several needs, titles."""

from __future__ import annotations

import pytest

from duijie.engines.extraction import Field
from duijie.engines.extraction.amounts import read_budget, read_trl
from duijie.engines.extraction.contacts import take_contacts
from duijie.engines.extraction.pairs import read_ticks
from duijie.engines.extraction.sentences import SENTENCES
from duijie.engines.extraction.several import split_needs
from duijie.engines.extraction.titles import title_from_text
from duijie.engines.extraction.vocabulary import is_label, read_header


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("*需求名称", Field.TITLE, None),
        ("1、技术难题", Field.TITLE, None),
        ("预 算\n（万元）", Field.BUDGET, "万元"),
        ("经费/万", Field.BUDGET, "万"),
        ("拟投入资金（单位：元）", Field.BUDGET, "元"),
        ("企业联系人电话", Field.PHONE, None),
        ("所属单位或公司名称", Field.ORG, None),
        ("贵公司目前最希望解决的技术难题是什么？", Field.TITLE, None),
        ("Ｅ－ｍａｉｌ", Field.EMAIL, None),
        ("技术成熟度（TRL）", Field.TRL, None),
    ],
)
def test_header_is_understood(header: str, field: Field, unit: str | None) -> None:
    term = read_header(header)

    assert term is not None
    assert (term.field, term.unit) == (field, unit)


@pytest.mark.parametrize("header", ["需求数", "成果数量（项）", "签约率", "食堂就餐标准"])
def test_header_of_counts_or_other_things_has_no_field(header: str) -> None:
    term = read_header(header)

    assert term is None or term.fields == ()


@pytest.mark.parametrize(
    "text", ["江州大学", "轴承钢热处理", "江州一厂", "13812345678", "已研制样机"]
)
def test_value_is_no_label(text: str) -> None:
    assert not is_label(text)


@pytest.mark.parametrize(
    ("text", "unit", "wan"),
    [
        ("50", "万元", 50.0),
        ("50万", None, 50.0),
        ("30-80万元", None, 80.0),
        ("1.2亿元", None, 12000.0),
        ("1,500", "万元", 1500.0),
        ("300000元", "万元", 30.0),
        ("约２０万元", None, 20.0),
        ("五十万元", None, 50.0),
        ("面议", "万元", None),
        ("0", "万元", None),
        ("10万美元", None, None),
        ("根据方案确定", "万元", None),
        ("200000", None, 20.0),
    ],
)
def test_budget_is_read_in_wan(text: str, unit: str | None, wan: float | None) -> None:
    assert read_budget(text, unit).wan == wan


@pytest.mark.parametrize(
    ("text", "level"),
    [("TRL6", 6), ("TRL 7级", 7), ("5级", 5), ("八级", 8), ("中试", None), ("12", None)],
)
def test_readiness_level_is_read_and_stages_are_none(text: str, level: int | None) -> None:
    assert read_trl(text, is_level_cell=True) == level


@pytest.mark.parametrize(
    ("text", "clean", "phones", "emails"),
    [
        ("需要降噪，电话13812345678。", "需要降噪。", ("13812345678",), ()),
        ("需要降噪（联系人：李明 0571-88881234）", "需要降噪", ("0571-88881234",), ()),
        ("发邮件到 a.b@jz.example 即可", "发邮件到 即可", (), ("a.b@jz.example",)),
        ("转速13812转，尺寸138×123", "转速13812转，尺寸138×123", (), ()),
        ("热线400-820-1234", "热线", ("400-820-1234",), ()),
        ("电话：8812345转601", "", ("8812345转601",), ()),
    ],
)
def test_contacts_are_taken_out(
    text: str, clean: str, phones: tuple[str, ...], emails: tuple[str, ...]
) -> None:
    found = take_contacts(text)

    assert (found.text, found.phones, found.emails) == (clean, phones, emails)


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("□独立研发 ☑委托研发 □合作研发", "委托研发"),
        ("■技术转让 ■许可 □其他", "技术转让、许可"),
        ("独立研发□ 委托研发☑", "委托研发"),
        ("[ ]转让 [√]许可", "许可"),
        ("□是 □否", ""),
        ("√委托研发", "委托研发"),
        ("委托研发", "委托研发"),
    ],
)
def test_ticks_give_what_is_ticked(text: str, ticked: str) -> None:
    assert read_ticks(text) == ticked


@pytest.mark.parametrize(
    ("text", "is_title", "parts"),
    [
        ("1.轴承降噪技术；2.齿轮磨损预测", True, ("轴承降噪技术", "齿轮磨损预测")),
        ("①电机降噪②线圈绝缘检测", True, ("电机降噪", "线圈绝缘检测")),
        ("轴承降噪技术", True, None),
        ("1.硬度≥60HRC；2.寿命≥2000h", True, None),
        ("指标：1.精度0.1mm；2.速度3m/s", False, None),
        ("1.研究材料；2.优化结构；3.试验", False, None),
        ("直径1.5毫米，长2.0米的棒材加工", True, None),
    ],
)
def test_cell_is_split_only_into_needs(
    text: str, is_title: bool, parts: tuple[str, ...] | None
) -> None:
    assert split_needs(text, is_title=is_title) == parts


def test_title_is_the_first_clause_and_at_most_forty_characters() -> None:
    assert title_from_text("果汁褐变严重，影响货架期。希望抑制。") == "果汁褐变严重，影响货架期"
    assert title_from_text("板栗脱衣破碎率高：现用热烫加辊搓。") == "板栗脱衣破碎率高"
    assert len(title_from_text("长" * 90)) == 40


def test_sentences_name_the_area_and_hold_no_trace() -> None:
    assert all(code.startswith("extraction.") for code in SENTENCES)
    assert all(text.endswith(".") for text in SENTENCES.values())
