"""What several areas send and take."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from duijie.core.sentences import say
from duijie.errors import Message

RowId = Annotated[int, Field(ge=1, lt=2**63)]


class Body(Schema):
    """What is sent. A name that there is not is refused, not dropped."""

    model_config = ConfigDict(extra="forbid")


class MessageSchema(Schema):
    """Something that the program says; `code` is for programs, `text` for people."""

    code: str
    text: str


class PlaceSchema(Schema):
    """Where in a file, numbers from 1."""

    file: str | None = None
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: int | None = None


class Made(Schema):
    """Something that was made."""

    id: int


class Count(Schema):
    """How many it were."""

    count: int


class Started(Schema):
    """Work that goes on in the background: see the job."""

    job_id: str


def message_of(message: Message | None) -> dict[str, Any] | None:
    """As `MessageSchema`, in the reader's language."""
    return None if message is None else {"code": message.code, "text": say(message)}
