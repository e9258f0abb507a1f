from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from duijie.engines.embedding import Embedded
from duijie.engines.embedding.vector_cache import FILE_NAME, VectorCache, digest


def embedded(number: float, parts: int = 0) -> Embedded:
    return Embedded(
        np.full(4, number, dtype=np.float32),
        np.full((parts, 4), number, dtype=np.float32),
        np.full(parts, 0.5, dtype=np.float32),
    )


def test_cache_returns_what_was_put(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, width=4)
    cache.put([(b"a", embedded(1.0, parts=2)), (b"b", embedded(2.0))])
    found = cache.get([b"a", b"b", b"c"])
    assert sorted(found) == [b"a", b"b"]
    assert found[b"a"].parts.tolist() == [[1.0] * 4] * 2
    assert found[b"a"].shares.tolist() == [0.5, 0.5]
    assert found[b"b"].vector.tolist() == [2.0] * 4
    assert found[b"b"].parts.shape == (0, 4)


def test_cache_is_bounded_and_the_oldest_go(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, width=4, max_texts=3)
    for number in range(6):
        cache.put([(bytes([number]), embedded(float(number)))])
    assert sorted(cache.get([bytes([number]) for number in range(6)])) == [b"\3", b"\4", b"\5"]


def test_cache_passes_over_a_damaged_row(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, width=4)
    cache.put([(b"a", embedded(1.0)), (b"b", embedded(2.0)), (b"c", embedded(float("nan")))])
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE vectors SET vector = x'00' WHERE key = ?", (b"a",))
    connection.close()
    assert sorted(cache.get([b"a", b"b", b"c"])) == [b"b"]


def test_digest_tells_model_text_and_spans_apart() -> None:
    keys = {
        digest("m1", "query: 轴承"),
        digest("m2", "query: 轴承"),
        digest("m1", "passage: 轴承"),
        digest("m1", "query: 轴承", ((0, 1),)),
        digest("m1", "query: 轴承", ((0, 2),)),
    }
    assert len(keys) == 5


def write_many(folder: Path, first: int) -> None:
    cache = VectorCache(folder, width=4)
    for number in range(first, first + 40):
        cache.put([(number.to_bytes(2), embedded(float(number)))])


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(write_many, tmp_path, first) for first in (0, 100)]:
            done.result()
    keys = [number.to_bytes(2) for first in (0, 100) for number in range(first, first + 40)]
    found = VectorCache(tmp_path, width=4).get(keys)
    assert len(found) == 80
    assert all(found[key].vector[0] == int.from_bytes(key) for key in keys)
