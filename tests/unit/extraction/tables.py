"""Documents built by hand, as the readers would give them."""

from __future__ import annotations

from collections.abc import Sequence

from duijie.engines.documents.types import BlockKind, Document, MergedArea, Place, Table, TextBlock

Row = Sequence[str | None]
Area = tuple[int, int, int, int]


def table(
    rows: Sequence[Row],
    *,
    sheet: str | None = "Sheet1",
    file: str = "f.xlsx",
    merged: Sequence[Area] = (),
    page: int | None = None,
) -> Table:
    width = max(len(row) for row in rows)
    grid = tuple((*(cell or "" for cell in row), *[""] * (width - len(row))) for row in rows)
    place = Place(file, page=page, sheet=sheet, row=1, column=1)
    return Table(grid, place, tuple(MergedArea(*area) for area in merged))


def paragraph(
    text: str, *, file: str = "f.docx", kind: BlockKind = BlockKind.PARAGRAPH
) -> TextBlock:
    return TextBlock(text, Place(file), kind)


def lines(
    text: str, *, file: str = "f.pdf", page: int = 1, is_ocr: bool = False, left: float = 0.1
) -> list[TextBlock]:
    """The lines of a page, with boxes as wide as their texts."""
    found = []
    for index, line in enumerate(text.strip("\n").split("\n")):
        if not line.strip():
            continue
        top = 0.05 + 0.02 * index
        right = left + 0.02 * len(line)
        place = Place(file, page=page, box=(left, top, right, top + 0.015))
        found.append(TextBlock(line, place, BlockKind.LINE, is_ocr, 0.9 if is_ocr else None))
    return found


def document(
    *blocks: TextBlock | Table, file: str = "f.xlsx", title: str = "", kind: str | None = None
) -> Document:
    return Document(
        id=file.rsplit(".", 1)[0],
        file=file,
        kind=kind or file.rsplit(".", 1)[-1],
        title=title,
        blocks=tuple(blocks),
    )
