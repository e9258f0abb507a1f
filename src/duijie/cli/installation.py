"""Opening an installation for a command that works on its record."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from duijie.cli.database import find_address_refusal, find_refusal
from duijie.cli.serve import SETTINGS, migrate
from duijie.cli.terminal import Terminal
from duijie.core.home import HOME_VARIABLE, create_home, find_home


def add_home_option(parser: argparse.ArgumentParser, terminal: Terminal) -> None:
    """`--home DIR`."""
    _ = terminal.gettext
    parser.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        help=_("folder for database and files (else DUIJIE_HOME, else the user's data folder)"),
    )


def open_installation(home: Path | None, terminal: Terminal) -> str | None:
    """Make the data folder where it is missing, and bring the tables up to date.

    Returns why the database cannot be used; None: it can.
    """
    import django

    place = find_home(home)
    create_home(place)
    os.environ[HOME_VARIABLE] = str(place.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    refusal = find_address_refusal(terminal)
    if refusal is not None:
        return refusal
    django.setup()
    refusal = find_refusal(terminal)
    if refusal is None:
        migrate()
    return refusal
