"""What a side says by its link, and what opens once both have said yes."""

from __future__ import annotations

from django.db import transaction

from duijie.accounts.models import AnswerLink, User
from duijie.accounts.services import use_answer_link
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services.consents import record_agreement
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.errors import DuijieError
from duijie.matching.enums import Answer, IntroductionState, Side
from duijie.matching.errors import IntroductionError
from duijie.matching.models import Introduction, IntroductionSide
from duijie.matching.permissions import check_can_ask_side
from duijie.matching.policies import IntroductionMove, agreeing
from duijie.matching.services.decisions import check_refusal, check_words
from duijie.matching.services.introductions import (
    PURPOSES,
    lock_introduction,
    move_introduction,
    side_record,
    write_entry,
)
from duijie.matching.services.notices import tell_side_answered


def answer_side(
    *,
    introduction_id: int,
    side: Side,
    answer: Answer,
    link_id: int,
    name: str,
    by: Actor,
    reason: str = "",
    words: str = "",
) -> IntroductionState:
    """A side says yes, or no with a reason; the state that follows. `by` is in whose name the link
    was handed over; the history says that `name` has answered.

    Once both agreed, each side's members see whom they talk to, by agreements of the catalogue.
    Raises `IntroductionError` where it was answered or ended meanwhile, `DecisionError` for a no
    without its reason, `NotFoundError` for a link that is used up.
    """
    said = check_refusal(reason, words) if answer == Answer.NO else ("", check_words(words))
    with transaction.atomic():
        introduction, row = _lock_side(introduction_id, side, by)
        use_answer_link(link_id=link_id)
        row.answer, row.answered_at = answer.value, clock.now()
        row.reason, row.words = str(said[0]), said[1]
        row.save()
        move = agreeing(side) if answer == Answer.YES else IntroductionMove.DECLINE
        state = move_introduction(
            introduction, move, by=None, side=side.value, name=name, words=said[1]
        )
        if state == IntroductionState.AGREED:
            _open_contacts(introduction)
        _tell(introduction, side, name, by)
    return state


def ask_question(
    *, introduction_id: int, side: Side, text: str, link_id: int, name: str, by: Actor
) -> None:
    """A side wants to know something before it answers. Raises as `answer_side`."""
    words = check_words(text)
    if not words:
        raise IntroductionError("matching.question_missing")
    with transaction.atomic():
        introduction, row = _lock_side(introduction_id, side, by)
        use_answer_link(link_id=link_id)
        row.question, row.question_at = words, clock.now()
        row.save(update_fields=["question", "question_at"])
        write_entry(introduction, "question", by=None, side=side.value, name=name, words=words)
        _tell(introduction, side, name, by)


def _lock_side(
    introduction_id: int, side: Side, by: Actor
) -> tuple[Introduction, IntroductionSide]:
    introduction = lock_introduction(introduction_id, by)
    check_can_ask_side(by, side_record(introduction, side))
    row = introduction.sides.select_for_update().get(side=side)
    if row.answer:
        raise IntroductionError("matching.answered_already")
    return introduction, row


def _tell(introduction: Introduction, side: Side, name: str, by: Actor) -> None:
    users = User.objects.filter(pk__in={introduction.owner_id, by.pk}).order_by("pk")
    about = side_record(introduction, side).title
    tell_side_answered(list(users), introduction_id=introduction.pk, name=name, about=about)


def _open_contacts(introduction: Introduction) -> None:
    """Each record is shown to the other side's organisation, as far as who handed over its link may
    agree for the record's side. What cannot be agreed stays closed: the page says so."""
    givers = {side: _link_maker(introduction, side) for side in Side}
    for side in Side:
        other = Side.TARGET if side == Side.NEED else Side.NEED
        giver, taker = givers[side], givers[other]
        organisation_id = side_record(introduction, other).organisation_id
        if giver is None or taker is None or organisation_id is None:
            continue
        try:
            with transaction.atomic():
                record_agreement(
                    kind=_kind(introduction, side),
                    record_id=side_record(introduction, side).pk,
                    organisation_id=organisation_id,
                    by=giver,
                    accepted_by=taker,
                )
        except DuijieError:
            # not published any more, or the giver has lost their rights: no agreement, no contacts
            continue


def _link_maker(introduction: Introduction, side: Side) -> User | None:
    """Who handed over the link by which the side answered."""
    link = (
        AnswerLink.objects.select_related("created_by__zone")
        .filter(
            purpose=PURPOSES[side],
            object_kind="introduction",
            object_id=str(introduction.pk),
            used_at__isnull=False,
        )
        .order_by("-used_at")
        .first()
    )
    return link.created_by if link is not None else None


def _kind(introduction: Introduction, side: Side) -> RecordKind:
    if side == Side.NEED:
        return RecordKind.NEED
    return RecordKind.OFFER if introduction.offer_id else RecordKind.EXPERT
