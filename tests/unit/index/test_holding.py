"""Which rows can hold a text: every one that does, from a complete file only."""

from __future__ import annotations

import pytest

from duijie.engines.index import SearchIndex
from tests.unit.index.rows import need, organisation


@pytest.fixture(autouse=True)
def small_files_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duijie.engines.index.holding.FEWEST", 1)


@pytest.fixture
def built(index: SearchIndex) -> SearchIndex:
    rows = [
        need(1, "轴承磨削", "套圈表面烧伤"),
        need(2, "涂料", "轴承座防腐，纳米5G改性"),
        need(3, "磨削轴承", "承轴", names=("青禾涂料有限公司",)),
        organisation(4, "轴承厂"),
    ]
    index.rebuild("internal", rows)
    return index


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("轴承",), {1, 2, 3}),
        (("轴承磨削",), {1}),
        (("轴承", "防腐"), {2}),
        (("青禾",), {3}),
        (("改性",), {2}),
        (("5g改性",), {2}),
        (("焊接",), set()),
        (("轴承", "焊接"), set()),
    ],
)
def test_rows_that_hold_the_texts(
    built: SearchIndex, texts: tuple[str, ...], expected: set[int]
) -> None:
    assert set(built.find_holding("internal", "need", texts, most=10) or ()) == expected


def test_pairs_that_stand_apart_are_named_too(built: SearchIndex) -> None:
    built.upsert("internal", [need(5, "轴承，承磨，磨削")])
    assert set(built.find_holding("internal", "need", ["轴承磨削"], most=10) or ()) == {1, 5}


@pytest.mark.parametrize("texts", [(), ("承",), ("5G",), ("PEEK 25",)])
def test_text_without_two_ideographs_together_cannot_be_told(
    built: SearchIndex, texts: tuple[str, ...]
) -> None:
    assert built.find_holding("internal", "need", texts, most=10) is None


def test_more_than_asked_for_cannot_be_told(built: SearchIndex) -> None:
    assert built.find_holding("internal", "need", ["轴承"], most=2) is None


def test_file_that_only_grew_cannot_tell(index: SearchIndex) -> None:
    index.upsert("internal", [need(1, "轴承")])
    assert not index.is_complete("internal")
    assert index.find_holding("internal", "need", ["轴承"], most=10) is None


def test_level_without_a_file_cannot_tell(index: SearchIndex) -> None:
    assert not index.is_complete("internal")
    assert index.find_holding("internal", "need", ["轴承"], most=10) is None


def test_complete_file_stays_so_when_rows_come_and_go(built: SearchIndex) -> None:
    built.upsert("internal", [need(6, "轴承钢")])
    built.delete(["need:1"])
    assert built.is_complete("internal")
    assert set(built.find_holding("internal", "need", ["轴承"], most=10) or ()) == {2, 3, 6}
