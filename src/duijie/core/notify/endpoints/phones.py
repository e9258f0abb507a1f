"""Numbers that a short message can go to."""

from __future__ import annotations

import re
from typing import Final

_PHONE: Final = re.compile(r"(?:\+|00)?\d{6,15}")


def plain_phone(number: str) -> str:
    """Without the blanks, hyphens and brackets that people write into a number."""
    return re.sub(r"[\s\-().（）]", "", number)


def is_phone(number: str) -> bool:
    """Digits with or without a country code, whatever stands between them."""
    return bool(_PHONE.fullmatch(plain_phone(number)))
