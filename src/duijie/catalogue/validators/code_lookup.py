"""How the validators ask whether a code is in its list.

The lists stand in the database, above this layer: `apps` hands the question in when the program
starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Lookup = Callable[[str, Sequence[str]], dict[str, str | None]]
"""`(key of the list, texts) -> {text: code}`; None: not in the list. A text is a code or a name."""

_CODE = re.compile(r"[0-9A-Za-z.]{1,12}")


def _by_form(list_key: str, texts: Sequence[str]) -> dict[str, str | None]:
    del list_key
    return {text: text if _CODE.fullmatch(text) else None for text in texts}


_lookup: Lookup = _by_form


def use_code_lookup(lookup: Lookup) -> None:
    """Ask this from now on."""
    global _lookup
    _lookup = lookup


def find_code(list_key: str, text: str) -> str | None:
    """The code that the text is or names; None where the list has no such entry."""
    return _lookup(list_key, [text]).get(text)
