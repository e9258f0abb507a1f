"""What holds for every pair: quotes stand in the texts, and the unit changes no verdict."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.ranking import (
    Facts,
    Misfit,
    Question,
    find_misfits,
    find_questions,
    read_facts,
)
from duijie.engines.text.quantities import Quantity

SAME = (
    ("g/cm³", "kg/m³", 1000.0),
    ("GPa", "MPa", 1000.0),
    ("%", "‰", 10.0),
    ("m", "mm", 1000.0),
    ("小时", "分钟", 60.0),
    ("kW", "W", 1000.0),
    ("rpm", "转/秒", 1 / 60),
)
CLAUSES = st.sampled_from(
    [
        "要求热效率≥67%", "热效率达58%", "密度1.8 g/cm³", "噪声不超过65dB(A)", "噪声为70dB(A)",
        "仅限江苏省内单位", "目前热效率50%", "抗拉强度≥450 MPa", "抗拉强度0.4GPa", "节拍8秒内",
        "技术指标：寿命≥5000小时", "寿命3000小时", "\n", " ", "年销售额超过5亿元", "热效率提高15%",
    ]
)  # fmt: skip
TEXTS = st.lists(st.tuples(CLAUSES, st.sampled_from("，。；\n、")), max_size=8).map(
    lambda parts: "".join(clause + end for clause, end in parts)
)
FACTS = st.builds(
    lambda text, indicators, region, trl, amount, day: read_facts(
        {"text": text, "indicators": indicators, "region": region},
        trl=trl,
        amount_wan=amount,
        day=day,
    ),
    TEXTS,
    TEXTS,
    st.sampled_from(["", "浙江省杭州市", "江苏省", "南京市"]),
    st.none() | st.integers(1, 9),
    st.none() | st.floats(0, 1e5),
    st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)


@given(need=FACTS, offer=FACTS)
def test_quotes_stand_in_both_texts(need: Facts, offer: Facts) -> None:
    misfits, questions = find_misfits(need, offer), find_questions(need, offer)
    both: list[Misfit | Question] = [*misfits, *questions]
    for found in both:
        field, start, end = found.need_span
        assert need.texts[field][start:end] == found.need_quote != ""
    for misfit in misfits:
        field, start, end = misfit.offer_span
        assert offer.texts[field][start:end] == misfit.offer_quote != ""
    assert len(questions) <= 3


@given(
    amount=st.floats(1e-3, 1e6),
    units=st.sampled_from(SAME),
    comparison=st.sampled_from(["ge", "le", "gt", "lt"]),
    is_turned=st.booleans(),
)
def test_equal_amounts_in_other_units_never_misfit(
    amount: float, units: tuple[str, str, float], comparison: str, *, is_turned: bool
) -> None:
    one = Quantity("容重", comparison, amount, None, units[0])  # type: ignore[arg-type]  # drawn
    other = Quantity("容重", "eq", amount * units[2], None, units[1])
    if is_turned:
        one = Quantity("容重", comparison, amount * units[2], None, units[1])  # type: ignore[arg-type]  # drawn
        other = Quantity("容重", "eq", amount, None, units[0])
    need, offer = read_facts({}, indicators=[one]), read_facts({}, indicators=[other])
    assert find_misfits(need, offer) == ()
    assert find_questions(need, offer) == ()


@given(
    amount=st.floats(1e-3, 1e6),
    units=st.sampled_from(SAME),
    share=st.floats(0.1, 0.99),
)
def test_less_than_required_misfits_in_any_unit(
    amount: float, units: tuple[str, str, float], share: float
) -> None:
    need = read_facts({}, indicators=[Quantity("容重", "ge", amount, None, units[0])])
    for unit, factor in ((units[0], 1.0), (units[1], units[2])):
        offered = Quantity("容重", "eq", amount * factor * share, None, unit)
        (misfit,) = find_misfits(need, read_facts({}, indicators=[offered]))
        assert misfit.message.code == "ranking.misfit_too_low"
