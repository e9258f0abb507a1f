"""Reads of suggestions, as stored by the newest match run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from duijie.catalogue.models import Expert, Offer
from duijie.catalogue.permissions import visible_records
from duijie.catalogue.queries import (
    EXCERPT_LENGTH,
    get_catalogue_version,
    get_need_for_user,
)
from duijie.core.actor import Actor
from duijie.core.jobs.queries import has_active_job
from duijie.core.paging import Page, page_bounds
from duijie.engines.ranking.fit import CALL_FROM
from duijie.engines.ranking.misfits import Misfit, Question
from duijie.matching.enums import DecisionState
from duijie.matching.models import Decision, NeedMatch, Suggestion
from duijie.matching.permissions import (
    check_can_see_suggestions,
    decidable_needs,
    matched_needs,
)
from duijie.matching.queries.decisions import DecisionView, PairKey, get_decisions
from duijie.matching.queries.misfits import NOTHING_SAID, PairCheck, check_pairs_for_user

_TARGET_COLUMNS: Final[Mapping[str, str]] = {
    "target_id": "id",
    "shown_title": "title",
    "shown_text": "text",
    "organisation_name": "organisation__name",
    "shown_person": "person",
    "shown_region": "region",
    "shown_industry": "industry",
}
"""What a row shows of its offer or expert: name there -> column of the record."""
MATCH_KIND = "matching.match_needs"
PANEL_SIZE = 10
"""Needs on one page of the panel beside an offer or expert."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote; `is_marked` where it carries the match."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Where a quote stands in its record.

    `field` is `title`, `text`, `evidence.N.title` or `evidence.N.text` (N from 0).
    """

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason: what the need says beside what the offer says, verbatim."""

    kind: str
    weight: float
    terms: tuple[str, ...]
    need_quote: tuple[Piece, ...]
    offer_quote: tuple[Piece, ...]
    need_span: Span | None
    offer_span: Span | None


@dataclass(frozen=True, slots=True)
class RemarkView:
    """Two quotes, verbatim, that a model elsewhere put side by side."""

    need_quote: str
    offer_quote: str


@dataclass(frozen=True, slots=True)
class ContributionView:
    """A part of the score; the parts add up to it."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One offer or expert suggested for a need. No contact details."""

    position: int
    """From 1, offers and experts each: best first, or in the order of a model elsewhere."""
    kind: str
    """`offer` or `expert`."""
    target_id: int
    """Of the offer or expert."""
    title: str
    excerpt: str
    organisation_name: str
    person: str
    """Name of an expert; empty for an offer."""
    region: str
    industry: str
    fit: float
    """0..1."""
    is_calibrated: bool
    score: float
    contributions: tuple[ContributionView, ...]
    reasons: tuple[ReasonView, ...]
    own_position: int | None = None
    """Its place by our own ranking, where a model elsewhere was asked."""
    remarks: tuple[RemarkView, ...] = ()
    """What that model quotes for it."""
    decision: DecisionView | None = None
    """How the pair stands, whichever run suggested it when it was decided; None: undecided."""
    misfits: tuple[Misfit, ...] = ()
    """What does not fit, of what the user sees of both."""
    questions: tuple[Question, ...] = ()
    """What to ask first: required indicators of which the offer says nothing."""


@dataclass(frozen=True, slots=True)
class NeedSuggestions:
    """What is known about who fits a need."""

    need_id: int
    offers: tuple[SuggestionRow, ...]
    experts: tuple[SuggestionRow, ...]
    nothing_fits: bool
    """Among the offers; those listed are the nearest all the same."""
    no_expert_fits: bool
    variant: str
    """Of the ranking, as `hybrid.v1`; empty before the first run."""
    matched_at: datetime | None
    """None: not matched yet."""
    is_outdated: bool
    """Records have changed since; the next run will tell."""
    is_matching: bool
    """A match job waits or runs."""
    ordered_by: str = ""
    """The model elsewhere that put them in order; empty: our own ranking."""
    can_decide: bool = False
    """Whether the user runs the introductions of this need."""


@dataclass(frozen=True, slots=True)
class SuggestedNeed:
    """One need for which an offer or expert was suggested. No contact details."""

    need_id: int
    title: str
    organisation_name: str
    region: str
    budget_wan: float | None
    position: int
    """From 1: the place of the offer or expert among those suggested for this need."""
    fit: float
    """0..1."""
    is_calibrated: bool
    is_example: bool
    reason: ReasonView | None
    """The weightiest one; None where the match gives none."""
    can_decide: bool = False
    """Whether the user runs the introductions of this need."""
    decision: DecisionView | None = None
    """How the pair stands; None: undecided."""


@dataclass(frozen=True, slots=True)
class BestFit:
    """The best suggestion of a need, for its row in a list."""

    fit: float
    is_calibrated: bool
    nothing_fits: bool


