from __future__ import annotations

import math

import numpy as np
import pytest

from duijie.engines.ranking import Evidence, Item, prepare_needs, prepare_offers, rank, rank_need
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
    index = prepare_offers([Item("E", "王某", "", pieces, "expert")], embedder=CharacterEmbedder())
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
    index = prepare_offers(OFFERS, embedder=CharacterEmbedder())
    needs = prepare_needs([NEED], embedder=CharacterEmbedder())
    (ranking,) = rank([NEED], OFFERS, embedder=CharacterEmbedder())
    assert rank_need(needs, 0, index) == ranking


def test_frozen_statistics_make_scores_independent_of_other_offers_terms() -> None:
    published = prepare_offers(OFFERS, embedder=CharacterEmbedder()).statistics
    hidden = Item("H", "轴承微裂纹检测仪", "轴承 微裂纹 检测")
    index = prepare_offers([*OFFERS, hidden], embedder=CharacterEmbedder(), statistics=published)
    assert index.statistics is published
    assert index.lexical.query_weights({"轴承": 1.0}) == {"轴承": published.idf("轴承")}


def test_offers_that_are_not_allowed_leave_no_trace() -> None:
    """More hidden copies of the need than are read closely: each would take a place."""
    embedder = CharacterEmbedder()
    alone = prepare_offers(OFFERS, embedder=embedder)
    hidden = [Item(f"H{at:02}", NEED.title, NEED.text) for at in range(35)]
    both = prepare_offers([*hidden, *OFFERS], embedder=embedder, statistics=alone.statistics)
    needs = prepare_needs([NEED], embedder=embedder)
    allowed = np.array([key.startswith("O") for key in both.ids])
    expected = rank_need(needs, 0, alone)
    found = rank_need(needs, 0, both, allowed=allowed)
    assert rank_need(needs, 0, both).matches[0].offer_id == "H00"
    for match, other in zip(found.matches, expected.matches, strict=True):
        assert match.offer_id == other.offer_id
        assert match.score == pytest.approx(other.score, abs=1e-4)
        assert match.fit == pytest.approx(other.fit, abs=1e-4)
        assert match.reasons == other.reasons


def test_nothing_allowed_means_nothing_fits() -> None:
    index = prepare_offers(OFFERS, embedder=CharacterEmbedder())
    needs = prepare_needs([NEED], embedder=CharacterEmbedder())
    ranking = rank_need(needs, 0, index, allowed=np.zeros(len(OFFERS), dtype=bool))
    assert (ranking.nothing_fits, ranking.matches) == (True, ())


def test_only_the_best_thirty_are_read_closely_and_none_loses_by_it() -> None:
    offers = [Item(f"O{at:02}", "轴承裂纹", f"轴承裂纹第{at}种检测。") for at in range(40)]
    (ranking,) = rank([NEED], offers, embedder=CharacterEmbedder(), top=40)
    sentences = [match.contributions[2].value for match in ranking.matches]
    assert sum(value > 0.0 for value in sentences) == 30
    assert min(sentences) == 0.0


def test_english_words_count_by_their_stem() -> None:
    need = Item("N", "", "detecting cracks")
    offers = [Item("A", "", "a detector of a crack"), Item("B", "", "a painter of a house")]
    words = {}
    for variant in ("hybrid.v1", "hybrid.v2"):
        (ranking,) = rank([need], offers, embedder=CharacterEmbedder(), variant=variant)
        words[variant] = {m.offer_id: m.contributions[0].value for m in ranking.matches}
    assert words["hybrid.v1"]["A"] == words["hybrid.v1"]["B"]
    assert words["hybrid.v2"]["A"] > words["hybrid.v2"]["B"]


def test_papers_of_an_expert_score_the_same_whoever_else_is_there() -> None:
    paper = Item("N", "Crack detection", "Detecting cracks in bearings by eddy currents.")
    expert = Item(
        "E", "", "", (Evidence("Eddy current detection", "Cracks in bearings."),), "expert"
    )
    other = Item("F", "", "", (Evidence(paper.title, paper.text),), "expert")
    embedder = CharacterEmbedder()
    alone = prepare_offers([expert], embedder=embedder)
    both = prepare_offers([expert, other], embedder=embedder, statistics=alone.statistics)
    needs = prepare_needs([paper], embedder=embedder)
    fits = {m.offer_id: m.fit for m in rank_need(needs, 0, both).matches}
    (match,) = rank_need(needs, 0, alone).matches
    assert fits["E"] == pytest.approx(match.fit, abs=1e-6)
    assert fits["F"] > fits["E"]
    assert not match.is_calibrated
