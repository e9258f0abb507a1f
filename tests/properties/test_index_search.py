"""The fast search agrees with the slow, obvious one on generated rows and queries."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.index import Filters, Hit, Row, SearchIndex
from duijie.engines.index.reference import search_rows

PIECES = (
    *("青禾", "清河", "轴承", "涂料", "重庆", "张建国", "长", "乐", "单", "李", "明", "的"),
    *("PEEK", "2026", "n", "-", "，", " "),
)
texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
ASKED = (
    *("qinghe", "qhtl", "zhoucheng", "chang", "zjg", "lim", "shan", "pek"),
    *("清禾轴承", "张健国"),
)
queries = texts | st.sampled_from(ASKED) | st.text(max_size=8)
zones = st.sampled_from(["", "/1/", "/1/4/", "/1/40/", "/2/"])
LEVELS = ["teaser", "internal"]


@st.composite
def rows(draw: st.DrawFn) -> Row:
    number = draw(st.integers(0, 9))
    return Row(
        key=f"{number}",
        kind=draw(st.sampled_from(["need", "offer"])),
        record_id=number,
        title=draw(texts),
        text=draw(texts),
        names=tuple(draw(st.lists(texts, max_size=2))),
        zone_path=draw(zones),
        owner_id=draw(st.none() | st.integers(1, 2)),
        organisation_id=draw(st.none() | st.integers(1, 2)),
        state=draw(st.sampled_from(["draft", "published"])),
        region=draw(st.sampled_from(["", "3204"])),
        industry=draw(st.sampled_from(["", "C26"])),
        is_example=draw(st.booleans()),
        # the same in every level, as that of one record is
        updated_at=number * 7 % 4,
    )


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.none() | st.lists(st.sampled_from(values), max_size=2).map(tuple)


numbers = st.none() | st.none() | st.lists(st.integers(1, 3), max_size=2).map(tuple)
filters = st.builds(
    Filters,
    kinds=_some(["need", "offer"]),
    zone_paths=_some(["/1/", "/1/4", "/2/"]),
    with_empty_zone=st.booleans(),
    owner_ids=numbers,
    organisation_ids=numbers,
    states=_some(["draft", "published"]),
    regions=_some(["", "3204"]),
    industries=_some(["C26"]),
    is_example=st.none() | st.booleans(),
    updated_since=st.none() | st.integers(0, 3),
)
visibles = st.none() | st.dictionaries(
    st.sampled_from(LEVELS), st.lists(filters, max_size=2), max_size=2
)
row_lists = st.lists(rows(), max_size=12)


def _told(hits: tuple[Hit, ...]) -> list[tuple[str, str, float, str]]:
    return [(hit.key, hit.level, hit.score, hit.why.value) for hit in hits]


@given(
    stored=st.fixed_dictionaries(dict.fromkeys(LEVELS, row_lists)),
    query=queries,
    wanted=filters | st.just(Filters()),
    visible=visibles,
)
def test_search_equals_reference(
    stored: dict[str, list[Row]],
    query: str,
    wanted: Filters,
    visible: dict[str, list[Filters]] | None,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder))
        for level, level_rows in stored.items():
            index.upsert(level, level_rows)
        hits = index.search(LEVELS, query, wanted, visible=visible)
        pages = [
            index.search(LEVELS, query, wanted, visible=visible, limit=3, offset=offset)
            for offset in (0, 3)
        ]

    expected = [
        (hit.key, hit.level, hit.score, hit.why.value)
        for hit in search_rows({lv: stored[lv] for lv in LEVELS}, query, wanted, visible)
    ]
    assert _told(hits) == expected
    assert _told(pages[0] + pages[1]) == expected[:6]


@given(stored=row_lists, query=queries, data=st.data())
def test_input_order_and_batches_do_not_matter(
    stored: list[Row], query: str, data: st.DataObject
) -> None:
    distinct = list({row.key: row for row in stored}.values())
    shuffled = data.draw(st.permutations(distinct))
    with tempfile.TemporaryDirectory() as folder:
        one, other = SearchIndex(Path(folder, "one")), SearchIndex(Path(folder, "other"))
        one.rebuild("internal", distinct)
        for row in shuffled:
            other.upsert("internal", [row])

        assert one.search(["internal"], query) == other.search(["internal"], query)


acts = st.lists(
    st.tuples(st.just("put"), rows())
    | st.tuples(st.just("delete"), rows())
    | st.tuples(st.just("purge"), rows())
    | st.tuples(st.just("rebuild"), rows()),
    max_size=12,
)


@given(acts=acts, query=queries)
def test_deleted_rows_never_come_back(acts: list[tuple[str, Row]], query: str) -> None:
    kept: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder))
        for act, row in acts:
            if act == "put":
                kept[row.key] = row
                index.upsert("internal", [row])
            elif act == "delete":
                assert index.delete([row.key]) == int(kept.pop(row.key, None) is not None)
            elif act == "purge":
                assert index.purge().is_complete
            else:
                index.rebuild("internal", list(kept.values()))
        hits = index.search(["internal"], query)
        assert index.count("internal") == len(kept)

    expected = search_rows({"internal": list(kept.values())}, query, Filters())
    assert _told(hits) == [(h.key, h.level, h.score, h.why.value) for h in expected]
