"""Time and peak memory of the main job on examples/, cold and warm; and that no text is lost.

usage: python -m benchmarks.reading

The second part reads `extraction/text` of the measuring data, which lies beside the checkout
(`../shared/data`, or DUIJIE_SHARED).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("DUIJIE_SHARED", ROOT.parent / "shared")) / "data"


def measured(command: list[str], home: str) -> tuple[int, float, float]:
    """Exit code, seconds, and the peak of the memory of all processes together (PSS, MB)."""
    environment = {**os.environ, "DUIJIE_HOME": home}
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.05)
    return process.returncode, time.monotonic() - started, peak


def _memory(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        processes = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / 1e6


def main() -> int:
    duijie = str(Path(sys.executable).with_name("duijie"))
    with tempfile.TemporaryDirectory() as home:
        for label in ("first", "second"):
            code, seconds, peak = measured([duijie, "demo", "--out", f"{home}/out"], home)
            print(f"demo, {label} run: exit {code}, {seconds:.1f} s, peak {peak:.0f} MB")
        texts = SHARED / "extraction" / "text"
        if not texts.is_dir():
            print(f"the measuring data is not at {SHARED}: extract not measured")
            return 0
        out = Path(home) / "facts.jsonl"
        command = [duijie, "extract", str(texts), "--out", str(out)]
        code, seconds, peak = measured(command, home)
        lines = out.read_text("utf-8").count("\n")
        expected = len(list(texts.glob("*.txt")))
        print(
            f"extract: exit {code}, {lines} of {expected} texts,"
            f" {seconds:.1f} s, peak {peak:.0f} MB"
        )
    return 0 if lines == expected else 1


if __name__ == "__main__":
    sys.exit(main())
