"""Reads of needs that ask for the same: beside one need, and in groups over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import Need
from duijie.catalogue.permissions import get_viewer, visible_records
from duijie.catalogue.queries import RecordRow, get_need_for_user
from duijie.catalogue.queries.rows import load_rows
from duijie.core.actor import Actor
from duijie.core.paging import Page, page_bounds
from duijie.engines.ranking.similar import SAME_FROM
from duijie.matching.enums import IntroductionState
from duijie.matching.models import SimilarNeed
from duijie.matching.permissions import (
    check_can_list_suggestions,
    check_can_see_suggestions,
    visible_introductions,
)
from duijie.matching.queries.introductions import IntroductionRow, load_introduction_rows
from duijie.matching.queries.suggestions import ReasonView, reason_view

MOST_PAIRS: Final = 2_000
"""Pairs of needs, the likest, that groups are made of."""
MOST_TERMS: Final = 6
_SHOWN_STATES: Final = (RecordState.PUBLISHED, RecordState.CLOSED)
_ANSWERS: Final = (
    IntroductionState.AGREED,
    IntroductionState.CONTACTED,
    IntroductionState.CLOSED,
)
"""An introduction to which both sides said yes."""


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """Another need, as far as the user sees it."""

    need: RecordRow
    likeness: float
    """0..1."""
    is_same: bool
    """Near enough to be called the same problem."""
    reason: ReasonView | None
    """Words of both; None where they say alike in other words, or the text is not shown."""
    close_reason: str
    """A `CloseReason` of one that is closed."""
    answers: tuple[IntroductionRow, ...]
    """Introductions of it that both sides agreed to and that the user works on."""


@dataclass(frozen=True, slots=True)
class CommonNeed:
    """共性需求: the same problem at several organisations."""

    needs: tuple[RecordRow, ...]
    """The one that is most like the others first."""
    organisations: int
    terms: tuple[str, ...]
    """Words that the first shares with the others."""


def list_similar_needs_for_user(need_id: int, user: Actor) -> tuple[SimilarRow, ...]:
    """Needs like this one, the likest first, in a fixed number of queries.

    Raises `NotFoundError` where the user may not see the need, `NotAllowedError` where they may
    and its suggestions are not for them. Needs that the user may not see are left out.
    """
    get_need_for_user(need_id, user)
    check_can_see_suggestions(user, need_id)
    found = SimilarNeed.objects.filter(match__need_id=need_id, need__state__in=_SHOWN_STATES)
    pairs = found.order_by("-likeness", "need_id").values("need_id", "likeness", "reasons")
    return similar_rows(list(pairs), user)


def similar_rows(pairs: Sequence[Mapping[str, Any]], user: Actor) -> tuple[SimilarRow, ...]:
    """The pairs, stored as `SimilarNeed` has them, as far as the user sees the other need."""
    ids = [pair["need_id"] for pair in pairs]
    rows = load_rows(RecordKind.NEED, get_viewer(user, RecordKind.NEED), ids)
    closed = dict(
        Need.objects.filter(pk__in=rows, state=RecordState.CLOSED).values_list("pk", "close_reason")
    )
    answers = _answers(rows, user)
    return tuple(
        SimilarRow(
            need=rows[pair["need_id"]],
            likeness=pair["likeness"],
            is_same=pair["likeness"] >= SAME_FROM,
            reason=_reason(pair["reasons"], rows[pair["need_id"]]),
            close_reason=closed.get(pair["need_id"], ""),
            answers=answers.get(pair["need_id"], ()),
        )
        for pair in pairs
        if pair["need_id"] in rows
    )


def _reason(reasons: Sequence[Mapping[str, Any]], row: RecordRow) -> ReasonView | None:
    return reason_view(reasons[0]) if reasons and _is_read(row) else None


def _is_read(row: RecordRow) -> bool:
    """Whether the user sees its text, not only the public summary."""
    return row.level >= DisclosureLevel.REGISTERED


def _answers(need_ids: Iterable[int], user: Actor) -> dict[int, tuple[IntroductionRow, ...]]:
    found = visible_introductions(user).filter(need_id__in=list(need_ids), state__in=_ANSWERS)
    answers: dict[int, list[IntroductionRow]] = defaultdict(list)
    for row in load_introduction_rows(found.order_by("-pk").values_list("pk", flat=True), user):
        answers[row.need_id].append(row)
    return {need_id: tuple(rows) for need_id, rows in answers.items()}


def list_common_needs_for_user(user: Actor, *, page: int = 1, size: int = 20) -> Page[CommonNeed]:
    """Groups of published needs of several organisations that ask for the same, those of most
    organisations first.

    Each need stands in one group, around the need that most others are like; made of the
    `MOST_PAIRS` likest pairs that the user may see. A fixed number of queries. Raises
    `NotAllowedError`.
    """
    check_can_list_suggestions(user)
    likest, organisations = _pairs(user)
    groups = sorted(
        _stars(likest),
        key=lambda group: (-len({organisations[need] for need in group}), -len(group)),
    )
    number, size, start, stop = page_bounds(total=len(groups), number=page, size=size)
    shown = groups[start:stop]
    viewer = get_viewer(user, RecordKind.NEED)
    rows = load_rows(RecordKind.NEED, viewer, [need for group in shown for need in group])
    return Page(
        tuple(
            CommonNeed(
                needs=tuple(rows[need] for need in group),
                organisations=len({organisations[need] for need in group}),
                terms=_common_terms([need for need in group if _is_read(rows[need])], likest),
            )
            for group in shown
        ),
        len(groups),
        number,
        size,
    )


_Likest = Mapping[int, Mapping[int, tuple[float, Sequence[str]]]]
"""Need -> needs like it -> likeness and shared words."""


def _pairs(user: Actor) -> tuple[_Likest, Mapping[int, int]]:
    """The likest pairs of published needs of two organisations, and whose need each is."""
    seen = visible_records(Need, user).filter(state=RecordState.PUBLISHED)
    found = (
        SimilarNeed.objects.filter(
            Exists(seen.filter(pk=OuterRef("need_id"))),
            Exists(seen.filter(pk=OuterRef("match__need_id"))),
            likeness__gte=SAME_FROM,
            need__organisation__isnull=False,
            match__need__organisation__isnull=False,
        )
        .exclude(need__organisation=F("match__need__organisation"))
        .order_by("-likeness", "-id")
        .values_list(
            "match__need_id",
            "need_id",
            "match__need__organisation_id",
            "need__organisation_id",
            "likeness",
            "reasons",
        )
    )
    likest: dict[int, dict[int, tuple[float, Sequence[str]]]] = defaultdict(dict)
    organisations: dict[int, int] = {}
    for one, other, of_one, of_other, likeness, reasons in found[:MOST_PAIRS]:
        terms = tuple(reasons[0]["terms"]) if reasons else ()
        likest[one][other] = likest[other][one] = (likeness, terms)
        organisations |= {one: of_one, other: of_other}
    return likest, organisations


def _stars(likest: _Likest) -> list[tuple[int, ...]]:
    """Groups of one need and those like it, each need in one (Aslam et al. 2004, star clusters):
    chains of needs each like the next would join what has nothing in common."""
    left = set(likest)
    groups = []
    for centre in sorted(likest, key=lambda need: (-len(likest[need]), need)):
        if centre not in left:
            continue
        left.discard(centre)
        around = sorted(
            left & likest[centre].keys(), key=lambda need: (-likest[centre][need][0], need)
        )
        left -= set(around)
        if around:
            groups.append((centre, *around))
    return groups


def _common_terms(group: Sequence[int], likest: _Likest) -> tuple[str, ...]:
    """The words that the first shares with most of the others, of texts that the user reads."""
    counted = Counter(
        term
        for other in group[1:]
        for term in dict.fromkeys(likest[group[0]].get(other, (0.0, ()))[1])
    )
    return tuple(term for term, _ in counted.most_common(MOST_TERMS))
