"""An index in files answers like the one in memory, and holds no word of a record."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from duijie.engines.ranking import Evidence, Item, prepare_needs, prepare_offers, rank_need
from duijie.engines.ranking.stored import drop_index, open_index, write_index
from tests.unit.ranking.character_embedder import CharacterEmbedder

EMBEDDER = CharacterEmbedder()
NEEDS = [
    Item("N1", "轴承微裂纹检测", "轴承套圈的微裂纹靠人工目检。要在线自动检测，漏检率低于1%。"),
    Item("N2", "果酱降糖", "山楂果酱含糖太高，要降糖而不走味。"),
    Item("N3", "quantum sensing", "A sensor for weak magnetic fields of bearings."),
]
ITEMS = [
    Item("O1", "涡流检测装置", "用涡流探头在线检测轴承套圈的微裂纹。自动剔除。"),
    Item("O2", "低糖果酱", "以山楂为原料，保持风味。"),
    Item("O3", "", ""),
    Item(
        "E1",
        "王某",
        "无损检测",
        (Evidence("轴承微裂纹的涡流检测", ""), Evidence("Magnetic field sensors", "Weak fields.")),
        "expert",
    ),
    Item("E2", "李某", "", (Evidence("果胶降解", "果酱"),), "expert"),
]
BY_ID = {item.id: item for item in ITEMS}
DIGESTS = np.arange(len(ITEMS), dtype=np.uint64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    index = prepare_offers(ITEMS, embedder=EMBEDDER)
    write_index(index, tmp_path / "offers", about="v1", digests=DIGESTS)
    return tmp_path / "offers"


def test_answers_are_those_of_the_index_in_memory(folder: Path) -> None:
    asked: list[str] = []

    def load(key: str) -> Item:
        asked.append(key)
        return BY_ID[key]

    stored = open_index(folder, load, about="v1")
    assert stored is not None
    assert stored.digests.tolist() == DIGESTS.tolist()
    memory = prepare_offers(ITEMS, embedder=EMBEDDER)
    needs = prepare_needs(NEEDS, embedder=EMBEDDER)
    for number in range(len(NEEDS)):
        assert rank_need(needs, number, stored.index) == rank_need(needs, number, memory)
    asked.clear()
    fresh = open_index(folder, load, about="v1")
    assert fresh is not None
    allowed = np.array([True, False, False, True, False])
    (best, *_) = rank_need(needs, 0, fresh.index, top=1, allowed=allowed).matches
    assert best.offer_id == "O1"
    assert set(asked) == {"O1"}, "texts are read of what is quoted alone"


def test_no_text_and_no_term_lies_in_the_files(folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    for text in ("涡流", "微裂纹", "果酱", "王某", "Magnetic", "magnet", "sensor"):
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert text.encode(encoding) not in content


def test_an_index_of_something_else_is_not_opened(folder: Path) -> None:
    assert open_index(folder, BY_ID.__getitem__, about="v2") is None
    manifest = json.loads((folder / "index.json").read_text("utf-8"))
    (folder / "index.json").write_text(json.dumps({**manifest, "format": 0}), "utf-8")
    assert open_index(folder, BY_ID.__getitem__, about="v1") is None


@pytest.mark.parametrize("gone", ["index.json", "vectors.npy", "term_rows.npy"])
def test_half_an_index_is_none(folder: Path, gone: str) -> None:
    (folder / gone).unlink()
    assert open_index(folder, BY_ID.__getitem__, about="v1") is None


def test_broken_manifest_is_none(folder: Path) -> None:
    (folder / "index.json").write_text('{"format": 1', "utf-8")
    assert open_index(folder, BY_ID.__getitem__, about="v1") is None
    drop_index(folder)
    assert open_index(folder, BY_ID.__getitem__, about="v1") is None


def test_a_crash_while_writing_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    index = prepare_offers(ITEMS[:1], embedder=EMBEDDER)
    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        write_index(index, folder, about="v2", digests=DIGESTS[:1])
    assert open_index(folder, BY_ID.__getitem__, about="v1") is not None
    assert list(folder.parent.iterdir()) == [folder]


def test_whoever_has_it_open_keeps_it_while_another_is_written(folder: Path) -> None:
    old = open_index(folder, BY_ID.__getitem__, about="v1")
    assert old is not None
    write_index(
        prepare_offers(ITEMS[:1], embedder=EMBEDDER), folder, about="v2", digests=DIGESTS[:1]
    )
    needs = prepare_needs(NEEDS, embedder=EMBEDDER)
    assert len(rank_need(needs, 0, old.index).matches) == len(ITEMS)
    new = open_index(folder, BY_ID.__getitem__, about="v2")
    assert new is not None
    assert [match.offer_id for match in rank_need(needs, 0, new.index).matches] == ["O1"]
    assert list(folder.parent.iterdir()) == [folder]


def test_two_that_write_at_once_leave_a_whole_index(tmp_path: Path) -> None:
    indexes = [prepare_offers(ITEMS[:size], embedder=EMBEDDER) for size in (1, 3)]
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(
                write_index,
                indexes[at % 2],
                tmp_path / "offers",
                about=f"v{at % 2}",
                digests=DIGESTS[: (1, 3)[at % 2]],
            )
            for at in range(20)
        ]
        for job in jobs:
            job.result()
    found = [open_index(tmp_path / "offers", BY_ID.__getitem__, about=f"v{at}") for at in (0, 1)]
    assert sum(index is not None for index in found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["offers"]
