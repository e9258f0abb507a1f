"""What templates say of accounts: kinds of zones, scopes, and the other ways to sign in."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse

from duijie.accounts.enums import Scope, ZoneKind
from duijie.accounts.queries import InvitationState, LinkState

register = template.Library()


@register.filter
def zone_kind_label(kind: str) -> object:
    """What a kind of zone is called."""
    return ZoneKind(kind).label


@register.filter
def scope_label(scope: str) -> object:
    """What a token of this scope may do."""
    return Scope(scope).label


@register.filter
def indent(name: str, depth: int) -> str:
    """A name moved in by its depth in the tree."""
    return "\u3000" * depth + name


@register.filter
def is_open(state: InvitationState | LinkState) -> bool:
    """Whether a link still opens something."""
    return state in {InvitationState.OPEN, LinkState.OPEN}


@register.simple_tag
def provider_name() -> str:
    """What the OpenID Connect provider is called; empty without one."""
    return settings.OIDC.name if settings.OIDC.issuer else ""


@register.simple_tag
def provider_address(next_page: str = "") -> str:
    """Where signing in with the provider begins."""
    provider_id = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["provider_id"]
    address = reverse("openid_connect_login", kwargs={"provider_id": provider_id})
    return address + (f"?{urlencode({'next': next_page})}" if next_page else "")


@register.simple_tag
def is_mail_on() -> bool:
    """Whether a forgotten password can be replaced by mail."""
    return bool(settings.IS_MAIL_ON)
