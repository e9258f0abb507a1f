"""匹配质量: how good the suggestions were, by what people did with them.

Every figure and the rows that it counts come from the same query set, of `quality_rows`. Only real
needs count, the made-up example never.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Avg, Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When

from duijie.accounts.permissions import check_allows
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.engines.evaluation.intervals import Share, Wait, wait
from duijie.matching.enums import DecisionState, RefusalReason, Side
from duijie.matching.models import Decision
from duijie.matching.queries.quality_rows import (
    BANDS,
    SEE_FIGURES,
    PairFilters,
    days_between,
    in_band,
    is_whole_region,
    judged_pairs,
    matches_now,
    need_rows,
    published_needs,
    refusing_answers,
    started_introductions,
)

WITHIN: Final = (1, 3, 10)
PERIODS: Final[Mapping[str, int | None]] = {"90": 90, "365": 365, "all": None}
"""Days back from today; None: since ever."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Of decided pairs that stood among the first 1, 3, 10 (`WITHIN`), the share introduced."""

    kind: str
    """`offer`, `expert`, or empty: both."""
    variant: str
    """Empty: of all rankings."""
    shares: tuple[Share, ...]

    @property
    def by_place(self) -> tuple[tuple[int, Share], ...]:
        return tuple(zip(WITHIN, self.shares, strict=True))


@dataclass(frozen=True, slots=True)
class Reason:
    """How often something was said no to for one reason, and by whom."""

    reason: str
    """A `RefusalReason`."""
    by_broker: int
    by_need: int
    by_target: int


@dataclass(frozen=True, slots=True)
class Band:
    """Decided pairs by the fit they were shown with: is a fit of 70 % introduced in 7 of 10?"""

    number: int
    low: float
    high: float
    mean_fit: float | None
    introduced: Share


@dataclass(frozen=True, slots=True)
class Quality:
    """All figures; see the fields for their denominators."""

    since: date | None
    is_whole_region: bool
    """Else of the needs that the reader works on."""
    decided: int
    """Introduced or turned down within the period, as they stand now; held ones are neither."""
    unplaced: int
    """Of them those without a place: not suggested when they were decided, or long ago."""
    acceptance: tuple[Acceptance, ...]
    """Of both kinds, of each, and of each ranking where there was more than one."""
    needs_hit: tuple[Share, ...]
    """Of needs with a decided pair that had a place, those with one introduced among the first."""
    needs_introduced: Share
    """Of needs published within the period, those with an introduction that was not called off."""
    wait_of_needs: Wait
    """From publication to the first contact, of the same needs."""
    wait_of_introductions: Wait
    """From the start to the first contact, of the introductions started within the period."""
    reasons: tuple[Reason, ...]
    """Within the period, most often first."""
    nothing_fits: Share
    """Of needs published now and matched, those for which no offer fits."""
    nobody_fits: Share
    """Those for which no expert fits either."""
    bands: tuple[Band, ...]


def since_of(period: str) -> date | None:
    """The first day of one of `PERIODS`."""
    days = PERIODS[period]
    return None if days is None else clock.today() - timedelta(days=days)


def get_quality_for_user(user: Actor, *, since: date | None = None) -> Quality:
    """The figures of the needs that the user works on; of the whole region for who sees figures
    only. A fixed number of queries. Raises `NotAllowedError` for roles without figures."""
    check_allows(user, SEE_FIGURES)
    pairs = judged_pairs(user, PairFilters(since))
    groups = list(
        pairs.values("variant", "state", "position", is_expert=Q(expert__isnull=False)).annotate(
            count=Count("pk")
        )
    )
    matched = matches_now(user)
    nothing = matched.aggregate(
        of=Count("pk"),
        offers=Count("pk", filter=Q(nothing_fits=True)),
        nobody=Count("pk", filter=Q(nothing_fits=True, no_expert_fits=True)),
    )
    needs = need_rows(published_needs(user, since))
    return Quality(
        since=since,
        is_whole_region=is_whole_region(user),
        decided=sum(row["count"] for row in groups),
        unplaced=sum(row["count"] for row in groups if row["position"] is None),
        acceptance=tuple(_acceptance(groups)),
        needs_hit=_hits(pairs),
        needs_introduced=Share(sum(row.is_introduced for row in needs), len(needs)),
        wait_of_needs=_wait((row.published_at, row.contact_date) for row in needs),
        wait_of_introductions=_wait(
            started_introductions(user, since).values_list("created_at", "contact_date")
        ),
        reasons=_reasons(user, pairs, since),
        nothing_fits=Share(nothing["offers"], nothing["of"]),
        nobody_fits=Share(nothing["nobody"], nothing["of"]),
        bands=_bands(pairs),
    )


