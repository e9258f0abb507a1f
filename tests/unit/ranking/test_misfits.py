"""What does not fit, what to ask, and above all what is not said."""

from __future__ import annotations

from datetime import date

import pytest

from duijie.core.sentences import say
from duijie.engines.ranking import Facts, find_misfits, find_questions, read_facts
from duijie.engines.ranking.misfit_names import are_same_quantity, is_spoken_of
from duijie.engines.ranking.misfits import CLASHES, MODES
from duijie.engines.ranking.sentences import SENTENCES
from duijie.engines.text.quantities import Quantity, parse_quantities


def codes(need: Facts, offer: Facts) -> list[str]:
    return [misfit.message.code.removeprefix("ranking.") for misfit in find_misfits(need, offer)]


def listed(lines: str) -> Facts:
    return read_facts({}, indicators=parse_quantities(lines))


def asks(need: Facts, offer: Facts) -> list[str]:
    return [question.need_quote for question in find_questions(need, offer)]


@pytest.mark.parametrize(
    ("required", "offered", "code"),
    [
        ("热效率≥67%", "热效率达58%", "misfit_too_low"),
        ("热效率≥67%", "发动机热效率达到580‰", "misfit_too_low"),
        ("热效率≥67%", "热效率≥58%", "misfit_too_low"),
        ("热效率≥67%", "热效率不超过58%", "misfit_too_low"),
        ("热效率≥67%", "热效率55%~60%", "misfit_too_low"),
        ("热效率≥67%", "热效率约为60%", "misfit_too_low"),
        ("密度≥1.80 g/cm³", "产品密度为1700kg/m³", "misfit_too_low"),
        ("抗拉强度≥450 MPa", "抗拉强度0.4GPa", "misfit_too_low"),
        ("噪声不超过65dB(A)", "噪声为70dB(A)", "misfit_too_high"),
        ("粒度≤5μm", "粒度0.01 mm", "misfit_too_high"),
        ("检测节拍≤8秒", "检测节拍≥0.5分钟", "misfit_too_high"),
        ("孔径 50±0.02 mm", "孔径 60 mm", "misfit_out_of_range"),
        ("缺陷检出率≥99%", "铸件缺陷检出率95%", "misfit_too_low"),
        ("Thermal efficiency ≥ 67 %", "brake thermal efficiency 58 %", "misfit_too_low"),
        ("洛氏硬度≥60HRC", "洛氏硬度55HRC", "misfit_too_low"),
    ],
)
def test_indicator_that_is_not_reached(required: str, offered: str, code: str) -> None:
    need = read_facts({"text": f"技术要求：{required}；其他面议。"})
    for offer in (read_facts({"text": f"新工艺成熟，{offered}，已投产。"}), listed(offered)):
        (misfit,) = find_misfits(need, offer)
        assert misfit.message.code == f"ranking.{code}"
        assert (misfit.need_quote, misfit.need_span.field) == (required, "text")
        assert asks(need, offer) == []


@pytest.mark.parametrize(
    ("required", "offered"),
    [
        ("密度≥1.80 g/cm³", "密度1800kg/m³"),  # the same amount
        ("热效率≥67%", "热效率达70%"),
        ("热效率≥67%", "热效率不超过80%"),  # who knows
        ("热效率≥67%", "热效率60%~70%"),
        ("热效率≥67%", "热效率约为66%"),
        ("热效率≥67%", "热效率提高15%"),  # by, not to
        ("热效率≥67%", "热效率0.58 MPa"),  # another dimension
        ("热效率≥67%", "热效率58"),
        ("热效率≥67%", "传统工艺热效率58%"),  # of others
        ("热效率≥67%", "最低热效率58%"),
        ("热效率≥67%（期望）", "热效率58%"),  # wished for
        ("热效率达到67%", "热效率58%"),  # more, or less, or exactly?
        ("强度≥450MPa", "屈服强度300MPa"),  # too short a name to be sure
        ("准确率≥98%", "误判率1%"),
        ("准确率≥98%", "不准确率1%"),
        ("粘度(20℃)≥500mPa·s", "粘度(40℃)300mPa·s"),
        ("容量保持率≥90%", "1000次循环后容量保持率80%"),
        ("使用温度200~300℃", "使用温度≥400℃"),
        ("洛氏硬度≥60HRC", "洛氏硬度700HV"),
        ("工作噪声≤65dB(A)", "工作噪声70dB"),
    ],
)
def test_unsure_or_fitting_indicator_is_passed_over(required: str, offered: str) -> None:
    need = read_facts({"text": f"技术要求：{required}。"})
    assert codes(need, read_facts({"text": f"{offered}。"})) == []


def test_one_figure_that_is_enough_ends_the_matter() -> None:
    need = listed("抗拉强度≥450 MPa")
    assert codes(need, listed("抗拉强度 400 MPa\n抗拉强度 460 MPa")) == []
    (misfit,) = find_misfits(need, listed("抗拉强度 300 MPa\n抗拉强度 400 MPa"))
    assert misfit.offer_quote == "抗拉强度 = 400 MPa"


