"""Tables drawn with rules: straight lines made into a grid of cells. Units are points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from duijie.engines.documents.types import MergedArea

_SNAP: Final = 3.0
"""Rules nearer than this are one: programs draw the edges of each cell again."""
_MOST_RULES: Final = 4000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at `at`, from `start` to `end`; `at` is y if it lies, x if it stands."""

    is_lying: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """Cells of one table: edges of its rows and columns, and which grid cells are one cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[MergedArea, ...]
    """Every cell, spanning ones included, in indices of rows and columns."""

    @property
    def merged(self) -> tuple[MergedArea, ...]:
        """The cells that span more than one row or column."""
        return tuple(c for c in self.cells if c.bottom > c.top or c.right > c.left)

    def cell_at(self, x: float, y: float) -> MergedArea | None:
        """The cell that holds a point."""
        column, row = _index(self.xs, x), _index(self.ys, y)
        if column is None or row is None:
            return None
        for cell in self.cells:
            if cell.top <= row <= cell.bottom and cell.left <= column <= cell.right:
                return cell
        return None


def _index(edges: Sequence[float], value: float) -> int | None:
    for index, (low, high) in enumerate(pairwise(edges)):
        if low <= value < high:
            return index
    return None


def find_grids(rules: Iterable[Rule]) -> list[RuledGrid]:
    """Grids of at least two rows and two columns, top to bottom."""
    kept = [rule for rule in rules if rule.end - rule.start >= 6]
    if len(kept) > _MOST_RULES:
        return []  # a drawing
    grids = [_grid(group) for group in _connected(_joined(kept))]
    return sorted((grid for grid in grids if grid), key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(rules: list[Rule]) -> list[Rule]:
    """Rules on one line that touch or overlap, made one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.is_lying, round(r.at / _SNAP), r.start)):
        last = joined[-1] if joined else None
        if (
            last
            and last.is_lying == rule.is_lying
            and abs(last.at - rule.at) < _SNAP
            and rule.start <= last.end + _SNAP
        ):
            joined[-1] = Rule(rule.is_lying, last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


def _touch(lying: Rule, standing: Rule) -> bool:
    return (
        lying.start - _SNAP <= standing.at <= lying.end + _SNAP
        and standing.start - _SNAP <= lying.at <= standing.end + _SNAP
    )


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules that cross or meet, directly or through others."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    lying = [i for i, rule in enumerate(rules) if rule.is_lying]
    standing = [i for i, rule in enumerate(rules) if not rule.is_lying]
    for i in lying:
        for j in standing:
            if _touch(rules[i], rules[j]):
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return [group for group in groups.values() if len(group) >= 4]


def _edges(values: Iterable[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return tuple(edges)


def _grid(rules: list[Rule]) -> RuledGrid | None:
    lying = [rule for rule in rules if rule.is_lying]
    standing = [rule for rule in rules if not rule.is_lying]
    xs = _edges(rule.at for rule in standing)
    ys = _edges(rule.at for rule in lying)
    if len(xs) < 2 or len(ys) < 2:
        return None
    if lying:
        # Many tables in print leave out the outer vertical rules.
        left, right = min(r.start for r in lying), max(r.end for r in lying)
        xs = _edges((*xs, *(x for x in (left, right) if all(abs(x - e) > 8 for e in xs))))
    if len(xs) < 3 or len(ys) < 3 or len(xs) > 100 or len(ys) > 500:
        return None
    return RuledGrid(xs, ys, _cells(xs, ys, lying, standing))


def _cells(
    xs: tuple[float, ...], ys: tuple[float, ...], lying: list[Rule], standing: list[Rule]
) -> tuple[MergedArea, ...]:
    """Grid cells joined where no rule parts them, as rectangles."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    cells = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owner:
                continue
            right = column
            while (
                right + 2 < len(xs)
                and (row, right + 1) not in owner
                and not _is_parted(standing, xs[right + 1], ys[row], ys[row + 1])
            ):
                right += 1
            bottom = row
            while bottom + 2 < len(ys) and not any(
                _is_parted(lying, ys[bottom + 1], xs[c], xs[c + 1])
                for c in range(column, right + 1)
            ):
                bottom += 1
            for r in range(row, bottom + 1):
                for c in range(column, right + 1):
                    owner[(r, c)] = (row, column)
            cells.append(MergedArea(row, column, bottom, right))
    return tuple(cells)


def _is_parted(rules: list[Rule], at: float, start: float, end: float) -> bool:
    """Whether a rule stands at `at` along the middle of the stretch from `start` to `end`."""
    middle = (start + end) / 2
    return any(abs(r.at - at) <= _SNAP and r.start <= middle <= r.end for r in rules)
