"""How many records somebody sees, and how they spread over regions and industries.

What everybody with the same view sees alike is counted once for all of them, and where it is much,
once a minute: the numbers beside the choices of a filter may be a minute old, the lists never are.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import Count

from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.permissions import Viewer, visible_to
from duijie.catalogue.permissions.viewer import shared_part

T = TypeVar("T")
Model = type[Need] | type[Offer] | type[Expert]

HELD_FROM: Final = 5_000
"""Records from which on a count is kept; fewer are counted at every question, in a millisecond."""
HELD_SECONDS: Final = 60.0
_MOST_HELD: Final = 2_000
_MOST_VALUES: Final = 2_000
"""Different values of a column that are looked at, the most frequent first."""
_held: dict[Hashable, tuple[float, Any]] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Spread:
    """Value → how many of the records that somebody sees have it; records without one left out."""

    regions: Counter[str]
    industries: Counter[str]


def count_visible(model: Model, viewer: Viewer) -> tuple[int, int]:
    """How many records of a kind the viewer sees: real ones, and those of the made-up example."""
    shared, rest = _shared_totals(model, viewer), _rest(model, viewer)
    totals = [shared[is_example] for is_example in (False, True)]
    for _region, _industry, is_example, count in rest:
        totals[is_example] += count
    return totals[0], totals[1]


def get_spread(model: Model, viewer: Viewer) -> Spread:
    """Where the records that the viewer sees are, and of which industries."""
    regions = Counter(_shared_values(model, viewer, "region"))
    industries = Counter(_shared_values(model, viewer, "industry"))
    for region, industry, _is_example, count in _rest(model, viewer):
        regions[region] += count
        industries[industry] += count
    del regions[""], industries[""]
    return Spread(regions, industries)


def list_values(model: Any, viewer: Viewer, column: str) -> list[tuple[str, int]]:
    """`(value, how many)` of one column of what the viewer sees, the most frequent first."""
    counted = Counter(_shared_values(model, viewer, column))
    name, condition = shared_part(viewer)
    if name != "all":
        beyond = visible_to(model, viewer).filter(~condition).order_by().values_list(column)
        counted.update(dict(beyond.annotate(Count("id"))))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _shared_totals(model: Model, viewer: Viewer) -> dict[bool, int]:
    name, condition = shared_part(viewer)

    def count() -> dict[bool, int]:
        records = model._default_manager.filter(condition, deleted_at__isnull=True)
        found = records.order_by().values_list("is_example").annotate(Count("id"))
        return {False: 0, True: 0, **dict(found)}

    return _hold(("totals", viewer.kind, name), count, lambda found: sum(found.values()))


def _shared_values(model: Any, viewer: Viewer, column: str) -> dict[str, int]:
    name, condition = shared_part(viewer)

    def count() -> dict[str, int]:
        records = model._default_manager.filter(condition, deleted_at__isnull=True)
        counted = records.order_by().values_list(column).annotate(count=Count("id"))
        return dict(counted.order_by("-count", column)[:_MOST_VALUES])

    return _hold((column, viewer.kind, name), count, lambda found: sum(found.values()))


def _rest(model: Model, viewer: Viewer) -> list[tuple[str, str, bool, int]]:
    """What the viewer sees beyond the shared part: `(region, industry, is_example, count)`."""
    name, condition = shared_part(viewer)
    if name == "all":
        return []

    def count() -> list[tuple[str, str, bool, int]]:
        # found in an index that holds all that decides who sees a row, and only then read
        beyond = visible_to(model, viewer).filter(~condition).order_by().values("pk")
        records = model._default_manager.filter(pk__in=beyond)
        values = records.values_list("region", "industry", "is_example")
        return list(values.annotate(Count("id")))

    shared = _shared_totals(model, viewer)
    return _hold(_identity(viewer), count, lambda _found: sum(shared.values()))


def _identity(viewer: Viewer) -> Hashable:
    """All that decides what a viewer sees: who is given more or less is counted anew."""
    return (
        viewer.kind,
        viewer.role,
        viewer.user_id,
        viewer.zone_path,
        viewer.organisation_ids,
        tuple(sorted(viewer.grants.items())),
    )


def _hold(key: Hashable, count: Callable[[], T], size_of: Callable[[T], int]) -> T:
    """The number kept under the key, else counted now and kept where there are many records."""
    now = time.monotonic()
    with _lock:
        known = _held.get(key)
        if known is not None and known[0] > now:
            kept: T = known[1]
            return kept
        if known is not None:
            # whoever asks while it is counted gets the old number instead of counting too
            _held[key] = (now + HELD_SECONDS, known[1])
    found = count()
    with _lock:
        if size_of(found) < HELD_FROM:
            _held.pop(key, None)
        else:
            if len(_held) >= _MOST_HELD:
                _held.clear()
            _held[key] = (time.monotonic() + HELD_SECONDS, found)
    return found
