"""Which file of a level is searched, and which one is being built beside it.

`teaser.current` names the file that readers open; a rebuild writes another and replaces that
pointer at its end. Database files are never renamed: SQLite finds their logs by name.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LEVEL = re.compile(r"[a-z][a-z0-9_]{0,30}")
_FILE = re.compile(r"([a-z][a-z0-9_]{0,30})-(\d{6,})\.sqlite3")


class Generations:
    """The files of all levels below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def locked(self, name: str = "write") -> Iterator[None]:
        """Hold a lock across processes; it falls with its process."""
        with (self.folder / f"{name}.lock").open("ab") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def levels(self) -> tuple[str, ...]:
        """Names of all levels that have a file, sorted."""
        return tuple(sorted(p.stem for p in self.folder.glob("*.current")))

    def current(self, level: str) -> Path | None:
        """The file that readers open; none before the first row."""
        return self._pointed(level, "current")

    def building(self, level: str) -> Path | None:
        """The file of a rebuild that has not come to its end, or was killed."""
        return self._pointed(level, "building")

    def point(self, level: str, pointer: str, path: Path) -> None:
        """Replace a pointer in one step."""
        fresh = self._pointer(level, pointer).with_suffix(f".{pointer}-new")
        fresh.write_text(path.name, "utf-8")
        fresh.replace(self._pointer(level, pointer))

    def drop_pointer(self, level: str, pointer: str) -> None:
        """Forget a pointer, if it is there."""
        self._pointer(level, pointer).unlink(missing_ok=True)

    def next_path(self, level: str) -> Path:
        """A file name that no generation of the level has had while any of them is there."""
        numbers = [int(m[2]) for m in (_FILE.match(p.name) for p in self.folder.iterdir()) if m]
        return self.folder / f"{check_level(level)}-{max(numbers, default=0) + 1:06d}.sqlite3"

    def drop_others(self, level: str) -> None:
        """Remove every file of the level that no pointer names. Open readers keep theirs."""
        kept = {p.name for p in (self.current(level), self.building(level)) if p is not None}
        for path in sorted(self.folder.iterdir()):
            match = _FILE.match(path.name)
            if match and match[1] == level and match[0] not in kept:
                path.unlink(missing_ok=True)

    def _pointed(self, level: str, pointer: str) -> Path | None:
        try:
            name = self._pointer(level, pointer).read_text("utf-8")
        except FileNotFoundError:
            return None
        return self.folder / name

    def _pointer(self, level: str, pointer: str) -> Path:
        return self.folder / f"{check_level(level)}.{pointer}"


def check_level(level: str) -> str:
    """The level's name, which becomes part of a file name. Raises ValueError if it cannot."""
    if not _LEVEL.fullmatch(level):
        raise ValueError(f"not a level name: {level!r}")
    return level
