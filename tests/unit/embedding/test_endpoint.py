"""An embedder behind an address."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from duijie.engines.embedding import EndpointEmbedder
from duijie.engines.embedding.endpoint import MOST_ASKED
from duijie.errors import DuijieError, Message


class Host:
    """Answers with vectors that tell texts apart, not yet of unit length."""

    def __init__(self, width: int = 6) -> None:
        self.width = width
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked.append(list(texts))
        return [[1.0 + len(text), *map(float, range(1, self.width))] for text in texts]


def embedder_of(host: Host, folder: Path | None = None, version: str = "m") -> EndpointEmbedder:
    return EndpointEmbedder(
        host, model_version=version, cache_dir=folder, query_prefix="q: ", passage_prefix="p: "
    )


def test_texts_become_unit_vectors_and_are_told_their_role() -> None:
    host = Host()
    vectors = embedder_of(host).embed(["轴承", "轴承检测"], "passage")
    assert vectors.shape == (2, 6)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0])
    assert host.asked == [["p: 轴承", "p: 轴承检测"]]
    embedder_of(host).embed(["轴承"])
    assert host.asked[-1] == ["q: 轴承"]


def test_a_span_brings_its_own_direction_by_its_share() -> None:
    host = Host()
    embedder = embedder_of(host)
    (made,) = embedder.embed_parts(["轴承检测方法"], [((0, 2), (2, 6))])
    (own,) = embedder.embed(["轴承"])
    assert made.shares == pytest.approx([2 / 6, 4 / 6])
    assert made.parts[0] == pytest.approx(own * 2 / 6)


def test_many_are_asked_some_at_a_time_and_each_once() -> None:
    host = Host()
    texts = [f"文{n % 50}" for n in range(200)]
    seen: list[tuple[int, int]] = []

    def report(done: int, total: int, note: Message | None) -> None:
        del note
        seen.append((done, total))

    embedder_of(host, None).embed(texts, on_progress=report)
    assert max(map(len, host.asked)) <= MOST_ASKED
    assert seen[-1] == (200, 200)
    assert len(seen) > 3


def test_what_was_answered_is_not_asked_again_unless_the_model_is_another(tmp_path: Path) -> None:
    host = Host()
    first = embedder_of(host, tmp_path).embed(["轴承", "检测"])
    again = embedder_of(host, tmp_path).embed(["检测", "轴承"])
    assert len(host.asked) == 1
    assert (again[::-1] == first).all()
    embedder_of(host, tmp_path, "other").embed(["轴承"])
    assert len(host.asked) == 2


def test_another_width_under_the_same_name_is_refused(tmp_path: Path) -> None:
    embedder_of(Host(6), tmp_path).embed(["轴承"])
    with pytest.raises(DuijieError) as caught:
        embedder_of(Host(8), tmp_path).embed(["轴承", "检测"])
    assert caught.value.message.code == "embedding.endpoint_width"
    assert (caught.value.message.params["expected"], caught.value.message.params["found"]) == (6, 8)


@pytest.mark.parametrize("vector", [[0.0, 0.0], [float("nan"), 1.0], [float("inf"), 1.0], []])
def test_what_is_no_direction_is_refused_and_not_kept(vector: list[float], tmp_path: Path) -> None:
    embedder = EndpointEmbedder(
        lambda texts: [vector for _ in texts], model_version="m", cache_dir=tmp_path
    )
    with pytest.raises(DuijieError) as caught:
        embedder.embed(["轴承"])
    assert caught.value.message.code == "embedding.endpoint_vector"
    assert embedder_of(Host(), tmp_path).embed(["轴承"]).shape == (1, 6)


def test_a_cancel_keeps_what_was_answered(tmp_path: Path) -> None:
    host = Host()
    texts = [f"文{n}" for n in range(100)]
    with pytest.raises(DuijieError) as caught:
        embedder_of(host, tmp_path).embed(texts, is_cancelled=lambda: True)
    assert caught.value.message.code == "embedding.cancelled"
    asked = sum(map(len, host.asked))
    assert asked < 100
    host.asked.clear()
    embedder_of(host, tmp_path).embed(texts)
    assert sum(map(len, host.asked)) == 100 - asked
