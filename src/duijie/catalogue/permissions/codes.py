"""Who may look up codes and who may replace a list."""

from __future__ import annotations

from typing import Final

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, check_allows
from duijie.core.actor import Actor

_SEE: Final = Cell(ObjectKind.CODE_LIST, Action.SEE)
_CHANGE: Final = Cell(ObjectKind.CODE_LIST, Action.CHANGE)


def can_see_code_lists(user: Actor) -> bool:
    return allows(user, _SEE)


def check_can_see_code_lists(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_see_code_lists` says no."""
    check_allows(user, _SEE)


def can_change_code_lists(user: Actor) -> bool:
    return allows(user, _CHANGE)


def check_can_change_code_lists(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_change_code_lists` says no."""
    check_allows(user, _CHANGE)
