"""处理意见: what a broker does with a pair, kept whatever later runs suggest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.matching.enums import DecisionState, RefusalReason
from duijie.matching.errors import DecisionError
from duijie.matching.models import Decision, DecisionEntry, Suggestion
from duijie.matching.permissions import check_can_decide
from duijie.matching.policies import HOLD_DAYS, MOST_HOLD_DAYS, DecisionMove, check_decision
from duijie.matching.services.introductions import start_introduction, withdraw_started
from duijie.matching.services.pairs import Pair, get_suggestion, lock_pair

MOST_WORDS: Final = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a pair."""

    decision_id: int
    state: DecisionState
    revision: int
    """With which `take_back_decision` undoes exactly this step."""
    introduction_id: int | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What was given with a decision."""

    reason: str = ""
    words: str = ""
    hold_date: date | None = None


def decide_introduce(*, need_id: int, kind: str, target_id: int, by: Actor) -> Decided:
    """对接: both sides are asked whether they want to talk (`services.introductions`).

    Raises `DecisionError`, `IntroductionError` (conflict of interest, load, cooling-off, records
    not published), `NotFoundError`, `NotAllowedError`.
    """
    return _decide(DecisionMove.INTRODUCE, need_id, kind, target_id, by, _Said())


def decide_hold(
    *,
    need_id: int,
    kind: str,
    target_id: int,
    by: Actor,
    hold_date: date | None = None,
    words: str = "",
) -> Decided:
    """暂缓: out of the list until a day, `HOLD_DAYS` from today unless given. As above."""
    today = clock.today()
    day = hold_date or today + timedelta(days=HOLD_DAYS)
    if not today < day <= today + timedelta(days=MOST_HOLD_DAYS):
        raise DecisionError("matching.hold_date_wrong")
    said = _Said(words=check_words(words), hold_date=day)
    return _decide(DecisionMove.HOLD, need_id, kind, target_id, by, said)


def decide_refuse(
    *, need_id: int, kind: str, target_id: int, by: Actor, reason: str, words: str = ""
) -> Decided:
    """婉拒: out of the list, with a reason of `RefusalReason`; OTHER wants words. As above."""
    said = check_refusal(reason, words)
    return _decide(DecisionMove.REFUSE, need_id, kind, target_id, by, _Said(said[0].value, said[1]))


def take_back_decision(
    *, need_id: int, kind: str, target_id: int, by: Actor, revision: int | None = None
) -> Decided:
    """The pair is undecided again. An introduction that has not been agreed by both is withdrawn
    with it, and its links open nothing any more.

    With `revision` only where nobody has decided anew since: the undo of one step. Raises
    `DecisionError`, `IntroductionError` once both have agreed.
    """
    return _decide(DecisionMove.TAKE_BACK, need_id, kind, target_id, by, _Said(), revision=revision)


def check_words(words: str) -> str:
    """Raises `DecisionError` where they are too many."""
    text = words.strip()
    if len(text) > MOST_WORDS:
        raise DecisionError("matching.words_too_long", most=MOST_WORDS, length=len(text))
    return text


def check_refusal(reason: str, words: str) -> tuple[RefusalReason, str]:
    """Raises `DecisionError` without a reason, and for OTHER without words."""
    text = check_words(words)
    if reason not in RefusalReason.values:
        raise DecisionError("matching.reason_missing")
    if reason == RefusalReason.OTHER and not text:
        raise DecisionError("matching.words_missing")
    return RefusalReason(reason), text


def _decide(
    move: DecisionMove,
    need_id: int,
    kind: str,
    target_id: int,
    by: Actor,
    said: _Said,
    *,
    revision: int | None = None,
) -> Decided:
    with transaction.atomic():
        pair = lock_pair(need_id, kind, target_id, by)
        check_can_decide(by, pair.need)
        decision = Decision.objects.select_for_update().filter(**pair.keys).first()
        before = DecisionState(decision.state) if decision else DecisionState.OPEN
        if revision is not None and (decision is None or decision.revision != revision):
            raise DecisionError("matching.undo_changed")
        state = check_decision(before, move)
        introduction_id = _act(move, before, pair, by)
        decision = _store(decision or Decision(**pair.keys, revision=0), state, pair, by, said)
        _write(decision, move, pair, before, by)
    return Decided(decision.pk, state, decision.revision, introduction_id)


def _act(move: DecisionMove, before: DecisionState, pair: Pair, by: Actor) -> int | None:
    if move is DecisionMove.INTRODUCE:
        return start_introduction(pair=pair, by=by)
    if move is DecisionMove.TAKE_BACK and before == DecisionState.INTRODUCED:
        withdraw_started(pair=pair, by=by)
    return None


def _store(
    decision: Decision, state: DecisionState, pair: Pair, by: Actor, said: _Said
) -> Decision:
    suggestion = get_suggestion(pair)
    decision.state = state
    decision.reason = said.reason
    decision.words = said.words
    decision.hold_date = said.hold_date
    decision.decided_at = clock.now()
    decision.decided_by_id = user_id(by)
    decision.variant = _variant(suggestion) if suggestion else ""
    decision.fit = suggestion.fit if suggestion else None
    decision.position = suggestion.position if suggestion else None
    decision.revision += 1
    decision.save()
    return decision


def _variant(suggestion: Suggestion) -> str:
    """The ranking, with the model that put its result into another order."""
    variant = suggestion.match.run.variant
    if suggestion.own_position is None:
        return variant
    return f"{variant}+{suggestion.match.opinion_of}"


def _write(
    decision: Decision, move: DecisionMove, pair: Pair, before: DecisionState, by: Actor
) -> None:
    DecisionEntry.objects.create(
        decision=decision,
        at=decision.decided_at,
        by_id=decision.decided_by_id,
        move=move.value,
        reason=decision.reason,
        words=decision.words,
        hold_date=decision.hold_date,
        variant=decision.variant,
        fit=decision.fit,
        position=decision.position,
    )
    audit(
        action=f"matching.decide_{move.value}",
        by=by,
        object_kind="decision",
        object_id=decision.pk,
        pair=pair.name,
        before=before.value,
        after=decision.state,
        reason=decision.reason,
    )
