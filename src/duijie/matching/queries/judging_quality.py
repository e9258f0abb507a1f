"""What the grades of a round say about the ranking and about the graders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from duijie.core.actor import Actor
from duijie.engines.evaluation.intervals import Share
from duijie.engines.evaluation.measures import interval_of_mean, ndcg, recall, weighted_kappa
from duijie.engines.ranking.pooling import MEANING, WORDS
from duijie.matching.enums import GradeValue
from duijie.matching.models import Grade, JudgedPair
from duijie.matching.queries.judging import RoundRow, get_round_for_user, kind_of

GOOD_FROM: Final = float(GradeValue.CALL)


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over needs with its interval."""

    mean: float | None
    low: float | None
    """None, like `high`, of fewer than five needs."""
    high: float | None
    needs: int


@dataclass(frozen=True, slots=True)
class MethodQuality:
    """One method on the graded pairs of one kind."""

    kind: str
    method: str
    """The variant of the ranking, `words`, or `meaning`."""
    ndcg: Measure
    recall: Measure


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the pairs that two graders graded, over all pairs of graders."""

    pairs: int
    same: Share
    near: Share
    """At most one grade apart."""
    kappa: float | None
    """Weighted by squares; 0 is chance."""


@dataclass(frozen=True, slots=True)
class RoundQuality:
    """What the grades say. A pair with several grades counts with their mean."""

    round: RoundRow
    graded: Share
    """Pairs with a grade at all."""
    methods: tuple[MethodQuality, ...]
    agreement: Agreement
    nothing: Share
    """Of needs for which the ranking said that no offer fits, those with no offer graded worth a
    call; only needs graded in full."""
    missed: Share
    """Of needs for which it said that one fits, those with none graded worth a call."""


def get_round_quality_for_user(round_id: int, user: Actor) -> RoundQuality:
    """What the grades of a round say, over all its pairs. Figures only. Raises `NotFoundError`,
    `NotAllowedError`."""
    head = get_round_for_user(round_id, user)
    pairs = list(JudgedPair.objects.filter(round_id=round_id))
    grades: dict[int, dict[int, int]] = defaultdict(dict)
    for pair_id, grader, value in Grade.objects.filter(pair__round_id=round_id).values_list(
        "pair_id", "grader_id", "value"
    ):
        grades[pair_id][grader] = value
    means = {pair: sum(given.values()) / len(given) for pair, given in grades.items()}
    return RoundQuality(
        round=head,
        graded=Share(len(means), len(pairs)),
        methods=_methods(pairs, means, head.depth),
        agreement=_agreement(grades),
        **_nothing(pairs, means),
    )


def _methods(
    pairs: Sequence[JudgedPair], means: Mapping[int, float], depth: int
) -> tuple[MethodQuality, ...]:
    names = sorted(
        {name for pair in pairs for name in pair.places},
        key=lambda name: (name in {WORDS, MEANING}, name),
    )
    return tuple(
        _method(kind, name, [pair for pair in pairs if kind_of(pair) == kind], means, depth)
        for kind in ("offer", "expert")
        for name in names
        if any(kind_of(pair) == kind for pair in pairs)
    )


def _method(
    kind: str, name: str, pairs: Sequence[JudgedPair], means: Mapping[int, float], depth: int
) -> MethodQuality:
    pools: dict[int, list[JudgedPair]] = defaultdict(list)
    for pair in pairs:
        pools[pair.need_id].append(pair)
    gains, recalls = [], []
    for pool in pools.values():
        # a need counts once it is graded in full: what nobody graded is not worthless
        if any(pair.pk not in means for pair in pool):
            continue
        placed = sorted((p for p in pool if name in p.places), key=lambda p: int(p.places[name]))
        order, judged = [means[p.pk] for p in placed], [means[p.pk] for p in pool]
        gains.append(ndcg(order, judged, depth))
        recalls.append(recall(order, judged, depth, GOOD_FROM))
    return MethodQuality(kind, name, _measure(gains), _measure(recalls))


def _measure(values: Sequence[float | None]) -> Measure:
    known = [value for value in values if value is not None]
    mean = sum(known) / len(known) if known else None
    low, high = interval_of_mean(known) or (None, None)
    return Measure(mean, low, high, len(known))


def _agreement(grades: Mapping[int, Mapping[int, int]]) -> Agreement:
    table: Counter[tuple[int, int]] = Counter()
    for given in grades.values():
        # the one with the lower key first: which of two people is called the first is no matter
        for one, other in combinations(sorted(given), 2):
            table[given[one], given[other]] += 1
    total = sum(table.values())
    return Agreement(
        pairs=sum(len(given) > 1 for given in grades.values()),
        same=Share(sum(n for (a, b), n in table.items() if a == b), total),
        near=Share(sum(n for (a, b), n in table.items() if abs(a - b) <= 1), total),
        kappa=weighted_kappa(table, max(GradeValue.values)),
    )


def _nothing(pairs: Sequence[JudgedPair], means: Mapping[int, float]) -> dict[str, Any]:
    pools: dict[int, list[JudgedPair]] = defaultdict(list)
    for pair in pairs:
        if pair.offer_id is not None:
            pools[pair.need_id].append(pair)
    counts: Counter[tuple[bool, bool]] = Counter()
    for pool in pools.values():
        if all(pair.pk in means for pair in pool):
            is_none = all(means[pair.pk] < GOOD_FROM for pair in pool)
            counts[pool[0].is_nothing, is_none] += 1
    return {
        "nothing": Share(counts[True, True], counts[True, True] + counts[True, False]),
        "missed": Share(counts[False, True], counts[False, True] + counts[False, False]),
    }
