"""对接: starting one, asking its sides, what follows after both agreed, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote

from django.db import transaction
from django.utils.timezone import localdate

from duijie.accounts.enums import Role
from duijie.accounts.models import AnswerLink, User
from duijie.accounts.services import create_answer_link
from duijie.catalogue.enums import RecordState
from duijie.catalogue.models import CatalogueRecord, Organisation
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotFoundError
from duijie.core.preferences.queries import get_preferences
from duijie.engines.linkage import parse_company
from duijie.matching.enums import (
    ContactWay,
    IntroductionState,
    Outcome,
    Side,
)
from duijie.matching.errors import IntroductionError
from duijie.matching.models import Introduction, IntroductionEntry, IntroductionSide
from duijie.matching.permissions import (
    can_ask_side,
    check_can_ask_side,
    check_can_run_introduction,
    visible_introductions,
)
from duijie.matching.policies import (
    EXPIRE_AFTER,
    OPEN,
    WAITING,
    IntroductionMove,
    check_introduction,
    next_nudge,
)
from duijie.matching.services.notices import (
    ASK_NEED_SIDE,
    ASK_TARGET_SIDE,
    mail_side,
    tell_side_to_ask,
)
from duijie.matching.services.pairs import Pair

PURPOSES: Final = {Side.NEED: "introduction_need", Side.TARGET: "introduction_target"}
"""Of the answer links; the pages behind them are registered by `web`."""
KINDS: Final = {Side.NEED: ASK_NEED_SIDE, Side.TARGET: ASK_TARGET_SIDE}
_SHORTEST_NAME: Final = 4
"""Of an organisation, to be looked for in a text: shorter ones stand in other words."""
_BURST: Final = 50


@dataclass(frozen=True, slots=True)
class AskedSide:
    """A link for one side, which exists here and nowhere else in clear."""

    path: str = field(repr=False)
    is_mailed: bool
    name: str
    about: str
    """Title of the side's own record."""
    kind: str
    """Of the message that goes with it."""


def start_introduction(*, pair: Pair, by: Actor) -> int:
    """The part of `decide_introduce` that makes the introduction; its id. Who may is asked there.

    Raises `IntroductionError`: records that are not published, conflict of interest, an expert with
    too many open ones, cooling-off, one that is open already.
    """
    _check_pair(pair)
    moment = clock.now()
    introduction = Introduction.objects.create(
        **pair.keys, owner_id=user_id(by), created_at=moment, moved_at=moment
    )
    IntroductionSide.objects.bulk_create(
        IntroductionSide(introduction=introduction, side=side) for side in Side
    )
    write_entry(introduction, "start", by=by)
    if not can_ask_side(by, pair.target):
        keepers = _keepers(pair.target)
        tell_side_to_ask(keepers, introduction_id=introduction.pk, about=pair.target.title, by=by)
    return introduction.pk


def withdraw_started(*, pair: Pair, by: Actor) -> None:
    """The part of `take_back_decision` that ends an introduction which not both have agreed to.
    Raises `IntroductionError` after that. One that is over stays as it is."""
    introduction = (
        Introduction.objects.select_for_update().filter(**pair.keys, ended_at__isnull=True).first()
    )
    if introduction is not None:
        move_introduction(introduction, IntroductionMove.WITHDRAW, by=by)


def ask_side(
    *,
    introduction_id: int,
    side: Side,
    recipient_name: str,
    by: Actor,
    is_mailed: bool = False,
) -> AskedSide:
    """Make the link by which a side answers, the first time or to remind it; links made before stay
    good. `is_mailed`: also sent to the address in the record, where there is one and a mail server.

    Only who works on the side's record may. Raises `IntroductionError` where the side has answered
    or was asked less than three days ago (a link whose text was lost can be made anew for half an
    hour), `NotFoundError`, `NotAllowedError`, `AnswerLinkError`.
    """
    with transaction.atomic():
        introduction = lock_introduction(introduction_id, by)
        record = side_record(introduction, side)
        check_can_ask_side(by, record)
        row = introduction.sides.select_for_update().get(side=side)
        _check_may_be_asked(introduction, row)
        link = create_answer_link(
            purpose=PURPOSES[side],
            object_id=introduction.pk,
            zone_path=record.zone_path,
            recipient_name=recipient_name,
            by=by,
            days=EXPIRE_AFTER.days,
        )
        name = " ".join(recipient_name.split())
        row.recipient_name, row.asked_at = name, clock.now()
        row.asked_count += 1
        row.save(update_fields=["recipient_name", "asked_at", "asked_count"])
        path = f"/a/{quote(link.secret)}/"
        sent = is_mailed and mail_side(
            KINDS[side],
            name=name,
            email=record.email,
            about=record.title,
            link=path,
            introduction_id=introduction.pk,
            by=by,
        )
        write_entry(introduction, "ask", by=by, side=side, name=name)
        _audit(introduction, "ask_side", by, side=side.value, is_mailed=sent)
    return AskedSide(path, sent, name, record.title, KINDS[side])


