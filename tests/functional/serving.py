"""A real `duijie serve` in a folder of its own, and a browser to look at it.

The browser is the system's Chromium. It runs beside the server, not inside the test's Django: what
is tested is what a user starts.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.databases import own_database

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
START_SECONDS = 300


@dataclass(frozen=True)
class Served:
    """Where the server is and how its first administrator signs in."""

    address: str
    username: str
    password: str


def find_chromium() -> str | None:
    """The system's browser; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def serve(home: Path, *, lang: str = "en") -> Iterator[Served]:
    """Start `duijie serve` on a free port; stop it at the end, its workers too."""
    with own_database() as database:
        environment = {**database.environment(home), "DUIJIE_LANG": lang}
        with _serve(home, environment) as served:
            yield served


@contextmanager
def _serve(home: Path, environment: dict[str, str]) -> Iterator[Served]:
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    log = home / "serve.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "duijie", "serve", "--home", str(home), "--port", str(port)],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process, log)
        yield Served(address, "admin", _password(log))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def browse() -> Iterator[Browser]:
    """The system's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, served: Served, *, lang: str = "en") -> None:
    """Choose the language at the door and sign in as the first administrator."""
    page.goto(served.address)
    if lang == "en":
        page.get_by_role("button", name="English").click()
    words = {"en": ("User name", "Password", "Sign in"), "zh": ("用户名", "密码", "登录")}[lang]
    page.get_by_label(words[0], exact=True).fill(served.username)
    page.get_by_label(words[1], exact=True).fill(served.password)
    page.get_by_role("button", name=words[2], exact=True).click()
    page.wait_for_url(f"{served.address}/")


def foreign_requests(context: BrowserContext, served: Served) -> list[str]:
    """A list that fills with every request to another host, from now on."""
    found: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((served.address, "data:", "blob:")):
            found.append(url)

    context.on("request", lambda request: note(request.url))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{log.read_text()}")
        try:
            with urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer in {START_SECONDS} s:\n{log.read_text()}")


def _password(log: Path) -> str:
    found = re.search(r"^\s+password\s+([\w-]{11,})\s*$", log.read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError(f"no password was shown:\n{log.read_text()}")
    return found.group(1)
