"""Units to what they measure."""

from __future__ import annotations

import pytest

from duijie.engines.text.units import are_equal, find_leading_unit, read_unit


@pytest.mark.parametrize(
    ("amount", "unit", "other_amount", "other_unit"),
    [
        (1.80, "g/cm³", 1800, "kg/m³"),
        (67, "%", 670, "‰"),
        (450, "MPa", 0.45, "GPa"),
        (450, "Mpa", 450, "兆帕"),
        (0, "℃", 273.15, "K"),
        (1.5, "W/(m·K)", 1.5, "W·m-1·K-1"),
        (60, "件/小时", 1, "件/分钟"),
        (3000, "rpm", 50, "转/秒"),
        (5, "μm", 0.005, "mm"),
        (5, "µm", 5, "微米"),
        (2, "kWh", 7.2, "MJ"),
        (1, "年", 12, "个月"),
        (120, "m2/g", 120, "㎡/g"),
        (8, "mg/L", 8, "g/m³"),
        (3, "万元", 30000, "元"),
    ],
)
def test_same_amount_in_two_units(
    amount: float, unit: str, other_amount: float, other_unit: str
) -> None:
    one, other = read_unit(unit), read_unit(other_unit)
    assert one is not None
    assert other is not None
    assert one.dimension == other.dimension
    assert are_equal(one.to_base(amount), other.to_base(other_amount))


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("%", ""),
        ("dB", "dB(A)"),
        ("kg", "m"),
        ("Hz", "rpm"),
        ("件", "次"),
        ("MPa", "MPa/s"),
        ("天", "个月"),  # months are of several lengths
    ],
)
def test_different_dimensions(unit: str, other: str) -> None:
    one, two = read_unit(unit), read_unit(other)
    assert one is not None
    assert two is not None
    assert one.dimension != two.dimension


@pytest.mark.parametrize("text", ["目", "xyz", "HRC", "%的提升", "/", "m//s", "级"])
def test_unknown_unit_is_not_guessed(text: str) -> None:
    assert read_unit(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("%的发动机", "%"),
        ("MPa的钢", "MPa"),
        ("秒内", "秒"),
        ("吨/天的产线", "吨/天"),
        ("小时寿命", "小时"),
        ("目筛网", ""),
        ("", ""),
    ],
)
def test_unit_at_the_beginning(text: str, unit: str) -> None:
    assert find_leading_unit(text) == unit