def note_contact(
    *, introduction_id: int, contact_date: date | None, contact_way: str, by: Actor
) -> None:
    """The two have talked for the first time: when and how. Raises `IntroductionError`,
    `NotFoundError`, `NotAllowedError`."""
    if contact_date is None or contact_way not in ContactWay.values:
        raise IntroductionError("matching.contact_missing")
    if contact_date > clock.today():
        raise IntroductionError("matching.contact_future")
    with transaction.atomic():
        introduction = lock_introduction(introduction_id, by)
        check_can_run_introduction(by, introduction)
        introduction.contact_date, introduction.contact_way = contact_date, contact_way
        move_introduction(introduction, IntroductionMove.CONTACT, by=by)


def close_introduction(*, introduction_id: int, outcome: str, words: str = "", by: Actor) -> None:
    """It is over, with an `Outcome`. Raises as `note_contact`."""
    if outcome not in Outcome.values:
        raise IntroductionError("matching.outcome_missing")
    with transaction.atomic():
        introduction = lock_introduction(introduction_id, by)
        check_can_run_introduction(by, introduction)
        introduction.outcome, introduction.words = outcome, words.strip()[:2000]
        move_introduction(introduction, IntroductionMove.CLOSE, by=by, words=introduction.words)


def expire_introductions() -> int:
    """End those that have waited too long for an answer; how many. In short transactions."""
    count = 0
    before = clock.now() - EXPIRE_AFTER
    while True:
        with transaction.atomic():
            rows = list(
                Introduction.objects.select_for_update()
                .filter(state__in=WAITING, moved_at__lt=before)
                .order_by("pk")[:_BURST]
            )
            for row in rows:
                move_introduction(row, IntroductionMove.EXPIRE, by=None)
        count += len(rows)
        if not rows:
            return count


def hand_over_introductions(*, from_user_id: int, to_user_id: int, by: Actor) -> int:
    """The open introductions of a leaver have a new owner; how many."""
    with transaction.atomic():
        found = Introduction.objects.filter(owner_id=from_user_id, ended_at__isnull=True)
        count = found.update(owner_id=to_user_id)
        if count:
            audit(
                action="matching.hand_over_introductions",
                by=by,
                object_kind="user",
                object_id=from_user_id,
                to=to_user_id,
                count=count,
            )
    return count


def lock_introduction(introduction_id: int, by: Actor) -> Introduction:
    """Raises `NotFoundError` where the user works on neither side."""
    introduction = (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("need", "offer", "expert")
        .filter(pk=introduction_id)
        .first()
    )
    if introduction is None or not visible_introductions(by).filter(pk=introduction_id).exists():
        raise NotFoundError("matching.introduction_not_found")
    return introduction


def move_introduction(
    introduction: Introduction,
    move: IntroductionMove,
    *,
    by: Actor | None,
    side: str = "",
    name: str = "",
    words: str = "",
) -> IntroductionState:
    """Take a step of a locked row, inside the caller's transaction. What ends it closes its links.
    Raises `IntroductionError`."""
    before = IntroductionState(introduction.state)
    state = check_introduction(before, move)
    introduction.state = state
    introduction.moved_at = clock.now()
    if state not in OPEN:
        introduction.ended_at = introduction.moved_at
        # who has said no may read their own answer; of one taken back nothing is shown any more
        if state in {IntroductionState.EXPIRED, IntroductionState.WITHDRAWN}:
            _close_links(introduction)
    introduction.save()
    write_entry(introduction, move.value, by=by, side=side, name=name, words=words)
    _audit(introduction, f"{move.value}_introduction", by, before=before.value, after=state.value)
    return state


