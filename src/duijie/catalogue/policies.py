"""What the state of a record allows, whoever asks: the one table of transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordState
from duijie.catalogue.errors import TransitionError

_S = RecordState


class Move(StrEnum):
    """A step of a record, by the verb on its button."""

    SUBMIT = "submit"
    RETURN = "return"
    CHECK = "check"
    PUBLISH = "publish"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    RENEW = "renew"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states to which; `action` is the cell of the permission table that it needs;
    None: only the clock does it."""

    sources: frozenset[RecordState]
    target: RecordState
    action: Action | None


TRANSITIONS: Final[Mapping[Move, Transition]] = {
    Move.SUBMIT: Transition(frozenset({_S.DRAFT}), _S.SUBMITTED, Action.SUBMIT),
    Move.RETURN: Transition(frozenset({_S.SUBMITTED, _S.CHECKED}), _S.DRAFT, Action.PUBLISH),
    Move.CHECK: Transition(frozenset({_S.SUBMITTED}), _S.CHECKED, Action.PUBLISH),
    # a broker's own entry needs no second look by the same person
    Move.PUBLISH: Transition(
        frozenset({_S.DRAFT, _S.SUBMITTED, _S.CHECKED}), _S.PUBLISHED, Action.PUBLISH
    ),
    Move.CLOSE: Transition(frozenset({_S.PUBLISHED, _S.EXPIRED}), _S.CLOSED, Action.END),
    Move.WITHDRAW: Transition(
        frozenset({_S.SUBMITTED, _S.CHECKED, _S.PUBLISHED, _S.EXPIRED}), _S.WITHDRAWN, Action.END
    ),
    Move.EXPIRE: Transition(frozenset({_S.PUBLISHED}), _S.EXPIRED, None),
    # renewing also takes a published record further before it expires
    Move.RENEW: Transition(frozenset({_S.PUBLISHED, _S.EXPIRED}), _S.PUBLISHED, Action.END),
    Move.REOPEN: Transition(frozenset({_S.CLOSED, _S.WITHDRAWN}), _S.DRAFT, Action.CHANGE),
}

EDITABLE: Final = frozenset({_S.DRAFT, _S.SUBMITTED, _S.CHECKED, _S.PUBLISHED, _S.EXPIRED})
"""States in which the contents may be changed."""

UNDOABLE: Final = (Move.PUBLISH, Move.CLOSE, Move.WITHDRAW, Move.RENEW)
"""Steps that can be taken back: what they hide or show to others is a slip of the hand away."""

UNDO_DAYS: Final = 30
"""How long a step, or an import, can be undone."""

BIN_DAYS: Final = 90
"""How long a deleted record can be brought back."""


def list_moves(state: RecordState) -> tuple[Move, ...]:
    """What may follow, in the order of the table; without what only the clock does."""
    return tuple(
        move
        for move, step in TRANSITIONS.items()
        if state in step.sources and step.action is not None
    )


def check_transition(state: RecordState, move: Move) -> RecordState:
    """The state that follows. Raises `TransitionError` where the table has no such step."""
    step = TRANSITIONS[move]
    if state not in step.sources:
        raise TransitionError("catalogue.no_such_step")
    return step.target


def renewed_expiry(today: date, *, validity_days: int) -> date:
    """The last day of a record published or renewed today."""
    return today + timedelta(days=validity_days)
