"""`.pdf`: lines with boxes in reading order, ruled tables, running lines left out.

A page without usable text of its own is left to OCR.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from duijie.engines.documents.draft import Draft, refuse
from duijie.engines.documents.readers.aligned import find_aligned
from duijie.engines.documents.readers.layout import (
    Columns,
    Piece,
    find_columns,
    in_reading_order,
    join_line,
)
from duijie.engines.documents.readers.pdf_damage import pdf_damage
from duijie.engines.documents.readers.pdf_page import Letter, PdfPage, runs
from duijie.engines.documents.readers.ruled import RuledGrid, find_grids
from duijie.engines.documents.readers.running import EdgeLine, find_running
from duijie.engines.documents.types import BlockKind, Box, MergedArea, Table, TextBlock

_PASSWORD_ERROR: Final = 4
_HEADING: Final = 1.18
"""Height of a heading's letters against the usual ones of the document."""


@dataclass(slots=True)
class _Line:
    text: str
    box: Box
    size: float
    table: Table | None = None
    edges: tuple[float, ...] = ()
    """Column edges of the table."""


@dataclass(slots=True)
class _Pages:
    lines: dict[int, list[_Line]] = field(default_factory=dict)
    ocr: list[int] = field(default_factory=list)
    columns: tuple[Columns, ...] = ()
    """Of the last page that had any."""


def read_pdf(draft: Draft) -> None:
    """Text layer of every page; pages that need OCR are left in `draft.ocr_pages`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(draft.source.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise refuse("documents.encrypted") from error
        raise
    limit = draft.source.limits.pdf_pages
    try:
        draft.page_count = len(document)
        if document.get_formtype():
            document.init_forms()
        if draft.page_count > limit:
            draft.partial("documents.too_many_pages", count=draft.page_count, limit=limit)
        if pdf_damage(draft.source.data):
            # pdfium repairs what it can without a word; what it could not is simply missing.
            draft.partial("documents.repaired")
        pages = _Pages()
        for number in range(1, min(draft.page_count, limit) + 1):
            try:
                _read_page(draft, document, number, pages)
            except Exception:  # noqa: BLE001, RUF100  # one bad page must not lose the others
                draft.partial("documents.page_damaged", place=draft.place(page=number), page=number)
    finally:
        document.close()
    draft.ocr_pages = tuple(pages.ocr)
    _drop_running(draft, pages)
    _join_tables(pages)
    _add(draft, pages)


def _read_page(draft: Draft, document: Any, number: int, pages: _Pages) -> None:
    page = document[number - 1]
    if page.formenv:
        # What was filled into form fields is text only after it is drawn into the page.
        page.flatten()
        page = document[number - 1]
    view = PdfPage(page)
    letters = view.letters()
    if _needs_ocr(view, len(letters)):
        pages.ocr.append(number)
        pages.lines[number] = []
    else:
        pages.lines[number] = _lines(draft, view, letters, number, pages)
        if not pages.lines[number]:
            draft.note("documents.page_blank", place=draft.place(page=number), page=number)
    page.close()


def _needs_ocr(view: PdfPage, letters: int) -> bool:
    if view.unusable > 0.3 * (letters + view.unusable) and view.unusable > 5:
        return True
    if letters >= 60:
        return False
    share = view.image_share()
    if letters < 8:
        return share > 0.05 or view.path_count() > 200
    return share > 0.5


def _lines(
    draft: Draft, view: PdfPage, letters: list[Letter], number: int, pages: _Pages
) -> list[_Line]:
    grids = find_grids(view.rules())
    held: list[dict[MergedArea, list[Letter]]] = [{} for _ in grids]
    free: list[Letter] = []
    for letter in letters:
        x, y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
        for index, grid in enumerate(grids):
            cell = grid.cell_at(x, y)
            if cell is not None:
                held[index].setdefault(cell, []).append(letter)
                break
        else:
            free.append(letter)
    pieces = runs(free)
    tables: list[tuple[Table, tuple[float, ...]]] = []
    for grid, cells in zip(grids, held, strict=True):
        if len(cells) < 2:
            pieces.extend(runs([letter for cell in cells.values() for letter in cell]))
            continue
        box = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
        pieces.append(Piece("", *box, table=len(tables)))
        place = draft.place(page=number, row=1, column=1, box=_share(view, box))
        tables.append((Table(_rows(grid, cells), place, grid.merged), grid.xs))
    pieces = _with_aligned(draft, view, pieces, number, tables)
    order = in_reading_order(pieces, pages.columns)
    pages.columns = find_columns(pieces) or pages.columns
    found = []
    for line in order:
        if line[0].table is not None:
            table, edges = tables[line[0].table]
            assert table.place.box is not None
            found.append(_Line("", table.place.box, 0.0, table, edges))
        else:
            found.append(_line(view, line))
    return found


def _with_aligned(
    draft: Draft,
    view: PdfPage,
    pieces: list[Piece],
    number: int,
    tables: list[tuple[Table, tuple[float, ...]]],
) -> list[Piece]:
    """The pieces with tables without rules in the place of theirs; these are added to `tables`."""
    for found in find_aligned(pieces):
        box = _bounds(found.pieces)
        place = draft.place(page=number, row=1, column=1, box=_share(view, box))
        used = {id(piece) for piece in found.pieces}
        pieces = [piece for piece in pieces if id(piece) not in used]
        pieces.append(Piece("", *box, table=len(tables)))
        tables.append((Table(found.rows, place), found.edges))
    return pieces


def _bounds(pieces: Sequence[Piece]) -> Box:
    return (
        min(piece.left for piece in pieces),
        min(piece.top for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.bottom for piece in pieces),
    )


def _line(view: PdfPage, line: Sequence[Piece]) -> _Line:
    box = _bounds(line)
    return _Line(join_line(line), _share(view, box), statistics.median(p.size for p in line))


def _share(view: PdfPage, box: Box) -> Box:
    def clipped(value: float) -> float:
        return round(min(1.0, max(0.0, value)), 4)

    return (
        clipped(box[0] / view.width),
        clipped(box[1] / view.height),
        clipped(box[2] / view.width),
        clipped(box[3] / view.height),
    )


def _rows(grid: RuledGrid, cells: dict[MergedArea, list[Letter]]) -> tuple[tuple[str, ...], ...]:
    rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for cell, letters in cells.items():
        rows[cell.top][cell.left] = _cell_text(letters, grid.xs[cell.right + 1])
    return tuple(tuple(row) for row in rows)


def _cell_text(letters: list[Letter], right: float) -> str:
    """Lines of a cell; one that reaches the cell's edge goes on in the next."""
    text = ""
    reached = False
    for line in in_reading_order(runs(letters)):
        shown = join_line(line)
        if not text:
            text = shown
        elif reached:
            blank = " " if text[-1:].isascii() and shown[:1].isascii() else ""
            text += blank + shown
        else:
            text += "\n" + shown
        height = max(p.bottom - p.top for p in line)
        reached = right - max(p.right for p in line) < 1.6 * height
    return text


