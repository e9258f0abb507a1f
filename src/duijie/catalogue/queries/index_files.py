"""Where the search index lies, and which disclosure levels have a file in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from duijie.engines.index import SearchIndex

TEASER: Final = "teaser"
REGISTERED: Final = "registered"
INTERNAL: Final = "internal"
INDEX_LEVELS: Final = (INTERNAL, REGISTERED, TEASER)
"""What lies between the levels of registered users and of staff (consent, agreement, own side) is
found in the database: few records, and in no file that others search."""


def get_index() -> SearchIndex:
    """The index of this installation."""
    return _open_index(Path(settings.INDEX_DIR))


@lru_cache(maxsize=4)
def _open_index(folder: Path) -> SearchIndex:
    return SearchIndex(folder)
