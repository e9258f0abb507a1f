"""`duijie serve`: the web server and its workers, kept running by one supervisor."""

from __future__ import annotations

import argparse
import fcntl
import http.client
import os
import platform
import socket
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TextIO

from duijie.cli.database import find_address_refusal, find_refusal
from duijie.cli.run import Commands
from duijie.cli.supervisor import Part, Supervisor
from duijie.cli.terminal import ExitCode, Terminal
from duijie.core.home import HOME_VARIABLE, Home, create_home, find_home
from duijie.core.jobs.registry import QUEUES
from duijie.core.lifeline import end_with_parent
from duijie.core.model_endpoints import read_model_endpoints
from duijie.errors import DuijieError

SETTINGS = "duijie.config.settings"
START_SECONDS = 60.0
MOST_WEB_PROCESSES = 4
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "serve",
        help=_("the same in a browser"),
        description=_(
            "Starts the web server and its workers. The first start creates the database and an"
            " administrator, whose password is shown once."
        ),
    )
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar="FOLDER",
        help=_("a folder to put in first, as if its files had been uploaded"),
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help=_("address to listen on (default: 127.0.0.1, this machine only)"),
    )
    parser.add_argument(
        "--port", type=int, default=8000, help=_("port to listen on (default: 8000)")
    )
    parser.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        help=_("folder for database and files (else DUIJIE_HOME, else the user's data folder)"),
    )
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    return serve(
        host=options.host,
        port=options.port,
        home=options.home,
        terminal=terminal,
        folder=options.folder,
    )


def serve(
    *, host: str, port: int, home: Path | None, terminal: Terminal, folder: Path | None = None
) -> int:
    """Prepare the data folder, then run until SIGTERM or SIGINT; returns the exit code.

    The files of `folder` are put in like an upload of the first administrator.

    Parts that die are started again. Refuses a port in use and a folder that another supervisor
    serves, because two would run the same job twice.
    """
    _ = terminal.gettext
    if folder is not None and not folder.is_dir():
        raise DuijieError("pipeline.not_found", path=str(folder))
    place = find_home(home)
    create_home(place)
    os.environ[HOME_VARIABLE] = str(place.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _allow_own_names(host)
    lock = _lock(place)
    if lock is None:
        terminal.warn(_("Duijie already serves {folder}.").format(folder=place.root))
        return ExitCode.USAGE
    with lock:
        if not _is_free(host, port):
            terminal.warn(
                _("Port {port} of {host} is in use. Choose another with --port.").format(
                    port=port, host=host
                )
            )
            return ExitCode.USAGE
        terminal.print(_("Data folder: {folder}").format(folder=place.root))
        refusal = prepare_installation(terminal)
        if refusal is not None:
            terminal.warn(refusal)
            return ExitCode.USAGE
        if folder is not None:
            put_in(folder, terminal)
        supervisor = Supervisor(_parts(host, port))
        supervisor.start()
        _announce(host, port, supervisor, terminal)
        supervisor.run()
        terminal.print(_("Stopped."))
    return ExitCode.DONE


def prepare_installation(terminal: Terminal) -> str | None:
    """Bring database and static files up to date; at the first start make the administrator and
    show the password, which is kept nowhere in clear. Returns why the database cannot be used."""
    import django
    from django.core.management import call_command
    from django.db import connections

    refusal = find_address_refusal(terminal)
    if refusal is not None:
        return refusal
    django.setup()
    from duijie.accounts.services import ensure_first_administrator
    from duijie.catalogue.services.codes import ensure_code_lists
    from duijie.catalogue.services.indexing import ensure_index

    _ = terminal.gettext
    refusal = find_refusal(terminal)
    if refusal is not None:
        return refusal
    migrate()
    ensure_code_lists()
    ensure_index()
    if _is_static_outdated():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    first = ensure_first_administrator()
    if first is not None:
        terminal.print(_("An administrator has been created. The password is shown only now:"))
        terminal.print(_("  user name  {name}").format(name=first.username))
        terminal.print(_("  password   {password}").format(password=first.password))
    connections.close_all()
    return None


def migrate() -> None:
    """Bring the tables up to date, however long a statement on a large record takes."""
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
    call_command("migrate", interactive=False, verbosity=0)


def put_in(folder: Path, terminal: Terminal) -> None:
    """Take the files of a folder into the record; what was taken before is read again, once."""
    from django.core.files import File
    from django.db import connections

    from duijie.accounts.queries import get_first_administrator
    from duijie.intake.services import upload_documents

    _ = terminal.gettext
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path))
    with ExitStack() as opened:
        files = [
            File(opened.enter_context(path.open("rb")), name=str(path.relative_to(folder)))
            for path in paths
        ]
        receipt = upload_documents(files=files, by=get_first_administrator())
    for message in receipt.refused:
        terminal.warn(terminal.say(message))
    terminal.print(
        _("{count} files of {folder} are being read; watch them on the page Documents.").format(
            count=receipt.taken, folder=folder
        )
    )
    connections.close_all()


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def run_part(name: str, host: str, port: int) -> None:
    """What one of the supervisor's processes does: `web`, or the work of a queue.

    Until SIGTERM, or until the supervisor is gone.
    """
    end_with_parent()
    if name == "web":
        _run_web(host, port)
        return
    import django

    django.setup()
    from duijie.core.jobs.worker import run_worker
    from duijie.engines.index import warm_up

    # whoever waits for a page comes before who waits for a search to know, and both before the rest
    os.nice(5 if name == "quick" else 15)
    if name == "quick":
        warm_up()
    if name == "matching":
        from duijie.matching.services import match_after_upgrade

        match_after_upgrade()
    (queue,) = (queue for queue in QUEUES if queue == name)
    run_worker(queue)


