"""A reading child under watch: killed when it takes too long, too much memory, or nobody waits."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import psutil

from duijie.engines.documents.child import Failure, OcrJob, ReadJob, receive, send
from duijie.errors import DuijieError

_LOOK_EVERY: Final = 0.1
_START_SECONDS: Final = 120.0
"""A child on a busy machine may take long to start; that is not the file's fault."""


class CancelledReadError(DuijieError):
    """Nobody waits for the answer any more."""


class Child:
    """One child process, started at its first job and again after it was killed."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None

    def ask(
        self,
        job: ReadJob | OcrJob,
        seconds: float,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Any:
        """The job's answer.

        Raises `DuijieError` `documents.too_slow`, `.too_much_memory`, `.reader_stopped` (crashed)
        or `.damaged` (the job failed), and `CancelledReadError`. A failed job leaves the child as
        it is; the others end it.
        """
        if self._process is None:
            self._start(is_cancelled)
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, job)
        except OSError:
            self.close()
            raise DuijieError("documents.reader_stopped") from None
        answer = self._wait(seconds, is_cancelled)
        if isinstance(answer, Failure):
            code = "documents.too_much_memory" if answer.is_memory else "documents.damaged"
            raise DuijieError(code)
        return answer

    def close(self) -> None:
        """End the child. It is started again by the next job."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if self._reader is not None:
            self._reader.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self, is_cancelled: Callable[[], bool] | None) -> None:
        paths = [path for path in sys.path if path]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "duijie.engines.documents.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._answers = queue.SimpleQueue()
        self._reader = threading.Thread(
            target=_pump, args=(self._process, self._answers), daemon=True
        )
        self._reader.start()
        self._wait(_START_SECONDS, is_cancelled)

    def _wait(self, seconds: float, is_cancelled: Callable[[], bool] | None) -> Any:
        assert self._process is not None
        end = time.monotonic() + seconds
        watched = psutil.Process(self._process.pid)
        while True:
            try:
                answer = self._answers.get(timeout=_LOOK_EVERY)
            except queue.Empty:
                self._check(end, watched, seconds, is_cancelled)
                continue
            if answer is None:
                self.close()
                raise DuijieError("documents.reader_stopped")
            return answer

    def _check(
        self,
        end: float,
        watched: psutil.Process,
        seconds: float,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        if is_cancelled is not None and is_cancelled():
            self.close()
            raise CancelledReadError("documents.cancelled")
        if time.monotonic() > end:
            self.close()
            raise DuijieError("documents.too_slow", seconds=round(seconds))
        with contextlib.suppress(psutil.Error):
            if watched.memory_info().rss > self._memory_bytes:
                self.close()
                raise DuijieError("documents.too_much_memory")


def _pump(process: subprocess.Popen[bytes], answers: queue.SimpleQueue[Any]) -> None:
    """Pass answers on; None once the child is gone."""
    assert process.stdout is not None
    while True:
        try:
            answers.put(receive(process.stdout))
        except (EOFError, OSError, ValueError):
            answers.put(None)
            return