def _acceptance(groups: Iterable[Mapping[str, Any]]) -> Iterable[Acceptance]:
    rows = [row for row in groups if row["position"] is not None]
    yield Acceptance("", "", _shares(rows))
    for kind in ("offer", "expert"):
        of_kind = [row for row in rows if row["is_expert"] == (kind == "expert")]
        yield Acceptance(kind, "", _shares(of_kind))
    variants = sorted({row["variant"] for row in rows})
    if len(variants) > 1:
        for variant in variants:
            yield Acceptance("", variant, _shares([r for r in rows if r["variant"] == variant]))


def _shares(rows: Iterable[Mapping[str, Any]]) -> tuple[Share, ...]:
    kept = list(rows)
    shares = []
    for within in WITHIN:
        near = [row for row in kept if row["position"] <= within]
        introduced = [row for row in near if row["state"] == DecisionState.INTRODUCED]
        shares.append(Share(*(sum(row["count"] for row in part) for part in (introduced, near))))
    return tuple(shares)


def _hits(pairs: QuerySet[Decision]) -> tuple[Share, ...]:
    best = list(
        pairs.filter(position__isnull=False)
        .values("need_id")
        .annotate(best=Min("position", filter=Q(state=DecisionState.INTRODUCED)))
        .values_list("best", flat=True)
    )
    return tuple(
        Share(sum(place is not None and place <= within for place in best), len(best))
        for within in WITHIN
    )


def _wait(pairs: Iterable[tuple[datetime | None, date | None]]) -> Wait:
    reached: list[int] = []
    waiting: list[int] = []
    today = clock.today()
    for start, contact in pairs:
        days = days_between(start, contact or today)
        if days is not None:
            (waiting if contact is None else reached).append(days)
    return wait(reached, waiting)


def _reasons(user: Actor, pairs: QuerySet[Decision], since: date | None) -> tuple[Reason, ...]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    refused = pairs.filter(state=DecisionState.REFUSED).values("reason")
    for row in refused.annotate(count=Count("pk")):
        counts[row["reason"]]["broker"] = row["count"]
    for row in refusing_answers(user, since).values("side", "reason").annotate(count=Count("pk")):
        counts[row["reason"]][row["side"]] = row["count"]
    found = (
        Reason(
            reason,
            by_broker=said.get("broker", 0),
            by_need=said.get(Side.NEED, 0),
            by_target=said.get(Side.TARGET, 0),
        )
        for reason, said in counts.items()
    )
    order = {reason: at for at, reason in enumerate(RefusalReason.values)}
    return tuple(
        sorted(
            found,
            key=lambda row: (
                -(row.by_broker + row.by_need + row.by_target),
                order.get(row.reason, len(order)),
            ),
        )
    )


def _bands(pairs: QuerySet[Decision]) -> tuple[Band, ...]:
    number = Case(
        *(When(in_band(at), then=Value(at)) for at in range(len(BANDS))),
        output_field=IntegerField(),
    )
    rows = (
        pairs.filter(fit__isnull=False)
        .annotate(band=number)
        .values("band")
        .annotate(
            of=Count("pk"),
            introduced=Count("pk", filter=Q(state=DecisionState.INTRODUCED)),
            mean=Avg(F("fit")),
        )
    )
    found = {row["band"]: row for row in rows}
    nothing: dict[str, Any] = {"introduced": 0, "of": 0, "mean": None}
    return tuple(
        Band(
            at,
            low,
            high,
            mean_fit=found.get(at, nothing)["mean"],
            introduced=Share(found.get(at, nothing)["introduced"], found.get(at, nothing)["of"]),
        )
        for at, (low, high) in enumerate(BANDS)
    )