def get_need_suggestions_for_user(need_id: int, user: Actor) -> NeedSuggestions:
    """Stored suggestions, best first, and what does not fit them today; in a fixed number of
    queries.

    Raises `NotFoundError` where the user may not see the need, `NotAllowedError` where they may
    and its suggestions are not for them. Offers and experts that the user
    may not see (any more) are left out.
    """
    need = get_need_for_user(need_id, user)
    check_can_see_suggestions(user, need_id)
    matches = NeedMatch.objects.select_related("run").annotate(changed_at=F("need__updated_at"))
    match = matches.filter(need_id=need_id).first()
    is_matching = has_active_job(MATCH_KIND)
    if match is None:
        return NeedSuggestions(
            need_id, (), (), False, False, "", None, is_outdated=True, is_matching=is_matching
        )
    newest = get_catalogue_version(is_example=need.is_example)
    offers, experts = _list_rows(match, user, "offer"), _list_rows(match, user, "expert")
    decisions = get_decisions((need_id, row.kind, row.target_id) for row in (*offers, *experts))
    checks = check_pairs_for_user(
        need, [row.target_id for row in offers], [row.target_id for row in experts], user
    )
    return NeedSuggestions(
        need_id=need_id,
        offers=_with_checks(_with_decisions(offers, need_id, decisions), checks),
        experts=_with_checks(_with_decisions(experts, need_id, decisions), checks),
        nothing_fits=match.nothing_fits,
        no_expert_fits=match.no_expert_fits,
        variant=match.run.variant,
        matched_at=match.matched_at,
        is_outdated=match.run.catalogue_version != newest
        or match.changed_at > match.run.started_at,
        is_matching=is_matching,
        ordered_by=match.opinion_of if any(row.own_position for row in (*offers, *experts)) else "",
        can_decide=decidable_needs(user).filter(pk=need_id).exists(),
    )


def _with_decisions(
    rows: tuple[SuggestionRow, ...], need_id: int, decisions: Mapping[PairKey, DecisionView]
) -> tuple[SuggestionRow, ...]:
    return tuple(
        replace(row, decision=decisions.get((need_id, row.kind, row.target_id))) for row in rows
    )


def _with_checks(
    rows: tuple[SuggestionRow, ...], checks: Mapping[tuple[str, int], PairCheck]
) -> tuple[SuggestionRow, ...]:
    found = [(row, checks.get((row.kind, row.target_id), NOTHING_SAID)) for row in rows]
    return tuple(
        replace(row, misfits=check.misfits, questions=check.questions) for row, check in found
    )


def list_best_fits_for_user(need_ids: Sequence[int], user: Actor) -> dict[int, BestFit]:
    """The best stored offer per need, for the rows of a list; needs without one are missing.

    One query whatever the number of needs.
    """
    best = (
        Suggestion.objects.filter(
            _is_in(matched_needs(user), "match__need_id"),
            _is_in(visible_records(Offer, user), "offer_id"),
            match__need_id__in=need_ids,
        )
        .order_by("match__need_id", "fit", "-position")
        .values_list("match__need_id", "fit", "is_calibrated", "match__nothing_fits")
    )
    # the last one per need wins: the best, or the best that the user may see
    return {need: BestFit(fit, sure, nothing) for need, fit, sure, nothing in best}


def list_needs_of_offer_for_user(
    offer_id: int, user: Actor, *, page: int = 1, size: int = PANEL_SIZE
) -> Page[SuggestedNeed]:
    """Needs for which the offer is a stored suggestion, best fit first, ties by the older need.

    Left out are needs that nothing fits, and pairs whose fit is below what the ranking calls a fit
    (`CALL_FROM`): among few offers each stands on every need's list, and is only the nearest; and
    refused pairs. Four queries whatever the page holds; empty where the user may not see the
    offer.
    """
    visible = visible_records(Offer, user).filter(pk=offer_id)
    suggestions = Suggestion.objects.filter(offer__in=visible, match__nothing_fits=False)
    return _list_needs(suggestions, user, ("offer", offer_id), page, size)


def list_needs_of_expert_for_user(
    expert_id: int, user: Actor, *, page: int = 1, size: int = PANEL_SIZE
) -> Page[SuggestedNeed]:
    """As `list_needs_of_offer_for_user`; needs that no expert fits are left out."""
    visible = visible_records(Expert, user).filter(pk=expert_id)
    suggestions = Suggestion.objects.filter(expert__in=visible, match__no_expert_fits=False)
    return _list_needs(suggestions, user, ("expert", expert_id), page, size)


