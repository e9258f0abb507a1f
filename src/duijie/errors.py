"""The lowest layer: what is said to a user, as a code with parameters, and the error with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Message:
    """A sentence for a user, not yet in a language: `core.sentences.say` renders it.

    `code` is `area.what_happened` (`documents.encrypted`); its English sentence stands in the
    `SENTENCES` table of the package that makes it, and names every parameter in braces.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[type[Message], tuple[str, dict[str, object]]]:
        """Messages travel between processes; a read-only view of a dict cannot."""
        return Message, (self.code, dict(self.params))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, str(v)) for k, v in self.params.items()))))


class DuijieError(Exception):
    """Something that a user can be told in a sentence and can do something about."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.message = Message(code, MappingProxyType(params))

    def __str__(self) -> str:
        params = ", ".join(f"{name}={value!r}" for name, value in self.message.params.items())
        return f"{self.message.code}({params})"


def sentence(msgid: str) -> str:
    """Mark an English sentence for the message catalogues, unchanged."""
    return msgid
