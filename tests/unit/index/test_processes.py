"""One process writes while others search: what is committed is found at once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from duijie.engines.index import SearchIndex
from tests.unit.index.rows import found, need

WRITER = """
import sys
from pathlib import Path
from duijie.engines.index import Row, SearchIndex

index = SearchIndex(Path(sys.argv[1]))
for line in sys.stdin:
    act, number = line.split()
    key = "need:" + number
    if act == "put":
        index.upsert("internal", [Row(key, "need", int(number), "第" + number + "号轴承降噪")])
    elif act == "delete":
        index.delete([key])
    elif act == "purge":
        assert index.purge().is_complete
    elif act == "rebuild":
        index.rebuild("internal", [Row(key, "need", int(number), "轴承降噪")])
    print(act, flush=True)
"""


@pytest.fixture
def other_process(tmp_path: Path):  # type: ignore[no-untyped-def] # a generator of Popen[str]
    arguments = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def _say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert process.stdout.readline().strip() == line.split(maxsplit=1)[0]


def test_reader_sees_what_another_process_wrote(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    index = SearchIndex(tmp_path)
    assert found(index, "轴承") == []

    _say(other_process, "put 1")
    assert found(index, "轴承") == ["need:1"]
    _say(other_process, "put 2")
    _say(other_process, "delete 1")
    assert found(index, "轴承") == ["need:2"]
    _say(other_process, "purge 0")
    assert found(index, "zcjz") == ["need:2"]
    _say(other_process, "rebuild 9")
    assert found(index, "轴承") == ["need:9"]


def test_searches_never_fail_while_another_process_writes(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("internal", [need(0, "轴承降噪")])
    acts = [a for n in range(1, 11) for a in (f"put {n}", f"delete {n}", "purge 0", "rebuild 0")]
    assert other_process.stdin is not None
    assert other_process.stdout is not None
    other_process.stdin.write("\n".join(acts) + "\n")
    other_process.stdin.close()
    searches = 0
    until = time.monotonic() + 120

    while other_process.poll() is None and time.monotonic() < until:
        assert "need:0" in found(index, "轴承降噪")
        searches += 1

    assert len(other_process.stdout.readlines()) == len(acts)
    assert searches > 10
