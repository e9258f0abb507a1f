"""Reads of decisions: how a pair stands, and all of one state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from duijie.catalogue.models import Expert, Offer
from duijie.catalogue.permissions import visible_records
from duijie.catalogue.queries import get_need_for_user
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.paging import Page, page_bounds
from duijie.matching.enums import DecisionState
from duijie.matching.models import Decision, Introduction
from duijie.matching.permissions import (
    check_can_list_suggestions,
    check_can_see_suggestions,
    matched_needs,
)
from duijie.matching.policies import OPEN, is_back

PairKey = tuple[int, str, int]
"""Need, `offer` or `expert`, and its id."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """How a pair stands."""

    state: str
    """A `DecisionState`."""
    reason: str
    """A `RefusalReason`, or empty."""
    words: str
    hold_date: date | None
    decided_at: datetime
    decided_by_name: str
    variant: str
    """Of the ranking that it was decided on."""
    fit: float | None
    position: int | None
    """Where the pair was shown then, from 1."""
    revision: int
    is_back: bool
    """Held, and its day has come."""
    introduction_id: int | None = None
    """The newest of the pair."""
    introduction_state: str = ""

    @property
    def can_introduce(self) -> bool:
        """Whether the pair may be introduced (again): nothing of it is going on."""
        return self.state == DecisionState.INTRODUCED and self.is_over

    @property
    def is_over(self) -> bool:
        return self.introduction_state not in OPEN


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """A decided pair for a list. No contact details."""

    id: int
    """Of the decision."""
    need_id: int
    need_title: str
    kind: str
    target_id: int
    title: str
    """Of the offer or expert."""
    organisation_name: str
    """Of the offer or expert."""
    person: str
    decision: DecisionView


def get_decisions(pairs: Iterable[PairKey]) -> dict[PairKey, DecisionView]:
    """How these pairs stand; undecided ones are missing. Two queries. Whether the reader may know
    is the caller's to check: they have seen the pairs."""
    keys = set(pairs)
    if not keys:
        return {}
    needs = {need_id for need_id, _, _ in keys}
    rows = (
        Decision.objects.select_related("decided_by")
        .filter(need_id__in=needs)
        .exclude(state=DecisionState.OPEN)
    )
    introductions = newest_introductions(needs)
    found = {pair_key(row): view_of(row, introductions) for row in rows}
    return {key: view for key, view in found.items() if key in keys}


def newest_introductions(need_ids: Iterable[int]) -> dict[PairKey, tuple[int, str]]:
    """Pair -> the newest introduction with its state."""
    rows = Introduction.objects.filter(need_id__in=set(need_ids)).order_by("pk")
    return {pair_key(row): (row.pk, row.state) for row in rows}


def pair_key(row: Decision | Introduction) -> PairKey:
    if row.offer_id is not None:
        return row.need_id, "offer", row.offer_id
    assert row.expert_id is not None  # a constraint of the table
    return row.need_id, "expert", row.expert_id


def view_of(row: Decision, introductions: Mapping[PairKey, tuple[int, str]]) -> DecisionView:
    introduction_id, state = introductions.get(pair_key(row), (None, ""))
    return DecisionView(
        state=row.state,
        reason=row.reason,
        words=row.words,
        hold_date=row.hold_date,
        decided_at=row.decided_at,
        decided_by_name=str(row.decided_by),
        variant=row.variant,
        fit=row.fit,
        position=row.position,
        revision=row.revision,
        is_back=is_back(DecisionState(row.state), row.hold_date, clock.today()),
        introduction_id=introduction_id,
        introduction_state=state,
    )


def list_decisions_for_user(
    user: Actor,
    *,
    state: DecisionState,
    need_id: int | None = None,
    owner_id: int | None = None,
    only_back: bool = False,
    page: int = 1,
    size: int = 50,
) -> Page[DecidedPair]:
    """Pairs of one state of the needs that the user works on, the latest first; with `only_back`
    the held ones whose day has come. Four queries, and those of `get_viewer`. Raises
    `NotAllowedError`."""
    check_can_list_suggestions(user)
    found = decided_pairs(user).filter(state=state)
    if need_id is not None:
        found = found.filter(need_id=need_id)
    if owner_id is not None:
        found = found.filter(need__owner_id=owner_id)
    if only_back:
        found = found.filter(hold_date__lte=clock.today())
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    return Page(
        load_decided_pairs(found.order_by("-decided_at", "-pk")[start:stop]), total, number, size
    )


def list_decisions_after(
    user: Actor, *, need_id: int, after: int | None, limit: int
) -> tuple[DecidedPair, ...]:
    """Those of one need in all states but undecided, the newest made first, below the id `after`.

    Raises `NotFoundError` where the user may not see the need, `NotAllowedError` where they may and
    its suggestions are not for them.
    """
    get_need_for_user(need_id, user)
    check_can_see_suggestions(user, need_id)
    found = decided_pairs(user).filter(need_id=need_id).exclude(state=DecisionState.OPEN)
    if after is not None:
        found = found.filter(pk__lt=after)
    return load_decided_pairs(found.order_by("-pk")[:limit])


def decided_pairs(user: Actor) -> QuerySet[Decision]:
    """Decisions of the needs that the user works on, as far as they see the other record."""
    offers = visible_records(Offer, user).filter(pk=OuterRef("offer_id"))
    experts = visible_records(Expert, user).filter(pk=OuterRef("expert_id"))
    return Decision.objects.filter(
        Q(Exists(matched_needs(user).filter(pk=OuterRef("need_id")))),
        Q(Exists(offers)) | Q(Exists(experts)),
    )


def load_decided_pairs(found: QuerySet[Decision]) -> tuple[DecidedPair, ...]:
    """Rows for a list, in this order. Three queries."""
    rows = list(found.select_related("decided_by"))
    introductions = newest_introductions(row.need_id for row in rows)
    names = target_names(rows)
    return tuple(
        DecidedPair(
            id=row.pk,
            need_id=row.need_id,
            decision=view_of(row, introductions),
            **names[pair_key(row)],
        )
        for row in rows
    )


def target_names(rows: Iterable[Decision]) -> dict[PairKey, dict[str, Any]]:
    """What a list says of each pair's records. One query."""
    keys = [row.pk for row in rows]
    columns = {
        "need_title": F("need__title"),
        "offer_title": F("offer__title"),
        "expert_title": F("expert__title"),
        "offer_organisation": F("offer__organisation__name"),
        "expert_organisation": F("expert__organisation__name"),
        "expert_person": F("expert__person"),
    }
    plain: QuerySet[Decision, Any] = Decision.objects.filter(pk__in=keys)
    found: list[Any] = list(plain.values("need_id", "offer_id", "expert_id", **columns))
    names: dict[PairKey, dict[str, Any]] = {}
    for row in found:
        kind = "offer" if row["offer_id"] is not None else "expert"
        names[row["need_id"], kind, row[f"{kind}_id"]] = {
            "need_title": row["need_title"],
            "kind": kind,
            "target_id": row[f"{kind}_id"],
            "title": row[f"{kind}_title"],
            "organisation_name": row[f"{kind}_organisation"] or "",
            "person": row["expert_person"] or "" if kind == "expert" else "",
        }
    return names
