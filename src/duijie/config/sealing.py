"""Secrets of second factors at rest."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def seal(secret: str) -> str:
    """Encrypt for the database (AES-128-CBC with HMAC, Fernet)."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(cipher: str) -> str:
    """The secret again. `cryptography.fernet.InvalidToken` where the server's key is another one
    now: factors are then reset by an administrator."""
    return _fernet().decrypt(cipher.encode()).decode()


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"duijie.config.second_factor:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
