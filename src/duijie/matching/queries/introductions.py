"""Reads of introductions: lists, one in full, those of a record, and what a side sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.permissions import (
    agreements_in_force,
    can_see_record,
    covered_records,
    visible_records,
)
from duijie.catalogue.queries import RecordDetail
from duijie.catalogue.queries.details import make_detail
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import Page, page_bounds
from duijie.matching.enums import IntroductionState, Side
from duijie.matching.models import Introduction, IntroductionSide
from duijie.matching.permissions import (
    can_ask_side,
    can_run_introduction,
    introductions_reach,
    visible_introductions,
)
from duijie.matching.policies import (
    CONTACT_WITHIN,
    LONG_WAIT,
    OPEN,
    WAITING,
    next_nudge,
)

_FOREIGN: Final[tuple[tuple[str, type[Offer] | type[Expert]], ...]] = (
    ("offer", Offer),
    ("expert", Expert),
)


@dataclass(frozen=True, slots=True)
class SideView:
    """What one side was asked and said."""

    side: str
    recipient_name: str = field(repr=False)
    """Empty for who does not work on the record of this side."""
    asked_at: datetime | None
    asked_count: int
    question: str
    question_at: datetime | None
    answer: str
    """An `Answer`, or empty."""
    reason: str
    words: str
    answered_at: datetime | None

    @property
    def has_question(self) -> bool:
        """Asked something that nobody has followed up: no link since, no answer."""
        return (
            not self.answer
            and self.question_at is not None
            and (self.asked_at is None or self.question_at > self.asked_at)
        )


@dataclass(frozen=True, slots=True)
class IntroductionRow:
    """One introduction for a list. No contact details."""

    id: int
    state: str
    need_id: int
    need_title: str
    """Empty where the user may not see the need."""
    need_organisation: str
    """Only for who works on the need."""
    kind: str
    target_id: int
    title: str
    organisation_name: str
    person: str
    owner_name: str
    created_at: datetime
    moved_at: datetime
    contact_date: date | None
    contact_way: str
    outcome: str
    need_side: SideView
    target_side: SideView
    attention: str
    """What should be done: `contact` (both agreed; `contact_late` after a week), `question`, `ask`
    (a side has no link yet), `overdue` (no answer for a week), or nothing."""

    @property
    def waiting_days(self) -> int:
        return max(0, (clock.now() - self.moved_at).days)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One line of the history."""

    at: datetime
    by_name: str
    """Empty: by link, or the clock."""
    action: str
    side: str
    name: str
    """Of who answered by link; empty for who does not work on that side's record."""
    words: str


@dataclass(frozen=True, slots=True)
class IntroductionDetail:
    """One introduction in full."""

    row: IntroductionRow
    words: str
    """About the outcome."""
    entries: tuple[EntryView, ...]
    can_run: bool
    """Note the contact, close, take back."""
    can_ask: Mapping[str, bool]
    """Side -> whether the user hands over its link, whatever its state."""
    ask_again_at: Mapping[str, datetime | None]
    """Side -> from when on it can be reminded; None: now."""
    mail_known: Mapping[str, bool]
    """Side -> whether its record has a mail address that the user may know of."""
    suggested_names: Mapping[str, str] = field(repr=False)
    """Side -> the contact in its record, for who works on it."""
    is_waiting: bool
    consents: Mapping[str, bool]
    """Side -> whether its contacts are open to the other side's organisation."""


@dataclass(frozen=True, slots=True)
class SidePage:
    """What a side sees behind its link."""

    introduction_id: int
    side: Side
    state: str
    own_title: str
    other: RecordDetail | None
    """As far as it is open to them; None: nothing of it is, before both have agreed."""
    other_kind: RecordKind
    has_agreed_both: bool
    has_contacts: bool
    view: SideView
    is_open: bool
    """An answer can be given."""


def list_introductions_for_user(
    user: Actor,
    *,
    view: str = "open",
    owner_id: int | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[IntroductionRow]:
    """`open`, `attention` (something should be done), `over` or `all`; what moved last first, what
    wants attention the longest waiting first. Four queries, and those of `get_viewer`."""
    found = _in_view(visible_introductions(user), view)
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    order = ("moved_at", "pk") if view == "attention" else ("-moved_at", "-pk")
    keys = list(found.order_by(*order).values_list("pk", flat=True)[start:stop])
    return Page(load_introduction_rows(keys, user), total, number, size)


def count_introductions_for_user(user: Actor, *, view: str, owner_id: int | None = None) -> int:
    """How many there are in a view. One query, and those of `get_viewer`."""
    found = _in_view(visible_introductions(user), view)
    return (found if owner_id is None else found.filter(owner_id=owner_id)).count()


def list_introductions_after(
    user: Actor, *, after: int | None, limit: int
) -> tuple[IntroductionRow, ...]:
    """The newest first, below the id `after`."""
    found = visible_introductions(user)
    if after is not None:
        found = found.filter(pk__lt=after)
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[:limit])
    return load_introduction_rows(keys, user)


