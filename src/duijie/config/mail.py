"""The mail server, from one address in the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from duijie.core.setting_errors import SettingError

_PORTS: Final = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Empty host: no mail."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starts_tls: bool = False
    is_tls: bool = False

    @property
    def sender(self) -> str:
        """The user name where it is an address, as with most providers."""
        return self.user if "@" in self.user else ""


def read_mail_server(url: str) -> MailServer:
    """`smtp+tls://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS from the start) or
    `smtp://…:25` (open, inside a building); user and password percent-encoded.

    Raises `SettingError`, without the address in its text, for anything else but nothing.
    """
    if not url:
        return MailServer()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname:
        kinds = ", ".join(f"{scheme}://" for scheme in _PORTS)
        raise SettingError("settings.no_mail_server", name="DUIJIE_MAIL_URL", kinds=kinds)
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )
