"""Sets too small to speak for themselves, with the model whose background is shipped."""

from __future__ import annotations

import pytest

from duijie.engines.embedding import Embedder, load_embedder
from duijie.engines.ranking import Evidence, Item, Match, rank
from duijie.engines.ranking.fit import FITS_FROM
from duijie.engines.ranking.meaning import cut_opening

NEED = Item(
    "N1", "轴承微裂纹在线检测", "生产线上的轴承套圈有微裂纹，人工目检漏检多，希望在线检测。"
)
NEAR = Item("O1", "基于涡流的轴承裂纹检测装置", "本装置用涡流探头在线检测轴承套圈的微裂纹。")
FAR = [
    Item("O2", "一种低糖果酱的制备方法", "以苹果和山楂为原料，经打浆、浓缩制成低糖果酱。"),
    Item("O3", "无人机航线规划方法", "根据风场预报规划通用航空无人机的航线。"),
    Item("O4", "", ""),
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(cache_dir=None, threads=1)


def best(need: Item, offers: list[Item], embedder: Embedder) -> tuple[bool, Match]:
    (ranking,) = rank([need], offers, embedder=embedder)
    return ranking.nothing_fits, ranking.matches[0]


def test_one_close_offer_fits(embedder: Embedder) -> None:
    nothing_fits, match = best(NEED, [NEAR], embedder)
    assert not nothing_fits
    assert match.fit > 0.5


@pytest.mark.parametrize("offer", FAR)
def test_one_far_offer_does_not_fit(offer: Item, embedder: Embedder) -> None:
    nothing_fits, match = best(NEED, [offer], embedder)
    assert nothing_fits
    assert match.fit < 0.05
    assert match.reasons == ()


def test_three_far_offers_do_not_fit_and_a_close_one_among_them_does(embedder: Embedder) -> None:
    assert best(NEED, FAR, embedder)[0]
    nothing_fits, match = best(NEED, [*FAR, NEAR], embedder)
    assert (nothing_fits, match.offer_id) == (False, "O1")


def test_needs_equal_to_the_only_offer_fit(embedder: Embedder) -> None:
    same = Item("S", NEED.title, NEED.text)
    assert best(NEED, [same], embedder)[1].fit > 0.9


FILLER = [
    ("果酱", "以{}为原料，经打浆、浓缩制成低糖果酱。"),
    ("航线", "根据{}的风场预报规划无人机航线。"),
    ("纺纱", "监测{}纺纱机的断头并自动接头。"),
    ("涂料", "以{}为填料的水性防腐涂料，附着力好。"),
    ("养殖", "{}池塘的溶氧自动调控。"),
    ("电池", "{}电池的余能快速估计。"),
]
KINDS = [f"{first}{second}" for first in "苹山杏桃梨枣柿橙柚莓" for second in "果干浆粉皮"]


def among(count: int, embedder: Embedder) -> tuple[float, float]:
    """Fit of a close and of a far offer among `count` others."""
    others = [
        Item(f"F{at}", title, text.format(KINDS[at // len(FILLER)]))
        for at in range(count)
        for title, text in [FILLER[at % len(FILLER)]]
    ]
    (ranking,) = rank([NEED], [NEAR, FAR[0], *others], embedder=embedder, top=count + 2)
    fits = {match.offer_id: match.fit for match in ranking.matches}
    return fits["O1"], fits["O2"]


def test_fit_of_a_pair_hardly_hangs_on_how_many_others_there_are(embedder: Embedder) -> None:
    few, some, many = (among(count, embedder) for count in (1, 28, 298))
    for near, far in (few, some, many):
        assert near == pytest.approx(few[0], abs=0.1)
        assert far == pytest.approx(few[1], abs=0.02)


def test_experts_and_offers_fit_in_one_pool_as_they_do_apart(embedder: Embedder) -> None:
    """The fit of what stands behind the best one hangs on it, but not whether it fits."""
    expert = Item(
        "E1", "王某", "研究轴承套圈的涡流检测。", (Evidence("轴承微裂纹涡流成像", ""),), "expert"
    )
    (together,) = rank([NEED], [NEAR, *FAR, expert], embedder=embedder)
    (offers,) = rank([NEED], [NEAR, *FAR], embedder=embedder)
    (experts,) = rank([NEED], [expert], embedder=embedder)
    apart = {match.offer_id: match for match in (*offers.matches, *experts.matches)}
    for match in together.matches:
        assert (match.fit >= FITS_FROM) == (apart[match.offer_id].fit >= FITS_FROM)


def test_latin_text_is_read_as_far_as_chinese_of_the_same_content() -> None:
    assert len(cut_opening("轴" * 1000, 160)) == 160
    assert len(cut_opening("a" * 1000, 160)) == 480
    assert cut_opening("轴 a", 160) == "轴 a"
