"""Pages of lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duijie.core.paging import MAX_PAGE_SIZE, Page, page_bounds

sizes = st.integers(-3, 400)


@given(st.integers(0, 2000), sizes)
def test_pages_cover_every_row_once(total: int, size: int) -> None:
    _, real_size, _, _ = page_bounds(total=total, number=1, size=size)
    assert 1 <= real_size <= MAX_PAGE_SIZE
    count = Page(rows=(), total=total, number=1, size=real_size).page_count
    shown: list[int] = []
    for number in range(1, count + 1):
        _, _, start, stop = page_bounds(total=total, number=number, size=size)
        shown += range(total)[start:stop]
    assert shown == list(range(total))


@given(st.integers(0, 2000), st.integers(-5, 5000), sizes)
def test_page_number_is_pulled_into_the_list(total: int, number: int, size: int) -> None:
    found, real_size, start, _ = page_bounds(total=total, number=number, size=size)
    assert found >= 1
    assert start == (found - 1) * real_size
    assert start < max(1, total)
