"""A logo is what we drew, never what was uploaded."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from duijie.core.preferences.errors import PreferenceError
from duijie.core.preferences.logo import draw_logo
from duijie.core.preferences.types import RULES, Preferences
from duijie.core.preferences.validators import clean_preference
from duijie.core.sentences import say

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

NOISE = Image.frombytes("L", (200, 200), random.Random(7).randbytes(40_000))


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def bomb() -> bytes:
    """A PNG that claims 40,000 × 40,000 points."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 9)
    chunks = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (head, data, b"IEND")
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_logo_of_any_accepted_format_becomes_a_small_png(kind: str) -> None:
    drawn = draw_logo(encoded(Image.new("RGB", (1200, 300), "#0e6672"), kind))

    again = Image.open(io.BytesIO(drawn.content))
    assert (again.format, again.size) == ("PNG", (480, 120))
    assert (drawn.width, drawn.height) == (480, 120)


def test_logo_keeps_its_transparency_and_small_ones_their_size() -> None:
    drawn = draw_logo(encoded(Image.new("RGBA", (60, 40), (14, 102, 114, 0)), "PNG"))

    again = Image.open(io.BytesIO(drawn.content)).convert("RGBA")
    assert again.size == (60, 40)
    assert again.getpixel((5, 5)) == (14, 102, 114, 0)


def test_logo_loses_what_was_hidden_in_the_file() -> None:
    told = PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")
    photo = Image.new("RGB", (90, 30), "red")
    where = Image.Exif()
    where[0x010E] = "taken at 31.57 N"

    for content in (
        encoded(photo, "PNG", pnginfo=told) + b"<script>alert(2)</script>",
        encoded(photo, "JPEG", exif=where) + b"PK\x03\x04 an archive behind it",
    ):
        drawn = draw_logo(content).content
        assert [word for word in (b"script", b"taken", b"PK") if word in drawn] == []


def test_photo_as_logo_stays_lean() -> None:
    noise = Image.effect_noise((1600, 900), 90).convert("RGB")

    assert len(draw_logo(encoded(noise, "JPEG")).content) < 80_000


def test_logo_stands_upright_as_the_camera_says() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    drawn = draw_logo(encoded(Image.new("RGB", (40, 20)), "JPEG", exif=turned))
    assert (drawn.width, drawn.height) == (20, 40)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, "preferences.logo_unreadable"),
        (b"", "preferences.logo_unreadable"),
        (b"GIF89a" + b"\0" * 50, "preferences.logo_unreadable"),
        (encoded(Image.new("RGB", (9, 9)), "GIF"), "preferences.logo_unreadable"),
        (encoded(Image.new("RGB", (9, 9)), "BMP"), "preferences.logo_unreadable"),
        (encoded(NOISE, "PNG")[:900], "preferences.logo_unreadable"),
        (bomb(), "preferences.logo_too_many_pixels"),
        (b"\x89PNG" + b"\0" * (4 * 1024 * 1024), "preferences.logo_too_large"),
    ],
)
def test_what_is_no_logo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(PreferenceError) as refused:
        draw_logo(content)
    assert refused.value.message.code == code
    assert say(refused.value.message, "en")


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("region_name", "  云泽高新区\n产学研\x00对接中心 ", "云泽高新区 产学研 对接中心"),
        ("page_size", 10, 10),
        ("page_size", 300, 300),
        ("ocr_pages", 0, 0),
        ("is_closed_network", True, True),
    ],
)
def test_value_is_kept(name: str, value: object, kept: object) -> None:
    assert clean_preference(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("page_size", 9, "preferences.out_of_range"),
        ("page_size", 301, "preferences.out_of_range"),
        ("page_size", "50", "preferences.not_a_number"),
        ("page_size", True, "preferences.not_a_number"),
        ("page_size", 50.0, "preferences.not_a_number"),
        ("is_closed_network", 1, "preferences.not_a_switch"),
        ("region_name", None, "preferences.not_text"),
        ("short_name", "长" * 13, "preferences.text_too_long"),
        ("logo_sha256", "00", "preferences.unknown"),
        ("no_such", 1, "preferences.unknown"),
    ],
)
def test_value_is_refused(name: str, value: object, code: str) -> None:
    with pytest.raises(PreferenceError) as refused:
        clean_preference(name, value)
    assert (refused.value.message.code, refused.value.name) == (code, name)


def test_every_rule_takes_its_default() -> None:
    for name in RULES:
        default = getattr(Preferences(), name)
        assert clean_preference(name, default) == default
