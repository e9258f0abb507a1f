"""One PDF page by pdfium: its letters, its rules, and whether its text can be used."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from ctypes import c_float
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from duijie.engines.documents.readers.layout import Piece
from duijie.engines.documents.readers.ruled import Rule

_MOST_LETTERS: Final = 60_000
_MOST_OBJECTS: Final = 20_000
_THIN: Final = 2.5


@dataclass(frozen=True, slots=True)
class Letter:
    """A character with its box in points from the top left of the page as shown."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_after_space: bool


class PdfPage:
    """A page as shown: rotation and the offset of its box are worked in."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.width, self.height = page.get_size()
        self._rotation = page.get_rotation()
        left, bottom, right, top = page.get_cropbox()
        self._origin = (left, bottom)
        self._extent = (max(right - left, 1.0), max(top - bottom, 1.0))
        self.unusable = 0
        """Characters that are no text: unmapped glyphs, private ones, controls."""

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file's own coordinates, from the top left of the page as shown."""
        across = (x - self._origin[0]) / self._extent[0]
        up = (y - self._origin[1]) / self._extent[1]
        turned = {
            0: (across, 1 - up),
            90: (up, across),
            180: (1 - across, up),
            270: (1 - up, 1 - across),
        }[self._rotation]
        return turned[0] * self.width, turned[1] * self.height

    def letters(self) -> list[Letter]:
        """Characters in the order of the file; slanted ones (watermarks) are left out."""
        import pypdfium2.raw as pdfium

        text_page = self._page.get_textpage()
        found: list[Letter] = []
        after_space = False
        for index in range(min(text_page.count_chars(), _MOST_LETTERS)):
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            char = chr(code) if code < 0x110000 else "\ufffd"
            if char.isspace() or char == "\x00" or not code:
                after_space = True
                continue
            if char in "\u00ad\ufffe\x02":  # soft hyphens as pdfium reports them
                continue
            if pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1 or not _is_text(char):
                self.unusable += 1
                continue
            angle = pdfium.FPDFText_GetCharAngle(text_page, index) % 1.5708
            if 0.09 < angle < 1.48:
                continue
            found.append(self._letter(text_page, index, char, after_space))
            after_space = False
        text_page.close()
        return found

    def _letter(self, text_page: Any, index: int, char: str, after_space: bool) -> Letter:
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        x0, y0 = self.shown(left, top)
        x1, y1 = self.shown(right, bottom)
        return Letter(char, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), after_space)

    def image_share(self) -> float:
        """Share of the page that pictures cover, at most 1."""
        import pypdfium2.raw as pdfium

        area: float = 0.0
        for item in self._objects(pdfium.FPDF_PAGEOBJ_IMAGE):
            matrices = _matrices(item)
            corners = [_applied(matrices, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            xs, ys = [c[0] for c in corners], [c[1] for c in corners]
            area += (max(xs) - min(xs)) * (max(ys) - min(ys))
        return float(min(1.0, area / (self._extent[0] * self._extent[1])))

    def path_count(self) -> int:
        """Drawn paths; many of them and no text mean letters turned into outlines."""
        import pypdfium2.raw as pdfium

        return sum(1 for _ in self._objects(pdfium.FPDF_PAGEOBJ_PATH))

    def rules(self) -> list[Rule]:
        """Straight level and upright lines, thin rectangles and edges of boxes among them."""
        import pypdfium2.raw as pdfium

        found: list[Rule] = []
        for item in self._objects(pdfium.FPDF_PAGEOBJ_PATH):
            for subpath in _subpaths(item):
                points = [self.shown(x, y) for x, y in subpath]
                found.extend(_rules_of(points))
            if len(found) > _MOST_OBJECTS:
                return []
        return found

    def _objects(self, sort: int) -> Iterator[Any]:
        for count, item in enumerate(self._page.get_objects(filter=[sort], max_depth=6)):
            if count >= _MOST_OBJECTS:
                return
            yield item


def _is_text(char: str) -> bool:
    return char != "\ufffd" and unicodedata.category(char) not in {"Cc", "Co", "Cn", "Cs"}


def _matrices(item: Any) -> list[tuple[float, ...]]:
    """Transformations of an object, innermost first: its own and those of the forms around it."""
    found: list[tuple[float, ...]] = []
    node = item
    while node is not None and len(found) < 10:
        found.append(node.get_matrix().get())
        node = getattr(node, "container", None)
    return found


def _applied(matrices: Sequence[tuple[float, ...]], x: float, y: float) -> tuple[float, float]:
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y


def _subpaths(item: Any) -> Iterator[list[tuple[float, float]]]:
    """Corner points of each part of a path; parts with curves are left out."""
    import pypdfium2.raw as pdfium

    matrices = _matrices(item)
    points: list[tuple[float, float]] = []
    is_straight = True
    x, y = c_float(), c_float()
    count = pdfium.FPDFPath_CountSegments(item)
    for index in range(min(count, 5000)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        sort = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if sort == pdfium.FPDF_SEGMENT_MOVETO:
            if is_straight and len(points) > 1:
                yield points
            points, is_straight = [], True
        elif sort == pdfium.FPDF_SEGMENT_BEZIERTO:
            is_straight = False
        points.append(_applied(matrices, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if is_straight and len(points) > 1:
        yield points


def _rules_of(points: Sequence[tuple[float, float]]) -> Iterator[Rule]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    if tall <= _THIN and wide > 2 * tall:
        yield Rule(True, (max(ys) + min(ys)) / 2, min(xs), max(xs))
    elif wide <= _THIN and tall > 2 * wide:
        yield Rule(False, (max(xs) + min(xs)) / 2, min(ys), max(ys))
    else:
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y1 - y0) < 0.5:
                yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
            elif abs(x1 - x0) < 0.5:
                yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def runs(letters: Sequence[Letter]) -> list[Piece]:
    """Letters that follow each other on a line without a wide gap, as pieces of text."""
    groups: list[list[Letter]] = []
    for letter in letters:
        last = groups[-1][-1] if groups else None
        if last is not None and _follows(last, letter):
            groups[-1].append(letter)
        else:
            groups.append([letter])
    return [_piece(group) for group in groups]


def _follows(last: Letter, letter: Letter) -> bool:
    height = max(last.bottom - last.top, letter.bottom - letter.top, 1.0)
    drop = abs((last.top + last.bottom) - (letter.top + letter.bottom)) / 2
    gap = letter.left - last.right
    return drop < 0.4 * height and -0.8 * height < gap < 0.6 * height


def _piece(group: Sequence[Letter]) -> Piece:
    text = group[0].text
    for last, letter in pairwise(group):
        height = max(letter.bottom - letter.top, 1.0)
        is_open = letter.is_after_space or letter.left - last.right > 0.25 * height
        if is_open and (letter.text.isascii() or last.text.isascii() or letter.is_after_space):
            text += " "
        text += letter.text
    return Piece(
        text,
        min(letter.left for letter in group),
        min(letter.top for letter in group),
        max(letter.right for letter in group),
        max(letter.bottom for letter in group),
        sorted(letter.bottom - letter.top for letter in group)[len(group) // 2],
    )
