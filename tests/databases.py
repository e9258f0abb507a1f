"""A database of its own for a test that starts processes of Duijie.

pytest-django's database belongs to the test's process. On the run on PostgreSQL (`DATABASE_URL`) an
installation gets a fresh database on the same server, never the one that the address names; else
SQLite in its own data folder, as it does without any setting.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

MAINTENANCE = "postgres"


@dataclass(frozen=True)
class OwnDatabase:
    """Where an installation keeps its record; `address` None: SQLite below its data folder."""

    address: str | None

    def environment(self, home: Path) -> dict[str, str]:
        """That of a process of this installation."""
        given = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        given["DUIJIE_HOME"] = str(home)
        if self.address is not None:
            given["DATABASE_URL"] = self.address
        return given

    def ask(self, home: Path, question: str) -> Any:
        """The first row, asked past Django."""
        if self.address is None:
            with closing(sqlite3.connect(home / "db.sqlite3", timeout=20)) as connection:
                return connection.execute(question).fetchone()
        with psycopg.connect(self.address) as server:
            return server.execute(question.encode()).fetchone()


def server_address() -> str | None:
    """That of the PostgreSQL server of this run; None on SQLite."""
    given = os.environ.get("DATABASE_URL", "")
    return given if given and not given.startswith("sqlite") else None


@contextmanager
def own_database(*, encoding: str = "UTF8") -> Iterator[OwnDatabase]:
    """An empty database, dropped at the end with whoever is still in it."""
    server = server_address()
    if server is None:
        yield OwnDatabase(None)
        return
    name = f"duijie_test_{secrets.token_hex(6)}"
    order = sql.SQL("" if encoding == "UTF8" else " locale_provider libc locale 'C'")
    tell(
        sql.SQL("create database {} encoding {} template template0{}").format(
            sql.Identifier(name), sql.Literal(encoding), order
        )
    )
    try:
        yield OwnDatabase(urlsplit(server)._replace(path=f"/{name}").geturl())
    finally:
        tell(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def tell(command: sql.Composed | sql.SQL) -> None:
    """One command to the server of this run, outside any transaction."""
    server = server_address()
    assert server is not None
    with psycopg.connect(server, dbname=MAINTENANCE, autocommit=True) as connection:
        connection.execute(command)
