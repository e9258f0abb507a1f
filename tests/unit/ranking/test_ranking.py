from __future__ import annotations

import math

import pytest

from duijie.engines.ranking import Evidence, Item, OfferIndex, prepare_needs, rank, rank_need
from duijie.engines.ranking.scoring import score
from duijie.errors import DuijieError, Message
from tests.unit.ranking.character_embedder import CharacterEmbedder

NEED = Item(
    "N1", "轴承微裂纹在线检测", "生产线上的轴承套圈有微裂纹，人工目检漏检多，希望在线自动检测。"
)
OFFERS = [
    Item("O1", "基于涡流的轴承裂纹检测装置", "本装置用涡流探头在线检测轴承套圈的微裂纹。"),
    Item("O2", "一种低糖果酱的制备方法", "以苹果和山楂为原料，经打浆、浓缩制成低糖果酱。"),
    Item("O3", "激光熔覆修复轧辊", "在轧辊表面激光熔覆耐磨合金层。"),
]


def rank_one(need: Item, offers: list[Item]) -> list[str]:
    (ranking,) = rank([need], offers, embedder=CharacterEmbedder())
    return [match.offer_id for match in ranking.matches]


def test_rank_puts_the_offer_on_the_same_problem_first() -> None:
    assert rank_one(NEED, OFFERS)[0] == "O1"


def test_rank_keeps_top_and_the_order_of_needs() -> None:
    other = Item("N2", "低糖果酱", "想做低糖的山楂果酱。")
    rankings = rank([other, NEED], OFFERS, embedder=CharacterEmbedder(), top=2)
    assert [ranking.need_id for ranking in rankings] == ["N2", "N1"]
    assert [len(ranking.matches) for ranking in rankings] == [2, 2]
    assert rankings[0].matches[0].offer_id == "O2"


def test_rank_one_need_one_offer_gives_finite_scores() -> None:
    for offer in OFFERS:
        (ranking,) = rank([NEED], [offer], embedder=CharacterEmbedder())
        (match,) = ranking.matches
        assert math.isfinite(match.score)
        assert 0.0 < match.fit < 1.0
        assert match.is_calibrated is True


def test_rank_equal_offers_tie_by_id() -> None:
    twins = [Item(name, OFFERS[0].title, OFFERS[0].text) for name in ("B", "C", "A")]
    (ranking,) = rank([NEED], [*twins, *OFFERS], embedder=CharacterEmbedder(), top=3)
    assert [match.offer_id for match in ranking.matches] == ["A", "B", "C"]
    assert len({match.fit for match in ranking.matches}) == 1


@pytest.mark.parametrize(("title", "text"), [("", ""), (" ", "\n"), ("。", "，")])
def test_rank_empty_offer_scores_below_a_close_one(title: str, text: str) -> None:
    (ranking,) = rank([NEED], [Item("E", title, text), *OFFERS], embedder=CharacterEmbedder())
    by_id = {match.offer_id: match for match in ranking.matches}
    assert math.isfinite(by_id["E"].score)
    assert by_id["E"].score < by_id["O1"].score


def test_rank_need_without_words_has_no_matches() -> None:
    (ranking,) = rank([Item("N0", "", "  ")], OFFERS, embedder=CharacterEmbedder())
    assert (ranking.nothing_fits, ranking.matches) == (True, ())


def test_rank_without_offers_says_nothing_fits() -> None:
    (ranking,) = rank([NEED], [], embedder=CharacterEmbedder())
    assert (ranking.nothing_fits, ranking.matches) == (True, ())


def test_rank_without_needs_is_empty() -> None:
    assert rank([], OFFERS, embedder=CharacterEmbedder()) == ()


def test_expert_is_scored_by_the_best_piece_and_a_quarter_of_others_that_speak_for_it() -> None:
    pieces = tuple(
        Evidence(title, "") for title in ("轴承裂纹检测", "轴承套圈涡流检测", "果酱", "轧辊")
    )
    index = OfferIndex([Item("E", "王某", "", pieces, "expert")], embedder=CharacterEmbedder())
    needs = prepare_needs([NEED], embedder=CharacterEmbedder())
    scored = score(needs, 0, index)
    alone = sorted(scored.piece_words + scored.piece_meaning, reverse=True)
    assert set(scored.shares_of(0).values()) == {1.0, 0.25}
    rest = sum(max(0.0, own) for own in alone[1:])
    both = scored.item_words[0] + scored.item_meaning[0]
    assert both == pytest.approx(alone[0] + 0.25 * rest)
    assert scored.item_sentences[0] > 0.0


