"""Whatever stands in a query or a filter is looked for, never obeyed."""

from __future__ import annotations

import pytest

from duijie.engines.index import Filters, Row, SearchIndex, Why
from tests.unit.index.rows import keys, need

QUERIES = [
    "'; DROP TABLE records; --",
    '" OR 1=1 --',
    "key = 'need:1' OR true",
    "NEAR(a b) AND title:*",
    "* ^ : ( ) { } + -",
    "%_%",
    "\x00\x01\ud800",
    "轴承" * 5000,
    "x" * 10_000,
    "a " * 5_000,
    "🙂🙂",
    "\\",
    "𠀀𪚥",
]


@pytest.mark.parametrize("query", QUERIES)
def test_hostile_query_is_harmless(index: SearchIndex, query: str) -> None:
    index.upsert("internal", [need(1, "轴承降噪", "轴承"), need(2, "涂料", "")])

    index.search(["internal"], query)

    assert index.count("internal") == 2
    assert keys(index.search(["internal"], "轴承")) == ["need:1"]


@pytest.mark.parametrize("query", ["", "   ", "。。。！？", "'\"", "--", "（）"])
def test_query_without_letters_gives_the_newest(index: SearchIndex, query: str) -> None:
    index.upsert("internal", [need(n, "轴承") for n in (1, 3, 2)])

    hits = index.search(["internal"], query, limit=2)

    assert [(hit.key, hit.why) for hit in hits] == [
        ("need:3", Why.NEWEST),
        ("need:2", Why.NEWEST),
    ]


@pytest.mark.parametrize("value", ["' OR '1'='1", "x') OR (1=1", "%", "_", "draft' --", '"'])
def test_hostile_filter_is_a_value(index: SearchIndex, value: str) -> None:
    index.upsert("internal", [need(1, "轴承"), Row("need:2", "need", 2, "轴承", state=value)])

    for query in ("轴承", ""):
        assert keys(index.search(["internal"], query, Filters(states=(value,)))) == ["need:2"]
        for empty in (
            Filters(kinds=(value,)),
            Filters(zone_paths=(value,)),
            Filters(regions=(value,)),
            Filters(industries=(value,)),
        ):
            assert index.search(["internal"], query, empty) == ()


@pytest.mark.parametrize("level", ["", "../x", "a b", "Teaser", "x;y", "a.current", "é"])
def test_level_that_is_no_file_name_is_refused(index: SearchIndex, level: str) -> None:
    with pytest.raises(ValueError, match="not a level name"):
        index.upsert(level, [need(1, "轴承")])
    with pytest.raises(ValueError, match="not a level name"):
        index.search([level], "轴承")


def test_hostile_row_is_stored_and_taken_out(index: SearchIndex) -> None:
    nasty = "'; DROP TABLE names; -- \x00 \ud83d 🙂 \" OR NEAR/3 轴承 " + "长" * 60_000
    row = Row("k'\";--", "need", 1, nasty, nasty, (nasty, ""), zone_path=nasty[:20])

    index.upsert("internal", [row])

    assert keys(index.search(["internal"], "轴承")) == ["k'\";--"]
    assert index.delete(["k'\";--"]) == 1
    assert index.search(["internal"], "轴承") == ()
