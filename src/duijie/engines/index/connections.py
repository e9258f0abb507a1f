"""Connections that readers keep open: one per thread, process and level."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from duijie.engines.index.schema import has_version, open_file


class ReaderPool:
    """Opens a level's file once per thread, and again when another file has taken its place."""

    def __init__(self) -> None:
        self._local = threading.local()

    def get(self, level: str, path: Path) -> sqlite3.Connection | None:
        """A connection to `path`; nothing if the file is of another version.

        Raises `sqlite3.OperationalError` if the file is gone.
        """
        kept = self._kept()
        known = kept.get(level)
        if known is not None and known[0] == path:
            return known[1]
        self.forget(level)
        connection = open_file(path, is_reader=True)
        if not has_version(connection):
            connection.close()
            return None
        kept[level] = (path, connection)
        return connection

    def forget(self, level: str) -> None:
        """Close this thread's connection to a level, if there is one."""
        known = self._kept().pop(level, None)
        if known is not None:
            known[1].close()

    def _kept(self) -> dict[str, tuple[Path, sqlite3.Connection]]:
        # a connection must not cross a fork: its locks belong to the parent
        if getattr(self._local, "process", None) != os.getpid():
            self._local.process = os.getpid()
            self._local.kept = {}
        kept: dict[str, tuple[Path, sqlite3.Connection]] = self._local.kept
        return kept