def _drop_running(draft: Draft, pages: _Pages) -> None:
    edge = [
        EdgeLine((number, index), line.text, (line.box[1] + line.box[3]) / 2)
        for number, lines in pages.lines.items()
        for index, line in enumerate(lines)
        if line.table is None
    ]
    running = find_running(edge, len(pages.lines))
    if running:
        example = max(running.values(), key=len)
        draft.note("documents.running_lines", example=example[:60])
    for number, lines in pages.lines.items():
        pages.lines[number] = [
            line for index, line in enumerate(lines) if (number, index) not in running
        ]


def _join_tables(pages: _Pages) -> None:
    """A table that ends one page and goes on at the top of the next becomes one."""
    last: _Line | None = None
    for number in sorted(pages.lines):
        lines = pages.lines[number]
        first = lines[0] if lines else None
        if last and first and first.table and last.table and _is_continued(last, first):
            last.table = _joined(last.table, first.table)
            del lines[0]
            if not lines:
                continue
        last = lines[-1] if lines and lines[-1].table else None


def _is_continued(last: _Line, first: _Line) -> bool:
    return len(last.edges) == len(first.edges) and all(
        abs(a - b) < 5 for a, b in zip(last.edges, first.edges, strict=True)
    )


def _joined(upper: Table, lower: Table) -> Table:
    repeated = 1 if lower.rows[0] == upper.rows[0] else 0
    shift = len(upper.rows) - repeated
    moved = tuple(
        MergedArea(a.top + shift, a.left, a.bottom + shift, a.right)
        for a in lower.merged
        if a.top >= repeated
    )
    return replace(upper, rows=upper.rows + lower.rows[repeated:], merged=upper.merged + moved)


def _add(draft: Draft, pages: _Pages) -> None:
    texts = [line for lines in pages.lines.values() for line in lines if line.table is None]
    sizes = [line.size for line in texts for _ in range(len(line.text))]
    usual = statistics.median(sizes) if sizes else 0.0
    for number in sorted(pages.lines):
        for line in pages.lines[number]:
            if line.table is not None:
                draft.add_table(line.table)
                continue
            is_heading = usual and line.size >= _HEADING * usual and len(line.text) <= 60
            kind = BlockKind.HEADING if is_heading else BlockKind.LINE
            draft.add_text(line.text, kind, draft.place(page=number, box=line.box))
    first = [line for line in pages.lines.get(1, []) if line.table is None and len(line.text) > 1]
    if first:
        draft.title = max(first, key=lambda line: line.size).text
    elif heading := next((b for b in draft.blocks if isinstance(b, TextBlock)), None):
        draft.title = heading.text
