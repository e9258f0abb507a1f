from __future__ import annotations

import random

from duijie.engines.ranking import Item, prepare_needs
from duijie.engines.ranking.similar import NEAR_FROM, SAME_FROM, NeedComparison, SimilarNeed
from tests.unit.ranking.character_embedder import CharacterEmbedder

NEEDS = [
    Item("1", "轴承套圈微裂纹在线检测", "轴承套圈有微裂纹，人工目检漏检多，希望在线自动检测。"),
    Item("2", "套圈微裂纹自动检测", "套圈表面的微裂纹靠人工目检，要在生产线上自动检测。"),
    Item("3", "低糖果酱的制备", "以山楂为原料制成低糖果酱，保持风味。"),
    Item("4", "激光熔覆修复轧辊", "在轧辊表面激光熔覆耐磨合金层。"),
]


def compare(needs: list[Item], number: int, past: tuple[Item, ...] = ()) -> tuple[SimilarNeed, ...]:
    embedder = CharacterEmbedder()
    asked = prepare_needs(needs, embedder=embedder)
    groups = [asked, prepare_needs(past, embedder=embedder, statistics=asked.statistics)]
    return NeedComparison(groups).list_similar(number, top=5)


def test_the_same_problem_is_found_and_quoted() -> None:
    best, *rest = compare(NEEDS, 0)
    assert best.need_id == "2"
    assert best.likeness >= SAME_FROM
    assert "微裂纹" in "".join(term.text for term in best.reasons[0].terms)
    assert best.reasons[0].need_quote in NEEDS[0].title + "\n" + NEEDS[0].text
    assert best.reasons[0].offer_quote in NEEDS[1].title + "\n" + NEEDS[1].text
    assert all(NEAR_FROM <= one.likeness < best.likeness for one in rest)


def test_a_need_that_nobody_shares_has_none() -> None:
    assert compare(NEEDS, 2) == ()
    assert compare(NEEDS[:1], 0) == ()


def test_likeness_is_the_same_from_both_sides() -> None:
    (there, *_), (back, *_) = compare(NEEDS, 0), compare(NEEDS, 1)
    assert (there.need_id, back.need_id) == ("2", "1")
    assert there.likeness == back.likeness


def test_past_needs_are_found_and_change_nothing_between_the_others() -> None:
    past = (Item("9", "轴承套圈微裂纹检测", "轴承套圈的微裂纹要在线检测。"),)
    found = compare(NEEDS, 0, past)
    assert "9" in {one.need_id for one in found}
    assert [one for one in found if one.need_id != "9"] == list(compare(NEEDS, 0))


def test_the_order_of_the_needs_does_not_matter() -> None:
    expected = compare(NEEDS, 0)
    for seed in range(5):
        mixed = random.Random(seed).sample(NEEDS, len(NEEDS))
        assert compare(mixed, mixed.index(NEEDS[0])) == expected


def test_a_need_without_words_is_like_none() -> None:
    assert compare([*NEEDS, Item("5", "", ""), Item("6", "", "")], 4) == ()
