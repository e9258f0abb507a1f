"""A small picture of a file's first page, drawn in a process of its own.

A hostile file may crash the library that draws it or eat all memory: that ends the child and
nothing else. `python -m duijie.engines.documents.previews KIND SOURCE TARGET` is the child.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from duijie.errors import DuijieError

DRAWN_KINDS: Final = frozenset({"pdf", "png", "jpg", "gif", "bmp", "webp", "tif"})
"""Kinds of `kinds.recognise` that have a first page which can be drawn."""
LONGEST_SIDE: Final = 960
SECONDS: Final = 30.0
_MOST_MEMORY: Final = 1024 * 1024 * 1024
_MOST_PIXELS: Final = 100_000_000
_PAPER: Final = "white"


def draw_preview(source: Path, target: Path, *, kind: str, seconds: float = SECONDS) -> bool:
    """Write a PNG of at most 960 pixels a side to `target`; False where none can be drawn.

    Raises `DuijieError` `documents.too_slow` where the child has to be ended.
    """
    if kind not in DRAWN_KINDS:
        return False
    command = [sys.executable, "-m", "duijie.engines.documents.previews", kind, source, target]
    try:
        done = subprocess.run(  # noqa: S603 - our own module with paths of ours
            [str(part) for part in command],
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        target.unlink(missing_ok=True)
        raise DuijieError("documents.too_slow", seconds=round(seconds)) from None
    if done.returncode != 0:
        target.unlink(missing_ok=True)
    return done.returncode == 0 and target.is_file()


def _draw(kind: str, source: Path, target: Path) -> None:
    picture = _first_page(source) if kind == "pdf" else _upright(source)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.save(target, format="PNG", optimize=True)


def _first_page(source: Path) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(source.read_bytes())
    try:
        page = document[0]
        longest = max(page.get_size())
        return page.render(scale=LONGEST_SIDE / longest).to_pil().convert("RGB")
    finally:
        document.close()


def _upright(source: Path) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    with Image.open(source) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    ground = Image.new("RGBA", upright.size, _PAPER)
    return Image.alpha_composite(ground, upright).convert("RGB")


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("error")  # Pillow only warns of a picture that unpacks to gigabytes
    _bound_memory()
    _draw(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
