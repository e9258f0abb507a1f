"""QR codes of links."""

from __future__ import annotations

import base64
import io
from typing import Final

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

_QUIET: Final = 4
"""White modules around the code, as ISO/IEC 18004 asks for."""
_POINTS: Final = 8
"""Of a module in the PNG: a code of a usual link has 300 to 400 points."""

Matrix = list[list[bool]]


def draw_matrix(text: str) -> Matrix:
    """The modules without the quiet zone, dark ones true; error correction M (15 %).

    Raises `ValueError` for a text that no QR code holds (above 2,331 bytes).
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def draw_svg(text: str) -> str:
    """Dark on white whatever the page's colours are: many readers take no inverted codes."""
    matrix = draw_matrix(text)
    side = len(matrix) + 2 * _QUIET
    runs = "".join(
        f"M{start + _QUIET} {line + _QUIET}h{length}v1h-{length}z"
        for line, row in enumerate(matrix)
        for start, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h{side}v{side}'
        f'h-{side}z"/><path fill="#000" d="{runs}"/></svg>'
    )


def draw_png(text: str) -> bytes:
    """The same as a picture, for chats and posters."""
    matrix = draw_matrix(text)
    side = len(matrix) + 2 * _QUIET
    picture = Image.new("1", (side, side), 1)
    for line, row in enumerate(matrix):
        for at, is_dark in enumerate(row):
            if is_dark:
                picture.putpixel((at + _QUIET, line + _QUIET), 0)
    stream = io.BytesIO()
    size = (side * _POINTS, side * _POINTS)
    picture.resize(size, Image.Resampling.NEAREST).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw_png_address(text: str) -> str:
    """The picture as a `data:` address."""
    return "data:image/png;base64," + base64.b64encode(draw_png(text)).decode()


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """`(start, length)` of the dark stretches: a path of them is a third of the size."""
    runs: list[tuple[int, int]] = []
    for at, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs
