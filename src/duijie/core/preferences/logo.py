"""Making a logo out of an uploaded picture."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from duijie.core.preferences.errors import PreferenceError

MAX_LOGO_MB: Final = 4
_MB: Final = 1024 * 1024
_MAX_PIXELS: Final = 24_000_000
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_BOX: Final = (480, 160)
"""24 points high on screens of up to three times the density, and sharp on paper."""
_LEAN_BYTES: Final = 40_000
"""Every page carries it: above this it gets a palette."""


@dataclass(frozen=True, slots=True)
class DrawnLogo:
    """A PNG of our own making."""

    sha256: str
    content: bytes
    width: int
    height: int


def draw_logo(content: bytes) -> DrawnLogo:
    """Decode the picture and write it anew, at most 480 × 160 points.

    What is served is what Pillow wrote, so that nothing hidden in the file (scripts, places where
    a photo was taken) gets through. SVG is refused: it is a document that runs. Raises
    `PreferenceError` for anything but a readable PNG, JPEG or WebP of sane size.
    """
    if len(content) > MAX_LOGO_MB * _MB:
        size = -(-len(content) // _MB)
        raise PreferenceError("preferences.logo_too_large", size_mb=size, limit_mb=MAX_LOGO_MB)
    picture = _decode(content)
    picture.thumbnail(_BOX)
    drawn = _as_png(picture)
    return DrawnLogo(hashlib.sha256(drawn).hexdigest(), drawn, picture.width, picture.height)


def _decode(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb where the check below says it in a sentence
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=_FORMATS)
            if picture.width * picture.height > _MAX_PIXELS:
                raise PreferenceError("preferences.logo_too_many_pixels")
            picture.load()
    except Image.DecompressionBombError:
        raise PreferenceError("preferences.logo_too_many_pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PreferenceError("preferences.logo_unreadable") from None
    upright = ImageOps.exif_transpose(picture)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _as_png(picture: Image.Image) -> bytes:
    drawn = _encode(picture)
    if len(drawn) <= _LEAN_BYTES:
        return drawn
    return min(drawn, _encode(picture.quantize(256, Image.Quantize.FASTOCTREE)), key=len)


def _encode(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()
