"""Photos without what a phone writes into them: where and when they were taken, and by whom.

The pixels stay as they are (JPEG, PNG, WebP); only a picture that is stored lying on its side, or a
TIFF, is written anew, because its orientation stands in what is taken out.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Final

STRIPPED_KINDS: Final = frozenset({"jpg", "png", "webp", "tif"})
_JPEG_KEPT: Final = frozenset({0xE0, 0xE2, 0xEE})
"""APP0 (JFIF), APP2 (colour profile), APP14 (Adobe: how colours are coded)."""
_PNG_DROPPED: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0x08 | 0x04
_ORIENTATION: Final = 0x0112
_QUALITY: Final = 92
_MOST_PIXELS: Final = 60_000_000
"""Of all pages of what is written anew: unpacked they lie in memory."""


class UnstrippableError(ValueError):
    """The picture is damaged in a way that leaves unknown what it carries."""


def strip_metadata(data: bytes, kind: str) -> bytes:
    """The same picture without EXIF, XMP, IPTC and comments; other kinds unchanged.

    `kind` as of `kinds.recognise`. Raises `UnstrippableError`.
    """
    try:
        if kind == "jpg":
            return _turned_jpeg(data) or b"".join(_jpeg_parts(data))
        if kind == "png":
            return b"".join(_png_parts(data))
        if kind == "webp":
            return _webp(data)
        if kind == "tif":
            return _tiff(data)
    except (struct.error, IndexError, OSError, ValueError, SyntaxError) as error:
        raise UnstrippableError(kind) from error
    return data


def _turned_jpeg(data: bytes) -> bytes | None:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data)) as opened:
        if opened.getexif().get(_ORIENTATION, 1) in (0, 1):
            return None
        _check_size(opened.size)
        profile = opened.info.get("icc_profile")
        upright = ImageOps.exif_transpose(opened)
    written = io.BytesIO()
    upright.save(written, format="JPEG", quality=_QUALITY, exif=b"", icc_profile=profile)
    return b"".join(_jpeg_parts(written.getvalue()))


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    yield data[:2]
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no segment")
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == 0xDA:  # pixels to the end; phones append videos and more photos behind it
            end = data.rfind(b"\xff\xd9")
            first = _end_of_picture(data, at)
            yield data[at : first if first is not None else (end + 2 if end > at else len(data))]
            return
        length = struct.unpack_from(">H", data, at + 2)[0]
        if length < 2:
            raise ValueError("no length")
        is_application = 0xE0 <= marker <= 0xEF
        if marker != 0xFE and (not is_application or marker in _JPEG_KEPT):
            segment = data[at : at + 2 + length]
            # an APP2 that is no colour profile lists the further pictures of the file
            if marker != 0xE2 or segment[4:15] == b"ICC_PROFILE":
                yield segment
        at += 2 + length


def _end_of_picture(data: bytes, at: int) -> int | None:
    """Behind the first end mark: inside the pixels FF is followed by 00 or a restart mark, between
    the scans of a progressive picture by further segments."""
    while (at := data.find(b"\xff", at + 2)) >= 0 and at + 1 < len(data):
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker not in (0x00, 0xFF) and not 0xD0 <= marker <= 0xD7:
            at += struct.unpack_from(">H", data, at + 2)[0]
    return None


def _png_parts(data: bytes) -> Iterator[bytes]:
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    yield data[:8]
    at = 8
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise ValueError("cut short")
        if name not in _PNG_DROPPED:
            yield data[at : at + 12 + length]
        if name == b"IEND":
            return  # what is hidden behind the end is dropped
        at += 12 + length


def _webp(data: bytes) -> bytes:
    parts: list[bytes] = []
    at, end = 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at < end:
        name, length = struct.unpack_from("<4sI", data, at)
        whole = 8 + length + (length & 1)
        chunk = data[at : at + whole]
        if len(chunk) < 8 + length:
            raise ValueError("cut short")
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            parts.append(chunk)
        at += whole
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > _MOST_PIXELS:
        raise ValueError("too large to be written anew")


def _tiff(data: bytes) -> bytes:
    """All pages anew, without tags but those of the pixels."""
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(io.BytesIO(data)) as opened:
        count = getattr(opened, "n_frames", 1)
        _check_size((opened.width * count, opened.height))
        pages = [ImageOps.exif_transpose(page.copy()) for page in ImageSequence.Iterator(opened)]
    bare = []
    for page in pages:
        plain = Image.new(page.mode, page.size)
        if page.mode == "P" and (palette := page.getpalette()) is not None:
            plain.putpalette(palette)
        plain.paste(page)
        bare.append(plain)
    written = io.BytesIO()
    bare[0].save(
        written,
        format="TIFF",
        save_all=True,
        append_images=bare[1:],
        compression="tiff_deflate" if bare[0].mode != "1" else "group4",
    )
    return written.getvalue()
