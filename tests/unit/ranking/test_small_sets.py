"""Sets too small to speak for themselves, with the model whose background is shipped."""

from __future__ import annotations

import pytest

from duijie.engines.embedding import Embedder, load_embedder
from duijie.engines.ranking import Item, Match, rank

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


def test_three_far_offers_do_not_fit_and_a_close_one_among_them_does(embedder: Embedder) -> None:
    assert best(NEED, FAR, embedder)[0]
    nothing_fits, match = best(NEED, [*FAR, NEAR], embedder)
    assert (nothing_fits, match.offer_id) == (False, "O1")


def test_needs_equal_to_the_only_offer_fit(embedder: Embedder) -> None:
    same = Item("S", NEED.title, NEED.text)
    assert best(NEED, [same], embedder)[1].fit > 0.9
