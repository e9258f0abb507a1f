"""What answer links are for. A capability or area registers its purposes when its app starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duijie.accounts.errors import AnswerLinkError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from duijie.accounts.queries.answer_links import OpenLink


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose."""

    name: str
    label: str
    """What it is for, an English msgid: `sentence("Check one's need")`."""
    object_kind: str
    days: int
    """How long a link is open unless its maker says otherwise."""
    uses: int
    """How often it can be answered."""
    handler: Callable[[HttpRequest, OpenLink], HttpResponseBase]
    """The page behind the door: shows the object, and on POST takes the answer, calling
    `services.use_answer_link` in the same transaction as its change."""


_purposes: dict[str, Purpose] = {}


def register_purpose(
    name: str,
    *,
    label: str,
    object_kind: str,
    handler: Callable[[HttpRequest, OpenLink], HttpResponseBase],
    days: int = 14,
    uses: int = 1,
) -> None:
    """Add a purpose. A second one of the same name is a `ValueError`."""
    if name in _purposes:
        raise ValueError(f"two purposes of the name {name}")
    _purposes[name] = Purpose(name, label, object_kind, days, uses, handler)


def get_purpose(name: str) -> Purpose:
    """Raises `AnswerLinkError` for a purpose that nobody registered."""
    try:
        return _purposes[name]
    except KeyError:
        raise AnswerLinkError("accounts.purpose_unknown", purpose=name) from None