def test_unrelated_evidence_does_not_lower_a_matching_profile() -> None:
    profile = "从事轴承套圈微裂纹的涡流在线检测。"
    papers = tuple(Evidence(title, "") for title in ("低糖果酱", "激光熔覆轧辊", "纺纱断头"))
    pool = [
        Item("with", "王某", profile, papers, "expert"),
        Item("without", "李某", profile, (), "expert"),
        *OFFERS,
    ]
    (ranking,) = rank([NEED], pool, embedder=CharacterEmbedder())
    fits = {match.offer_id: match.fit for match in ranking.matches}
    assert fits["with"] >= fits["without"]


def test_name_of_an_expert_is_not_compared() -> None:
    need = Item("N", "铁路轴承检测", "检测铁路轴承。")
    (ranking,) = rank([need], [Item("E", "铁路", "", (), "expert")], embedder=CharacterEmbedder())
    assert ranking.matches[0].reasons == ()
    assert ranking.nothing_fits


def test_expert_reasons_quote_the_evidence() -> None:
    piece = Evidence("轴承裂纹检测研究", "提出一种涡流在线检测微裂纹的方法。")
    expert = Item("E", "王某", "从事无损检测研究。", (piece,), "expert")
    (ranking,) = rank([NEED], [expert, *OFFERS], embedder=CharacterEmbedder())
    match = next(match for match in ranking.matches if match.offer_id == "E")
    assert "evidence" in {reason.offer_span.field.split(".")[0] for reason in match.reasons}


def test_contributions_are_words_meaning_and_sentences_and_add_up() -> None:
    (ranking,) = rank([NEED], OFFERS, embedder=CharacterEmbedder())
    for match in ranking.matches:
        assert [part.name for part in match.contributions] == ["words", "meaning", "sentences"]
        assert sum(part.value for part in match.contributions) == pytest.approx(match.score)


def test_unknown_variant_is_an_error() -> None:
    with pytest.raises(DuijieError) as caught:
        rank([NEED], OFFERS, embedder=CharacterEmbedder(), variant="hybrid")
    assert caught.value.message.code == "ranking.unknown_variant"
    assert "hybrid.v1" in str(caught.value.message.params["known"])


def test_duplicate_ids_are_an_error() -> None:
    with pytest.raises(DuijieError) as caught:
        rank([NEED, NEED], OFFERS, embedder=CharacterEmbedder())
    assert caught.value.message.code == "ranking.duplicate_id"


def test_progress_rises_to_the_total() -> None:
    seen: list[tuple[int, int]] = []

    def report(done: int, total: int, note: Message | None) -> None:
        assert note is not None
        seen.append((done, total))

    rank([NEED], OFFERS, embedder=CharacterEmbedder(), on_progress=report)
    assert seen == sorted(seen)
    assert seen[-1] == (5, 5)


def test_cancel_stops_between_needs() -> None:
    with pytest.raises(DuijieError) as caught:
        rank([NEED], OFFERS, embedder=CharacterEmbedder(), is_cancelled=lambda: True)
    assert caught.value.message.code == "ranking.cancelled"


def test_prepared_index_answers_like_rank() -> None:
    index = OfferIndex(OFFERS, embedder=CharacterEmbedder())
    needs = prepare_needs([NEED], embedder=CharacterEmbedder())
    (ranking,) = rank([NEED], OFFERS, embedder=CharacterEmbedder())
    assert rank_need(needs, 0, index) == ranking


def test_frozen_statistics_make_scores_independent_of_other_offers_terms() -> None:
    published = OfferIndex(OFFERS, embedder=CharacterEmbedder()).statistics
    hidden = Item("H", "轴承微裂纹检测仪", "轴承 微裂纹 检测")
    index = OfferIndex([*OFFERS, hidden], embedder=CharacterEmbedder(), statistics=published)
    assert index.statistics is published
    assert index.lexical.query_weights({"轴承": 1.0}) == {"轴承": published.idf("轴承")}
