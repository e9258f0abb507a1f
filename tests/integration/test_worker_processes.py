"""Workers and the supervisor as real processes: killed, told to end, started again."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.databases import OwnDatabase, own_database

pytestmark = pytest.mark.installation

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 240.0


def wait_until(holds: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(0.05)


@pytest.fixture
def database() -> Iterator[OwnDatabase]:
    with own_database() as made:
        yield made


@pytest.fixture
def environment(tmp_path: Path, database: OwnDatabase) -> dict[str, str]:
    return {**database.environment(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a Python module in the test's data folder; what still runs is killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def run(module: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


COUNTING = "tests.integration.counting_worker"


@pytest.fixture
def home(tmp_path: Path, start: Callable[..., subprocess.Popen[str]]) -> Path:
    (tmp_path / "home").mkdir()
    assert start(COUNTING, "migrate").wait(WAIT_SECONDS) == 0
    return tmp_path / "home"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_job_of_ended_worker_is_finished_by_the_next_without_repeating_steps(
    how: signal.Signals,
    home: Path,
    start: Callable[..., subprocess.Popen[str]],
    database: OwnDatabase,
) -> None:
    counted = home / "counted.txt"
    assert start(COUNTING, "enqueue", "25", str(counted)).wait(WAIT_SECONDS) == 0
    first = start(COUNTING, "work")
    wait_until(lambda: counted.exists() and counted.read_text().count("\n") >= 5, "it counts")
    first.send_signal(how)
    first.wait(WAIT_SECONDS)
    state = "running" if how is signal.SIGKILL else "queued"
    assert database.ask(home, "select state from jobs_job") == (state,)

    start(COUNTING, "work")
    wait_until(
        lambda: database.ask(home, "select state from jobs_job") == ("done",), "the job is done"
    )
    steps = [int(line) for line in counted.read_text().split()]
    # killed between writing a step and its checkpoint, that one step is done again
    repeated = len(steps) - len(set(steps))
    assert sorted(set(steps)) == list(range(25))
    assert repeated <= (1 if how is signal.SIGKILL else 0)
    attempts, result = database.ask(home, "select attempt, cast(result as text) from jobs_job")
    assert attempts == (2 if how is signal.SIGKILL else 1)
    assert result != '{"resumed_from": 0}'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"{words!r} was never said:\n{''.join(lines)}")


def parts_of(process: subprocess.Popen[str]) -> dict[str, psutil.Process]:
    found = {}
    for child in psutil.Process(process.pid).children():
        try:
            command = child.cmdline()
        except psutil.Error:  # it has just died
            continue
        if "duijie.cli.serve" in command:
            found[command[command.index("duijie.cli.serve") + 1]] = child
    return found


def test_serve_creates_an_installation_keeps_its_parts_alive_and_ends_cleanly(
    tmp_path: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    port = free_port()
    command = ("--lang", "en", "serve", "--port", str(port))
    serving = start("duijie", *command)
    said = read_until(serving, "http://127.0.0.1:")
    assert f"http://127.0.0.1:{port}" in said
    assert "password" in said

    key = tmp_path / "home" / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert get(port, "/healthz").status == 200
    assert get(port, "/healthz", **{"X-Forwarded-For": "203.0.113.9"}).status == 404
    front = get(port, "/")
    assert (front.status, front.headers["Location"]) == (302, "/accounts/login/?next=/")
    policy = get(port, "/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy

    parts = parts_of(serving)
    assert set(parts) == {"web", "quick", "long", "matching"}
    killed = parts["long"]
    killed.kill()
    wait_until(
        lambda: "long" in (now := parts_of(serving)) and now["long"].pid != killed.pid,
        "the worker runs again",
    )
    second = start("duijie", *command)
    assert second.wait(WAIT_SECONDS) == 2

    family = psutil.Process(serving.pid).children(recursive=True)
    serving.terminate()
    assert serving.wait(WAIT_SECONDS) == 0
    wait_until(lambda: not any(child.is_running() for child in family), "all parts are gone")

    again = start("duijie", *command)
    assert "password" not in read_until(again, "http://127.0.0.1:")


def test_killed_supervisor_takes_its_parts_along(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    port = free_port()
    serving = start("duijie", "--lang", "en", "serve", "--port", str(port))
    read_until(serving, "http://127.0.0.1:")
    family = psutil.Process(serving.pid).children(recursive=True)
    assert len(family) >= 4
    serving.kill()
    wait_until(lambda: not any(child.is_running() for child in family), "all parts are gone")
