"""A PostgreSQL server for one run of the tests, thrown away afterwards.

It is private: its data and its only door, a socket, lie in a folder that nobody else may enter, no
port is opened, and a cluster that the system runs is neither asked nor touched. It promises nothing
about crashes (fsync off), because nothing in it is kept.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

OWNER = "duijie"
MAINTENANCE = "postgres"
"""The database from which others are made; every server has it."""
START_SECONDS = 60
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
_FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=64MB",
    "max_connections=60",
)


class NoPostgresError(Exception):
    """Why no server can be had; its text ends the sentence "not run, because …"."""


@contextmanager
def borrow_server() -> Iterator[str]:
    """The address of a server where databases may be made and dropped; gone at the end.

    The one that `DATABASE_URL` names, which stays as it is but for the databases of the tests; else
    one of our own. Raises `NoPostgresError`.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given and not given.startswith("sqlite"):
        read_version(given)
        yield given
        return
    with start_server() as address:
        yield address


def read_version(address: str) -> str:
    """The server's version, such as `15.18`. Raises `NoPostgresError` where it cannot be asked, or
    may not make databases."""
    try:
        with psycopg.connect(address, dbname=MAINTENANCE, connect_timeout=10) as connection:
            row = connection.execute(
                "select current_setting('server_version'), rolcreatedb or rolsuper"
                " from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        raise NoPostgresError(f"DATABASE_URL does not answer: {_first_line(error)}") from None
    if row is None or not row[1]:
        raise NoPostgresError("the user of DATABASE_URL may not create databases")
    return str(row[0]).split()[0]


@contextmanager
def start_server() -> Iterator[str]:
    """Make a cluster, start it, give its address; stop and remove it however the block ends."""
    programs = find_programs()
    user = _find_user()
    # not the system's temporary folder: a socket's path ends at 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="duijie-pg-", dir="/tmp"))
    try:
        if user is not None:
            shutil.chown(folder, user, user)
        password = _make_cluster(programs, folder, user)
        server = _start(programs, folder, user)
        try:
            address = f"postgres://{OWNER}:{password}@{quote(str(folder), safe='')}/{OWNER}"
            _wait_for(f"host={folder} user={OWNER} password={password}", server, folder)
            yield address
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder with `initdb` and `postgres`, of the newest version. Raises `NoPostgresError`."""
    # Debian leaves them out of the search path
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
    )
    named = shutil.which("initdb")
    folders = [*([Path(named).resolve().parent] if named else []), *installed]
    usable = [folder for folder in folders if (folder / "postgres").exists()]
    if not usable:
        raise NoPostgresError("it is not installed (Debian package: postgresql)")
    return usable[-1]


def _find_user() -> str | None:
    """Who runs the server: PostgreSQL refuses to run as root, all others run it themselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgresError("root may not run it, and there is no user postgres") from None


def _make_cluster(programs: Path, folder: Path, user: str | None) -> str:
    password = secrets.token_urlsafe(12)
    words = folder / "password"
    words.write_text(password, encoding="ascii")
    if user is not None:
        shutil.chown(words, user, user)
    command = [str(programs / "initdb"), f"--pgdata={folder / 'data'}", f"--username={OWNER}"]
    # texts in Unicode and, where it is built in, Chinese order: that of a real installation, and
    # unlike SQLite's order by code point
    options = ["--auth=scram-sha-256", f"--pwfile={words}", "--no-sync", "--encoding=UTF8"]
    for order in (["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"], ["--locale=C"]):
        made = subprocess.run(
            [*command, *options, *order],
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode == 0:
            words.unlink()
            return password
    raise NoPostgresError(f"its cluster could not be made: {made.stderr.strip()[-300:]}")


def _start(programs: Path, folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        *_FAST,
    ]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(folder / "data")]
            + [part for setting in settings for part in ("-c", setting)],
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # a group of its own: Ctrl+C is for the tests, and they still need it to end
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )


def _end_with_parent() -> None:
    """Where the system can, a killed test run takes its server along."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGQUIT)


def _wait_for(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(f"{address} dbname={MAINTENANCE}", connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    log = (folder / "server.log").read_text("utf-8", errors="replace")
    raise NoPostgresError(f"it did not start: {log.strip()[-300:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT: ends sessions and goes; SIGQUIT: goes at once
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            continue
        return


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
