"""Processes that end with the one that started them, whenever it went."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

import psutil

from duijie.core.lifeline import PARENT_VARIABLE

LIVES = "from duijie.core.lifeline import end_with_parent; end_with_parent(); input()"
STARTS_ONE = f"""
import subprocess, sys
from duijie.core.lifeline import end_with_parent
end_with_parent()
child = subprocess.Popen([sys.executable, "-c", {LIVES!r}], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
"""


def test_child_whose_parent_went_before_it_looked_ends() -> None:
    with start("") as gone:
        gone.wait()
    with start(LIVES, parent=gone.pid) as orphan:
        assert orphan.wait(30) == -signal.SIGTERM


def test_child_lives_on_beside_its_parent() -> None:
    with start(LIVES) as child:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(3)
        assert child.returncode is None
        child.communicate("\n")
        assert child.returncode == 0


def test_grandchild_ends_with_the_child() -> None:
    with start(STARTS_ONE) as child:
        assert child.stdout is not None
        grandchild = psutil.Process(int(child.stdout.readline()))
        child.kill()
    psutil.wait_procs([grandchild], timeout=30)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


def start(code: str, *, parent: int | None = None) -> subprocess.Popen[str]:
    """A Python process that is told that `parent` started it (default: this one)."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, PARENT_VARIABLE: str(parent or os.getpid())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
