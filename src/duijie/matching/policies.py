"""What the state of a pair and of an introduction allows, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from duijie.matching.enums import DecisionState, IntroductionState, Side
from duijie.matching.errors import DecisionError, IntroductionError

_D, _I = DecisionState, IntroductionState


class DecisionMove(StrEnum):
    """What a broker does with a suggestion, by the verb on the button."""

    INTRODUCE = "introduce"
    HOLD = "hold"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class DecisionStep:
    sources: frozenset[DecisionState]
    target: DecisionState


DECISIONS: Final[Mapping[DecisionMove, DecisionStep]] = {
    # a pair whose introduction came to nothing can be introduced again
    DecisionMove.INTRODUCE: DecisionStep(
        frozenset({_D.OPEN, _D.HELD, _D.INTRODUCED}), _D.INTRODUCED
    ),
    DecisionMove.HOLD: DecisionStep(frozenset({_D.OPEN, _D.HELD}), _D.HELD),
    DecisionMove.REFUSE: DecisionStep(frozenset({_D.OPEN, _D.HELD}), _D.REFUSED),
    DecisionMove.TAKE_BACK: DecisionStep(frozenset({_D.INTRODUCED, _D.HELD, _D.REFUSED}), _D.OPEN),
}


class IntroductionMove(StrEnum):
    """A step of an introduction."""

    AGREE_NEED = "agree_need"
    AGREE_TARGET = "agree_target"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    CONTACT = "contact"
    CLOSE = "close"


WAITING: Final = (_I.ASKED, _I.NEED_AGREED, _I.TARGET_AGREED)
"""In which an answer is missing."""
OPEN: Final = (*WAITING, _I.AGREED, _I.CONTACTED)
"""Not over yet: an expert's load counts these."""

INTRODUCTIONS: Final[Mapping[IntroductionMove, Mapping[IntroductionState, IntroductionState]]] = {
    IntroductionMove.AGREE_NEED: {_I.ASKED: _I.NEED_AGREED, _I.TARGET_AGREED: _I.AGREED},
    IntroductionMove.AGREE_TARGET: {_I.ASKED: _I.TARGET_AGREED, _I.NEED_AGREED: _I.AGREED},
    IntroductionMove.DECLINE: dict.fromkeys(WAITING, _I.DECLINED),
    IntroductionMove.EXPIRE: dict.fromkeys(WAITING, _I.EXPIRED),
    IntroductionMove.WITHDRAW: dict.fromkeys(WAITING, _I.WITHDRAWN),
    IntroductionMove.CONTACT: {_I.AGREED: _I.CONTACTED},
    IntroductionMove.CLOSE: dict.fromkeys((_I.AGREED, _I.CONTACTED), _I.CLOSED),
}
"""From which state to which."""

BY_CLOCK: Final = frozenset({IntroductionMove.EXPIRE})
BY_SIDE: Final = frozenset(
    {IntroductionMove.AGREE_NEED, IntroductionMove.AGREE_TARGET, IntroductionMove.DECLINE}
)
"""Answers: by link, from the side that was asked."""

HOLD_DAYS: Final = 30
"""How long a pair is held unless its broker says otherwise."""
MOST_HOLD_DAYS: Final = 730
NUDGE_EVERY: Final = timedelta(days=3)
SHOW_AGAIN: Final = timedelta(minutes=30)
"""Within which a link can be made anew: its text was lost before it was sent."""
LONG_WAIT: Final = timedelta(days=7)
"""After which an answer is overdue."""
CONTACT_WITHIN: Final = timedelta(days=7)
"""After both agreed."""
EXPIRE_AFTER: Final = timedelta(days=45)
"""Without an answer."""


def check_decision(state: DecisionState, move: DecisionMove) -> DecisionState:
    """The state that follows. Raises `DecisionError` where the table has no such step."""
    step = DECISIONS[move]
    if state not in step.sources:
        raise DecisionError("matching.no_such_decision")
    return step.target


def list_decision_moves(state: DecisionState) -> tuple[DecisionMove, ...]:
    """What may follow, in the order of the table."""
    return tuple(move for move, step in DECISIONS.items() if state in step.sources)


def check_introduction(state: IntroductionState, move: IntroductionMove) -> IntroductionState:
    """The state that follows. Raises `IntroductionError` where the table has no such step."""
    target = INTRODUCTIONS[move].get(state)
    if target is None:
        raise IntroductionError("matching.no_such_step")
    return target


def agreeing(side: Side) -> IntroductionMove:
    """The step by which this side says yes."""
    return IntroductionMove.AGREE_NEED if side == Side.NEED else IntroductionMove.AGREE_TARGET


def next_nudge(asked_at: datetime | None, now: datetime) -> datetime | None:
    """From when on a side may be asked again; None: now."""
    if asked_at is None or now - asked_at >= NUDGE_EVERY or now - asked_at < SHOW_AGAIN:
        return None
    return asked_at + NUDGE_EVERY


def is_back(state: DecisionState, hold_date: date | None, today: date) -> bool:
    """Whether a held pair is due again."""
    return state == DecisionState.HELD and hold_date is not None and hold_date <= today
