"""Text of pictures and scanned pages by RapidOCR with its bundled models; runs in a child only."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duijie.engines.documents.readers.layout import Piece, in_reading_order, join_line
from duijie.engines.documents.readers.ruled import Rule, RuledGrid, find_grids
from duijie.engines.documents.types import (
    Block,
    BlockKind,
    Box,
    MergedArea,
    Place,
    Table,
    TextBlock,
)

OCR_VERSION: Final = "rapidocr.v2"
"""Part of the key of stored results: raise it when anything here changes what comes out."""

_DPI: Final = 200
LONGEST_SIDE: Final = 2400
SMALL_SIDE: Final = 1400
_LEAST_CONFIDENCE: Final = 0.5
_UPRIGHT: Final = 0.75
"""Mean confidence below which a page is tried upside down."""

_engine: Any = None


@dataclass(frozen=True, slots=True)
class _Seen:
    pieces: tuple[Piece, ...]

    @property
    def confidence(self) -> float:
        weights = [len(piece.text) for piece in self.pieces]
        total = sum(w * (p.confidence or 0.0) for w, p in zip(weights, self.pieces, strict=True))
        return total / max(1, sum(weights))

    @property
    def is_sideways(self) -> bool:
        tall = sum((p.bottom - p.top) > 1.5 * (p.right - p.left) for p in self.pieces)
        return len(self.pieces) > 2 and tall > 0.5 * len(self.pieces)

    @property
    def sure(self) -> tuple[Piece, ...]:
        """The pieces that are text rather than stains and pictures."""
        return tuple(p for p in self.pieces if (p.confidence or 0.0) >= _LEAST_CONFIDENCE)


def recognise_page(
    path: Path, kind: str, page: int, longest_side: int = LONGEST_SIDE
) -> tuple[Block, ...]:
    """Lines and ruled tables of one page of a PDF, or of a picture, in reading order.

    Places carry page and box but an empty file name. Pages that lie on their side or upside down
    are turned. Confidence is that of the weakest piece of a line.
    """
    image = _load(path, kind, page, longest_side)
    seen = _read_image(image)
    if seen.is_sideways:
        image = _turned(image, 1)
        seen = _read_image(image)
    if seen.pieces and seen.confidence < _UPRIGHT:
        turned = _turned(image, 2)
        other = _read_image(turned)
        if other.confidence > seen.confidence:
            image, seen = turned, other
    return _blocks(image, seen, page)


def _load(path: Path, kind: str, page: int, longest_side: int) -> Any:
    """The picture as rows of blue, green, red, upright and at most `longest_side` long."""
    import numpy as np
    from PIL import Image, ImageOps

    if kind == "pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(path.read_bytes())
        try:
            sheet = document[page - 1]
            scale = min(_DPI / 72, longest_side / max(sheet.get_size()))
            picture = sheet.render(scale=scale).to_pil().convert("RGB")
        finally:
            document.close()
    else:
        with Image.open(path) as opened:
            opened.draft("RGB", (longest_side, longest_side))
            upright = ImageOps.exif_transpose(opened)
            if upright.mode in {"RGBA", "LA", "P"}:
                clear = upright.convert("RGBA")
                ground = Image.new("RGBA", clear.size, "white")
                upright = Image.alpha_composite(ground, clear)
            picture = upright.convert("RGB")
            picture.thumbnail((longest_side, longest_side))
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def _turned(image: Any, quarters: int) -> Any:
    import numpy as np

    return np.ascontiguousarray(np.rot90(image, -quarters))


def _read_image(image: Any) -> _Seen:
    result = _loaded_engine()(image, use_cls=False)
    if result.boxes is None or result.txts is None:
        return _Seen(())
    pieces = []
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(c[0]) for c in corners], [float(c[1]) for c in corners]
        if text.strip():
            high = max(ys) - min(ys)
            pieces.append(
                Piece(text.strip(), min(xs), min(ys), max(xs), max(ys), high, None, float(score))
            )
    return _Seen(tuple(pieces))


def _loaded_engine() -> Any:
    global _engine  # noqa: PLW0603, RUF100  # one engine for the life of the child
    if _engine is None:
        from rapidocr import RapidOCR

        _engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.text_score": 0.0,
                # Each thread takes memory of its own, and the child has a bound.
                "EngineConfig.onnxruntime.intra_op_num_threads": min(4, os.cpu_count() or 1),
            }
        )
    return _engine


def _rules(image: Any) -> list[Rule]:
    """Straight dark lines longer than a twentieth of the page."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15
    )
    high, wide = dark.shape
    found = []
    for is_lying, size in ((True, (max(20, wide // 20), 1)), (False, (1, max(20, high // 40)))):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
        lines = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for index in range(1, min(count, 3000)):
            x, y, w, h = (int(value) for value in stats[index][:4])
            if is_lying and w > 4 * h:
                found.append(Rule(True, y + h / 2, x, x + w))
            elif not is_lying and h > 4 * w:
                found.append(Rule(False, x + w / 2, y, y + h))
    return found


def _blocks(image: Any, seen: _Seen, page: int) -> tuple[Block, ...]:
    high, wide = image.shape[:2]
    # Rules of scans waver by a few pixels: the grid is found at half the resolution.
    halved = [Rule(r.is_lying, r.at / 2, r.start / 2, r.end / 2) for r in _rules(image)]
    grids = [_doubled(grid) for grid in find_grids(halved)]
    free: list[Piece] = []
    held: list[dict[MergedArea, list[Piece]]] = [{} for _ in grids]
    for piece in seen.sure:
        for index, grid in enumerate(grids):
            if (
                grid.ys[0] <= piece.middle <= grid.ys[-1]
                and grid.xs[0] <= piece.left + 1
                and (piece.right - 1 <= grid.xs[-1])
            ):
                for part, cell in _parts(piece, grid):
                    held[index].setdefault(cell, []).append(part)
                break
        else:
            free.append(piece)
    for index, (grid, cells) in enumerate(zip(grids, held, strict=True)):
        if len(cells) >= 4:
            edges = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
            free.append(Piece("", *edges, table=index))
        else:
            free.extend(piece for cell in cells.values() for piece in cell)
    blocks: list[Block] = []
    for line in in_reading_order(free):
        box = _share(line, wide, high)
        if line[0].table is not None:
            grid, cells = grids[line[0].table], held[line[0].table]
            place = Place("", page, None, 1, 1, box)
            blocks.append(Table(_rows(grid, cells), place, grid.merged))
        else:
            weakest = min(p.confidence or 0.0 for p in line)
            place = Place("", page, None, None, None, box)
            text = join_line(line)
            blocks.append(TextBlock(text, place, BlockKind.LINE, True, round(weakest, 4)))
    return tuple(blocks)


def _doubled(grid: RuledGrid) -> RuledGrid:
    return RuledGrid(tuple(2 * x for x in grid.xs), tuple(2 * y for y in grid.ys), grid.cells)


def _parts(piece: Piece, grid: RuledGrid) -> list[tuple[Piece, MergedArea]]:
    """The piece by the cells it lies in: a reader of lines runs on over the rules of a table."""
    cell = grid.cell_at((piece.left + piece.right) / 2, piece.middle)
    if cell is None:
        return []
    height = piece.bottom - piece.top
    cuts = [
        x
        for x in grid.xs
        if piece.left + 0.7 * height < x < piece.right - 0.7 * height
        and grid.cell_at(x - 1, piece.middle) != grid.cell_at(x + 1, piece.middle)
    ]
    found = []
    text, left = piece.text, piece.left
    for cut in [*cuts, piece.right]:
        share = (cut - left) / max(1.0, piece.right - left)
        length = len(text) if cut == piece.right else _length_at(text, share)
        part = Piece(
            text[:length], left, piece.top, cut, piece.bottom, piece.size, None, piece.confidence
        )
        holder = grid.cell_at((left + cut) / 2, piece.middle)
        if part.text.strip() and holder is not None:
            found.append((part, holder))
        text, left = text[length:], cut
    return found


def _length_at(text: str, share: float) -> int:
    """How many letters fill a share of the text's width, Chinese ones twice as wide as Latin."""
    widths = [1 if char.isascii() else 2 for char in text]
    goal, reached = share * sum(widths), 0.0
    for index, width in enumerate(widths):
        if reached + width / 2 > goal:
            return index
        reached += width
    return len(text)


def _rows(grid: RuledGrid, cells: dict[MergedArea, list[Piece]]) -> tuple[tuple[str, ...], ...]:
    rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for cell, pieces in cells.items():
        lines = in_reading_order(pieces)
        height = statistics.median(p.bottom - p.top for p in pieces)
        text = ""
        reached = False
        for line in lines:
            text += ("" if reached or not text else "\n") + join_line(line)
            reached = grid.xs[cell.right + 1] - max(p.right for p in line) < 1.8 * height
        rows[cell.top][cell.left] = text
    return tuple(tuple(row) for row in rows)


def _share(line: Sequence[Piece], wide: float, high: float) -> Box:
    return (
        round(max(0.0, min(p.left for p in line) / wide), 4),
        round(max(0.0, min(p.top for p in line) / high), 4),
        round(min(1.0, max(p.right for p in line) / wide), 4),
        round(min(1.0, max(p.bottom for p in line) / high), 4),
    )
