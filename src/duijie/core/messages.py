"""Messages as JSON, for columns that keep what a user is told in no language yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from duijie.errors import Message


def message_to_json(message: Message | None) -> dict[str, Any] | None:
    """`{"code", "params"}`; parameters that JSON does not know are written as text."""
    if message is None:
        return None
    return {
        "code": message.code,
        "params": {name: _to_json(value) for name, value in message.params.items()},
    }


def _to_json(value: object) -> Any:
    if isinstance(value, Message):
        return message_to_json(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Sequence):
        return [_to_json(item) for item in value]
    return str(value)


def _from_json(value: Any) -> object:
    if isinstance(value, Mapping):
        return message_from_json(value)
    if isinstance(value, list):
        return tuple(_from_json(item) for item in value)
    return value


def message_from_json(data: Mapping[str, Any] | None) -> Message | None:
    """The reverse of `message_to_json`; None for an empty column."""
    if not data:
        return None
    params: Mapping[str, Any] = data.get("params") or {}
    return Message(str(data["code"]), {name: _from_json(value) for name, value in params.items()})
