"""Sign-in by an OpenID Connect provider, from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from duijie.core.setting_errors import SettingError

PROVIDER_ID: Final = "sso"
"""In the address that the provider sends people back to: `/accounts/oidc/sso/login/callback/`."""
_ROLES: Final = frozenset({"broker", "collector", "member", "expert", "leader", "visitor"})
"""Whom a provider may bring in; never administrators."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """Empty issuer: none."""

    issuer: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    name: str = ""
    links_by_mail: bool = False
    create_role: str = ""

    @property
    def providers(self) -> dict[str, Any]:
        """`SOCIALACCOUNT_PROVIDERS`."""
        if not self.issuer:
            return {}
        app = {
            "provider_id": PROVIDER_ID,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.issuer,
                "email_authentication": self.links_by_mail,
            },
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def read_oidc(environment: Mapping[str, str]) -> Oidc:
    """Raises `SettingError`, without the secret in its text, for half a provider, an issuer
    that is not https (this machine excepted), or a role that a provider may not give."""
    issuer = environment.get("DUIJIE_OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return Oidc()
    client_id = environment.get("DUIJIE_OIDC_CLIENT_ID", "").strip()
    secret = environment.get("DUIJIE_OIDC_CLIENT_SECRET", "")
    if not client_id or not secret:
        raise SettingError(
            "settings.incomplete",
            name="DUIJIE_OIDC_ISSUER",
            needed=["DUIJIE_OIDC_CLIENT_ID", "DUIJIE_OIDC_CLIENT_SECRET"],
        )
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SettingError("settings.not_https", name="DUIJIE_OIDC_ISSUER")
    role = environment.get("DUIJIE_OIDC_CREATE_ROLE", "").strip()
    if role and role not in _ROLES:
        raise SettingError(
            "settings.not_one_of", name="DUIJIE_OIDC_CREATE_ROLE", known=sorted(_ROLES)
        )
    links = environment.get("DUIJIE_OIDC_LINK_BY_MAIL", "").strip().lower()
    return Oidc(
        issuer=issuer,
        client_id=client_id,
        secret=secret,
        name=environment.get("DUIJIE_OIDC_NAME", "").strip() or "OpenID Connect",
        links_by_mail=links in {"1", "true", "yes", "on"},
        create_role=role,
    )
