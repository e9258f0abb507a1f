"""One page of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q

T = TypeVar("T")

PAGE_SIZE = 50
MAX_PAGE_SIZE = 300


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`rows` of page `number` (from 1) out of `total` rows in all."""

    rows: tuple[T, ...]
    total: int
    number: int
    size: int
    is_capped: bool = False
    """There are more than `total`, which nobody counts: a page shows `10,000+`."""

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.page_count

    @property
    def first_row(self) -> int:
        """The number of the first row shown, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_bounds(*, total: int, number: int, size: int) -> tuple[int, int, int, int]:
    """`(number, size, start, stop)` with the number pulled into 1..last page and a sane size."""
    size = min(max(1, size), MAX_PAGE_SIZE)
    last = max(1, -(-total // size))
    number = min(max(1, number), last)
    return number, size, (number - 1) * size, number * size


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in a list that goes by time, the latest first; of one moment the highest id first."""

    at: datetime
    id: UUID | int


def earlier(column: str, place: Moment | None) -> Q:
    """What comes after the place in such a list: nothing is skipped or repeated when rows are added
    meanwhile. All where there is no place."""
    if place is None:
        return Q()
    return Q(**{f"{column}__lt": place.at}) | Q(**{column: place.at, "pk__lt": place.id})
