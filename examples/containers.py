"""Zip containers (.xlsx, .docx, .zip) and an OLE container with the same bytes on every build."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from xlwt.CompoundDoc import XlsDoc

STAMP: Final = (2026, 11, 2, 9, 0, 0)
ISO_STAMP: Final = "2026-11-02T09:00:00Z"


def freeze_zip(data: bytes) -> bytes:
    """The same archive with fixed times, in its own order of entries."""
    source = zipfile.ZipFile(io.BytesIO(data))
    return make_zip({name: _freeze_entry(name, source.read(name)) for name in source.namelist()})


def make_zip(entries: dict[str, bytes]) -> bytes:
    """An archive of `entries` with fixed times and permissions."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 0
            archive.writestr(info, content)
    return target.getvalue()


def _freeze_entry(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    # openpyxl writes the time of saving whatever the properties say
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", ISO_STAMP.encode(), content)


def ole_word_stub(text: str) -> bytes:
    """An OLE compound file with one `WordDocument` stream, as WPS Writer saves `.wps`.

    Made from xlwt's container by renaming its only stream in the directory entry (64 bytes of
    UTF-16 name, then its length in bytes with the final zero, [MS-CFB] 2.6.1).
    """
    stream = b"\xec\xa5\xc1\x00" + text.encode("utf-16-le")
    target = io.BytesIO()
    XlsDoc().save(target, stream)
    data = target.getvalue()
    at = data.index("Workbook\0".encode("utf-16-le"))
    name = "WordDocument\0".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little")
    return data[:at] + entry + data[at + len(entry) :]
