"""The same ranking on two other collections: reviewers for papers, and titles for needs.

    python -m benchmarks.ranking_elsewhere [DATA_DIR]

DATA_DIR holds experts/ and bdci359/ (default: shared/data beside the checkout, or
$DUIJIE_SHARED/data). What is absent is left out.
"""

from __future__ import annotations

import csv
import json
import math
import os
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duijie.engines.embedding import Embedder, load_embedder
from duijie.engines.ranking import (
    Evidence,
    Item,
    get_variant,
    prepare_needs,
    prepare_offers,
)
from duijie.engines.ranking.scoring import score

VARIANT = "hybrid.v2"
FOLDS = 10


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def text_of(row: dict[str, object], key: str) -> str:
    return str(row.get(key) or "")


def expert_of(row: dict[str, object]) -> Item:
    pieces = row["evidence"]
    assert isinstance(pieces, list)
    evidence = tuple(Evidence(text_of(piece, "title"), text_of(piece, "text")) for piece in pieces)
    return Item(text_of(row, "id"), text_of(row, "title"), text_of(row, "text"), evidence, "expert")


def need_of(row: dict[str, object]) -> Item:
    return Item(text_of(row, "id"), text_of(row, "title"), text_of(row, "text"))


def measure_experts(folder: Path, profile: Path, embedder: Embedder) -> float:
    """Share of the differences between papers that are lost, over each expert's pairs of papers;
    a tie loses half."""
    papers = [need_of(row) for row in read_lines(profile / "papers.jsonl")]
    experts = [expert_of(row) for row in read_lines(profile / "experts.jsonl")]
    variant = get_variant(VARIANT)
    index = prepare_offers(experts, embedder=embedder, variant=variant)
    needs = prepare_needs(papers, embedder=embedder, variant=variant)
    scores = {
        paper.id: score(needs, number, index).item_scores for number, paper in enumerate(papers)
    }
    rows = {expert.id: row for row, expert in enumerate(experts)}
    rated: dict[str, list[tuple[str, float]]] = defaultdict(list)
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            rated[line["expert_id"]].append((line["paper_id"], float(line["rating"])))
    lost = total = 0.0
    for expert_id, papers_of_expert in rated.items():
        row = rows[expert_id]
        for (one, high), (other, low) in combinations(papers_of_expert, 2):
            ahead = (scores[one][row] - scores[other][row]) * (high - low)
            total += abs(high - low)
            lost += abs(high - low) * (0.5 if ahead == 0 else float(ahead < 0))
    return lost / total


class TitlePair(NamedTuple):
    need: int
    features: tuple[float, ...]
    level: int


def measure_titles(folder: Path, embedder: Embedder) -> tuple[float, float, float]:
    """nDCG@10 (gain 2^(level - 1) - 1) within each need's own judged titles; 1/(1+MAE) of levels
    calibrated by need-wise folds, and of the best constant."""
    needs = [need_of(row) for row in read_lines(folder / "needs.jsonl")]
    levels: dict[str, dict[str, int]] = defaultdict(dict)
    titles: dict[str, str] = {}
    with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            levels[line["need_id"]][line["offer_id"]] = int(line["level"])
            titles[line["offer_id"]] = line["offer_title_tokens"].replace(" ", "")
    offers = [Item(offer, title, "") for offer, title in titles.items()]
    rows = {offer.id: row for row, offer in enumerate(offers)}
    variant = get_variant(VARIANT)
    index = prepare_offers(offers, embedder=embedder, variant=variant)
    prepared = prepare_needs(needs, embedder=embedder, variant=variant)
    values: list[float] = []
    pairs: list[TitlePair] = []
    for number, need in enumerate(needs):
        judged = levels[need.id]
        scored = score(prepared, number, index)
        scores = scored.item_scores
        order = sorted(judged, key=lambda offer: (-scores[rows[offer]], offer))
        mean = float(np.mean([scores[rows[offer]] for offer in order]))
        for at, offer in enumerate(order):
            row = rows[offer]
            parts = (scored.item_words[row], scored.item_meaning[row], scores[row])
            place = at / len(order)
            features = (1.0, *map(float, parts), mean, place)
            pairs.append(TitlePair(number, features, judged[offer]))
        gains = sorted((2.0 ** (level - 1) - 1.0 for level in judged.values()), reverse=True)
        if any(gains):
            found = [2.0 ** (judged[offer] - 1) - 1.0 for offer in order]
            values.append(discounted(found) / discounted(gains))
    return sum(values) / len(values), *calibrated_levels(pairs)


def calibrated_levels(pairs: list[TitlePair]) -> tuple[float, float]:
    """1/(1+MAE) of levels told by needs left out, and of the best constant told so.

    Chances of a level above 1, 2 and 3 are logistic in the scores; the level told is the median.
    """
    fold = np.random.default_rng(0).permutation(max(pair.need for pair in pairs) + 1) % FOLDS
    features = np.array([pair.features for pair in pairs])
    features[:, 1:] /= features[:, 1:].std(axis=0)
    levels = np.array([pair.level for pair in pairs])
    of_pair = fold[[pair.need for pair in pairs]]
    told, constant = np.ones(len(pairs)), np.ones(len(pairs))
    for part in range(FOLDS):
        out = of_pair == part
        constant[out] = np.median(levels[~out])
        for line in (1, 2, 3):
            numbers = fit_logistic(features[~out], levels[~out] > line)
            told[out] += features[out] @ numbers > 0.0
    return (
        float(1 / (1 + np.abs(told - levels).mean())),
        float(1 / (1 + np.abs(constant - levels).mean())),
    )


def fit_logistic(rows: NDArray[np.float64], wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    numbers = np.zeros(rows.shape[1])
    ridge = 1e-3 * np.eye(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(rows @ numbers)))
        curvature = (rows.T * (chance * (1 - chance))) @ rows + ridge
        numbers += np.linalg.solve(curvature, rows.T @ (wanted - chance) - ridge @ numbers)
    return numbers


def discounted(gains: list[float]) -> float:
    return sum(gain / math.log2(at + 2) for at, gain in enumerate(gains[:10]))


def main() -> int:
    shared = Path(os.environ.get("DUIJIE_SHARED", Path(__file__).parents[2] / "shared"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "data"
    cache = os.environ.get("DUIJIE_BENCH_CACHE")
    embedder = load_embedder(cache_dir=Path(cache) if cache else None)
    if (folder / "experts").is_dir():
        profiles = sorted((folder / "experts").glob("profiles_*"))
        losses = [measure_experts(folder / "experts", one, embedder) for one in profiles]
        each = ", ".join(f"{loss:.3f}" for loss in losses)
        print(f"{VARIANT}, experts: loss {sum(losses) / len(losses):.3f} (profiles {each})")
    if (folder / "bdci359").is_dir():
        ndcg, closeness, constant = measure_titles(folder / "bdci359", embedder)
        print(
            f"{VARIANT}, bdci359: nDCG@10 {ndcg:.3f}, 1/(1+MAE) {closeness:.3f} by {FOLDS} folds "
            f"of needs (constant {constant:.3f})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
