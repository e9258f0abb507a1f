"""`duijie serve` where database or settings cannot be used: one sentence, no trace, no start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from psycopg import sql

from tests.databases import own_database, server_address, tell

pytestmark = pytest.mark.installation

on_postgres = pytest.mark.skipif(
    server_address() is None, reason="asks a PostgreSQL server (DATABASE_URL)"
)


def serve(home: Path, address: str, *, lang: str = "en", **variables: str) -> str:
    """What is said by a start that must fail."""
    ended = subprocess.run(
        [sys.executable, "-m", "duijie", "--lang", lang, "serve", "--home", home, "--port", "0"],
        env={**os.environ, "DATABASE_URL": address, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr.strip()


def test_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = serve(tmp_path, f"postgres://duijie:secret-word@127.0.0.1:{port}/duijie")
    assert said.startswith(f"The PostgreSQL server at 127.0.0.1:{port} cannot be reached.")
    assert "secret-word" not in said


@pytest.mark.parametrize("address", ["postgres://duijie:a#b@host/name", "oracle://host/name"])
def test_address_that_is_none_is_explained(tmp_path: Path, address: str) -> None:
    said = serve(tmp_path, address)
    assert said.startswith("DATABASE_URL is no address of a PostgreSQL database")


def test_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleagues, " * 100)
    said = serve(tmp_path, f"sqlite:///{tmp_path}/letter.txt")
    assert said == f"The database {tmp_path}/letter.txt cannot be opened (file is not a database)."


@on_postgres
def test_wrong_password_is_told_apart_from_a_missing_server(tmp_path: Path) -> None:
    with own_database() as database:
        assert database.address is not None
        parts = urlsplit(database.address)
        wrong = parts._replace(netloc=parts.netloc.replace(str(parts.password), "secret-word"))
        said = serve(tmp_path, wrong.geturl())
    assert f"does not let {parts.username} into the database {parts.path[1:]}" in said
    assert "secret-word" not in said


@on_postgres
def test_database_of_another_encoding_is_refused(tmp_path: Path) -> None:
    with own_database(encoding="LATIN1") as database:
        said = serve(tmp_path, str(database.address))
    assert "keeps texts as LATIN1" in said


@on_postgres
def test_user_who_may_not_make_tables_is_told_the_remedy(tmp_path: Path) -> None:
    with own_database() as database:
        parts = urlsplit(str(database.address))
        guest = f"{parts.path[1:]}_guest"
        tell(
            sql.SQL("create role {} login password 'guest-password'").format(sql.Identifier(guest))
        )
        try:
            place = parts.netloc.rpartition("@")[2]
            said = serve(
                tmp_path, parts._replace(netloc=f"{guest}:guest-password@{place}").geturl()
            )
        finally:
            tell(sql.SQL("drop role {}").format(sql.Identifier(guest)))
    assert said.endswith(f"ALTER DATABASE {parts.path[1:]} OWNER TO {guest}")


MODEL = {"DUIJIE_EMBEDDING_URL": "http://127.0.0.1:1/v1", "DUIJIE_EMBEDDING_KEY": "secret-word"}


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (MODEL, "DUIJIE_EMBEDDING_URL is set and needs DUIJIE_EMBEDDING_MODEL too."),
        (
            MODEL | {"DUIJIE_EMBEDDING_MODEL": "bge-m3"},
            "The model at DUIJIE_EMBEDDING_URL reads every need and offer, confidential ones too."
            " Set DUIJIE_EMBEDDING_READS_CONFIDENTIAL=1 if it may, or take the address away.",
        ),
        (
            {"DUIJIE_MAIL_URL": "mail.example.org:secret-word"},
            "DUIJIE_MAIL_URL has to begin with one of smtp://, smtp+tls://, smtps:// and a host.",
        ),
    ],
)
def test_setting_that_cannot_be_used_is_explained(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    assert serve(tmp_path, "", **variables) == said


def test_setting_is_explained_in_chinese(tmp_path: Path) -> None:
    said = serve(tmp_path, "", lang="zh", DUIJIE_CHAT_URL="http://127.0.0.1:1/v1")
    assert said == "设置了 DUIJIE_CHAT_URL，还要设置 DUIJIE_CHAT_MODEL。"