def test_what_a_need_has_today_is_no_requirement() -> None:
    offer = read_facts({"text": "热效率58%。"})
    assert codes(read_facts({"text": "目前热效率超过67%，需要再提高。"}), offer) == []
    assert codes(read_facts({"text": "我们的炉子热效率超过67%。"}), offer) == []
    assert codes(read_facts({"indicators": "热效率≥67%"}), offer) == ["misfit_too_low"]


def test_terms_that_do_not_fit() -> None:
    need = read_facts(
        {"text": "仅限江苏省内单位。"},
        trl=7,
        amount_wan=80.0,
        day=date(2027, 3, 5),
        modes={"commissioned": "commissioned"},
    )
    offer = read_facts(
        {"region": "浙江省杭州市"},
        trl=4,
        amount_wan=120.5,
        day=date(2028, 1, 1),
        modes={"own": "own"},
    )
    assert codes(need, offer) == [
        "misfit_trl",
        "misfit_price",
        "misfit_deadline",
        "misfit_region",
        "misfit_mode",
    ]
    said = [say(misfit.message, "en") for misfit in find_misfits(need, offer)]
    assert said[0] == "Readiness: wanted TRL 7, offered TRL 4."
    assert "120.5" in said[1]
    assert "2027-3-5" in said[2]
    assert "commissioned development" in said[4]
    assert codes(offer, need) == []


def test_terms_that_one_side_leaves_open_or_that_fit() -> None:
    full = read_facts({}, trl=6, amount_wan=80.0, day=date(2027, 3, 5), modes={"joint": "joint"})
    assert codes(full, read_facts({})) == []
    assert codes(read_facts({}), full) == []
    assert codes(full, full) == []
    assert codes(read_facts({}, amount_wan=0.0), full) == []
    several = read_facts({}, modes={"transfer": "转让或许可", "licence": "转让或许可"})
    assert codes(full, several) == []


@pytest.mark.parametrize(
    ("demand", "region", "is_misfit"),
    [
        ("仅限江苏省内单位", "江苏省南京市", False),
        ("仅限江苏省内单位", "南京市", False),
        ("仅限江苏省内单位", "", False),
        ("仅限江苏省内单位", "浙江省", True),
        ("须在东湾市注册", "云泽市", True),
        ("须在东湾市注册", "江苏省", False),
        ("须在东湾市注册", "江苏省云泽市", True),
        ("公司在江苏省内有三个基地", "浙江省", False),
    ],
)
def test_region_counts_where_it_is_demanded(demand: str, region: str, *, is_misfit: bool) -> None:
    need = read_facts({"text": f"{demand}。", "region": "江苏省"})
    assert codes(need, read_facts({"region": region})) == ["misfit_region"] * is_misfit


def test_questions_are_the_first_three_that_the_offer_does_not_name() -> None:
    need = listed("热效率≥67%\n寿命≥5000小时\n噪声≤65dB\n重量≤20kg\n功耗≤3kW（期望）\n外观良好")
    offer = read_facts({"text": "本机热效率高。"})
    assert asks(need, offer) == ["寿命 ≥ 5000 小时", "噪声 ≤ 65 dB", "重量 ≤ 20 kg"]
    assert asks(need, listed("寿命 100 次\n噪声 60 dB\n热效率 70 %")) == ["重量 ≤ 20 kg"]
    assert asks(listed("热效率≥67%\n热效率≥67%"), read_facts({})) == ["热效率 ≥ 67 %"]


@pytest.mark.parametrize(
    ("name", "text", "is_spoken"),
    [
        ("ISO 6330洗涤20次后", "锦纶塔夫绸家庭洗涤20次后4～5级", True),
        ("透气率变化", "手感好，透气率不受影响", True),
        ("thermal efficiency", "efficiency of 60 %", True),
        ("防钻绒", "沾水等级5级，总氟未检出", False),
        ("噪声", "运行20次后4级", False),
        ("mean time between failures", "runs for years", False),
    ],
)
def test_what_the_offer_may_speak_of_is_not_asked(name: str, text: str, *, is_spoken: bool) -> None:
    assert is_spoken_of(name, text) is is_spoken


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("热效率", "热 效 率", True),
        ("抗拉强度（MPa）", "抗拉强度", True),
        ("产品密度", "密度", True),
        ("热效率", "发动机的热效率", True),
        ("热效率", "采用新工艺后热效率", True),
        ("强度", "屈服强度", False),
        ("合格率", "不合格率", False),
        ("转换效率", "转换效率损失", False),
        ("最大扭矩", "扭矩", False),
        ("efficiency", "thermal efficiency", False),
        ("", "", False),
    ],
)
def test_names_of_quantities(one: str, other: str, *, is_same: bool) -> None:
    assert are_same_quantity(one, other) is is_same
    assert are_same_quantity(other, one) is is_same


def test_every_way_of_cooperation_and_verdict_has_its_sentence() -> None:
    assert {mode for pair in CLASHES for mode in pair} <= MODES
    assert {f"ranking.mode_{mode}" for mode in MODES} <= SENTENCES.keys()
    assert {f"ranking.misfit_{end}" for end in ("too_low", "too_high", "out_of_range")} <= set(
        SENTENCES
    )


def test_long_text_is_read_at_its_beginning_only() -> None:
    facts = read_facts({"text": "甲" * 5000 + "。热效率58%。"}, indicators=[Quantity("热效率")])
    assert [claim.quantity.value for claim in facts.claims] == [None]
