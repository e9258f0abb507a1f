"""Folders and batches through the reading child, OCR and its store."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from duijie.engines.documents import Document, Limits, Severity, TextBlock, read_documents
from duijie.engines.documents.child import OcrJob, ReadJob
from duijie.engines.documents.ocr_store import OcrStore
from duijie.engines.documents.watch import Child
from duijie.errors import DuijieError, Message
from tests.unit.documents.samples import (
    all_text,
    archive,
    codes,
    mail,
    pdf,
    picture,
    tables,
    texts,
    workbook,
)


def _by_file(folder: Path, limits: Limits | None = None) -> dict[str, Document]:
    found = read_documents(folder, limits=limits or Limits())
    return {document.file: document for document in found}


def test_folder_is_read_sorted_with_archives_and_attachments_opened(tmp_path: Path) -> None:
    inner = archive([("表.csv", "甲,乙\n1,2\n".encode())])
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_text("乙文", "utf-8")
    (tmp_path / "a.zip").write_bytes(archive([("x.txt", "甲文".encode()), ("y.zip", inner)]))
    (tmp_path / "c.eml").write_bytes(mail("信", "文", [("x.csv", b"1,2\n3,4\n")]))
    (tmp_path / "bad.xlsx").write_bytes(workbook([["x"]])[:500])
    for name in (".hidden", "~$lock.docx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    documents = list(read_documents(tmp_path))
    assert [(d.id, d.file) for d in documents] == [
        ("x", "a.zip!x.txt"),
        ("表", "a.zip!y.zip!表.csv"),
        ("x-2", "b/x.txt"),
        ("bad", "bad.xlsx"),
        ("c", "c.eml"),
        ("x-3", "c.eml!x.csv"),
    ]
    assert [d.file for d in documents if not d.is_read] == ["bad.xlsx"]


def test_folder_links_and_odd_files_get_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("文", "utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = _by_file(tmp_path)
    assert {name: codes(document) for name, document in found.items()} == {
        "a.txt": [],
        "dangling.txt": ["documents.is_link"],
        "link.txt": ["documents.is_link"],
        "pipe.txt": ["documents.not_a_file"],
    }


def test_folder_name_in_gbk_bytes_is_shown(tmp_path: Path) -> None:
    try:
        name = os.fsdecode("需求.txt".encode("gbk"))
        (tmp_path / name).write_text("文", "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert list(_by_file(tmp_path)) == ["需求.txt"]


def test_missing_path_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DuijieError) as error:
        read_documents(tmp_path / "gone")
    assert error.value.message.code == "documents.no_such_path"


def test_archives_too_deep_are_named(tmp_path: Path) -> None:
    data = b"1,2\n3,4\n"
    for depth in range(5):
        data = archive([(f"{depth}.zip" if depth else "t.csv", data)])
    (tmp_path / "a.zip").write_bytes(data)
    found = _by_file(tmp_path)
    assert [codes(d, Severity.PARTIAL) for d in found.values()] == [["documents.nested_too_deep"]]


def test_archive_limits_are_shared_by_what_lies_in_it(tmp_path: Path) -> None:
    inner = archive([(f"{n}.txt", b"text") for n in range(4)])
    (tmp_path / "a.zip").write_bytes(archive([("b.zip", inner), ("c.txt", b"text")]))
    found = _by_file(tmp_path, Limits(archive_entries=5))
    assert codes(found["a.zip!b.zip"]) == ["documents.too_many_entries"]
    assert found["a.zip!c.txt"].is_read


def test_progress_counts_files_and_cancel_stops_between_them(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("文", "utf-8")
    seen: list[tuple[int, int, str | None]] = []

    def progress(done: int, total: int, note: Message | None) -> None:
        seen.append((done, total, str(note.params["file"]) if note else None))

    assert len(list(read_documents(tmp_path, on_progress=progress))) == 3
    assert seen == [(0, 3, "a.txt"), (1, 3, "b.txt"), (2, 3, "c.txt"), (3, 3, None)]
    read: list[Document] = []
    for document in read_documents(tmp_path, is_cancelled=lambda: len(read) == 2):
        read.append(document)
    assert [document.file for document in read] == ["a.txt", "b.txt"]


def _job(path: Path) -> ReadJob:
    return ReadJob(path, path.name, path.parent, Limits(), 0, 10, 10**6)


def test_child_is_killed_when_too_slow_and_serves_again(tmp_path: Path) -> None:
    slow = tmp_path / "slow.pdf"
    slow.write_bytes(
        pdf([[(10.0 + n, 10.0 + m, "word") for n in range(50) for m in range(80)]] * 30)
    )
    quick = tmp_path / "quick.txt"
    quick.write_text("文", "utf-8")
    child = Child(10**9)
    try:
        with pytest.raises(DuijieError) as error:
            child.ask(_job(slow), 0.2)
        assert error.value.message.code == "documents.too_slow"
        assert texts(child.ask(_job(quick), 60).document) == ["文"]
    finally:
        child.close()


def test_child_over_its_memory_is_killed_and_the_batch_goes_on(tmp_path: Path) -> None:
    rows = [[f"{r}-{c}" for c in range(40)] for r in range(6000)]
    (tmp_path / "a.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    child = Child(20_000_000)  # less than Python itself takes
    try:
        with pytest.raises(DuijieError) as error:
            child.ask(_job(tmp_path / "a.csv"), 60)
        assert error.value.message.code == "documents.too_much_memory"
    finally:
        child.close()


def test_ocr_reads_pictures_and_scanned_pages_and_keeps_results(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    (folder / "a.png").write_bytes(picture(["Bearing lubrication", "Budget 500"]))
    scan = io.BytesIO()
    upright = Image.open(io.BytesIO(picture(["Scanned sheet", "Dyeing at low heat", "Third line"])))
    upright.rotate(90, expand=True).save(scan, "PDF")
    (folder / "b.pdf").write_bytes(scan.getvalue())
    (folder / "c.png").write_bytes(picture([]))
    first = list(read_documents(folder, cache_dir=store))
    assert [text.replace(" ", "") for text in texts(first[0])] == [
        "Bearinglubrication",
        "Budget500",
    ]
    block = first[0].blocks[0]
    assert isinstance(block, TextBlock)
    assert block.is_ocr
    assert block.confidence is not None
    assert block.confidence > 0.7
    assert (block.place.file, block.place.page) == ("a.png", 1)
    assert [t.replace(" ", "") for t in texts(first[1])] == [
        "Scannedsheet",
        "Dyeingatlowheat",
        "Thirdline",
    ]
    assert codes(first[1]) == ["documents.ocr_used"]
    assert codes(first[2], Severity.REFUSED) == ["documents.nothing_in_it"]
    stored = sorted(store.rglob("*.json"))
    assert len(stored) == 3
    assert list(read_documents(folder, cache_dir=store)) == first


def test_ocr_page_limit_names_the_rest(tmp_path: Path) -> None:
    pages = [Image.open(io.BytesIO(picture([f"page {n}"]))) for n in range(3)]
    pages[0].save(tmp_path / "a.pdf", "PDF", save_all=True, append_images=pages[1:])
    store = OcrStore(tmp_path / "store")
    (document,) = read_documents(
        tmp_path / "a.pdf", limits=Limits(ocr_pages=1), cache_dir=tmp_path / "store"
    )
    assert codes(document, Severity.PARTIAL) == ["documents.ocr_pages_cut"]
    assert store.get(document.sha256, 1) is not None
    assert store.get(document.sha256, 2) is None


def test_ocr_finds_a_ruled_table_in_a_picture(tmp_path: Path) -> None:
    from PIL import ImageDraw, ImageFont

    image = Image.new("RGB", (1000, 400), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=34)
    for y in (40, 140, 240, 340):
        draw.line((40, y, 960, y), fill="black", width=3)
    for x in (40, 400, 960):
        draw.line((x, 40, x, 340), fill="black", width=3)
    rows = (("Name", "Company"), ("Bearing", "First works"), ("Dyeing", "Second mill"))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            draw.text(((60, 420)[c], 70 + 100 * r), text, fill="black", font=font)
    path = tmp_path / "a.png"
    image.save(path)
    child = Child(10**9)
    try:
        blocks = child.ask(OcrJob(path, "png", 1), 120)
    finally:
        child.close()
    document = Document("a", "a", "png", "a", blocks)
    assert [t.rows for t in tables(document)] == [rows]
    assert all_text(document).count("Bearing") == 1
