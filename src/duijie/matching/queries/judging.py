"""Reads of 评测: rounds, the pairs to grade, and what follows from the grades."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from duijie.catalogue.disclosure import redact
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import get_viewer, visible_records
from duijie.catalogue.queries import RecordRow
from duijie.catalogue.queries.rows import load_rows
from duijie.core.actor import Actor, user_id
from duijie.core.errors import NotFoundError
from duijie.matching.models import Grade, JudgedPair, JudgingRound
from duijie.matching.permissions import check_can_judge, matched_needs

JUDGING_KIND: Final = "matching.draw_round"
MOST_EVIDENCE: Final = 8
_MODELS: Final[Mapping[RecordKind, type[Need] | type[Offer] | type[Expert]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}
_STORED: Final = ("pk", "text", "evidence")


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round for the list."""

    id: int
    started_at: datetime
    started_by_name: str
    is_own: bool
    is_example: bool
    is_drawn: bool
    job_id: uuid.UUID | None
    depth: int
    needs: int
    pairs: int
    own_grades: int
    graders: int


@dataclass(frozen=True, slots=True)
class PairToGrade:
    """An offer or expert beside a need, without a word on who proposed it."""

    id: int
    kind: str
    target: RecordRow
    text: str
    """As much as the reader sees."""
    evidence: tuple[str, ...]
    """Titles of an expert's papers, patents, projects."""
    value: int | None
    """One's own grade."""


