"""How the secrets of tokens, invitations and answer links are kept."""

from __future__ import annotations

import hashlib


def hash_secret(raw: str) -> str:
    """SHA-256 in hexadecimal; of anything that a stranger may send, whatever its length."""
    return hashlib.sha256(raw[:200].encode("utf-8", "surrogatepass")).hexdigest()
