"""统一社会信用代码: the check digit of GB 32100-2015."""

from __future__ import annotations

import re
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 signs: without I, O, S, V and Z."""
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_FORM: Final = re.compile(rf"[{_ALPHABET}]{{2}}\d{{6}}[{_ALPHABET}]{{10}}")


def check_digit(code: str) -> str:
    """The 18th sign that belongs to the first 17 (GB 32100-2015, 4.5)."""
    total = sum(
        _ALPHABET.index(sign) * weight for sign, weight in zip(code[:17], _WEIGHTS, strict=True)
    )
    return _ALPHABET[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Whether the form and the check digit are right; that it was issued is not known."""
    return _FORM.fullmatch(code) is not None and check_digit(code) == code[17]
