from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.embedding import PackageEngine, compile_package
from duijie.engines.embedding import load_embedder
from duijie.engines.embedding.weights import find_weights

TEXTS = [
    "轴承套圈微裂纹在线检测",
    "Wear-resistant coating for high-speed spindles, 30 000 r/min",
    "（一）ＰＶＣ型材①；配方②——耐候性≥10年",
    "采用线阵相机与边缘计算，对环锭细纱机断头进行在线监测。" * 45,
]


@pytest.mark.skipif(shutil.which("cc") is None, reason="the package's engine needs a C compiler")
def test_vectors_agree_with_the_packages_own_engine(tmp_path: Path) -> None:
    library = compile_package(tmp_path)
    assert library is not None
    theirs = PackageEngine(library, find_weights()).embed(TEXTS)
    ours = load_embedder(cache_dir=None, threads=1).embed(TEXTS, "passage")
    assert (ours * theirs).sum(axis=1).min() >= 0.9999
