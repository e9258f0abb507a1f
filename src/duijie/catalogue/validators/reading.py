"""Texts as they may be stored, and what is raised where a value cannot be."""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.functional import Promise

from duijie.errors import Message

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""PostgreSQL stores no NUL, no encoding has lone surrogates, and nobody types the others."""
_LINE_END: Final = re.compile(r"\r\n?|\x85|\u2028|\u2029")


class ValueProblem(Exception):
    """What is wrong with a value, before it is known under which label; inside validators only."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def about(self, label: str | Promise) -> Message:
        return Message(self.code, {"field": label, **self.params})


def is_blank(value: Any) -> bool:
    """Nothing entered: None, white space, an empty list. Zero is something."""
    if value is None or isinstance(value, list | tuple | dict):
        return not value
    return isinstance(value, str) and not value.strip()


def clean_text(value: Any) -> str:
    """Paragraphs without control characters, line ends as `\\n`. Numbers are taken as texts."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(int(value)) if value == int(value) else repr(value)
    if not isinstance(value, str):
        raise ValueProblem("catalogue.value_not_text")
    return _CONTROL.sub("", _LINE_END.sub("\n", value)).strip()


def clean_line(value: Any) -> str:
    """As `clean_text`, on one line."""
    return " ".join(clean_text(value).split())
