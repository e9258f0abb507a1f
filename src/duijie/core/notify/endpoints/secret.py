"""Secrets of endpoints at rest: unreadable in a copy of the database without the server's key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from duijie.core.notify.errors import DeliveryError


def seal(secret: str) -> str:
    """Encrypt for the database (AES-128-CBC with HMAC, Fernet)."""
    return _fernet().encrypt(secret.encode()).decode() if secret else ""


def unseal(cipher: str) -> str:
    """The secret again. Raises `DeliveryError` where the server's key is another one now."""
    if not cipher:
        return ""
    try:
        return _fernet().decrypt(cipher.encode()).decode()
    except InvalidToken:
        raise DeliveryError("notify.endpoint_secret_lost") from None


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"duijie.core.notify.endpoints:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