def _run_web(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "duijie.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=_web_processes(),
        blocking_threads=4,
        backpressure=64,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def _web_processes() -> int:
    """Two a core: a process draws one page at a time, and browsers spread unevenly over them."""
    return max(1, min(MOST_WEB_PROCESSES, 2 * (os.cpu_count() or 1)))


def _parts(host: str, port: int) -> tuple[Part, ...]:
    def part(name: str) -> Part:
        command = (sys.executable, "-m", "duijie.cli.serve", name, host, str(port))
        return Part(name, command)

    has_models = bool(read_model_endpoints(os.environ).name)
    queues = (queue for queue in QUEUES if queue != "models" or has_models)
    return tuple(part(name) for name in ("web", *queues))


def _allow_own_names(host: str) -> None:
    """Let the pages be asked for by the names under which this machine listens."""
    names = [name for name in os.environ.get("DUIJIE_ALLOWED_HOSTS", "").split(",") if name]
    if host in _EVERYWHERE:
        names += [platform.node(), *_own_addresses()]
    elif host not in _LOOPBACK:
        names.append(host)
    os.environ["DUIJIE_ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))


def _own_addresses() -> list[str]:
    import psutil

    return [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family is socket.AF_INET
    ]


def _lock(home: Home) -> TextIO | None:
    """Hold the data folder until closed; None where another supervisor holds it.

    The system lets go of such a lock however the process ends, unlike a file with a pid in it.
    """
    holder = (home.root / "serve.lock").open("w")
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder.close()
        return None
    return holder


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _announce(host: str, port: int, supervisor: Supervisor, terminal: Terminal) -> None:
    _ = terminal.gettext
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and not supervisor.is_stopping:
        if _answers(host, port):
            shown = "127.0.0.1" if host in _EVERYWHERE else host
            shown = f"[{shown}]" if ":" in shown else shown
            terminal.print(_("Duijie is at http://{address}").format(address=f"{shown}:{port}"))
            terminal.print(_("Stop it with Ctrl+C."))
            terminal.out.flush()
            return
        supervisor.look()
        time.sleep(0.2)
    if not supervisor.is_stopping:
        terminal.warn(_("The web server does not answer yet; its messages are above."))


def _answers(host: str, port: int) -> bool:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound to
    connection = http.client.HTTPConnection(near, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _is_static_outdated() -> bool:
    """Whether a file of the packages is newer than what was collected, or gone from it."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.read_text("utf-8")
    made_at = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > made_at or f'"{name}"' not in collected
        for finder in get_finders()
        for name, storage in finder.list([])
    )


if __name__ == "__main__":
    run_part(sys.argv[1], sys.argv[2], int(sys.argv[3]))