def list_introductions_of_record(
    kind: RecordKind, record_id: int, user: Actor, *, limit: int = 50
) -> tuple[IntroductionRow, ...]:
    """Those of one record, the newest first; none for who does not work on either side."""
    found = visible_introductions(user).filter(**{f"{kind}_id": record_id})
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[:limit])
    return load_introduction_rows(keys, user)


def get_introduction_for_user(introduction_id: int, user: Actor) -> IntroductionDetail:
    """Raises `NotFoundError` where the user works on neither side."""
    found = (
        visible_introductions(user)
        .select_related("need__organisation", "offer__organisation", "expert__organisation")
        .filter(pk=introduction_id)
        .first()
    )
    if found is None:
        raise NotFoundError("matching.introduction_not_found")
    (row,) = load_introduction_rows([introduction_id], user)
    records = {Side.NEED: found.need, Side.TARGET: _target(found)}
    can_ask = {side.value: can_ask_side(user, record) for side, record in records.items()}
    views = {Side.NEED: row.need_side, Side.TARGET: row.target_side}
    now = clock.now()
    return IntroductionDetail(
        row=row,
        words=found.words,
        entries=_entries(found, can_ask),
        can_run=can_run_introduction(user, found),
        can_ask=can_ask,
        ask_again_at={side.value: next_nudge(views[side].asked_at, now) for side in Side},
        mail_known={
            side.value: can_ask[side] and bool(record.email) for side, record in records.items()
        },
        suggested_names={
            side.value: (views[side].recipient_name or record.person) if can_ask[side] else ""
            for side, record in records.items()
        },
        is_waiting=found.state in WAITING,
        consents={side.value: _is_shown_to_other(found, side) for side in Side},
    )


def get_side_page(introduction_id: int, side: Side, maker: Actor) -> SidePage:
    """What the link of a side opens, handed over by `maker`: asked again each time, so that a link
    of somebody who lost their rights opens nothing. Raises `NotFoundError`.

    Of the other record: what registered users see, where its disclosure lets them; once both have
    agreed and the catalogue holds their agreement, its contacts too.
    """
    found = (
        Introduction.objects.select_related(
            "need__organisation",
            "need__source",
            "need__owner",
            "need__checked_by",
            "need__zone",
            "offer__organisation",
            "expert__organisation",
        )
        .filter(pk=introduction_id)
        .first()
    )
    if found is None:
        raise NotFoundError("accounts.link_not_open")
    records = {Side.NEED: found.need, Side.TARGET: _target(found)}
    own = records[side]
    if not can_see_record(maker, own) or not can_ask_side(maker, own):
        raise NotFoundError("accounts.link_not_open")
    other_side = Side.TARGET if side == Side.NEED else Side.NEED
    other = records[other_side]
    has_agreed = found.state in {
        IntroductionState.AGREED,
        IntroductionState.CONTACTED,
        IntroductionState.CLOSED,
    }
    has_contacts = has_agreed and _is_shown_to_other(found, other_side)
    level = DisclosureLevel.CONSENT if has_contacts else DisclosureLevel.REGISTERED
    is_shown = other.deleted_at is None and other.disclosure <= level
    row = found.sides.get(side=side)
    return SidePage(
        introduction_id=found.pk,
        side=side,
        state=found.state,
        own_title=own.title,
        other=make_detail(other, level) if is_shown else None,
        other_kind=_kind_of(found, other_side),
        has_agreed_both=has_agreed,
        has_contacts=has_contacts,
        view=_side_view(row, shows_name=True),
        is_open=found.state in WAITING and not row.answer,
    )


def _in_view(found: QuerySet[Introduction], view: str) -> QuerySet[Introduction]:
    if view == "open":
        return found.filter(state__in=OPEN)
    if view == "over":
        return found.exclude(state__in=OPEN)
    if view == "attention":
        return found.filter(_wants_attention())
    return found


def _wants_attention() -> Q:
    late = clock.now() - LONG_WAIT
    sides = IntroductionSide.objects.filter(introduction=OuterRef("pk"), answer="")
    silent = sides.filter(
        Q(asked_at__isnull=True) | Q(asked_at__lt=late) | Q(question_at__gt=F("asked_at"))
    )
    return Q(state=IntroductionState.AGREED) | Q(Exists(silent), state__in=WAITING)


