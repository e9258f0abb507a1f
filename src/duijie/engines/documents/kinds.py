"""What a file is, told by its bytes; its name decides only between kinds of plain text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Final

from duijie.engines.documents.encodings import decode

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf'\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "gz"),
    (b"\xfd7zXZ\x00", "gz"),
    (b"{\\rtf", "rtf"),
    (b"\x00\x00\x00\x18ftyp", "video"),
    (b"\x00\x00\x00\x20ftyp", "video"),
    (b"ID3", "video"),
    (b"CAJ\x00", "caj"),
    (b"HN\x00\x00", "caj"),
    (b"KDH", "caj"),
)
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final[tuple[tuple[str, str], ...]] = (
    ("EncryptedPackage", "encrypted"),
    ("EncryptionInfo", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("__properties_version1.0", "msg"),
)
_OFFICE_PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
_HTML: Final = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|title)\b", re.I)
_MAIL_HEADER: Final = re.compile(
    r"^(from|to|received|mime-version|date|subject|message-id|return-path|content-type|"
    r"x-[a-z-]+|reply-to|cc|delivered-to|dkim-signature):",
    re.I,
)
TEXT_SUFFIXES: Final[dict[str, str]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".md": "md",
    ".markdown": "md",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".eml": "eml",
}
BINARY_SUFFIXES: Final = frozenset(
    {
        ".xlsx",
        ".xls",
        ".xlsm",
        ".et",
        ".docx",
        ".doc",
        ".wps",
        ".pdf",
        ".zip",
        ".png",
        ".jpg",
        ".jpeg",
    }
)
"""Endings under which a short piece of text is what damage has left."""
EXPECTED_SUFFIXES: Final[dict[str, frozenset[str]]] = {
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
    "xls": frozenset({".xls", ".xlt", ".et", ".ett"}),
    "csv": frozenset({".csv", ".tsv", ".txt"}),
    "docx": frozenset({".docx", ".docm", ".dotx", ".dotm"}),
    "pdf": frozenset({".pdf"}),
    "html": frozenset({".html", ".htm", ".xhtml", ".shtml"}),
    "xml_sheet": frozenset({".xml"}),
    "jpg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    "png": frozenset({".png"}),
    "zip": frozenset({".zip"}),
    "eml": frozenset({".eml", ".mht", ".mhtml"}),
    "json": frozenset({".json", ".jsonl", ".ndjson", ".geojson"}),
    "jsonl": frozenset({".jsonl", ".ndjson", ".json"}),
}
"""Endings that agree with a kind; any other ending of a file of that kind is noted."""


def recognise(data: bytes, suffix: str) -> str:
    """Kind of a file: one that has a reader, one that has a sentence, `empty`, or `unknown`.

    `suffix` is the lower-cased ending of its name with the dot.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    if data.startswith(OLE_MAGIC):
        return _kind_of_ole(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or suffix == ".bmp"):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[257:262] == b"ustar":
        return "gz"
    if _is_biff(data):
        return "xls"
    return _kind_of_text(data, suffix)


def _is_biff(data: bytes) -> bool:
    """Sheets of Excel 2 to 4 have no OLE container: a BOF record stands first."""
    return data[:2] in {b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"} and data[3:4] == b"\x00"


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
            if "mimetype" in names:
                try:
                    sort = archive.read("mimetype")[:80]
                except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
                    sort = b""
                if b"opendocument" in sort:
                    return "odf"
                if b"epub" in sort:
                    return "epub"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # The directory stands at the end: a cut file is still told by the names of its first parts.
        head = data[:200_000]
        for part, kind in (*_OFFICE_PARTS, ("xl/", "xlsx"), ("word/", "docx")):
            if part.encode() in head:
                return kind
        return "zip"
    for part, kind in _OFFICE_PARTS:
        if part in names:
            return kind
    if "[Content_Types].xml" in names:
        for folder, kind in (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


def _kind_of_ole(data: bytes) -> str:
    names = _ole_streams(data)
    for stream, kind in _OLE_STREAMS:
        if names is None:
            if stream.encode("utf-16-le") + b"\x00\x00" in data:
                return kind
        elif stream in names:
            return kind
    return "damaged" if names is None else "unknown"


def _ole_streams(data: bytes) -> frozenset[str] | None:
    """Names in the root folder, lest an embedded object name the file; None if damaged."""
    from xlrd.compdoc import CompDoc

    try:
        folder = CompDoc(data, logfile=io.StringIO())
        return frozenset(folder.dirlist[child].name for child in folder.dirlist[0].children)
    except Exception:  # noqa: BLE001, RUF100  # xlrd raises nearly anything on damage
        return None


def _kind_of_text(data: bytes, suffix: str) -> str:
    decoded = decode(data[:100_000])
    text = decoded.text
    if decoded.unreadable > max(20, len(text) * 0.1):
        return "unknown"
    if "\x00" in text:
        return "unknown"
    start = text.lstrip("\ufeff \t\n")[:3000]
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and "<html" not in start.lower():
        return "xml_sheet"
    if "schemas.microsoft.com/office/word/2003/wordml" in start or "<?mso-application" in start:
        return "doc"
    if start.startswith("<") and _HTML.search(start):
        return "html"
    if _is_mail(start, suffix):
        return "eml"
    if suffix in TEXT_SUFFIXES:
        return TEXT_SUFFIXES[suffix]
    if suffix in {".html", ".htm", ".xhtml"}:
        return "html"
    if suffix in {".xls", ".xlsx", ".et"}:
        # Systems export separated text under a spreadsheet's name.
        return "csv" if len(start.splitlines()) > 1 and not decoded.unreadable else "damaged"
    if suffix in BINARY_SUFFIXES and (decoded.unreadable or len(text.strip()) < 20):
        return "damaged"
    return "jsonl" if _is_json_lines(start) else "txt"


def _is_mail(start: str, suffix: str) -> bool:
    lines = start.split("\n")[:30]
    if not lines or not (_MAIL_HEADER.match(lines[0]) or suffix == ".eml"):
        return False
    count = sum(bool(_MAIL_HEADER.match(line)) for line in lines)
    return count >= 3 or (suffix in {".eml", ".mht", ".mhtml"} and count >= 1)


def _is_json_lines(start: str) -> bool:
    first = start.split("\n", 1)[0]
    if not (first.startswith("{") and first.rstrip().endswith("}")):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
