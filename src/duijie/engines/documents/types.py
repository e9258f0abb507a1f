"""What a reader makes of a file: blocks of text and tables, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from duijie.errors import Message

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page, 0..1, origin top left."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Numbers count from 1, as the user's own program shows them."""

    file: str
    """Path below what was read, with `/`; inside an archive `bundle.zip!inner/needs.xlsx`."""
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    box: Box | None = None


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    LINE = "line"
    """A line as drawn, not yet known to be a whole paragraph (PDF text layer, OCR)."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    text: str
    place: Place
    kind: BlockKind = BlockKind.PARAGRAPH
    is_ocr: bool = False
    confidence: float | None = None
    """Of OCR, 0..1."""


@dataclass(frozen=True, slots=True)
class MergedArea:
    """A merged cell, in indices of `Table.rows` (from 0, ends included)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of texts. Every row has the same number of cells.

    A merged cell's text stands in its top left cell; the others are empty. `place.row` and
    `place.column` are those of `rows[0][0]`, so cell (r, c) stands at row `place.row + r`.
    """

    rows: tuple[tuple[str, ...], ...]
    place: Place
    merged: tuple[MergedArea, ...] = ()


Block = TextBlock | Table


class Severity(StrEnum):
    REFUSED = "refused"
    """Nothing of the file was read."""
    PARTIAL = "partial"
    """Some of it was not read; the message says what."""
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell the user about a file, with its place."""

    message: Message
    place: Place
    severity: Severity


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read. `blocks` is in reading order."""

    id: str
    """File stem, as `duijie extract` names it; made unique within one read by `-2`, `-3`."""
    file: str
    kind: str
    """`xlsx`, `docx`, `pdf`, ... by content, not by name."""
    title: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    page_count: int | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    """`date`, `author`, `site` where the file tells them."""

    @property
    def is_read(self) -> bool:
        return not any(finding.severity is Severity.REFUSED for finding in self.findings)
