"""Whether the record's database can be used, said in a sentence before anything is tried on it."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from typing import Any

from duijie.cli.terminal import Terminal

_POSTGRES_PORT = 5432
_REACH_SECONDS = 5.0


def find_address_refusal(terminal: Terminal) -> str | None:
    """What is wrong with `DATABASE_URL` as such; asked before the settings read it."""
    import dj_database_url

    try:
        server = dj_database_url.parse(os.environ.get("DATABASE_URL") or "sqlite://:memory:")
    except ValueError:  # an unknown scheme, a port that is no number
        server = {}
    if str(server.get("ENGINE", "")).rpartition(".")[2] in {"sqlite3", "postgresql"}:
        return None
    return terminal.gettext(
        "DATABASE_URL is no address of a PostgreSQL database, such as"
        " postgres://user:password@host/name. Signs such as @ : / # in a password are written as"
        " %40 %3A %2F %23."
    )


def find_refusal(terminal: Terminal) -> str | None:
    """Why the database that the settings name cannot be used; None where it can.

    Needs `django.setup()`. Never quotes a password. For PostgreSQL it tells a server that cannot be
    reached from one that does not let this user in: libpq gives no code for either, and its words
    come in the server's language.
    """
    from django.db import DatabaseError, connection

    _ = terminal.gettext
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        if connection.vendor != "postgresql":
            return _("The database {name} cannot be opened ({reason}).").format(
                name=connection.settings_dict["NAME"], reason=_last_words(error)
            )
        return _refusal_of_server(connection.settings_dict, error, terminal)
    return _refusal_of_postgres(terminal) if connection.vendor == "postgresql" else None


def _refusal_of_server(settings: dict[str, Any], error: Exception, terminal: Terminal) -> str:
    _ = terminal.gettext
    host, port = settings["HOST"] or "localhost", int(settings["PORT"] or _POSTGRES_PORT)
    place = host if host.startswith("/") else f"{host}:{port}"
    if not _is_reachable(host, port):
        return _(
            "The PostgreSQL server at {place} cannot be reached. Is it running, and is the address"
            " in DATABASE_URL right?"
        ).format(place=place)
    return _(
        "The PostgreSQL server at {place} does not let {user} into the database {name}. Check user,"
        " password and database in DATABASE_URL. The server says: {reason}"
    ).format(
        place=place,
        user=settings["USER"] or "-",
        name=settings["NAME"],
        reason=_last_words(error),
    )


def _refusal_of_postgres(terminal: Terminal) -> str | None:
    """What only shows once we are in: another encoding, or nowhere to make our tables."""
    from django.db import connection

    _ = terminal.gettext
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_encoding'), to_regclass('django_migrations') is null"
            " and not coalesce(has_schema_privilege(current_schema(), 'create'), false)"
        )
        encoding, is_without_tables = cursor.fetchone()
    name, user = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    if encoding != "UTF8":
        return _(
            "The database {name} keeps texts as {encoding}; Duijie needs one made with encoding"
            " UTF8."
        ).format(name=name, encoding=encoding)
    if is_without_tables:
        # since PostgreSQL 15 only the owner of a database may
        return _(
            "{user} may not make tables in the database {name}. Make {user} its owner:"
            " ALTER DATABASE {name} OWNER TO {user}"
        ).format(name=name, user=user)
    return None


def _is_reachable(host: str, port: int) -> bool:
    try:
        if host.startswith("/"):
            with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
                probe.settimeout(_REACH_SECONDS)
                probe.connect(f"{host}/.s.PGSQL.{port}")
        else:
            socket.create_connection((host, port), _REACH_SECONDS).close()
    except OSError:
        return False
    return True


def _last_words(error: Exception) -> str:
    """The reason itself, without where it was met: `connection to server at … failed: REASON`."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rpartition("failed: ")[2].strip()
