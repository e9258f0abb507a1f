"""What is new: suggestions above the line that nobody has decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from duijie.catalogue.enums import RecordState
from duijie.catalogue.models import Expert, Offer
from duijie.catalogue.permissions import visible_records
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.paging import Page, page_bounds
from duijie.matching.enums import DecisionState
from duijie.matching.models import Decision, Look, Suggestion
from duijie.matching.permissions import (
    can_decide_on_any,
    check_can_list_suggestions,
    matched_needs,
)
from duijie.matching.queries.suggestions import ReasonView, reason_view

MOST_COUNTED: Final = 500
"""Beyond which a list says "more than"."""
FEW: Final = 1000
"""Needs up to which a list goes by the needs, not by the moment of the suggestion."""
_FIRST_DAYS: Final = 7
"""What is new to somebody who has never said that they have seen it."""


@dataclass(frozen=True, slots=True)
class FreshFilters:
    """Which part of the list; empty is all."""

    since: datetime | None = None
    owner_id: int | None = None
    """Of the need."""
    zone_path: str = ""
    """The subtree of this zone."""
    least_fit: float = 0.0


@dataclass(frozen=True, slots=True)
class FreshSuggestion:
    """An undecided pair worth a call. No contact details."""

    need_id: int
    need_title: str
    need_organisation: str
    is_example: bool
    kind: str
    """`offer` or `expert`."""
    target_id: int
    title: str
    organisation_name: str
    person: str
    region: str
    fit: float
    is_calibrated: bool
    since: datetime
    reason: ReasonView | None
    """The weightiest."""


def get_look(user: Actor) -> datetime | None:
    """When the user last said that all is seen; None: never. One query."""
    return Look.objects.filter(user=user.pk).values_list("at", flat=True).first()


def get_since(user: Actor, *, period: str) -> datetime | None:
    """The moment from which on something is new: `look` since last looked (a week at first), `day`
    since yesterday, `week`; else None: all."""
    now = clock.now()
    if period == "day":
        return now - timedelta(days=1)
    if period == "week":
        return now - timedelta(days=7)
    if period == "look":
        return get_look(user) or now - timedelta(days=_FIRST_DAYS)
    return None


def list_fresh_for_user(
    user: Actor, filters: FreshFilters, *, page: int = 1, size: int = 50
) -> Page[FreshSuggestion]:
    """The latest first, of one need the best first. Three queries, and those of `get_viewer`; the
    total is capped. Raises `NotAllowedError`."""
    check_can_list_suggestions(user)
    found = _fresh(user, filters)
    total = found.order_by().values("pk")[: MOST_COUNTED + 1].count()
    is_capped = total > MOST_COUNTED
    total = min(total, MOST_COUNTED)
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    # which they are is told by the index; reasons are fat
    keys = list(found.order_by("-since", "-pk").values_list("pk", flat=True)[start:stop])
    shown_rows = Suggestion.objects.filter(pk__in=keys).values(*_PLAIN, **_NAMED)
    rows = {row["pk"]: row for row in shown_rows}
    shown = tuple(_row(rows[key]) for key in keys if key in rows)
    return Page(shown, total, number, size, is_capped)


def count_fresh_for_user(user: Actor, filters: FreshFilters) -> int:
    """How many, up to `MOST_COUNTED` + 1; 0 for who decides on nothing."""
    if not can_decide_on_any(user):
        return 0
    return _fresh(user, filters).order_by().values("pk")[: MOST_COUNTED + 1].count()


def _fresh(user: Actor, filters: FreshFilters) -> QuerySet[Suggestion]:
    needs = matched_needs(user).filter(state=RecordState.PUBLISHED)
    if filters.owner_id is not None:
        needs = needs.filter(owner_id=filters.owner_id)
    if filters.zone_path:
        needs = needs.filter(zone_path__startswith=filters.zone_path)
    ids = list(needs.order_by().values_list("pk", flat=True)[: FEW + 1])
    found = Suggestion.objects.filter(is_call=True)
    if len(ids) > FEW:
        found = found.filter(Exists(needs.filter(pk=OuterRef("match__need_id"))))
    else:
        found = found.filter(match__need_id__in=ids)
    if filters.since is not None:
        found = found.filter(since__gt=filters.since)
    if filters.least_fit:
        found = found.filter(fit__gte=filters.least_fit)
    decided = Decision.objects.exclude(state=DecisionState.OPEN).filter(
        need_id=OuterRef("match__need_id")
    )
    offers = visible_records(Offer, user).filter(
        pk=OuterRef("offer_id"), state=RecordState.PUBLISHED
    )
    experts = visible_records(Expert, user).filter(
        pk=OuterRef("expert_id"), state=RecordState.PUBLISHED
    )
    return found.filter(
        Q(Exists(offers), ~Exists(decided.filter(offer_id=OuterRef("offer_id"))))
        | Q(Exists(experts), ~Exists(decided.filter(expert_id=OuterRef("expert_id"))))
    )


_PLAIN: Final = ("pk", "offer_id", "expert_id", "fit", "is_calibrated", "since", "reasons")
_NAMED: Final[Mapping[str, Any]] = {
    "need_id": F("match__need_id"),
    "need_title": F("match__need__title"),
    "need_organisation": F("match__need__organisation__name"),
    "is_example": F("match__need__is_example"),
    "offer_title": F("offer__title"),
    "offer_organisation": F("offer__organisation__name"),
    "offer_region": F("offer__region"),
    "expert_title": F("expert__title"),
    "expert_organisation": F("expert__organisation__name"),
    "expert_region": F("expert__region"),
    "expert_person": F("expert__person"),
}


def _row(row: Mapping[str, Any]) -> FreshSuggestion:
    kind = "offer" if row["offer_id"] is not None else "expert"
    reasons = row["reasons"]
    return FreshSuggestion(
        need_id=row["need_id"],
        need_title=row["need_title"],
        need_organisation=row["need_organisation"] or "",
        is_example=row["is_example"],
        kind=kind,
        target_id=row[f"{kind}_id"],
        title=row[f"{kind}_title"],
        organisation_name=row[f"{kind}_organisation"] or "",
        person=row["expert_person"] or "" if kind == "expert" else "",
        region=row[f"{kind}_region"] or "",
        fit=row["fit"],
        is_calibrated=row["is_calibrated"],
        since=row["since"],
        reason=reason_view(reasons[0]) if reasons else None,
    )
