"""Booklets set in two columns, drawn and scanned: each result keeps its own lines."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
import weasyprint
from PIL import Image

from duijie.engines.documents import Document, TextBlock, read_documents
from tests.unit.documents.samples import read, texts

_STYLE = """
@page { size: A4; margin: 2cm; @top-center { content: '某某大学成果汇编'; font-size: 9pt }
        @bottom-left { content: '第 ' counter(page) ' 页' } }
body { font-family: 'Noto Sans CJK SC'; font-size: 10.5pt; line-height: 1.5; margin: 0 }
.two { columns: 2; column-gap: 1cm }
h1 { column-span: all; font-size: 1.8em; HEADING }
h2 { font-size: 1.2em } p { margin: .5em 0 }
"""
_FILLING = "采用分级控制的办法，在不改动原有设备的前提下降低能耗并提高一次合格率，"


def _booklet(chapters: tuple[int, ...], style: str = "") -> tuple[bytes, int]:
    """A booklet whose parts are marked Q001, Q002, ... in reading order; and how many."""
    number = 0

    def mark() -> str:
        nonlocal number
        number += 1
        return f"Q{number:03d}"

    body = ""
    for results in chapters:
        body += f"<h1>{mark()}章</h1>"
        for n in range(results):
            body += f"<h2>{mark()}装置{'改进' * (n % 3)}</h2><p>负责人：{mark()}</p>"
            body += f"<p>技术简介：{mark()}{_FILLING * (1 + n % 3)}可推广。</p>"
            body += f"<p>合作方式：{mark()}转让</p>"
    page = f"<style>{_STYLE.replace('HEADING', style)}</style><div class=two>{body}</div>"
    return weasyprint.HTML(string=page).write_pdf(), number


def _marks(document: Document) -> list[list[int]]:
    shown = [b.text for b in document.blocks if isinstance(b, TextBlock)]
    found = [[int(n) for n in re.findall(r"[Qq](\d{3})", text)] for text in shown]
    return [numbers for numbers in found if numbers]


@pytest.mark.parametrize("style", ["", "text-align: center", "break-before: page"])
@pytest.mark.parametrize("chapters", [(5, 4, 3), (3, 1, 7), (9,)])
def test_columns_keep_order_at_headings_and_breaks(
    tmp_path: Path, chapters: tuple[int, ...], style: str
) -> None:
    data, count = _booklet(chapters, style)
    document = read(tmp_path, "a.pdf", data).document
    assert _marks(document) == [[n + 1] for n in range(count)]


def test_running_lines_of_columns_are_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pdf", _booklet((9, 9, 4))[0]).document
    assert document.page_count is not None
    assert document.page_count > 2
    assert not any("某某大学" in text or "页" in text for text in texts(document))


def test_scanned_columns_keep_order(tmp_path: Path) -> None:
    data, count = _booklet((3, 2))
    page = pypdfium2.PdfDocument(data)[0]
    scan = page.render(scale=2).to_pil().convert("L").rotate(0.4, fillcolor=250)
    stream = io.BytesIO()
    scan.resize((scan.width, scan.height), Image.Resampling.BICUBIC).save(stream, "PDF")
    path = tmp_path / "scan.pdf"
    path.write_bytes(stream.getvalue())
    (document,) = read_documents(path)
    assert _marks(document) == [[n + 1] for n in range(count)]
