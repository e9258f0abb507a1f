"""Keeps a few processes running and ends them together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

from duijie.core.lifeline import PARENT_VARIABLE

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.5
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 30.0
_STEADY_SECONDS = 60.0
"""After this long alive a part's next death counts as its first."""
_STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Part:
    """A process to keep running."""

    name: str
    command: tuple[str, ...]


class _Running:
    """One part's process, and when it may be started again."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._wait = _FIRST_WAIT_SECONDS
        self._again_at = 0.0

    def start(self) -> None:
        # a fresh interpreter, not a fork: no thread or database connection of ours comes along;
        # a session of its own, so that Ctrl+C reaches the supervisor alone, which ends the parts
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.part.command,
            env={**os.environ, PARENT_VARIABLE: str(os.getpid())},
            start_new_session=True,
        )
        self._started_at = time.monotonic()

    def look(self) -> None:
        """Note a death, and start again once the wait is over."""
        moment = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            if moment - self._started_at >= _STEADY_SECONDS:
                self._wait = _FIRST_WAIT_SECONDS
            logger.error(
                "%s ended (%s); starting it again in %.0f s", self.part.name, code, self._wait
            )
            self.process = None
            self._again_at = moment + self._wait
            self._wait = min(2 * self._wait, _LONGEST_WAIT_SECONDS)
        elif moment >= self._again_at:
            self.start()


class Supervisor:
    """Runs parts until SIGTERM or SIGINT; one that dies is started again, later each time."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [_Running(part) for part in parts]
        self._stop = threading.Event()

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def pids(self) -> dict[str, int]:
        """Of the parts that run, by name."""
        return {
            running.part.name: running.process.pid
            for running in self._parts
            if running.process is not None
        }

    def start(self) -> None:
        """Start all parts and take over SIGTERM and SIGINT."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        for running in self._parts:
            running.start()

    def look(self) -> None:
        """Start again whatever has died and has waited long enough."""
        for running in self._parts:
            running.look()

    def run(self) -> None:
        """Watch until told to stop; then end all parts, the slow ones hard after 15 s."""
        try:
            while not self._stop.wait(_LOOK_SECONDS):
                self.look()
        finally:
            self._end_parts()

    def _on_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _end_parts(self) -> None:
        alive = [running.process for running in self._parts if running.process is not None]
        for process in alive:
            process.terminate()
        until = time.monotonic() + _STOP_SECONDS
        for process in alive:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
