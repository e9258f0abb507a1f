"""Quotes cut into marked pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from duijie.matching.queries import Piece, cut_quote

marks_in = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple))


@given(st.text(min_size=30, max_size=40), marks_in)
def test_pieces_join_to_the_quote_and_alternate(quote: str, marks: list[tuple[int, int]]) -> None:
    pieces = cut_quote(quote, marks)
    assert "".join(piece.text for piece in pieces) == quote
    assert all(piece.text for piece in pieces)
    kinds = [piece.is_marked for piece in pieces]
    assert all(one != two for one, two in pairwise(kinds))
    flags = [piece.is_marked for piece in pieces for _ in piece.text]
    wanted = {at for start, end in marks for at in range(start, end)}
    assert {at for at, is_marked in enumerate(flags) if is_marked} == wanted


def test_overlapping_marks_become_one_piece() -> None:
    assert cut_quote("磨削烧伤识别", [(0, 3), (2, 4)]) == (
        Piece("磨削烧伤", is_marked=True),
        Piece("识别", is_marked=False),
    )
