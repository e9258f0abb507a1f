"""What was deleted or replaced is in no file once `purge` has run."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from duijie.engines.index import Row, SearchIndex
from duijie.engines.index.schema import open_file
from tests.unit.index.rows import found, need

SECRET = "钽铌电容浆料烧结配方"


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def _present(folder: Path, texts: Iterable[str]) -> list[str]:
    data = _bytes(folder)
    return [text for text in texts if text.encode() in data]


def _parts(text: str) -> set[str]:
    return {text} | {text[i : i + 2] for i in range(len(text) - 1)}


def test_withdrawn_text_is_in_no_file(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("internal", [need(1, SECRET, SECRET, names=(SECRET,)), need(2, "轴承")])
    assert SECRET in _present(tmp_path, [SECRET])
    index.delete(["need:1"])

    purge = index.purge()

    assert purge.is_complete
    assert _present(tmp_path, _parts(SECRET)) == []
    assert found(index, "轴承") == ["need:2"]


def test_replaced_text_is_in_no_file(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("internal", [need(1, "电容", SECRET, names=("钽铌厂",))])
    index.upsert("internal", [need(1, "电容", "公开说明", names=("电容厂",))])

    index.purge()

    assert _present(tmp_path, (_parts(SECRET) - {"电容"}) | {"钽铌厂", "tan"}) == []
    assert found(index, "公开说明") == ["need:1"]


def test_many_deletions_leave_nothing_between_the_rows_that_stay(tmp_path: Path) -> None:
    rng = random.Random(7)
    index = SearchIndex(tmp_path)

    def secret() -> str:
        return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(6))

    secrets = {n: secret() for n in range(300)}
    rows = [Row(f"n:{n}", "need", n, s, s * 3, (s + "厂",)) for n, s in secrets.items()]
    for first in range(0, 300, 30):
        index.upsert("internal", rows[first : first + 30])
    gone = rng.sample(range(300), 150)
    for first in range(0, 150, 5):
        index.delete([f"n:{n}" for n in gone[first : first + 5]])
    kept = "\n".join(s * 3 + "\n" + s + "厂" for n, s in secrets.items() if n not in gone)

    index.purge()

    parts = {p for n in gone for p in _parts(secrets[n]) if p not in kept}
    assert len(parts) > 800
    assert _present(tmp_path, parts) == []
    assert index.count("internal") == 150


def test_purge_with_nothing_to_do_changes_nothing(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    assert index.purge().is_complete
    index.upsert("internal", [need(1, "轴承")])
    index.purge()
    before = _bytes(tmp_path)

    assert index.purge().is_complete
    assert _bytes(tmp_path) == before


def test_purge_says_that_a_reader_was_in_the_way(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path)
    index.upsert("internal", [need(1, SECRET)])
    index.purge()
    [path] = tmp_path.glob("*.sqlite3")
    reader = open_file(path, is_reader=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM records").fetchone()
    index.delete(["need:1"])

    assert not index.purge(patience_seconds=0.1).is_complete
    reader.execute("ROLLBACK")
    reader.close()

    assert index.purge().is_complete
    assert _present(tmp_path, _parts(SECRET)) == []


def test_searches_go_on_through_purge_and_rebuild(tmp_path: Path) -> None:
    writer, reader = SearchIndex(tmp_path), SearchIndex(tmp_path)
    writer.upsert("internal", [need(1, "轴承"), need(2, "涂料")])
    assert found(reader, "轴承") == ["need:1"]

    writer.delete(["need:2"])
    writer.purge()
    assert found(reader, "涂料") == []
    writer.rebuild("internal", [need(3, "轴承降噪")])
    assert found(reader, "轴承") == ["need:3"]
    writer.rebuild("internal", [need(4, "轴承")])
    assert found(reader, "轴承") == ["need:4"]
