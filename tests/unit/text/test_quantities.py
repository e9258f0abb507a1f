"""Lines of indicators to quantities."""

from __future__ import annotations

import pytest

from duijie.engines.text.quantities import (
    Quantity,
    format_number,
    format_quantity,
    parse_quantities,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("line", "name", "comparison", "value", "value_to", "unit", "is_must"),
    [
        ("抗拉强度≥450 MPa", "抗拉强度", "ge", 450, None, "MPa", True),
        ("抗拉强度 >= 450MPa", "抗拉强度", "ge", 450, None, "MPa", True),
        ("抗拉强度：≥ ４５０ MPa", "抗拉强度", "ge", 450, None, "MPa", True),
        ("密度 1.80 g/cm³ 以下", "密度", "le", 1.8, None, "g/cm³", True),
        ("效率 67%~75%", "效率", "between", 67, 75, "%", True),
        ("寿命不低于5000小时（期望）", "寿命", "ge", 5000, None, "小时", False),
        ("力争合格率达到99.5%以上", "合格率", "ge", 99.5, None, "%", False),
        ("使用温度 -40~85℃", "使用温度", "between", -40, 85, "℃", True),
        ("孔径 50±0.02 mm", "孔径", "between", 49.98, 50.02, "mm", True),
        ("导热系数 ≥ 1.5 W/(m·K)", "导热系数", "ge", 1.5, None, "W/(m·K)", True),
        ("噪声小于 65dB(A)", "噪声", "lt", 65, None, "dB(A)", True),
        ("次数5万次以上", "次数", "ge", 50000, None, "次", True),
        ("产能 5~8万件", "产能", "between", 50000, 80000, "件", True),
        ("漏率≤1×10^-9 Pa·m³/s", "漏率", "le", 1e-9, None, "Pa·m³/s", True),
        ("细胞数≥2e6 个/mL", "细胞数", "ge", 2e6, None, "个/mL", True),
        ("比表面积≥120 m2/g", "比表面积", "ge", 120, None, "m2/g", True),
        ("价格不超过1,200元/吨", "价格", "le", 1200, None, "元/吨", True),
        ("固含量：45%", "固含量", "eq", 45, None, "%", True),
        ("pH 6-8", "pH", "between", 6, 8, "", True),
        ("最大扭矩 50 N·m", "最大扭矩", "eq", 50, None, "N·m", True),
        ("最大扭矩达50N·m", "最大扭矩", "eq", 50, None, "N·m", True),
        ("温度20℃时粘度≥500 mPa·s", "温度20℃时粘度", "ge", 500, None, "mPa·s", True),
        ("Si3N4含量≥95%", "Si3N4含量", "ge", 95, None, "%", True),
        ("功耗约为 3 kW", "功耗", "about", 3, None, "kW", True),
        ("周期 30 天左右", "周期", "about", 30, None, "天", True),
        ("1、厚度≥0.5mm", "厚度", "ge", 0.5, None, "mm", True),
        ("（2）厚度≥0.5mm", "厚度", "ge", 0.5, None, "mm", True),
    ],
)
def test_line(
    line: str,
    name: str,
    comparison: str,
    value: float,
    value_to: float | None,
    unit: str,
    is_must: bool,
) -> None:
    (found,) = parse_quantities(line)
    assert (found.name, found.comparison, found.unit) == (name, comparison, unit)
    assert found.value == pytest.approx(value)
    assert found.value_to == (None if value_to is None else pytest.approx(value_to))
    assert found.is_must is is_must


@pytest.mark.parametrize(
    "line", ["外观无划痕", "≥450", "2026年前达到中试", "A 10 对 B 20 再对 C 30", "宽 90~10 mm"]
)
def test_line_without_a_quantity_keeps_its_words(line: str) -> None:
    (found,) = parse_quantities(line)
    assert (found.value, found.text) == (None, line)
    assert found.name


def test_line_is_cut_where_each_part_has_its_sign() -> None:
    found = parse_quantities("抗拉强度≥450 MPa，屈服强度≥300 MPa；延伸率≥8%\n\n密度 2 g/cm3")
    assert [(q.name, q.value) for q in found] == [
        ("抗拉强度", 450),
        ("屈服强度", 300),
        ("延伸率", 8),
        ("密度", 2),
    ]
    (whole,) = parse_quantities("在高温、高湿下寿命≥1,000 h")
    assert (whole.name, whole.value) == ("在高温、高湿下寿命", 1000)


@pytest.mark.parametrize("line", ["9" * 500, "a≥1e999 m", "x" * 5000, "≥" * 100, "1~" * 200])
def test_odd_lines_are_read_as_no_quantity(line: str) -> None:
    assert parse_quantity(line).value is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(450.0, "450"), (0.1, "0.1"), (1e-9, "0.000000001"), (-40.0, "-40"), (12345.678, "12345.678")],
)
def test_number_is_written_as_it_is_read(value: float, text: str) -> None:
    assert format_number(value) == text


def test_format_keeps_the_words_of_what_was_not_read() -> None:
    unread = Quantity("外观无划痕", text="外观无划痕", is_must=False)
    assert format_quantity(unread) == "外观无划痕（期望）"
