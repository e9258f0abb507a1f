"""The data folder of one installation: where everything lies, and how it is made."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_dir

HOME_VARIABLE = "DUIJIE_HOME"


@dataclass(frozen=True)
class Home:
    """The paths below one data folder. Nothing is created by asking for them."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "db.sqlite3"

    @property
    def media(self) -> Path:
        return self.root / "media"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def key_file(self) -> Path:
        return self.root / "secret.key"


def find_home(root: Path | None = None) -> Home:
    """`root`, else `DUIJIE_HOME`, else the platform's data folder of this user."""
    if root is None:
        named = os.environ.get(HOME_VARIABLE)
        root = Path(named) if named else Path(user_data_dir("duijie", appauthor=False))
    return Home(root.expanduser().absolute())


def create_home(home: Home) -> None:
    """Make the folders (0700) and the secret key file (0600). What exists stays as it is."""
    for folder in (home.root, home.media, home.cache, home.index, home.static):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(home.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(64))


def read_secret_key(home: Home) -> str:
    """The key of this installation; before `create_home` one that lasts as long as the process."""
    if home.key_file.exists():
        key = home.key_file.read_text(encoding="ascii").strip()
        if key:
            return key
    return secrets.token_urlsafe(64)
