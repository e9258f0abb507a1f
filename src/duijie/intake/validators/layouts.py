"""The layout of a table: its headers as they are compared, and their fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from duijie.engines.extraction.vocabulary import squeeze

ADVICE_HEADERS: Final = frozenset({"请按此处理", "whattodo"})
"""The column that our own list of refused rows has in front: it is no part of the layout."""
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


def header_key(header: str) -> str:
    """A header as it is compared: half-width, small letters, no blanks, brackets or other signs,
    so that a header of two rows and the same one joined in one cell are one; at most 200."""
    return _NOT_A_WORD.sub("", squeeze(header))[:200]


def is_advice(header: str) -> bool:
    """Whether this is the column in which our list of refused rows says what to do."""
    return header_key(header) in ADVICE_HEADERS


def header_keys(headers: Sequence[str]) -> list[str]:
    """The headers as compared, in their order; the second of one name gets `#2`."""
    seen: Counter[str] = Counter()
    keys = []
    for header in headers:
        key = header_key(header)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def layout_of(keys: Iterable[str]) -> str:
    """Fingerprint of a layout: the same for the same headers in any order."""
    joined = "\x1f".join(sorted(key for key in keys if key))
    return hashlib.sha256(joined.encode()).hexdigest()
