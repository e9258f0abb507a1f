"""Matching at the size of a large region: offers in files, one need at a time and all of them.

    python -m benchmarks.size [DATA_DIR] [--offers 10000 100000 500000] [--pairs]

DATA_DIR holds needs_offers/ (default: shared/data beside the checkout, or $DUIJIE_SHARED/data).
There are not so many real offers: each row is one of them once more, its vectors moved at random
by a twentieth of their length, so that no two are equal. Words therefore repeat as often as the
offers do, which makes the posting lists longer than real ones would be. `--pairs` also holds 2,000
needs (real ones once more) against 100,000 offers, with one process and with two.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from duijie.engines.embedding import Embedder, load_embedder
from duijie.engines.embedding.embedded import Embedded
from duijie.engines.embedding.embedder import IsCancelled, OnProgress, Role
from duijie.engines.ranking import (
    Item,
    OfferIndex,
    PreparedNeeds,
    prepare_needs,
    prepare_offers,
    rank_need,
)
from duijie.engines.ranking.joined import join_indexes
from duijie.engines.ranking.stored import open_index, write_index

MOVED: int = 20
"""A vector is moved by one part in so many of its length."""
ASKED = 100
TOGETHER = 4
CHANGED = 10
PAIRED_NEEDS, PAIRED_OFFERS = 2_000, 100_000
NEED_TOP = 20


class MovedEmbedder(Embedder):
    """The real vectors, each moved a little another way."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._random = np.random.default_rng(1)

    @property
    def model_version(self) -> str:
        return f"{self._inner.model_version}+moved"

    @property
    def is_bundled(self) -> bool:
        return self._inner.is_bundled

    def embed_parts(
        self,
        texts: Sequence[str],
        spans: Sequence[tuple[tuple[int, int], ...]],
        role: Role = "query",
        on_progress: OnProgress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> list[Embedded]:
        keys = list(zip(texts, spans, strict=True))
        unique = list(dict.fromkeys(keys))
        made = self._inner.embed_parts(
            [text for text, _ in unique],
            [wanted for _, wanted in unique],
            role,
            on_progress,
            is_cancelled,
        )
        known = dict(zip(unique, made, strict=True))
        return [self._moved(known[key]) for key in keys]

    def _moved(self, one: Embedded) -> Embedded:
        noise = self._random.standard_normal(len(one.vector)).astype(np.float32)
        vector = one.vector + noise / (np.linalg.norm(noise) * MOVED)
        return replace(one, vector=vector / np.linalg.norm(vector))


def _rows(data: Path, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines()]


def items_of(data: Path, name: str, count: int) -> list[Item]:
    rows = _rows(data, name)
    return [
        Item(f"{at}", rows[at % len(rows)]["title"], rows[at % len(rows)]["text"])
        for at in range(count)
    ]


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(data: Path, folder: Path, count: int) -> dict[str, float]:
    """Prepare so many offers and store them."""
    embedder = load_embedder(cache_dir=folder.parent / "vectors")
    offers = items_of(data, "offers", count)
    # the real ones are embedded and kept: what is timed is the index, not the model
    moved = MovedEmbedder(embedder)
    prepare_offers(items_of(data, "offers", min(count, len(_rows(data, "offers")))), embedder=moved)
    started = time.perf_counter()
    index = prepare_offers(offers, embedder=moved)
    prepared = time.perf_counter() - started
    digests = np.zeros(count, dtype=np.uint64)
    write_index(index, folder, about=str(count), digests=digests)
    return {
        "prepare_s": prepared,
        "write_s": time.perf_counter() - started - prepared,
        "disk_mb": sum(path.stat().st_size for path in folder.iterdir()) / 2**20,
        "build_peak_mb": peak_mb(),
    }


def ask(data: Path, folder: Path, count: int, first: int, asked: int) -> dict[str, Any]:
    """Times of so many needs, one after the other, after one that warms up."""
    offers = items_of(data, "offers", count)
    started = time.perf_counter()
    found = open_index(folder, lambda key: offers[int(key)], about=str(count))
    opened = time.perf_counter() - started
    assert found is not None
    index = found.index
    embedder = load_embedder(cache_dir=folder.parent / "vectors")
    needs = prepare_needs(items_of(data, "needs", max(347, asked)), embedder=embedder)
    rank_need(needs, first % len(needs.items), index, top=NEED_TOP)
    times = []
    for at in range(first, first + asked):
        started = time.perf_counter()
        rank_need(needs, at % len(needs.items), index, top=NEED_TOP)
        times.append(time.perf_counter() - started)
    private = _private_mb()
    return {
        "open_s": opened,
        "times": times,
        "private_mb": private,
        "peak_mb": peak_mb(),
        "beside_s": _ask_beside(index, offers, needs, embedder),
    }


def _ask_beside(
    index: OfferIndex, offers: list[Item], needs: PreparedNeeds, embedder: Embedder
) -> float:
    """Seconds until ten offers that changed are found beside the index. They lead with a number of
    their own: no vector of theirs is kept."""
    fresh = [
        replace(offer, id=f"new {at}", text=f"{time.time_ns()} {offer.text}")
        for at, offer in enumerate(offers[:CHANGED])
    ]
    # the first text of a process waits for the model, which a worker has loaded long ago
    embedder.embed(["model"])
    started = time.perf_counter()
    added = prepare_offers(fresh, embedder=embedder, statistics=index.statistics)
    ranking = rank_need(needs, 0, join_indexes(index, added), top=NEED_TOP)
    assert ranking.matches
    return time.perf_counter() - started


def _private_mb() -> float:
    """Memory of this process that is not the page cache of the files it maps."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = next((line for line in lines if line.startswith("RssAnon:")), "RssAnon: 0 kB")
    return int(found.split()[1]) / 1024


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--offers", nargs="+", type=int, default=[10_000, 100_000, 500_000])
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--child", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        what, data, folder, *numbers = given.child
        own = [int(number) for number in numbers]
        if what == "build":
            print(json.dumps(build(Path(data), Path(folder), *own)))
        else:
            print(json.dumps(ask(Path(data), Path(folder), *own)))
        return 0
    shared = Path(os.environ.get("DUIJIE_SHARED", Path(__file__).parents[2] / "shared"))
    data = given.data or shared / "data"
    if not (data / "needs_offers").is_dir():
        print(f"no data at {data / 'needs_offers'}: nothing measured")
        return 0
    with tempfile.TemporaryDirectory() as home:
        for count in given.offers:
            folder = Path(home) / str(count)
            _show(data / "needs_offers", folder, count)
            if given.pairs and count == PAIRED_OFFERS:
                _show_pairs(data / "needs_offers", folder)
    return 0


def _show(data: Path, folder: Path, count: int) -> None:
    made = _wait(_start("build", data, folder, count))
    alone = _wait(_start("ask", data, folder, count, 0, ASKED))
    four = [
        _start("ask", data, folder, count, at * ASKED // TOGETHER, ASKED // TOGETHER)
        for at in range(TOGETHER)
    ]
    together = [_wait(process) for process in four]
    times = [one for found in together for one in found["times"]]
    alone_ms = alone["times"]
    lines = (
        f"{count:,} offers (vectors moved from real ones):",
        f"  prepared from kept vectors in {made['prepare_s']:.0f} s, peak"
        f" {made['build_peak_mb']:.0f} MB",
        f"  written in {made['write_s']:.1f} s, {made['disk_mb']:.0f} MB; opened in"
        f" {alone['open_s'] * 1000:.0f} ms",
        f"  one need alone p50 {_ms(alone_ms, 50)} p95 {_ms(alone_ms, 95)} ms; {TOGETHER} at once"
        f" p50 {_ms(times, 50)} p95 {_ms(times, 95)} ms",
        f"  {CHANGED} changed offers embedded, prepared beside it and a need answered in"
        f" {alone['beside_s'] * 1000:.0f} ms",
        f"  a process that asks: {alone['private_mb']:.0f} MB of its own, the texts of all offers"
        f" among it; {alone['peak_mb']:.0f} MB with the files that it maps",
    )
    print("\n".join(lines), flush=True)


def _show_pairs(data: Path, folder: Path) -> None:
    for processes in (1, 2):
        share = PAIRED_NEEDS // processes
        started = time.perf_counter()
        running = [
            _start("ask", data, folder, PAIRED_OFFERS, at * share, share) for at in range(processes)
        ]
        found = [_wait(process) for process in running]
        ranking = max(sum(one["times"]) for one in found)
        print(
            f"{PAIRED_NEEDS:,} needs x {PAIRED_OFFERS:,} offers, {processes} process(es): ranked in"
            f" {ranking:.0f} s, {time.perf_counter() - started:.0f} s with start and embedding",
            flush=True,
        )


def _start(*words: object) -> subprocess.Popen[str]:
    # a process for itself each: memory is told of one task alone
    command = [sys.executable, "-m", "benchmarks.size", "--child", *map(str, words)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _wait(process: subprocess.Popen[str]) -> dict[str, Any]:
    answer, _ = process.communicate()
    if process.returncode:
        raise SystemExit("a part of the benchmark failed")
    found: dict[str, Any] = json.loads(answer)
    return found


def _ms(times: Sequence[float], share: int) -> int:
    return round(float(np.percentile(times, share)) * 1000)


if __name__ == "__main__":
    sys.exit(main())
