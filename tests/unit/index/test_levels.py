"""What one level may not see is in nobody else's file; filters decide before ranking does."""

from __future__ import annotations

from pathlib import Path

from duijie.engines.index import Filters, Row, SearchIndex
from tests.unit.index.rows import keys, need

SECRET = "钽铌电容浆料"


def test_level_finds_its_own_rows_alone(index: SearchIndex) -> None:
    index.upsert("teaser", [need(1, "电子材料")])
    index.upsert("internal", [need(1, "电子材料", SECRET), need(2, "电子材料二")])

    assert keys(index.search(["teaser"], "电子材料")) == ["need:1"]
    assert index.search(["teaser"], SECRET) == ()
    assert keys(index.search(["internal"], SECRET)) == ["need:1"]
    assert index.search(["registered"], "电子材料") == ()


def test_text_of_a_level_is_in_no_file_of_another(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("teaser", [need(1, "电子材料")])
    index.upsert("internal", [need(1, "电子材料", SECRET, names=(SECRET,))])

    files = {p.name: p.read_bytes() for p in tmp_path.glob("*.sqlite3*")}
    holding = {name.split("-")[0] for name, content in files.items() if SECRET.encode() in content}

    assert {name.split("-")[0] for name in files} == {"teaser", "internal"}
    assert holding == {"internal"}


def test_row_of_several_levels_comes_once(index: SearchIndex) -> None:
    index.upsert("teaser", [need(1, "电子材料")])
    index.upsert("internal", [need(1, "电子材料浆料")])

    [hit] = index.search(["teaser", "internal"], "电子材料")

    assert (hit.level, hit.key) == ("teaser", "need:1")


def test_visible_limits_each_level_by_its_own_alternatives(index: SearchIndex) -> None:
    index.upsert("teaser", [need(n, "电子材料") for n in (1, 2, 3)])
    index.upsert(
        "internal",
        [
            Row("need:1", "need", 1, "电子材料", zone_path="/1/4/", owner_id=7),
            Row("need:2", "need", 2, "电子材料", zone_path="/1/40/", owner_id=8),
            Row("need:3", "need", 3, "电子材料", zone_path="/2/", owner_id=9),
        ],
    )
    mine = {"internal": (Filters(zone_paths=("/1/4/",)), Filters(owner_ids=(9,)))}

    hits = index.search(["internal"], "电子材料", visible=mine)
    assert sorted(keys(hits)) == ["need:1", "need:3"]
    assert keys(index.search(["internal"], "", visible={"internal": ()})) == []
    assert len(index.search(["teaser", "internal"], "电子材料", visible=mine)) == 3


def test_filters_are_applied_before_the_best_are_chosen(index: SearchIndex) -> None:
    rows = [Row(f"need:{n}", "need", n, "青禾涂料", state="published") for n in range(2000)]
    index.upsert("internal", [*rows, Row("need:x", "need", 9, "青禾涂料防腐", state="draft")])

    for query in ("青禾涂料", "清河涂料", "qhtl", "涂料", ""):
        hits = index.search(["internal"], query, Filters(states=("draft",)), limit=5)
        assert keys(hits) == ["need:x"], query


def test_zone_filter_knows_siblings_and_the_empty_zone(index: SearchIndex) -> None:
    zones = {"a": "/1/4/", "b": "/1/40/", "c": "", "d": "/1/4/7/", "e": "/1/_/"}
    index.upsert("internal", [Row(k, "need", 1, "轴承", zone_path=z) for k, z in zones.items()])

    def zone(*paths: str, with_empty_zone: bool = False) -> list[str]:
        wanted = Filters(zone_paths=paths, with_empty_zone=with_empty_zone)
        return sorted(keys(index.search(["internal"], "轴承", wanted)))

    assert zone("/1/4/") == zone("/1/4") == ["a", "d"]
    assert zone("/1/4/", with_empty_zone=True) == ["a", "c", "d"]
    assert zone("/1/_/") == ["e"]
    assert zone() == []
