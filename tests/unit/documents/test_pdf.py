"""PDF text layers: order, tables, running lines; and which pages go to OCR."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from duijie.engines.documents import BlockKind, Severity, TextBlock
from duijie.engines.documents.readers.layout import Piece, in_reading_order
from duijie.engines.documents.readers.ruled import Rule, find_grids
from duijie.engines.documents.readers.running import EdgeLine, find_running
from tests.unit.documents.samples import codes, pdf, picture, read, tables, texts

_LEFT = [f"left column line {n} with enough words" for n in range(6)]
_RIGHT = [f"right column line {n} with enough words" for n in range(6)]


def test_pdf_lines_carry_page_and_box(tmp_path: Path) -> None:
    data = pdf([[(72, 742, "First line"), (72, 700, "Second line")], [(72, 400, "Next page")]])
    document = read(tmp_path, "a.pdf", data).document
    blocks = [block for block in document.blocks if isinstance(block, TextBlock)]
    assert [(b.text, b.place.page, b.kind) for b in blocks] == [
        ("First line", 1, BlockKind.LINE),
        ("Second line", 1, BlockKind.LINE),
        ("Next page", 2, BlockKind.LINE),
    ]
    box = blocks[0].place.box
    assert box is not None
    assert box[0] == pytest.approx(72 / 595, abs=0.01)
    assert box[1] < 100 / 842 < box[3] + 0.01
    assert document.page_count == 2


def test_pdf_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    lines = [(72.0, 780.0, "A title across both columns that is long enough to cross the gutter")]
    for n in range(6):
        lines.append((72, 700 - 20 * n, _LEFT[n]))
        lines.append((320, 700 - 20 * n, _RIGHT[n]))
    document = read(tmp_path, "a.pdf", pdf([lines])).document
    assert texts(document)[1:] == [*_LEFT, *_RIGHT]


def test_pdf_ruled_table_becomes_a_table(tmp_path: Path) -> None:
    drawing = ""
    for y in (700, 680, 660, 640):
        drawing += f"72 {y} m 400 {y} l S\n"
    for x in (72, 172, 300, 400):
        drawing += f"{x} 640 m {x} 700 l S\n"
    lines = [(72.0, 720.0, "Above")]
    rows = (("Name", "Company", "Money"), ("Bearing", "First works", "50"), ("Dyeing", "", "80"))
    for r, row in enumerate(rows):
        lines.extend(
            (x + 5, 686 - 20 * r, text) for x, text in zip((72, 172, 300), row, strict=True)
        )
    lines.append((72, 600, "Below"))
    document = read(tmp_path, "a.pdf", pdf([lines], drawing)).document
    assert tables(document)[0].rows == rows
    assert [b.text if isinstance(b, TextBlock) else "table" for b in document.blocks] == [
        "Above",
        "table",
        "Below",
    ]


def test_pdf_table_over_two_pages_is_one(tmp_path: Path) -> None:
    drawing = "".join(f"72 {y} m 300 {y} l S\n" for y in (700, 680, 660))
    drawing += "".join(f"{x} 660 m {x} 700 l S\n" for x in (72, 172, 300))
    page = [[(80.0, 686.0, "Name"), (180.0, 686.0, "Money"), (80.0, 666.0, f"need {n}"),
             (180.0, 666.0, "5")] for n in range(2)]  # fmt: skip
    document = read(tmp_path, "a.pdf", pdf(page, drawing)).document
    (table,) = tables(document)
    assert table.rows == (("Name", "Money"), ("need 0", "5"), ("need 1", "5"))


def test_pdf_running_lines_and_page_numbers_are_left_out_and_noted(tmp_path: Path) -> None:
    pages = [
        [
            (72.0, 820.0, "Booklet of results"),
            (72.0, 500.0, f"Result {n * 7}"),
            (290.0, 20.0, f"- {n} -"),
        ]
        for n in range(1, 5)
    ]
    document = read(tmp_path, "a.pdf", pdf(pages)).document
    assert texts(document) == ["Result 7", "Result 14", "Result 21", "Result 28"]
    assert codes(document, Severity.NOTE) == ["documents.running_lines"]


def test_running_lines_with_numbers_of_their_own_are_kept() -> None:
    lines = [
        EdgeLine((page, 0), f"成果{number}", 0.05) for page, number in enumerate((3, 9, 4, 40), 1)
    ]
    assert find_running(lines, 4) == {}


def test_pdf_page_of_a_picture_is_left_to_ocr(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.open(io.BytesIO(picture(["Scanned page"]))).save(stream, "PDF")
    reading = read(tmp_path, "a.pdf", stream.getvalue())
    assert reading.ocr_pages == (1,)
    assert reading.document.findings == ()


def test_pdf_cut_short_is_named(tmp_path: Path) -> None:
    data = pdf([[(72, 700, "First line of text")], [(72, 700, "Second line of text")]])
    document = read(tmp_path, "a.pdf", data[:-20]).document
    assert "documents.repaired" in codes(document, Severity.PARTIAL)


def test_reading_order_does_not_depend_on_input_order() -> None:
    pieces = [Piece(text, 72, 100 + 20 * n, 260, 112 + 20 * n, 10) for n, text in enumerate(_LEFT)]
    pieces += [
        Piece(text, 320, 100 + 20 * n, 510, 112 + 20 * n, 10) for n, text in enumerate(_RIGHT)
    ]
    expected = [[line] for line in (*_LEFT, *_RIGHT)]
    for seed in range(5):
        random.Random(seed).shuffle(pieces)
        assert [[p.text for p in line] for line in in_reading_order(pieces)] == expected


def test_reading_order_of_table_rows_is_across() -> None:
    pieces = [
        Piece(f"{r}{c}", 72 + 200 * c, 100 + 20 * r, 112 + 200 * c, 112 + 20 * r, 10)
        for c in range(2)
        for r in range(5)
    ]
    assert [[p.text for p in line] for line in in_reading_order(pieces)] == [
        [f"{r}0", f"{r}1"] for r in range(5)
    ]


def test_grid_joins_cells_that_no_rule_parts() -> None:
    rules = [Rule(True, y, 0, 300) for y in (0, 20, 40)]
    rules += [Rule(False, 0, 0, 40), Rule(False, 100, 20, 40), Rule(False, 300, 0, 40)]
    (grid,) = find_grids(rules)
    assert [(c.top, c.left, c.bottom, c.right) for c in grid.cells] == [
        (0, 0, 0, 1),
        (1, 0, 1, 0),
        (1, 1, 1, 1),
    ]


def test_grid_ignores_frames_and_underlines() -> None:
    frame = [
        Rule(True, 0, 0, 300),
        Rule(True, 200, 0, 300),
        Rule(False, 0, 0, 200),
        Rule(False, 300, 0, 200),
    ]
    assert find_grids([*frame, Rule(True, 90, 400, 450)]) == []