@dataclass(frozen=True, slots=True)
class NeedToGrade:
    """A need of a round with its pool."""

    round: RoundRow
    number: int
    """Of the needs of the round that the reader works on, from 1."""
    count: int
    need: RecordRow
    text: str
    pairs: tuple[PairToGrade, ...]
    next_number: int | None
    """The next need with something left to grade; None: all done."""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A pair for the export."""

    id: int
    need_id: int
    need_title: str
    kind: str
    target_id: int
    title: str
    """Of the offer or expert."""
    organisation_name: str
    places: Mapping[str, int]
    grades: tuple[tuple[int, int], ...]
    """(id of who graded, grade)."""


def judgeable_pairs(round_id: int, user: Actor) -> QuerySet[JudgedPair]:
    """Pairs of needs that the user works on with records that they see, in the order in which they
    are graded."""
    targets = Q(Exists(visible_records(Offer, user).filter(pk=OuterRef("offer_id")))) | Q(
        Exists(visible_records(Expert, user).filter(pk=OuterRef("expert_id")))
    )
    return JudgedPair.objects.filter(
        targets,
        Exists(matched_needs(user).filter(pk=OuterRef("need_id"))),
        round_id=round_id,
    ).order_by("need_id", "draw")


def list_rounds_for_user(
    user: Actor, *, after: int | None = None, limit: int | None = None
) -> tuple[RoundRow, ...]:
    """Rounds with a pair for the user, or started by them, the latest first, below the id `after`.
    Raises `NotAllowedError`."""
    check_can_judge(user)
    found = _visible_rounds(user)
    return _rounds(user, found if after is None else found.filter(pk__lt=after), limit=limit)


def get_round_for_user(round_id: int, user: Actor) -> RoundRow:
    """Raises `NotFoundError`, `NotAllowedError`."""
    check_can_judge(user)
    found = _rounds(user, _visible_rounds(user).filter(pk=round_id))
    if not found:
        raise NotFoundError("matching.round_not_found")
    return found[0]


def get_need_to_grade(
    round_id: int, user: Actor, *, number: int | None = None, pair_id: int | None = None
) -> NeedToGrade:
    """One need of a round with its pool: that of a pair or of a number, else the first with
    something left to grade. Raises `NotFoundError`, also where there is nothing for the user;
    `NotAllowedError`."""
    head = get_round_for_user(round_id, user)
    pairs = list(judgeable_pairs(round_id, user))
    own = dict(
        Grade.objects.filter(pair__round_id=round_id, grader_id=user_id(user)).values_list(
            "pair_id", "value"
        )
    )
    pools: dict[int, list[JudgedPair]] = defaultdict(list)
    for pair in pairs:
        pools[pair.need_id].append(pair)
    if not pools:
        raise NotFoundError("matching.round_not_found")
    needs = list(pools)
    left = [at for at, need in enumerate(needs) if any(p.pk not in own for p in pools[need])]
    at = (left[0] if left else 0) if number is None else min(max(number, 1), len(needs)) - 1
    if pair_id is not None:
        at = next((at for at, need in enumerate(needs) if _holds(pools[need], pair_id)), at)
    later = [one for one in left if one > at] or [one for one in left if one != at]
    pool = pools[needs[at]]
    texts = _read(RecordKind.NEED, [needs[at]], user)
    for kind in (RecordKind.OFFER, RecordKind.EXPERT):
        texts |= _read(kind, [key for of, key in map(_key, pool) if of == kind.value], user)
    need, text, _ = texts[RecordKind.NEED.value, needs[at]]
    return NeedToGrade(
        round=head,
        number=at + 1,
        count=len(needs),
        need=need,
        text=text,
        pairs=tuple(
            PairToGrade(pair.pk, kind_of(pair), *texts[_key(pair)], own.get(pair.pk))
            for pair in pool
            if _key(pair) in texts
        ),
        next_number=later[0] + 1 if later else None,
    )


def list_judged_pairs_after(
    round_id: int, user: Actor, *, after: int | None = None, limit: int | None = None
) -> tuple[JudgedRow, ...]:
    """The judged set, as far as the user sees both records: pairs with their places and the grades
    of all, in the order of their ids, behind the id `after`. Raises `NotFoundError`,
    `NotAllowedError`."""
    get_round_for_user(round_id, user)
    found = judgeable_pairs(round_id, user).order_by("pk").filter(pk__gt=after or 0)
    rows = list(found[:limit])
    grades: dict[int, list[tuple[int, int]]] = defaultdict(list)
    given = Grade.objects.filter(pair__in=[row.pk for row in rows]).order_by("grader_id")
    for pair_id, grader, value in given.values_list("pair_id", "grader_id", "value"):
        grades[pair_id].append((grader, value))
    needs = load_rows(
        RecordKind.NEED, get_viewer(user, RecordKind.NEED), {row.need_id for row in rows}
    )
    targets: dict[tuple[str, int], RecordRow] = {}
    for kind in (RecordKind.OFFER, RecordKind.EXPERT):
        keys = {key for of, key in map(_key, rows) if of == kind.value}
        shown = load_rows(kind, get_viewer(user, kind), keys)
        targets |= {(kind.value, key): row for key, row in shown.items()}
    return tuple(
        JudgedRow(
            id=row.pk,
            need_id=row.need_id,
            need_title=needs[row.need_id].title,
            kind=kind_of(row),
            target_id=_key(row)[1],
            title=targets[_key(row)].title,
            organisation_name=targets[_key(row)].organisation_name,
            places={name: int(place) for name, place in row.places.items()},
            grades=tuple(grades[row.pk]),
        )
        for row in rows
    )


def _visible_rounds(user: Actor) -> QuerySet[JudgingRound]:
    own_needs = matched_needs(user).filter(pk=OuterRef("need_id"))
    has_pair = JudgedPair.objects.filter(Exists(own_needs), round_id=OuterRef("pk"))
    return JudgingRound.objects.filter(Q(started_by_id=user_id(user)) | Q(Exists(has_pair)))


def _rounds(
    user: Actor, rounds: QuerySet[JudgingRound], *, limit: int | None = None
) -> tuple[RoundRow, ...]:
    rows = list(rounds.select_related("started_by").order_by("-pk")[:limit])
    keys = [row.pk for row in rows]
    nothing: dict[str, int] = {}
    sizes = {
        row["round_id"]: row
        for row in JudgedPair.objects.filter(round_id__in=keys)
        .values("round_id")
        .annotate(pairs=Count("pk"), needs=Count("need_id", distinct=True))
    }
    grades = {
        row["pair__round_id"]: row
        for row in Grade.objects.filter(pair__round_id__in=keys)
        .values("pair__round_id")
        .annotate(
            own=Count("pk", filter=Q(grader_id=user_id(user))),
            graders=Count("grader_id", distinct=True),
        )
    }
    return tuple(
        RoundRow(
            id=row.pk,
            started_at=row.started_at,
            started_by_name=str(row.started_by),
            is_own=row.started_by_id == user_id(user),
            is_example=row.is_example,
            is_drawn=bool(row.variant),
            job_id=row.job_id,
            depth=row.depth,
            needs=sizes.get(row.pk, nothing).get("needs", 0),
            pairs=sizes.get(row.pk, nothing).get("pairs", 0),
            own_grades=grades.get(row.pk, nothing).get("own", 0),
            graders=grades.get(row.pk, nothing).get("graders", 0),
        )
        for row in rows
    )


def _holds(pool: Sequence[JudgedPair], pair_id: int) -> bool:
    return any(pair.pk == pair_id for pair in pool)


def kind_of(pair: JudgedPair) -> str:
    """`offer` or `expert`."""
    return "offer" if pair.offer_id is not None else "expert"


def _key(pair: JudgedPair) -> tuple[str, int]:
    return kind_of(pair), pair.offer_id or pair.expert_id or 0


def _read(
    kind: RecordKind, keys: Sequence[int], user: Actor
) -> dict[tuple[str, int], tuple[RecordRow, str, tuple[str, ...]]]:
    """Each record as far as the user sees it: its row, its text, the titles of its evidence."""
    rows = load_rows(kind, get_viewer(user, kind), keys) if keys else {}
    stored = {
        row["pk"]: row
        for row in _MODELS[kind]._default_manager.filter(pk__in=rows).values(*_STORED)
    }
    found = {}
    for key, row in rows.items():
        values = {"text": stored[key]["text"], "evidence": stored[key]["evidence"]}
        shown = redact(kind, values, row.level)
        evidence = tuple(part["title"] for part in shown.get("evidence") or () if part["title"])
        found[kind.value, key] = row, shown.get("text") or row.excerpt, evidence[:MOST_EVIDENCE]
    return found
