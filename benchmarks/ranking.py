"""Needs against offers: quality of the ranking beside its peers, with time and memory.

    python -m benchmarks.ranking [DATA_DIR]

DATA_DIR holds needs_offers/ (default: shared/data beside the checkout, or $DUIJIE_SHARED/data;
$DUIJIE_BENCH_CACHE may keep vectors between runs).
Only its development half is looked at. Weights are not tuned here: that half is used up for it.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duijie.engines.embedding import WIDTH, Embedder, load_embedder
from duijie.engines.ranking import (
    DEFAULT_VARIANT,
    VARIANTS,
    Item,
    OfferIndex,
    PreparedNeeds,
    get_variant,
    prepare_needs,
    prepare_offers,
)
from duijie.engines.ranking.background import load_background
from duijie.engines.ranking.lexical import LexicalIndex, Poster
from duijie.engines.ranking.matching import rank_need
from duijie.engines.ranking.meaning import embed_readings
from duijie.engines.ranking.scoring import score
from duijie.engines.ranking.statistics import Means, describe_offers, mean_length_of
from duijie.engines.text import words

Scores = NDArray[np.float64]
RELEVANT = 2
RRF_CONSTANT = 60
RESAMPLES = 2000


@dataclass(frozen=True)
class Data:
    needs: list[Item]
    offers: list[Item]
    grades: dict[str, dict[str, int]]
    dev: list[str]

    @property
    def answerable(self) -> NDArray[np.bool_]:
        return np.array([max(self.grades[need].values()) >= RELEVANT for need in self.dev])

    def without_good(self) -> NDArray[np.bool_]:
        """Offers that are graded below 2 for every need: among them nothing fits."""
        good = {
            offer
            for need in self.dev
            for offer, grade in self.grades[need].items()
            if grade >= RELEVANT
        }
        return np.array([offer.id not in good for offer in self.offers])


def read_data(folder: Path) -> Data:
    def items(name: str) -> list[Item]:
        lines = (folder / name).read_text("utf-8").splitlines()
        return [Item(row["id"], row["title"], row["text"]) for row in map(json.loads, lines)]

    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels_dev.tsv").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            need, offer, grade = line.split()
            grades[need][offer] = int(grade)
    dev = (folder / "dev_needs.txt").read_text("utf-8").split()
    return Data(items("needs.jsonl"), items("offers.jsonl"), dict(grades), dev)


def measure_run(ranked: list[str], grades: dict[str, int]) -> tuple[float, float, float, float]:
    """nDCG@10 (gain 2^grade - 1, ideal over all judged), MRR, recall@10, judged@10; the last three
    count a grade of 2 or more, as the data's own eval.py does."""
    ten = [grades.get(offer, 0) for offer in ranked[:10]]
    ideal = sorted(grades.values(), reverse=True)[:10]
    gain = sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(ten))
    best = sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(ideal))
    good = {offer for offer, grade in grades.items() if grade >= RELEVANT}
    first = next((1 / (at + 1) for at, offer in enumerate(ranked) if offer in good), 0.0)
    found = len(good & set(ranked[:10])) / len(good)
    return gain / best, first, found, sum(offer in grades for offer in ranked[:10]) / 10


def bootstrap(values: NDArray[np.float64]) -> tuple[float, float]:
    draws = np.random.default_rng(0).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def bootstrap_auc(fits: Scores, empty: Scores) -> tuple[float, float, float]:
    """Chance that an answerable need's best is above the best where nothing fits; needs resampled
    on either side."""
    wins = (fits[:, None] > empty).astype(float) + 0.5 * (fits[:, None] == empty)
    draw = np.random.default_rng(0)
    sampled = [
        wins[draw.integers(0, len(fits), len(fits))][:, draw.integers(0, len(empty), len(empty))]
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile([sample.mean() for sample in sampled], [2.5, 97.5])
    return float(wins.mean()), float(low), float(high)


# --- the rankings that are compared: scores of all offers for the needs of the half ---


def bm25_words(data: Data) -> Scores:
    """Plain BM25 on words, title counted as often as it stands."""
    counts = [words_only(f"{offer.title}\n{offer.text}") for offer in data.offers]
    nothing = (np.zeros(384), 0)
    means = Means(np.zeros((0, 384), dtype=np.float32), titles=nothing, sentences=nothing)
    poster = Poster()
    poster.add(counts)
    length = mean_length_of(poster.count, poster.total_length)
    postings = poster.post(length)
    statistics = describe_offers(
        poster.count, postings, length, means, load_background().space, is_stemmed=False
    )
    index = LexicalIndex([postings], [len(counts)], statistics)
    return np.array(
        [
            index.scores(index.query_weights(words_only(f"{need.title}\n{need.text}")))
            for need in dev_items(data)
        ]
    )


def words_only(text: str) -> Counter[str]:
    return Counter(word.text for word in words(text))


def e5_as_shipped(data: Data, index: OfferIndex, embedder: Embedder) -> Scores:
    texts = [index.reading(piece) for piece in range(len(index.pieces))]
    offers = embed_readings(texts, "passage", embedder, WIDTH).vectors
    readings = prepare_needs(data.needs, embedder=embedder).readings
    needs = embed_readings(readings, "query", embedder, WIDTH).vectors
    return (needs[dev_rows(data)] @ offers.T).astype(float)


def e5_centred(data: Data, index: OfferIndex, needs: PreparedNeeds) -> Scores:
    vectors = needs.meanings.vectors[dev_rows(data)]
    return np.array([index.meanings.cosines(vector) for vector in vectors])


def rank_fusion(one: Scores, other: Scores) -> Scores:
    """Reciprocal rank fusion (Cormack et al. 2009)."""

    def ranks(scores: Scores) -> Scores:
        return np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1).astype(float)

    return 1 / (RRF_CONSTANT + ranks(one) + 1) + 1 / (RRF_CONSTANT + ranks(other) + 1)


