"""The whole suite on SQLite, then what touches the database on PostgreSQL (docs/adr/0013).

Usage: python -m tools.suite [options of pytest]
The closing line says which databases ran; the exit code is that of the first run that failed.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from tools.postgres import NoPostgresError, borrow_server, read_version

INTERRUPTED = 2
"""pytest's exit code for Ctrl+C."""
NOTHING_CHOSEN = 5
"""The same where the options left no test: a run of some files may have none of the database."""
_RUNNER = (sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile")


class _Runs:
    """Runs of pytest one after the other, that a signal ends without losing what to clean up."""

    def __init__(self) -> None:
        self.code = 0
        self.is_stopped = False
        self._current: subprocess.Popen[bytes] | None = None
        # a terminal sends Ctrl+C to pytest too, which ends by itself; SIGTERM is handed on
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)

    def run(self, arguments: Sequence[str], *, database: str | None) -> None:
        """One run, its output untouched. `database` None: SQLite."""
        if self.is_stopped:
            return
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        if database is not None:
            environment["DATABASE_URL"] = database
        self._current = subprocess.Popen([*_RUNNER, *arguments], env=environment)
        code = self._current.wait()
        self._current = None
        if code != NOTHING_CHOSEN:
            self.code = self.code or code
        self.is_stopped = self.is_stopped or code == INTERRUPTED

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.is_stopped = True
        self.code = self.code or 128 + number
        if self._current is not None and number == signal.SIGTERM:
            with suppress(ProcessLookupError):
                self._current.send_signal(signal.SIGINT)


def main(arguments: Sequence[str]) -> int:
    """Both runs and the closing line."""
    runs = _Runs()
    _say("Suite on SQLite")
    runs.run(arguments, database=None)
    ran = [f"SQLite {sqlite3.sqlite_version}"]
    if not runs.is_stopped:
        ran.append(_run_on_postgres(runs, arguments))
    _say(f"Databases: {', '.join(ran)}{' (stopped)' if runs.is_stopped else ''}")
    return runs.code


def _run_on_postgres(runs: _Runs, arguments: Sequence[str]) -> str:
    try:
        with borrow_server() as address:
            version = read_version(address)
            _say(f"Suite on PostgreSQL {version}: what touches the database")
            runs.run(["--database-only", *arguments], database=address)
            return f"PostgreSQL {version}"
    except NoPostgresError as error:
        _say(f"PostgreSQL: not run, because {error}")
        return f"PostgreSQL not run, because {error}"


def _say(line: str) -> None:
    print(f"\n{line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
