"""What the figures of 匹配质量 count: the query sets, and their rows for whoever opens a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.models import Need
from duijie.core.actor import Actor
from duijie.core.paging import Page, page_bounds
from duijie.matching.enums import Answer, DecisionState, IntroductionState
from duijie.matching.models import Decision, Introduction, IntroductionSide, NeedMatch
from duijie.matching.permissions import (
    can_list_suggestions,
    check_can_list_suggestions,
    matched_needs,
    visible_introductions,
)
from duijie.matching.queries.decisions import DecidedPair, decided_pairs, load_decided_pairs
from duijie.matching.queries.introductions import IntroductionRow, load_introduction_rows
from duijie.matching.queries.stock import published

BANDS: Final = ((0.0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))
"""Of the fit that was shown; the upper end belongs to the next one, but for 1."""
SEE_FIGURES: Final = Cell(ObjectKind.FIGURES, Action.SEE)
_JUDGED: Final = (DecisionState.INTRODUCED, DecisionState.REFUSED)


@dataclass(frozen=True, slots=True)
class PairFilters:
    """Which decided pairs."""

    since: date | None = None
    kind: str = ""
    variant: str = ""
    within: int | None = None
    reason: str = ""
    band: int | None = None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need that a figure counts."""

    id: int
    title: str
    published_at: datetime | None
    is_introduced: bool
    contact_date: date | None
    """Of the first contact."""

    @property
    def days(self) -> int | None:
        """From publication to the first contact."""
        return days_between(self.published_at, self.contact_date)


def list_quality_pairs_for_user(
    user: Actor, filters: PairFilters, *, page: int = 1, size: int = 50
) -> Page[DecidedPair]:
    """The decided pairs that a figure counts, the latest first. Raises `NotAllowedError`."""
    _check_can_list(user)
    found = judged_pairs(user, filters)
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    ordered = found.order_by("-decided_at", "-pk")[start:stop]
    return Page(load_decided_pairs(ordered), total, number, size)


def list_quality_needs_for_user(
    user: Actor,
    *,
    since: date | None = None,
    only_unmet: bool = False,
    page: int = 1,
    size: int = 50,
) -> Page[NeedRow]:
    """Needs published within the period, the latest first; with `only_unmet` those published now
    for which no offer fits, whenever they came. Raises `NotAllowedError`."""
    _check_can_list(user)
    found = published_needs(user, since)
    if only_unmet:
        unmet = matches_now(user).filter(nothing_fits=True)
        found = _real_needs(user).filter(pk__in=unmet.values("need_id"))
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    keys = found.order_by("-published_at", "-pk").values_list("pk", flat=True)[start:stop]
    shown = Need.objects.filter(pk__in=list(keys)).order_by("-published_at", "-pk")
    return Page(need_rows(shown), total, number, size)


def list_quality_answers_for_user(
    user: Actor,
    *,
    side: str,
    reason: str,
    since: date | None = None,
    page: int = 1,
    size: int = 50,
) -> Page[IntroductionRow]:
    """Introductions to which a side said no for this reason. Raises `NotAllowedError`."""
    _check_can_list(user)
    answers = refusing_answers(user, since).filter(side=side, reason=reason)
    total = answers.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    keys = answers.order_by("-answered_at", "-pk").values_list("introduction_id", flat=True)
    return Page(load_introduction_rows(keys[start:stop], user), total, number, size)


def _check_can_list(user: Actor) -> None:
    check_allows(user, SEE_FIGURES)
    check_can_list_suggestions(user)


def is_whole_region(user: Actor) -> bool:
    """Who sees figures only sees those of all; whoever works on needs, those of the own ones."""
    return not can_list_suggestions(user)


def _real_needs(user: Actor) -> QuerySet[Need]:
    if is_whole_region(user):
        needs = Need.objects.filter(deleted_at__isnull=True)
    else:
        needs = matched_needs(user)
    return needs.filter(is_example=False)


def published_needs(user: Actor, since: date | None) -> QuerySet[Need]:
    """Real needs that were published within the period, whatever became of them."""
    needs = _real_needs(user).filter(published_at__isnull=False)
    return needs if since is None else needs.filter(published_at__gte=_start_of(since))


def matches_now(user: Actor) -> QuerySet[NeedMatch]:
    """The matches of needs that are published now."""
    needs = published(Need, is_example=False).filter(pk__in=_real_needs(user).values("pk"))
    return NeedMatch.objects.filter(need__in=needs)


def started_introductions(user: Actor, since: date | None) -> QuerySet[Introduction]:
    """Those started within the period and not called off."""
    found = Introduction.objects if is_whole_region(user) else visible_introductions(user)
    real = found.filter(need__is_example=False, need__deleted_at__isnull=True).exclude(
        state=IntroductionState.WITHDRAWN
    )
    return real if since is None else real.filter(created_at__gte=_start_of(since))


def refusing_answers(user: Actor, since: date | None) -> QuerySet[IntroductionSide]:
    """Sides that said no within the period."""
    found = IntroductionSide.objects.filter(
        answer=Answer.NO, introduction__in=started_introductions(user, None)
    )
    return found if since is None else found.filter(answered_at__gte=_start_of(since))


def judged_pairs(user: Actor, filters: PairFilters) -> QuerySet[Decision]:
    """Pairs that are introduced or turned down."""
    found = Decision.objects.all() if is_whole_region(user) else decided_pairs(user)
    found = found.filter(state__in=_JUDGED, need__is_example=False, need__deleted_at__isnull=True)
    if filters.since is not None:
        found = found.filter(decided_at__gte=_start_of(filters.since))
    if filters.kind:
        found = found.filter(**{f"{filters.kind}__isnull": False})
    if filters.variant:
        found = found.filter(variant=filters.variant)
    if filters.within is not None:
        found = found.filter(position__lte=filters.within)
    if filters.reason:
        found = found.filter(state=DecisionState.REFUSED, reason=filters.reason)
    if filters.band is not None:
        found = found.filter(in_band(filters.band))
    return found


def in_band(number: int) -> Q:
    """The fit of one of `BANDS`."""
    low, high = BANDS[number]
    is_last = number == len(BANDS) - 1
    return Q(fit__gte=low, **({"fit__lte": high} if is_last else {"fit__lt": high}))


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def need_rows(needs: QuerySet[Need]) -> tuple[NeedRow, ...]:
    """Two queries, however many there are."""
    kept = list(needs.values_list("pk", "title", "published_at"))
    begun = (
        Introduction.objects.filter(need_id__in=needs.order_by().values("pk"))
        .exclude(state=IntroductionState.WITHDRAWN)
        .values("need_id")
        .annotate(first=Min("contact_date"))
    )
    contacts = dict(begun.values_list("need_id", "first"))
    return tuple(
        NeedRow(pk, title, published_at, pk in contacts, contacts.get(pk))
        for pk, title, published_at in kept
    )


def days_between(start: datetime | None, end: date | None) -> int | None:
    """None where one of both is missing."""
    if start is None or end is None:
        return None
    # a contact noted for a day before the need came in has taken no time
    return max(0, (end - timezone.localdate(start)).days)