def side_record(introduction: Introduction, side: str) -> CatalogueRecord:
    """The record whose side it is."""
    target = introduction.offer or introduction.expert
    assert target is not None  # a constraint of the table
    return introduction.need if side == Side.NEED else target


def write_entry(
    introduction: Introduction,
    action: str,
    *,
    by: Actor | None,
    side: str = "",
    name: str = "",
    words: str = "",
) -> None:
    """One line of its history."""
    IntroductionEntry.objects.create(
        introduction=introduction,
        at=clock.now(),
        by_id=by.pk if by is not None else None,
        action=action,
        side=side,
        name=name,
        words=words,
    )


def _audit(introduction: Introduction, action: str, by: Actor | None, **details: object) -> None:
    audit(
        action=f"matching.{action}",
        by=by,
        object_kind="introduction",
        object_id=introduction.pk,
        **details,
    )


def _close_links(introduction: Introduction) -> None:
    AnswerLink.objects.filter(
        object_kind="introduction", object_id=str(introduction.pk), revoked_at__isnull=True
    ).update(revoked_at=clock.now())


def _check_may_be_asked(introduction: Introduction, row: IntroductionSide) -> None:
    if row.answer:
        raise IntroductionError("matching.answered_already")
    if introduction.state not in WAITING:
        raise IntroductionError("matching.no_such_step")
    until = next_nudge(row.asked_at, clock.now())
    if until is not None and row.asked_at is not None:
        raise IntroductionError(
            "matching.asked_lately", date=localdate(row.asked_at), until=localdate(until)
        )


def _check_pair(pair: Pair) -> None:
    need, target = pair.need, pair.target
    if need.is_example != target.is_example:
        raise IntroductionError("matching.pair_example")
    if {need.state, target.state} != {RecordState.PUBLISHED}:
        raise IntroductionError("matching.pair_unpublished")
    _check_conflict(pair)
    former = Introduction.objects.filter(**pair.keys)
    if former.filter(ended_at__isnull=True).exists():
        raise IntroductionError("matching.introduced_already")
    preferences = get_preferences()
    declined = former.filter(state=IntroductionState.DECLINED).order_by("-ended_at").first()
    if declined is not None and declined.ended_at is not None:
        until = declined.ended_at + timedelta(days=preferences.cooling_off_days)
        if until > clock.now():
            raise IntroductionError(
                "matching.cooling_off",
                date=localdate(declined.ended_at),
                until=localdate(until),
            )
    if pair.kind == "expert":
        busy = Introduction.objects.filter(expert=target.pk, ended_at__isnull=True).count()
        if busy >= preferences.expert_load:
            raise IntroductionError(
                "matching.expert_busy", count=busy, most=preferences.expert_load
            )


def _check_conflict(pair: Pair) -> None:
    """The same organisation, or one that the offer or expert names as theirs."""
    organisation: Organisation | None = pair.need.organisation
    if organisation is None:
        return
    if organisation.pk == pair.target.organisation_id:
        raise IntroductionError("matching.same_organisation")
    said = [pair.target.position, getattr(pair.target, "completing_organisations", "")]
    names = [
        organisation.name,
        organisation.short_name,
        parse_company(organisation.name).short,  # 鸿达铸造 of 常州鸿达铸造有限公司
    ]
    for name in names:
        if len(name) >= _SHORTEST_NAME and any(name in text for text in said):
            raise IntroductionError("matching.tied_organisation", organisation=name)


def _keepers(record: CatalogueRecord) -> Sequence[User]:
    """Who can ask the record's side: its owner, or the technology managers of its zone."""
    owner = record.owner
    if owner.is_active and can_ask_side(owner, record):
        return [owner]
    brokers = User.objects.filter(role=Role.BROKER, is_active=True).select_related("zone")
    return [user for user in brokers.order_by("pk") if can_ask_side(user, record)]
