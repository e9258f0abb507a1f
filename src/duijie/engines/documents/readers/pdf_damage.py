"""Whether a PDF lost something: its end, or the contents of a compressed part."""

from __future__ import annotations

import re
import zlib
from typing import Final

_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_LONGEST_HEADER: Final = 2000
_MOST_UNPACKED: Final = 64_000_000


def pdf_damage(data: bytes) -> bool:
    """Whether the end is cut off, the index leads astray, or a part does not have its contents.

    Encrypted files are not looked into: their parts do not unpack as they stand.
    """
    if b"%%EOF" not in data[-2048:] or not _index_is_found(data):
        return True
    is_encrypted = b"/Encrypt" in data
    return any(not _is_whole(data, found, is_encrypted) for found in _STREAM.finditer(data))


def _index_is_found(data: bytes) -> bool:
    """Whether the last `startxref` leads to a table or an object; bytes before the header count."""
    tails = re.findall(rb"startxref\s+(\d{1,15})", data[-2048:])
    if not tails:
        return False
    header = max(0, data.find(b"%PDF-"))
    for shift in {0, header}:
        at = data[int(tails[-1]) + shift :][:40].lstrip()
        if at.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", at):
            return True
    return False


def _is_whole(data: bytes, found: re.Match[bytes], is_encrypted: bool) -> bool:
    start = data.rfind(b"obj", max(0, found.start() - _LONGEST_HEADER), found.start())
    header = data[start : found.start()] if start >= 0 else b""
    end = data.find(b"endstream", found.end())
    if end < 0:
        return False
    length = re.search(rb"/Length\s+(\d{1,12})\b(?!\s+\d+\s+R)", header)
    if length and not data[found.end() + int(length[1]) :][:20].lstrip().startswith(b"endstream"):
        return False
    if is_encrypted or not re.search(rb"/Filter\s*(\[\s*)?/(FlateDecode|Fl)\b", header):
        return True
    stop = found.end() + int(length[1]) if length else end
    unpacker = zlib.decompressobj()
    try:
        unpacker.decompress(data[found.end() : stop], _MOST_UNPACKED)
    except zlib.error:
        return False
    return unpacker.eof or bool(unpacker.unconsumed_tail)
