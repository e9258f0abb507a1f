"""A level is built anew beside the one that is searched, and writes meanwhile are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from duijie.engines.index import Row, SearchIndex
from duijie.engines.index.schema import open_file
from tests.unit.index.rows import found, need


def test_rebuild_replaces_all_rows(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    assert index.is_empty("internal")
    index.upsert("internal", [need(1, "轴承"), need(2, "涂料")])

    count = index.rebuild("internal", (need(n, "涂料") for n in (2, 3)))

    assert (count, index.count("internal")) == (2, 2)
    assert found(index, "轴承") == []
    assert found(index, "涂料") == ["need:3", "need:2"]
    assert len(list(tmp_path.glob("*.sqlite3"))) == 1


def test_rows_are_searched_until_the_rebuild_ends(index: SearchIndex) -> None:
    index.upsert("internal", [need(1, "轴承")])

    def rows() -> Iterator[Row]:
        assert found(index, "轴承") == ["need:1"]
        yield need(2, "轴承")
        assert found(index, "轴承") == ["need:1"]

    index.rebuild("internal", rows())

    assert found(index, "轴承") == ["need:2"]


def test_writes_during_a_rebuild_outlive_it(index: SearchIndex) -> None:
    index.upsert("internal", [need(n, "轴承") for n in (1, 2, 3)])

    def stale_rows() -> Iterator[Row]:
        index.upsert("internal", [need(1, "涂料"), need(4, "涂料")])
        index.delete(["need:2"])
        yield from [need(n, "轴承") for n in (1, 2, 3)]

    index.rebuild("internal", stale_rows())

    assert found(index, "轴承") == ["need:3"]
    assert sorted(found(index, "涂料")) == ["need:1", "need:4"]


def test_broken_rebuild_changes_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("internal", [need(1, "轴承")])

    def broken() -> Iterator[Row]:
        yield need(2, "机密内容")
        raise RuntimeError("the record store went away")

    with pytest.raises(RuntimeError, match="went away"):
        index.rebuild("internal", broken())

    assert found(index, "轴承") == ["need:1"]
    index.delete(["need:2"])
    assert index.rebuild("internal", [need(3, "轴承")]) == 1
    assert len(list(tmp_path.glob("*.sqlite3"))) == 1


def test_file_of_another_version_counts_as_empty_and_is_replaced(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("internal", [need(1, "轴承")])
    [path] = tmp_path.glob("*.sqlite3")
    connection = open_file(path)
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
    connection.close()

    fresh = SearchIndex(tmp_path)

    assert fresh.is_empty("internal")
    assert fresh.search(["internal"], "轴承") == ()
    fresh.upsert("internal", [need(2, "轴承")])
    assert found(fresh, "轴承") == ["need:2"]
