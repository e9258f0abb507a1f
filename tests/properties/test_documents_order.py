"""Pages of two columns, however set: every line comes in the order of the columns."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.documents.readers.layout import Piece, find_columns, in_reading_order

_LEFT, _RIGHT, _WIDE = 72.0, 310.0, 216.0
_SIZE = 10.0


@dataclass(frozen=True)
class _Section:
    heading: str
    """`left`, `middle` or nothing: how the heading across both columns stands."""
    lines: tuple[int, int]
    pitch: float
    shift: float
    """By how much the right column's lines stand lower than the left one's."""
    short: tuple[bool, ...]


_sections = st.builds(
    _Section,
    st.sampled_from(["left", "middle"]),
    st.tuples(st.integers(4, 14), st.integers(4, 14)),
    st.floats(12.5, 19),
    st.floats(0, 6),
    st.lists(st.booleans(), min_size=28, max_size=28).map(tuple),
)


def _page(sections: list[_Section]) -> list[Piece]:
    """Pieces in the right order; each text is its number in it and filling."""
    pieces: list[Piece] = []
    top = 60.0

    def add(left: float, wide: float, at: float, size: float = _SIZE) -> None:
        text = f"{len(pieces):03d}" + "字" * int(wide / size - 2)
        pieces.append(Piece(text, left, at, left + wide, at + 1.3 * size, 1.3 * size))

    for section in sections:
        wide = 90.0
        left = _LEFT if section.heading == "left" else (_LEFT + _RIGHT + _WIDE - wide) / 2
        add(left, wide, top, 16.0)
        top += 30
        for side, (x, count) in enumerate(zip((_LEFT, _RIGHT), section.lines, strict=True)):
            for n in range(count):
                is_short = section.short[14 * side + n] and n % 3 == 2
                at = top + n * section.pitch + side * section.shift
                add(x, 0.5 * _WIDE if is_short else _WIDE - (n % 2) * 8, at)
        top += max(section.lines) * section.pitch + section.shift + 20
    return pieces


@given(st.lists(_sections, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_columns_are_read_one_after_the_other(
    sections: list[_Section], shuffler: random.Random
) -> None:
    pieces = _page(sections)
    mixed = list(pieces)
    shuffler.shuffle(mixed)
    lines = in_reading_order(mixed)
    assert [[piece.text for piece in line] for line in lines] == [[p.text] for p in pieces]


@given(_sections, st.integers(1, 3), st.integers(1, 3), st.floats(0, 6))
def test_rest_of_known_columns_is_read_by_column(
    section: _Section, left: int, right: int, shift: float
) -> None:
    known = find_columns(_page([section]))
    rest = [
        Piece(f"{side}{n}" + "字" * 15, x, at, x + _WIDE, at + 13, 13)
        for side, (x, count) in enumerate(((_LEFT, left), (_RIGHT, right)))
        for n in range(count)
        for at in [60 + 15 * n + side * shift]
    ]
    assert [line[0] for line in in_reading_order(rest[::-1], known)] == rest


@given(
    st.lists(st.integers(2, 6), min_size=4, max_size=10),
    st.floats(-0.008, 0.008),
    st.sampled_from([12, 20]),
)
def test_rows_of_labels_and_values_are_read_across(
    lengths: list[int], tilt: float, value: int
) -> None:
    """A form without rules, also on a tilted scan: each label goes with its value."""
    rows = []
    for n, length in enumerate(lengths):
        top = 60 + 20.0 * n
        low = top + tilt * 150
        label = Piece("标" * length, 72, top, 72 + 12 * length, top + 14, 12)
        rows.append([label, Piece("值" * value, 222, low, 222 + 12 * value, low + 14, 12)])
    pieces = [piece for row in rows for piece in row]
    assert in_reading_order(pieces) == rows
