"""A quantity that is written out is read back as it was, and any text is read without a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.text.quantities import (
    SIGNS,
    Quantity,
    format_quantity,
    parse_quantities,
    parse_quantity,
)

NAMES = st.sampled_from(
    ["抗拉强度", "密度", "盐雾时间", "COD", "Si3N4含量", "pH", "最大扭矩", "使用温度", "单位能耗",
     "20℃下粘度", "d50粒径", "T90响应时间"]
)  # fmt: skip
UNITS = st.sampled_from(
    ["", "MPa", "g/cm³", "%", "小时", "W/(m·K)", "℃", "元/吨", "m2/g", "kW·h/t", "次/分钟", "dB(A)",
     "μm", "mg/L", "Pa·m³/s", "‰"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map(float),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4)),
    st.sampled_from([1e-9, 2.5e-6, 0.0001]),
)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    comparison = draw(st.sampled_from([*SIGNS, "between"]))
    value = draw(NUMBERS) + 0.0
    value_to = None
    if comparison == "between":
        value, value_to = sorted((value, draw(NUMBERS) + 0.0))
        if value == value_to:
            value_to += 1.0
    return Quantity(
        name=draw(NAMES),
        comparison=comparison,
        value=value,
        value_to=value_to,
        unit=draw(UNITS),
        is_must=draw(st.booleans()),
    )


@given(quantity=quantities())
def test_what_is_written_is_read_back(quantity: Quantity) -> None:
    line = format_quantity(quantity)
    (found,) = parse_quantities(line)
    assert (found.name, found.comparison, found.unit, found.is_must, found.text) == (
        quantity.name,
        quantity.comparison,
        quantity.unit,
        quantity.is_must,
        line,
    )
    assert found.value == pytest.approx(quantity.value, rel=1e-12)
    expected = None if quantity.value_to is None else pytest.approx(quantity.value_to, rel=1e-12)
    assert found.value_to == expected


@given(quantity=st.lists(quantities(), min_size=1, max_size=5))
def test_lines_are_read_one_by_one(quantity: list[Quantity]) -> None:
    lines = [format_quantity(one) for one in quantity]
    assert list(parse_quantities("\n".join(lines))) == [parse_quantity(line) for line in lines]


@given(text=st.text(max_size=200))
def test_any_text_is_read_and_loses_nothing(text: str) -> None:
    for found in parse_quantities(text):
        assert found.text
        assert found.text in text
        assert len(found.name) <= 200
        assert (found.value_to is not None) == (found.comparison == "between")


PIECES = "≥ 1 0 ~ - 万 % MPa 强度 , ， ± e ×10^ ( ) 以上 期望 （期望） ：".split(" ")  # noqa: SIM905 - a list of thirty quoted marks is unreadable


@given(
    text=st.lists(st.sampled_from([*PIECES, " "]), max_size=25).map("".join)
)  # fmt: skip
def test_broken_lines_are_read_without_a_fault(text: str) -> None:
    for found in parse_quantities(text):
        assert found.text in text
