"""Word documents and presentations."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml

from duijie.engines.documents import BlockKind, MergedArea, Table, TextBlock
from duijie.engines.documents.readers.numbering import chinese_count, show_count
from tests.unit.documents.samples import archive, codes, picture, read, tables, texts

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]  # python-docx ships no types
    return stream.getvalue()


def test_word_blocks_come_in_reading_order_with_headings_and_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("技术需求表", 1)
    document.add_paragraph("甲公司")
    document.add_paragraph("第一项", style="List Number")
    document.add_paragraph("第二项", style="List Number")
    document.add_table(1, 2).cell(0, 1).text = "格"
    document.add_paragraph("尾")
    read_back = read(tmp_path, "a.docx", _saved(document)).document
    assert [(b.kind, b.text) if isinstance(b, TextBlock) else b.rows for b in read_back.blocks] == [
        (BlockKind.HEADING, "技术需求表"),
        (BlockKind.PARAGRAPH, "甲公司"),
        (BlockKind.LIST_ITEM, "1.第一项"),
        (BlockKind.LIST_ITEM, "2.第二项"),
        (("", "格"),),
        (BlockKind.PARAGRAPH, "尾"),
    ]
    assert read_back.title == "技术需求表"


def test_word_merged_and_nested_tables_are_laid_out(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "企业名称"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "纵"
    table.cell(1, 1).text = "b"
    table.cell(2, 1).add_table(1, 2).cell(0, 1).text = "内"
    document_read = read(tmp_path, "a.docx", _saved(document)).document
    outer, inner = tables(document_read)
    assert outer.rows == (("企业名称", "", ""), ("纵", "b", ""), ("", "", ""))
    assert outer.merged == (MergedArea(0, 0, 0, 1), MergedArea(1, 0, 2, 0))
    assert inner.rows == (("", "内"),)


def test_word_frame_of_one_cell_is_opened(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "框内"
    assert texts(read(tmp_path, "a.docx", _saved(document)).document) == ["框内"]


def test_word_controls_insertions_and_boxes_are_read_and_deletions_not(tmp_path: Path) -> None:
    document = docx.Document()
    body = document.element.body
    for inner in (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>",
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>",
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r></w:p>',
    ):
        element = parse_xml(inner.replace(">", f' xmlns:w="{_W}">', 1))
        body.insert(len(body) - 1, element)
    read_back = read(tmp_path, "a.docx", _saved(document)).document
    assert texts(read_back) == ["控件", "新增", "框", "☑是"]


def test_word_pages_count_by_their_breaks(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("第一页")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("第二页")
    blocks = read(tmp_path, "a.docx", _saved(document)).document.blocks
    assert [(b.place.page, b.text) for b in blocks if isinstance(b, TextBlock)] == [
        (1, "第一页"),
        (2, "第二页"),
    ]


def test_word_of_pictures_hands_them_on(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(picture(["form"])))
    reading = read(tmp_path, "a.docx", _saved(document))
    assert [nested.file for nested in reading.nested] == ["a.docx!image1.png"]


def test_word_with_a_foreign_ending_is_noted(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("甲")
    read_back = read(tmp_path, "a.doc", _saved(document)).document
    assert (read_back.kind, codes(read_back)) == ("docx", ["documents.wrong_ending"])


def test_slides_give_lines_and_tables_by_page(tmp_path: Path) -> None:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    slide = (
        f'<p:sld xmlns:p="x" xmlns:a="{a}"><p:txBody><a:p><a:r><a:t>标题</a:t></a:r></a:p>'
        "</p:txBody><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>甲</a:t></a:r></a:p></a:txBody>"
        "</a:tc></a:tr></a:tbl></p:sld>"
    ).encode()
    data = archive([("ppt/presentation.xml", b"<x/>"), ("ppt/slides/slide1.xml", slide)])
    document = read(tmp_path, "a.pptx", data).document
    assert texts(document) == ["标题"]
    assert [t.rows for t in document.blocks if isinstance(t, Table)] == [(("甲",),)]


def test_counts_follow_chinese_and_latin_styles() -> None:
    assert [chinese_count(n) for n in (1, 10, 11, 20, 103, 110, 1001)] == [
        "一",
        "十",
        "十一",
        "二十",
        "一百零三",
        "一百一十",
        "一千零一",
    ]
    assert [
        show_count(4, style)
        for style in ("upperRoman", "lowerLetter", "decimalEnclosedCircle", "ideographTraditional")
    ] == ["IV", "d", "④", "丁"]
