"""Small files of every kind, built when a test runs. All contents are made up."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import xlwt
from PIL import Image, ImageDraw, ImageFont

from duijie.engines.documents import Document, Reading, Severity, Table, TextBlock, read_file_here

HEADER = ("需求名称", "企业名称", "拟投入资金")


def read(folder: Path, name: str, data: bytes) -> Reading:
    """Write a file and read it in this process."""
    path = folder / name
    path.write_bytes(data)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    return read_file_here(path, scratch=scratch)


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, TextBlock)]


def all_text(document: Document) -> str:
    cells = [cell for table in tables(document) for row in table.rows for cell in row]
    return "\n".join([*texts(document), *cells])


def codes(document: Document, severity: Severity | None = None) -> list[str]:
    return [
        finding.message.code
        for finding in document.findings
        if severity is None or finding.severity is severity
    ]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "需求表"
    for row in rows:
        page.append(list(row))
    return saved(book)


def old_workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("需求表")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            page.write(r, c, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word(paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def mail(subject: str, body: str, attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Somebody <somebody@example.org>"
    message["To"] = "office@example.org"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0800"
    message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return stream.getvalue()


def with_encryption_flag(data: bytes) -> bytes:
    """A zip whose members claim to be encrypted; the standard library cannot write real ones."""
    changed = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(magic, at + 4)
    return bytes(changed)


def ole_with_stream(name: str) -> bytes:
    """An OLE file whose one stream bears this name, as older Office programs write them."""
    data = bytearray(old_workbook([["x"]]))
    at = data.find("Workbook".encode("utf-16-le"))
    encoded = name.encode("utf-16-le")
    data[at : at + 64] = encoded.ljust(64, b"\x00")
    data[at + 64 : at + 66] = struct.pack("<H", len(encoded) + 2)
    return bytes(data)


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]], drawing: str = "") -> bytes:
    """A PDF of Latin text: per page (x, y from the bottom, text) in 10 point Helvetica on A4."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = "".join(f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, text in lines)
        content = zlib.compress((drawing + shown).encode("latin-1")).decode("latin-1")
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>"
        objects.append(f"{head}\nstream\n{content}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 << /Type /Font "
            "/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return assembled_pdf(objects, "")


def assembled_pdf(objects: Sequence[str], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def picture(lines: Sequence[str], kind: str = "PNG") -> bytes:
    """Black letters on white, large enough for OCR, in the font that Pillow brings."""
    image = Image.new("RGB", (900, 80 + 70 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=36)
    for index, line in enumerate(lines):
        draw.text((40, 30 + 70 * index), line, fill="black", font=font)
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()
