"""The ONNX route against the engine of the package that the weights come from.

    python -m benchmarks.embedding [THREADS] [--texts 10000]

Both embed the same made-up texts with the same threads. The package ships its engine compiled for
one Python only, so its C source is compiled here; without a C compiler only our side is measured.
The limit of the machine is numpy's product of two square float32 matrices with the same threads,
the best of several, just before and just after; the share is of the arithmetic that the model
needs (padding and splitting not counted).
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duijie.engines.embedding import WIDTH, load_embedder
from duijie.engines.embedding.encoder import count_cores
from duijie.engines.embedding.tokens import Splitter
from duijie.engines.embedding.weights import find_weights, read_weights

SUBJECTS = [
    "轴承套圈",
    "聚酰胺切片",
    "环锭细纱机",
    "激光熔覆头",
    "山楂果浆",
    "通航无人机",
    "印染废水",
]
TASKS = [
    "在线检测微裂纹",
    "降低能耗",
    "提高耐磨性能",
    "缩短干燥时间",
    "识别断头",
    "规划航线",
    "脱色",
]
MEANS = [
    "采用涡流阵列探头",
    "以稀土改性填料",
    "基于边缘计算与线阵相机",
    "用电催化氧化电极",
    "结合风场预报",
]
LAYERS = 12
INNER = 1536
_LIMIT = """
import time, numpy as np
a = np.random.default_rng(1).random((2048, 2048), dtype=np.float32)
best = 0.0
for _ in range(12):
    started = time.perf_counter()
    a @ a
    best = max(best, 2 * 2048**3 / (time.perf_counter() - started))
print(best)
"""


class PackageEngine:
    """The package's C engine, compiled from its source for this machine."""

    def __init__(self, library: Path, weights: Path) -> None:
        self._library = ctypes.CDLL(str(library))
        self._library.e5_load.restype = ctypes.c_void_p
        self._library.e5_embed_batch.argtypes = [
            ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_char_p),
            ctypes.c_int,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
        ]
        self._model = self._library.e5_load(str(weights).encode())

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        made = np.empty((len(texts), WIDTH), dtype=np.float32)
        encoded = (ctypes.c_char_p * len(texts))(*[text.encode() for text in texts])
        place = made.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        self._library.e5_embed_batch(self._model, encoded, len(texts), 0, place)
        return made


def compile_package(folder: Path) -> Path | None:
    """The package's engine as a library, or None without a C compiler."""
    compiler = shutil.which("cc")
    source = find_weights().with_name("e5.c")
    if compiler is None or not source.is_file():
        return None
    library = folder / "engine.so"
    flags = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, str(source), "-o", str(library), "-lm"], check=True)
    return library


def measure_limit(threads: int) -> float:
    """Operations a second of a float32 matrix product."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    told = os.environ | dict.fromkeys(names, str(threads))
    command = [sys.executable, "-c", _LIMIT]
    return float(subprocess.run(command, env=told, check=True, capture_output=True).stdout)


def count_operations(tokens: int) -> int:
    """Multiplications and additions that the model needs for a text of that many tokens."""
    weights = 4 * WIDTH * WIDTH + 2 * WIDTH * INNER
    return LAYERS * (2 * weights * tokens + 4 * WIDTH * tokens * tokens)


def make_texts(count: int) -> list[str]:
    draw = random.Random(20261122)
    return [
        "；".join(
            f"{draw.choice(MEANS)}，对{draw.choice(SUBJECTS)}{draw.choice(TASKS)}"
            for _ in range(draw.randint(1, 9))
        )
        for _ in range(count)
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("threads", type=int, nargs="?", default=count_cores())
    parser.add_argument("--texts", type=int, default=240)
    wanted = parser.parse_args()
    threads: int = wanted.threads
    os.environ["OMP_NUM_THREADS"] = str(threads)
    texts = make_texts(wanted.texts)
    prefixed = [f"passage: {text}" for text in texts]
    none: list[tuple[tuple[int, int], ...]] = [()] * len(texts)
    split = Splitter(read_weights(find_weights())).split(prefixed, none)
    lengths = [len(ids) + 2 for ids, _ in split]
    tokens = sum(lengths)
    limit = measure_limit(threads)
    started = time.perf_counter()
    embedder = load_embedder(cache_dir=None, threads=threads)
    embedder.embed(texts[:1], "passage")
    loaded = time.perf_counter()
    ours = embedder.embed(texts, "passage")
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(texts)} texts, {tokens} tokens, {threads} threads")
    print(f"ours: loaded in {loaded - started:.1f} s, {tokens / (done - loaded):.0f} tokens/s")
    limit = max(limit, measure_limit(threads))
    used = sum(count_operations(length) for length in lengths) / (done - loaded)
    print(f"{used / 1e9:.0f} of {limit / 1e9:.0f} Gflop/s, share of the limit {used / limit:.2f}")
    print(f"peak {peak:.0f} MB (a second vocabulary for counting tokens included)")
    with tempfile.TemporaryDirectory() as folder:
        library = compile_package(Path(folder))
        if library is None:
            print("package: no C compiler here, not measured")
            return 0
        engine = PackageEngine(library, find_weights())
        engine.embed(texts[:4])
        started = time.perf_counter()
        theirs = engine.embed(texts)
        seconds = time.perf_counter() - started
    cosines = (ours * theirs).sum(axis=1)
    print(f"package: {tokens / seconds:.0f} tokens/s, ours {seconds / (done - loaded):.2f} times")
    print(f"cosine of ours to theirs: lowest {cosines.min():.5f}, mean {cosines.mean():.5f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
