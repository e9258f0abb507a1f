"""What `validators` asks about codes, quick enough for each field of each imported row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from duijie.catalogue.models import Code, CodeList
from duijie.catalogue.queries.codes import look_up_codes

_CODE = re.compile(r"[0-9A-Za-z.]{1,12}")


def find_codes_of_values(list_key: str, texts: Sequence[str]) -> dict[str, str | None]:
    """As `look_up_codes`. Where a list has not been loaded at all, what looks like a code is taken
    as it is: an installation without lists loses nothing that people enter."""
    version = CodeList.objects.filter(key=list_key, is_current=True).values_list("pk").first()
    if version is None:
        return {text: text if _CODE.fullmatch(text) else None for text in texts}
    known = set(
        Code.objects.filter(code_list_id=version[0], is_retired=False, code__in=texts).values_list(
            "code", flat=True
        )
    )
    return {text: text if text in known else _named(list_key, version[0], text) for text in texts}


@lru_cache(maxsize=10_000)
def _named(list_key: str, version_id: int, text: str) -> str | None:
    """A name or label; the whole list is read for it, once while this version is in use."""
    del version_id
    return look_up_codes(list_key, [text])[text]
