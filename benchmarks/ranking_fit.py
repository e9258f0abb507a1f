"""The numbers that the ranking ships, fitted on measuring data. No text leaves it.

    python -m benchmarks.ranking_fit background [DATA_DIR]   writes ranking/terms.tsv, means.tsv,
                                                             english_terms.tsv, sentence_means.tsv
    python -m benchmarks.ranking_fit fit [DATA_DIR]          prints the numbers of ranking/fit.py,
                                                             and what they do by need-wise folds

DATA_DIR holds needs_offers/ and experts/ (default: shared/data beside the checkout, or
$DUIJIE_SHARED/data). Of the needs only the development half is judged here.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import duijie.engines.ranking as ranking_package
from benchmarks.ranking import RELEVANT, Data, bootstrap_auc, dev_rows, read_data
from benchmarks.ranking_elsewhere import expert_of, need_of, read_lines
from duijie.engines.embedding import Embedder, load_embedder
from duijie.engines.ranking import Item, get_variant, prepare_needs, prepare_offers
from duijie.engines.ranking.fit import DEVIATIONS
from duijie.engines.ranking.index import PreparedNeeds
from duijie.engines.ranking.scoring import best_items, score
from duijie.engines.ranking.sentence_likeness import Passages, sum_directions
from duijie.engines.ranking.standing import Standing, standing_of
from duijie.engines.ranking.statistics import count_holding
from duijie.engines.ranking.terms import count_terms

Numbers = NDArray[np.float64]
PAIRS = 10
FOLDS = 10
JUDGED_WITHOUT_ANSWER = 55 / 141
"""Of the needs that were judged, how many had no answer (needs_offers/GUIDELINE.md); the half
holds fewer of them."""


def write_background(data: Data, experts: Path, embedder: Embedder) -> None:
    """Shares of common terms and mean vectors."""
    folder = Path(ranking_package.__file__).parent
    index = prepare_offers(data.offers, embedder=embedder, variant=get_variant("hybrid.v1"))
    needs = prepare_needs(data.needs, embedder=embedder, variant=get_variant("hybrid.v1"))
    stock = index.statistics
    held = count_holding(
        [count_terms(f"{piece.title}\n{piece.text}", is_stemmed=False) for piece in index.pieces]
    )
    rows = [f"\t{stock.mean_length:.1f}", *_share_rows(held, stock.count, 0.01)]
    (folder / "terms.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    _write_columns(folder / "means.tsv", [needs.statistics.mean_vector, stock.mean_vector])
    offered = index.passages
    assert isinstance(offered, Passages)
    kinds = [
        total / count
        for parts in (needs.passages.parts, offered.parts)
        for of_titles in (True, False)
        for total, count in [sum_directions(parts, of_titles=of_titles)]
    ]
    _write_columns(folder / "sentence_means.tsv", kinds)
    texts = set(_paper_texts(experts))
    english: Counter[str] = Counter()
    for text in texts:
        terms = count_terms(text, is_stemmed=True)
        english.update(term for term in terms if term.isascii() and term.isalpha())
    english_rows = _share_rows(english, len(texts), 0.02)
    (folder / "english_terms.tsv").write_text("\n".join(english_rows) + "\n", "utf-8")


def _share_rows(holding: Mapping[str, int], count: int, least: float) -> list[str]:
    return [
        f"{term}\t{held / count:.4f}"
        for term, held in sorted(holding.items())
        if held >= least * count
    ]


def _write_columns(path: Path, columns: list[Numbers]) -> None:
    rows = zip(*columns, strict=True)
    path.write_text("".join("\t".join(f"{x:.6f}" for x in row) + "\n" for row in rows), "utf-8")


def _paper_texts(folder: Path) -> Iterable[str]:
    for profile in sorted(folder.glob("profiles_*")):
        for row in read_lines(profile / "papers.jsonl"):
            paper = need_of(row)
            yield f"{paper.title}\n{paper.text}"
        for row in read_lines(profile / "experts.jsonl"):
            for piece in expert_of(row).evidence:
                yield f"{piece.title}\n{piece.text}"


# --- the fit ---


@dataclass(frozen=True)
class Best:
    """The best pairs of one need."""

    standing: Standing
    behind: Numbers
    """Points of the score behind the best one."""
    is_call: NDArray[np.bool_]
    weight: float


def read_best(
    data: Data, needs: PreparedNeeds, offers: list[Item], embedder: Embedder
) -> list[Best]:
    index = prepare_offers(offers, embedder=embedder)
    ids = [offer.id for offer in offers]
    answerable = data.answerable
    share = JUDGED_WITHOUT_ANSWER / (1 - JUDGED_WITHOUT_ANSWER)
    weight_of_unanswerable = share * answerable.sum() / (~answerable).sum()
    found = []
    for need, row, has_answer in zip(data.dev, dev_rows(data), answerable, strict=True):
        scored = score(needs, row, index)
        scores = scored.item_scores
        top = best_items(scores, scored.allowed, ids, PAIRS)
        grades = data.grades[need]
        found.append(
            Best(
                standing=standing_of(needs, row, index, scored, top[0]),
                behind=scores[top[0]] - scores[top],
                is_call=np.array([grades.get(ids[at], 0) >= RELEVANT for at in top]),
                weight=1.0 if has_answer else float(weight_of_unanswerable),
            )
        )
    return found


def fit_numbers(best: list[Best]) -> tuple[float, float, float]:
    """Intercept, slope of the standing, slope of a point behind the best one."""
    rows = np.concatenate([_features(one) for one in best])
    wanted = np.concatenate([one.is_call for one in best]).astype(float)
    weights = np.concatenate([np.full(len(one.behind), one.weight) for one in best])
    numbers = np.zeros(3)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(rows @ numbers)))
        curvature = (rows.T * (weights * chance * (1 - chance))) @ rows
        slope = rows.T @ (weights * (wanted - chance))
        numbers += np.linalg.solve(curvature + 1e-6 * np.eye(3), slope)
    return float(numbers[0]), float(numbers[1]), float(numbers[2])


def _features(one: Best) -> Numbers:
    strength = sum(x / deviation for x, deviation in zip(one.standing, DEVIATIONS, strict=True))
    return np.stack(
        [np.ones(len(one.behind)), np.full(len(one.behind), strength), -one.behind], axis=1
    )


def print_fit(data: Data, embedder: Embedder) -> None:
    needs = prepare_needs(data.needs, embedder=embedder)
    full = read_best(data, needs, data.offers, embedder)
    kept = [offer for offer, keep in zip(data.offers, data.without_good(), strict=True) if keep]
    empty = read_best(data, needs, kept, embedder)
    figures = np.array([one.standing for one in full])
    print("DEVIATIONS", ", ".join(f"{x:.3f}" for x in figures.std(axis=0)))
    intercept, per_standing, per_point = fit_numbers(full)
    print(f"CALIBRATED_INTERCEPT {intercept:.3f}")
    print(f"PER_STANDING {per_standing:.3f}  CALIBRATED_PER_POINT {per_point:.3f}")
    _print_folds(data, full, empty)


def _print_folds(data: Data, full: list[Best], empty: list[Best]) -> None:
    """What numbers fitted on the other needs say of each need's pairs."""
    fold = np.random.default_rng(0).permutation(len(full)) % FOLDS
    chances: list[Numbers] = [np.zeros(0)] * len(full)
    best, best_empty = np.zeros(len(full)), np.zeros(len(full))
    for part in range(FOLDS):
        others = [one for one, at in zip(full, fold, strict=True) if at != part]
        numbers = np.array(fit_numbers(others))
        for at in np.flatnonzero(fold == part):
            chances[at] = 1 / (1 + np.exp(-(_features(full[at]) @ numbers)))
            best[at] = chances[at][0]
            best_empty[at] = 1 / (1 + np.exp(-(_features(empty[at]) @ numbers)[0]))
    pairs = np.concatenate(chances)
    calls = np.concatenate([one.is_call for one in full]).astype(float)
    weights = np.concatenate([np.full(len(one.behind), one.weight) for one in full])
    brier = np.average((pairs - calls) ** 2, weights=weights)
    base = np.average(calls, weights=weights)
    print(f"{FOLDS} folds of needs: Brier {brier:.3f} (constant {base * (1 - base):.3f})")
    for low, high in ((0, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 1.01)):
        chosen = (pairs >= low) & (pairs < high)
        if chosen.any():
            print(
                f"  fit {low:.1f} to {min(high, 1):.1f}: {chosen.sum()} pairs, mean fit "
                f"{np.average(pairs[chosen], weights=weights[chosen]):.2f}, calls "
                f"{np.average(calls[chosen], weights=weights[chosen]):.2f}"
            )
    has_answer = data.answerable
    for name, other in (("removed", best_empty), ("8 unanswerable", best[~has_answer])):
        print(f"  AUC {name}: %.3f [%.2f, %.2f]" % bootstrap_auc(best[has_answer], other))
    print("  share of needs whose best is at or above a fit (43 answerable, 8 not, removed):")
    for line in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        print(
            f"    {line:.2f}: {(best[has_answer] >= line).mean():.2f} "
            f"{(best[~has_answer] >= line).mean():.2f} {(best_empty >= line).mean():.2f}"
        )


def main() -> int:
    task, *rest = sys.argv[1:] or ["fit"]
    shared = Path(os.environ.get("DUIJIE_SHARED", Path(__file__).parents[2] / "shared"))
    folder = Path(rest[0]) if rest else shared / "data"
    if not (folder / "needs_offers").is_dir():
        print(f"no data at {folder}: nothing fitted")
        return 0
    cache = os.environ.get("DUIJIE_BENCH_CACHE")
    embedder = load_embedder(cache_dir=Path(cache) if cache else None)
    data = read_data(folder / "needs_offers")
    if task == "background":
        write_background(data, folder / "experts", embedder)
    else:
        print_fit(data, embedder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
