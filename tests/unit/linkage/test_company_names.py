"""Place, brand, trade and form of made-up companies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.linkage import CompanyName, parse_company


@pytest.mark.parametrize(
    ("name", "place", "brand", "trade", "form"),
    [
        ("宁波鸿捷轴承有限公司", "宁波", "鸿捷", "轴承", "有限公司"),
        (
            "江苏省常州市栖云机电设备股份有限公司",
            "江苏省常州市",
            "栖云",
            "机电设备",
            "股份有限公司",
        ),
        ("柏森(漳州)新材料有限责任公司", "漳州", "柏森", "新材料", "有限责任公司"),
        ("岚图信息咨询集团有限公司", "", "岚图", "信息咨询", "集团有限公司"),
        ("平邑县鹤鸣图书店", "平邑县", "鹤鸣", "图书店", ""),
        ("广州番禺澄星服饰有限公司", "广州番禺", "澄星", "服饰", "有限公司"),
        (
            "张家港保税区维诺电气国际贸易有限公司",
            "张家港保税区",
            "维诺",
            "电气国际贸易",
            "有限公司",
        ),
        ("中建材安装公司", "", "中建材", "安装", "公司"),
        ("翎羽管道支架技术上海有限公司", "上海", "翎羽", "管道支架技术", "有限公司"),
    ],
)
def test_parts_of_names(name: str, place: str, brand: str, trade: str, form: str) -> None:
    assert parse_company(name) == CompanyName(place, brand, trade, form)


@pytest.mark.parametrize("name", ["水泵成套设备有限公司", "杭州市机械工程公司", ""])
def test_a_name_without_a_brand_gives_none(name: str) -> None:
    assert parse_company(name).brand == ""
    assert parse_company(name).short == ""


def test_short_form_is_the_brand_with_its_first_trade() -> None:
    assert parse_company("常州鸿达铸造有限公司").short == "鸿达铸造"
    assert parse_company("常州鸿达精密机械有限公司").short == "鸿达精密"


@pytest.mark.parametrize(
    "name", ["常州理工大学", "常州市第一人民医院", "常州市科学技术局", "平邑县鹤鸣图书店"]
)
def test_what_is_no_company_has_no_short_form(name: str) -> None:
    assert parse_company(name).short == ""


@given(st.text(max_size=30))
def test_any_text_is_parted_and_nothing_is_made_up(text: str) -> None:
    parts = parse_company(text)
    plain = "".join(text.split())
    assert all(part in plain for part in (parts.brand, parts.form))
    assert len(parts.brand) + len(parts.trade) + len(parts.form) <= len(plain)