def _list_needs(
    suggestions: QuerySet[Suggestion],
    user: Actor,
    target: tuple[str, int],
    page: int,
    size: int,
) -> Page[SuggestedNeed]:
    is_theirs = _is_in(matched_needs(user), "match__need_id")
    kind, target_id = target
    refused = Decision.objects.filter(
        **{f"{kind}_id": target_id},
        need_id=OuterRef("match__need_id"),
        state=DecisionState.REFUSED,
    )
    visible = suggestions.filter(is_theirs, ~Q(Exists(refused)), fit__gte=CALL_FROM)
    total = visible.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    found = visible.order_by("-fit", "match__need_id").values(
        "position",
        "fit",
        "is_calibrated",
        "reasons",
        need_id=F("match__need_id"),
        title=F("match__need__title"),
        organisation_name=F("match__need__organisation__name"),
        region=F("match__need__region"),
        budget_wan=F("match__need__budget_wan"),
        is_example=F("match__need__is_example"),
        can_decide=Exists(decidable_needs(user).filter(pk=OuterRef("match__need_id"))),
    )
    shown = [_suggested_need(data) for data in found[start:stop]]
    decisions = get_decisions((row.need_id, kind, target_id) for row in shown)
    rows = tuple(
        replace(row, decision=decisions.get((row.need_id, kind, target_id))) for row in shown
    )
    return Page(rows, total, number, size)


def _is_in(records: QuerySet[Any], column: str) -> Q:
    """Whether the column names one of the records, asked row by row: a handful of suggestions, and
    all records that somebody may see are never listed for them."""
    return Q(Exists(records.filter(pk=OuterRef(column))))


def _suggested_need(data: Mapping[str, Any]) -> SuggestedNeed:
    rest = {name: value for name, value in data.items() if name != "reasons"}
    reasons = data["reasons"]
    return SuggestedNeed(
        **{**rest, "organisation_name": data["organisation_name"] or ""},
        reason=reason_view(reasons[0]) if reasons else None,
    )


def _list_rows(match: NeedMatch, user: Actor, kind: str) -> tuple[SuggestionRow, ...]:
    """One query, and those of `get_viewer`."""
    visible = visible_records(Offer if kind == "offer" else Expert, user)
    found = (
        Suggestion.objects.filter(_is_in(visible, f"{kind}_id"), match=match)
        .annotate(**{name: F(f"{kind}__{column}") for name, column in _TARGET_COLUMNS.items()})
        .order_by("position")
        .values()
    )
    return tuple(_row(data, kind) for data in found)


def stored_rows(
    stored: Sequence[Mapping[str, Any]], user: Actor, kind: str
) -> tuple[SuggestionRow, ...]:
    """Rows of suggestions that are kept elsewhere, in the columns of `Suggestion`; those of records
    that the user may not see are left out. One query, and those of `get_viewer`."""
    targets: QuerySet[Any, Any] = (
        visible_records(Offer if kind == "offer" else Expert, user)
        .filter(pk__in=[data[f"{kind}_id"] for data in stored])
        .values(**{name: F(column) for name, column in _TARGET_COLUMNS.items()})
    )
    by_id = {target["target_id"]: target for target in targets}
    return tuple(
        _row({**data, **by_id[data[f"{kind}_id"]]}, kind)
        for data in stored
        if data[f"{kind}_id"] in by_id
    )


def _row(data: Mapping[str, Any], kind: str) -> SuggestionRow:
    flat = " ".join(data["shown_text"].split())
    return SuggestionRow(
        position=data["position"],
        kind=kind,
        target_id=data["target_id"],
        title=data["shown_title"],
        excerpt=flat if len(flat) <= EXCERPT_LENGTH else flat[: EXCERPT_LENGTH - 1] + "…",
        organisation_name=data["organisation_name"] or "",
        person=data["shown_person"] if kind == "expert" else "",
        region=data["shown_region"],
        industry=data["shown_industry"],
        fit=data["fit"],
        is_calibrated=data["is_calibrated"],
        score=data["score"],
        contributions=tuple(
            ContributionView(part["name"], part["value"]) for part in data["contributions"]
        ),
        reasons=tuple(reason_view(reason) for reason in data["reasons"]),
        own_position=data.get("own_position"),
        remarks=tuple(RemarkView(*quotes) for quotes in data.get("remarks", ())),
    )


def reason_view(data: Mapping[str, Any]) -> ReasonView:
    """A stored reason as it is shown."""
    return ReasonView(
        kind=data["kind"],
        weight=data["weight"],
        terms=tuple(data["terms"]),
        need_quote=cut_quote(data["need_quote"], data["need_marks"]),
        offer_quote=cut_quote(data["offer_quote"], data["offer_marks"]),
        need_span=_span(data["need_span"]),
        offer_span=_span(data["offer_span"]),
    )


def _span(data: Sequence[Any] | None) -> Span | None:
    return Span(str(data[0]), int(data[1]), int(data[2])) if data else None


def cut_quote(quote: str, marks: Sequence[Sequence[int]]) -> tuple[Piece, ...]:
    """The quote cut at the marks, `(start, end)` into it: the pieces' texts join to the quote.

    Marks may overlap or touch; those join.
    """
    pieces: list[Piece] = []
    at = 0
    for start, end in _join_marks(marks):
        if at < start:
            pieces.append(Piece(quote[at:start], is_marked=False))
        pieces.append(Piece(quote[start:end], is_marked=True))
        at = end
    if at < len(quote):
        pieces.append(Piece(quote[at:], is_marked=False))
    return tuple(pieces)


def _join_marks(marks: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((mark[0], mark[1]) for mark in marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