def load_introduction_rows(keys: Iterable[int], user: Actor) -> tuple[IntroductionRow, ...]:
    """Rows of these introductions, in their order. That the user may know of them is the caller's
    to check. Two queries, and those of `get_viewer`."""
    order = list(keys)
    if not order:
        return ()
    reach = introductions_reach(user)
    annotations: dict[str, Any] = {
        "sees_need": Exists(visible_records(Need, user).filter(pk=OuterRef("need_id"))),
        "works_on_need": Exists(covered_records(Need, user, reach).filter(pk=OuterRef("need_id"))),
    }
    for kind, model in _FOREIGN:
        record_id = OuterRef(f"{kind}_id")
        annotations[f"sees_{kind}"] = Exists(visible_records(model, user).filter(pk=record_id))
        annotations[f"works_on_{kind}"] = Exists(
            covered_records(model, user, reach).filter(pk=record_id)
        )
    found = (
        Introduction.objects.filter(pk__in=order)
        .select_related(
            "owner", "need__organisation", "offer__organisation", "expert__organisation"
        )
        .annotate(**annotations)
        .prefetch_related("sides")
    )
    rows = {row.pk: _row(row) for row in found}
    return tuple(rows[key] for key in order if key in rows)


def _row(row: Any) -> IntroductionRow:
    kind = "offer" if row.offer_id is not None else "expert"
    target = _target(row)
    sees_target, works_on_target = getattr(row, f"sees_{kind}"), getattr(row, f"works_on_{kind}")
    sides = {side.side: side for side in row.sides.all()}
    need_side = _side_view(sides[Side.NEED], shows_name=row.works_on_need)
    target_side = _side_view(sides[Side.TARGET], shows_name=works_on_target)
    organisation, need_organisation = target.organisation, row.need.organisation
    return IntroductionRow(
        id=row.pk,
        state=row.state,
        need_id=row.need_id,
        need_title=row.need.title if row.sees_need else "",
        need_organisation=need_organisation.name if row.works_on_need and need_organisation else "",
        kind=kind,
        target_id=target.pk,
        title=target.title if sees_target else "",
        organisation_name=organisation.name if sees_target and organisation else "",
        person=target.person if sees_target and kind == "expert" else "",
        owner_name=str(row.owner),
        created_at=row.created_at,
        moved_at=row.moved_at,
        contact_date=row.contact_date,
        contact_way=row.contact_way,
        outcome=row.outcome,
        need_side=need_side,
        target_side=target_side,
        attention=_attention(row.state, row.moved_at, (need_side, target_side)),
    )


def _attention(state: str, moved_at: datetime, sides: tuple[SideView, SideView]) -> str:
    if state == IntroductionState.AGREED:
        is_late = clock.now() - moved_at > CONTACT_WITHIN
        return "contact_late" if is_late else "contact"
    if state not in WAITING:
        return ""
    if any(side.has_question for side in sides):
        return "question"
    silent = [side for side in sides if not side.answer]
    if any(side.asked_at is None for side in silent):
        return "ask"
    late = clock.now() - LONG_WAIT
    is_late = any(side.asked_at is not None and side.asked_at < late for side in silent)
    return "overdue" if is_late else ""


def _side_view(row: IntroductionSide, *, shows_name: bool) -> SideView:
    return SideView(
        side=row.side,
        recipient_name=row.recipient_name if shows_name else "",
        asked_at=row.asked_at,
        asked_count=row.asked_count,
        question=row.question,
        question_at=row.question_at,
        answer=row.answer,
        reason=row.reason,
        words=row.words,
        answered_at=row.answered_at,
    )


def _entries(row: Introduction, can_ask: Mapping[str, bool]) -> tuple[EntryView, ...]:
    found = row.entries.select_related("by").order_by("-pk")
    return tuple(
        EntryView(
            at=entry.at,
            by_name=str(entry.by) if entry.by else "",
            action=entry.action,
            side=entry.side,
            name=entry.name if can_ask.get(entry.side) else "",
            words=entry.words,
        )
        for entry in found
    )


def _target(row: Introduction) -> CatalogueRecord:
    target = row.offer or row.expert
    assert target is not None  # a constraint of the table
    return target


def _kind_of(row: Introduction, side: Side) -> RecordKind:
    if side == Side.NEED:
        return RecordKind.NEED
    return RecordKind.OFFER if row.offer_id is not None else RecordKind.EXPERT


def _is_shown_to_other(row: Introduction, side: Side) -> bool:
    """Whether the catalogue holds an agreement, in force today, that shows this side's record to
    the other side's organisation."""
    other = _target(row) if side == Side.NEED else row.need
    if other.organisation_id is None:
        return False
    record = row.need if side == Side.NEED else _target(row)
    agreed = agreements_in_force().filter(
        **{f"{_kind_of(row, side)}_id": record.pk},
        grantee_organisation=other.organisation_id,
        level__gte=DisclosureLevel.CONSENT,
    )
    return agreed.exists()
