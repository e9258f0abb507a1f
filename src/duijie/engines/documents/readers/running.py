"""Running heads, feet and page numbers: lines that repeat at the edge of the pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_EDGE: Final = 0.1
"""Share of the page's height, at its top and bottom, in which running lines stand."""
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"[-—–·\s]*(第\s*)?\d{1,4}(\s*页)?(\s*[/／共]\s*(共\s*)?\d{1,4}\s*页?)?[-—–·\s]*$|"
    r"page\s+\d+(\s+of\s+\d+)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line near an edge. `key` names it to the caller."""

    key: tuple[int, int]
    """Page (from 1) and index of the line on it."""
    text: str
    middle: float
    """Height of its middle as a share of the page, 0 at the top."""


def find_running(lines: Sequence[EdgeLine], page_count: int) -> Mapping[tuple[int, int], str]:
    """The lines that repeat, by key, with their text.

    A line repeats if it stands at the same height, within 2 % of the page, on at least three pages
    and a third of all (on both, where there are two), with the same text apart from a number that
    counts along with the pages. A bare page number needs only two pages. Numbers that differ in any
    other way (numbered headings) make it no running line.
    """
    groups: dict[tuple[str, int, bool], list[EdgeLine]] = defaultdict(list)
    for line in lines:
        if line.middle <= _EDGE or line.middle >= 1 - _EDGE:
            shape = _DIGITS.sub("#", "".join(line.text.split()))
            groups[(shape, round(line.middle * 50), line.middle < 0.5)].append(line)
    found: dict[tuple[int, int], str] = {}
    for (shape, _, _), group in groups.items():
        pages = {line.key[0] for line in group}
        is_number = bool(_PAGE_NUMBER.match(group[0].text.strip())) and "#" in shape
        least = 2 if is_number or page_count == 2 else max(3, page_count / 3)
        if len(pages) >= least and _counts_along(group):
            found.update((line.key, line.text) for line in group)
    return found


def _counts_along(group: Sequence[EdgeLine]) -> bool:
    """Every number in the lines is either the same on all pages or grows with the page."""
    rows = [[int(d) for d in _DIGITS.findall(line.text)] for line in group]
    pages = [line.key[0] for line in group]
    for column in zip(*rows, strict=False):
        offsets = {number - page for number, page in zip(column, pages, strict=True)}
        if len(set(column)) > 1 and len(offsets) > 2:
            return False
    return True
