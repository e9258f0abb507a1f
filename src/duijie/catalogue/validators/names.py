"""The forms under which names and texts are compared."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from duijie.engines.text import normalise_name

_NOT_A_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")


def name_key(name: str) -> str:
    """By what two ways of writing one organisation are told to be one, at most 300 characters.

    The engines' `normalise_name` (simplified, half-width), then letter case, white space and
    punctuation out. `某某（江苏）有限公司` and `某某(江苏)有限公司` are one; a short name stays
    another. A name of punctuation alone keeps it.
    """
    folded = unicodedata.normalize("NFKC", normalise_name(name) or name).casefold()
    bare = _NOT_A_WORD.sub("", folded)
    return (bare or _SPACE.sub("", folded))[:300]


def normalise_search(text: str) -> str:
    """The form in which search compares: full-width to half-width, letter case, one space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def fingerprint(*, organisation: str, person: str, title: str, text: str) -> str:
    """SHA-256 over the compared forms: equal where two sources state the same record."""
    parts = (organisation, person, title, text)
    joined = "\x1f".join(_bare(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()


def identity_key(*parts: str) -> str:
    """SHA-256 over the compared forms of what tells an imported row again: source and its number,
    else organisation, title and year. Empty where every part but the first is empty."""
    if not any(_bare(part) for part in parts[1:]):
        return ""
    joined = "\x1f".join(_bare(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()


def _bare(text: str) -> str:
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
