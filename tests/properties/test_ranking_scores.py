from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duijie.engines.ranking import (
    DEFAULT_VARIANT,
    VARIANTS,
    Evidence,
    Item,
    NeedRanking,
    prepare_needs,
    prepare_offers,
    rank,
)
from duijie.engines.ranking.reference import score_all
from duijie.engines.ranking.scoring import score
from tests.unit.ranking.character_embedder import CharacterEmbedder

EMBEDDER = CharacterEmbedder()
TERMS = [
    "轴承",
    "裂纹",
    "检测",
    "激光",
    "果酱",
    "纺纱",
    "涡流",
    "的",
    "，",
    "。",
    "PVC",
    "3.5",
    " ",
    "高强度",
    " networks of detected cracks ",
    " detecting a crack in the network ",
]
TEXTS = st.lists(st.sampled_from(TERMS), max_size=14).map("".join)
EVIDENCE = st.lists(st.builds(Evidence, TEXTS, TEXTS), max_size=4).map(tuple)


def items(prefix: str, *, most: int, least: int = 0) -> st.SearchStrategy[list[Item]]:
    made = st.tuples(TEXTS, TEXTS, EVIDENCE if prefix == "O" else st.just(()))
    return st.lists(made, min_size=least, max_size=most).map(
        lambda rows: [Item(f"{prefix}{at}", *row) for at, row in enumerate(rows)]
    )


def ranked(
    needs: list[Item], offers: list[Item], variant: str = DEFAULT_VARIANT
) -> tuple[NeedRanking, ...]:
    return rank(needs, offers, embedder=EMBEDDER, variant=variant, top=len(offers))


def check_against_reference(needs: list[Item], offers: list[Item], variant: str) -> None:
    expected = score_all(needs, offers, embedder=EMBEDDER, variant=variant)
    for ranking in ranked(needs, offers, variant):
        for match in ranking.matches:
            wanted = expected[ranking.need_id, match.offer_id]
            parts = [part.value for part in match.contributions]
            assert parts == pytest.approx(wanted[: len(parts)], abs=2e-3)


@pytest.mark.parametrize("variant", VARIANTS)
@given(items("N", least=1, most=3), items("O", least=1, most=8))
@settings(deadline=None, max_examples=50)
def test_ranking_agrees_with_the_reference(
    variant: str, needs: list[Item], offers: list[Item]
) -> None:
    check_against_reference(needs, offers, variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_ranking_agrees_with_the_reference_on_a_full_collection(variant: str) -> None:
    """More than are read closely, and enough to need no background."""
    offers = [
        Item(f"O{at}", TERMS[at % 7], TERMS[at % 5] + TERMS[at % 11] * (at % 3))
        for at in range(210)
    ]
    needs = [Item(f"N{at}", TERMS[at % 7], TERMS[at % 13] + f"{at}") for at in range(101)]
    check_against_reference(needs, offers, variant)


@given(items("N", most=3), items("O", most=8), st.randoms())
@settings(deadline=None)
def test_order_of_the_input_does_not_matter(needs: list[Item], offers: list[Item], random) -> None:  # type: ignore[no-untyped-def]  # hypothesis gives no public name for it
    shuffled = random.sample(offers, len(offers))
    for before, after in zip(ranked(needs, offers), ranked(needs, shuffled), strict=True):
        assert after.nothing_fits == before.nothing_fits
        old = {match.offer_id: match.score for match in before.matches}
        new = {match.offer_id: match.score for match in after.matches}
        assert new == pytest.approx(old, abs=1e-4)


@given(items("N", least=1, most=2), items("O", least=1, most=6))
@settings(deadline=None)
def test_score_is_the_sum_of_its_parts_and_fit_follows_it(
    needs: list[Item], offers: list[Item]
) -> None:
    for ranking in ranked(needs, offers):
        for match in ranking.matches:
            assert sum(part.value for part in match.contributions) == pytest.approx(match.score)
            assert 0.0 < match.fit < 1.0
        fits = [match.fit for match in ranking.matches]
        assert fits == sorted(fits, reverse=True)


@given(TEXTS, TEXTS, items("O", least=1, most=6), st.integers(0, 5))
@settings(deadline=None)
def test_a_shared_keyword_never_lowers_the_words(
    title: str, text: str, offers: list[Item], chosen: int
) -> None:
    """The need has it; the offer gets it in place of a filler, so that lengths stay as they are."""
    target = chosen % len(offers)
    need = Item("N", title, f"{text}。石墨烯。")

    def words_with(ending: str) -> float:
        changed = [
            Item(offer.id, offer.title, f"{offer.text}。{ending if at == target else '二三四'}。")
            for at, offer in enumerate(offers)
        ]
        (ranking,) = ranked([need], changed)
        matches = {match.offer_id: match for match in ranking.matches}
        return matches[offers[target].id].contributions[0].value

    assert words_with("石墨烯") >= words_with("二三四") - 1e-6


@given(TEXTS, TEXTS.filter(str.strip), st.lists(TEXTS, max_size=6), TEXTS)
@example("轴承裂纹", "裂纹", [], "轴承")
@settings(deadline=None)
def test_more_evidence_never_lowers_an_expert(
    need: str, profile: str, titles: list[str], further: str
) -> None:
    """By words and meaning, against frozen statistics: the texts of all records decide how rare a
    term is. By its sentences it may: those are read of the pieces that words and meaning choose."""
    pieces = tuple(Evidence(title, "") for title in titles)
    few = Item("E", "王某", profile, pieces, "expert")
    more = Item("E", "王某", profile, (*pieces, Evidence(further, "")), "expert")
    needs = prepare_needs([Item("N", need, need)], embedder=EMBEDDER)
    after = prepare_offers([more], embedder=EMBEDDER)
    before = prepare_offers([few], embedder=EMBEDDER, statistics=after.statistics)
    found = [score(needs, 0, index) for index in (before, after)]
    lower, higher = (one.item_words[0] + one.item_meaning[0] for one in found)
    assert higher >= lower - 1e-4


@given(items("N", least=1, most=2), items("O", least=1, most=5))
@settings(deadline=None)
def test_reasons_quote_verbatim(needs: list[Item], offers: list[Item]) -> None:
    by_id = {item.id: item for item in [*needs, *offers]}
    for ranking in ranked(needs, offers):
        for match in ranking.matches:
            assert len(match.reasons) <= 3
            for reason in match.reasons:
                for name, span, quote in (
                    (ranking.need_id, reason.need_span, reason.need_quote),
                    (match.offer_id, reason.offer_span, reason.offer_quote),
                ):
                    assert quote
                    assert field_of(by_id[name], span.field)[span.start : span.end] == quote


def field_of(item: Item, field: str) -> str:
    if field.startswith("evidence."):
        _, number, name = field.split(".")
        return str(getattr(item.evidence[int(number)], name))
    return str(getattr(item, field))
