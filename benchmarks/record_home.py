"""A region for `benchmarks.record`: made and indexed once, copied for each measurement."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASSWORD = "correct-horse-battery"
_INDEX = (
    "import django;django.setup();"
    "from duijie.catalogue.services.indexing import rebuild_index;rebuild_index()"
)


def environment(home: Path, address: str = "") -> dict[str, str]:
    """That of every process which works on this region."""
    given = {**os.environ, "DUIJIE_HOME": str(home), "DJANGO_SETTINGS_MODULE": SETTINGS}
    given.pop("DATABASE_URL", None)
    return {**given, "DATABASE_URL": address} if address else given


SETTINGS = "duijie.config.settings"


def prepare_region(home: Path, scale: str) -> None:
    """Fill, migrate and index the folder as far as it is not; minutes the first time."""
    if not (home / "db.sqlite3").exists():
        _run(home, "-m", "benchmarks.region", "--scale", scale, "--password", PASSWORD)
    _run(home, "-m", "django", "migrate", "--verbosity", "0")
    if not (home / "index" / "teaser.current").exists():
        _run(home, "-c", _INDEX)


def copy_region(source: Path, target: Path) -> None:
    """The folder with its database, as it is now; large files share their blocks where they can."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("db.sqlite3*")
    )
    with (
        sqlite3.connect(source / "db.sqlite3") as old,
        sqlite3.connect(target / "db.sqlite3") as new,
    ):
        old.backup(new)
    old.close()
    new.close()


def copy_to_postgres(home: Path, address: str) -> None:
    """All rows of the folder's SQLite into a new database at the server's address, ids included."""
    import psycopg
    from psycopg import sql

    from tools.postgres import MAINTENANCE, OWNER

    with psycopg.connect(address, dbname=MAINTENANCE, autocommit=True) as server:
        server.execute(f"create database {OWNER}")
    _run(home, "-m", "django", "migrate", "--verbosity", "0", address=address)
    old = sqlite3.connect(home / "db.sqlite3")
    names = [
        name
        for (name,) in old.execute("select name from sqlite_master where type = 'table'")
        if not name.startswith("sqlite_") and name != "django_migrations"
    ]
    with psycopg.connect(address) as new, new.cursor() as cursor:
        # rows come table by table, whatever they point at
        cursor.execute("set session_replication_role = replica")
        cursor.execute("set timezone = 'UTC'")
        for name in names:
            cursor.execute(sql.SQL("truncate {} cascade").format(sql.Identifier(name)))
        for name in names:
            rows = old.execute(f'select * from "{name}"')
            columns = sql.SQL(", ").join(sql.Identifier(part[0]) for part in rows.description)
            into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(name), columns)
            with cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row(row)
            _move_sequence(cursor, name)
        cursor.execute("set session_replication_role = origin")
    with psycopg.connect(address, autocommit=True) as new:
        new.execute("vacuum analyze")
    old.close()


def _move_sequence(cursor: object, name: str) -> None:
    execute = cursor.execute  # type: ignore[attr-defined]  # a cursor of psycopg
    found = execute(
        "select 1 from information_schema.columns where table_name = %s and column_name = 'id'"
        " and is_identity = 'YES'",
        (name,),
    ).fetchone()
    if found:
        execute(
            f"select setval(pg_get_serial_sequence('\"{name}\"', 'id'),"
            f' greatest((select max(id) from "{name}"), 1))'
        )


def _run(home: Path, *arguments: str, address: str = "") -> None:
    home.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(home, address), check=True
    )