def dev_rows(data: Data) -> list[int]:
    rows = {need.id: row for row, need in enumerate(data.needs)}
    return [rows[need] for need in data.dev]


def dev_items(data: Data) -> list[Item]:
    return [data.needs[row] for row in dev_rows(data)]


# --- the table ---


def print_row(data: Data, name: str, scores: Scores, best: Scores, best_empty: Scores) -> None:
    measured = []
    for need, row in zip(data.dev, scores, strict=True):
        if max(data.grades[need].values()) >= RELEVANT:
            order = np.argsort(-row, kind="stable")[:20]
            ranked = [data.offers[at].id for at in order]
            measured.append(measure_run(ranked, data.grades[need]))
    table = np.array(measured)
    low, high = bootstrap(table[:, 0])
    mean = table.mean(axis=0)
    is_answerable = data.answerable
    auc = bootstrap_auc(best[is_answerable], best_empty)
    eight = bootstrap_auc(best[is_answerable], best[~is_answerable])
    print(
        f"{name:14} {mean[0]:.3f} [{low:.3f}, {high:.3f}]  {mean[1]:.3f}  {mean[2]:.3f}     "
        f"{mean[3]:.3f}      {auc[0]:.2f} [{auc[1]:.2f}, {auc[2]:.2f}]    "
        f"{eight[0]:.2f} [{eight[1]:.2f}, {eight[2]:.2f}]"
    )


def print_table(data: Data, cache: Path) -> None:
    embedder = load_embedder(cache_dir=cache)
    started = time.perf_counter()
    index = prepare_offers(data.offers, embedder=embedder)
    needs = prepare_needs(data.needs, embedder=embedder)
    prepared = time.perf_counter()
    for number in range(len(data.needs)):
        rank_need(needs, number, index)
    answered = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    keep = data.without_good()
    plain, shipped = bm25_words(data), e5_as_shipped(data, index, embedder)
    centred = e5_centred(data, index, needs)
    print(f"{len(data.needs)} needs x {len(data.offers)} offers; measured on {len(data.dev)} needs")
    print(
        "ranking        nDCG@10 [95 %]        MRR    recall@10 judged@10  "
        "AUC, offers taken out  AUC, 8 unanswerable"
    )
    for name, scores in (
        ("BM25 words", plain),
        ("e5 as shipped", shipped),
        ("e5 centred", centred),
        ("rank fusion", rank_fusion(plain, centred)),
    ):
        print_row(data, name, scores, scores.max(axis=1), scores[:, keep].max(axis=1))
    kept = [offer for offer, is_kept in zip(data.offers, keep, strict=True) if is_kept]
    for name in VARIANTS:
        print_variant(data, name, kept, embedder)
    print(
        f"{DEFAULT_VARIANT}: {prepared - started:.0f} s to embed and prepare (what is cached is "
        f"not embedded), {answered - prepared:.1f} s to answer all with reasons "
        f"({1000 * (answered - prepared) / len(data.needs):.0f} ms a need), peak {peak:.0f} MB"
    )


def print_variant(data: Data, name: str, kept: list[Item], embedder: Embedder) -> None:
    """By the fit of the best offer, which is what users can compare between needs."""
    variant = get_variant(name)
    index = prepare_offers(data.offers, embedder=embedder, variant=variant)
    less = prepare_offers(kept, embedder=embedder, variant=variant)
    needs = prepare_needs(data.needs, embedder=embedder, variant=variant)
    rows = dev_rows(data)

    def best(stock: OfferIndex) -> Scores:
        return np.array([rank_need(needs, row, stock, top=1).matches[0].fit for row in rows])

    scores = np.array([score(needs, row, index).item_scores for row in rows])
    print_row(data, name, scores, best(index), best(less))


def main() -> int:
    arguments = sys.argv[1:]
    shared = Path(os.environ.get("DUIJIE_SHARED", Path(__file__).parents[2] / "shared"))
    folder = (Path(arguments[0]) if arguments else shared / "data") / "needs_offers"
    if not folder.is_dir():
        print(f"no data at {folder}: nothing measured")
        return 0
    with tempfile.TemporaryDirectory() as fresh:
        print_table(read_data(folder), Path(os.environ.get("DUIJIE_BENCH_CACHE", fresh)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
