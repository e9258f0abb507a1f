"""What a reader has in hand (`Source`) and what it fills (`Draft`)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from duijie.engines.documents.limits import Limits
from duijie.engines.documents.types import (
    Block,
    BlockKind,
    Box,
    Finding,
    Place,
    Severity,
    Table,
    TextBlock,
)
from duijie.errors import DuijieError, Message


@dataclass(slots=True)
class Scratch:
    """Where files found within files go, and how much more may be unpacked."""

    folder: Path
    depth: int
    """How many archives the file being read lies in."""
    entries: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: its bytes, and what the user knows it as."""

    data: bytes
    file: str
    limits: Limits
    scratch: Scratch | None

    @property
    def name(self) -> str:
        """The last part of `file`, without the archive it lies in."""
        return self.file.rsplit("!", 1)[-1].rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """Lower-cased ending with its dot, or an empty string."""
        return Path(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        return Path(self.name).stem or self.name


@dataclass(frozen=True, slots=True)
class Nested:
    """A file found inside another one, unpacked at `path`; `file` is the label to read it under."""

    file: str
    path: Path
    size: int


@dataclass(slots=True)
class Draft:
    """A document being read. Readers append to it, so that what came before a fault is kept."""

    source: Source
    kind: str
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    nested: list[Nested] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    page_count: int | None = None
    ocr_pages: tuple[int, ...] = ()
    """Pages, from 1, that have no usable text of their own."""
    cells: int = 0

    def place(
        self,
        *,
        page: int | None = None,
        sheet: str | None = None,
        row: int | None = None,
        column: int | None = None,
        box: Box | None = None,
    ) -> Place:
        """A place in this file."""
        return Place(self.source.file, page, sheet, row, column, box)

    def add_text(
        self, text: str, kind: BlockKind = BlockKind.PARAGRAPH, place: Place | None = None
    ) -> None:
        """Append a block of text; blank text is left out."""
        text = text.strip()
        if text:
            self.blocks.append(TextBlock(text, place or self.place(), kind))

    def add_table(self, table: Table | None) -> None:
        """Append a table as far as the cell limit goes; what is cut off is named in a finding."""
        if table is None or not table.rows:
            return
        width = max(1, len(table.rows[0]))
        room = (self.source.limits.table_cells - self.cells) // width
        if room < len(table.rows):
            self.find(
                Severity.PARTIAL,
                "documents.table_cut",
                place=table.place,
                rows=max(room, 0),
                limit=self.source.limits.table_cells,
            )
            table = Table(
                table.rows[: max(room, 0)],
                table.place,
                tuple(area for area in table.merged if area.bottom < room),
            )
        self.cells += width * len(table.rows)
        if table.rows:
            self.blocks.append(table)

    def add_nested(self, name: str, content: IO[bytes]) -> None:
        """Unpack a file found in this one, as far as the allowance goes; `name` is its own path."""
        scratch = self.source.scratch
        label = f"{self.source.file}!{name}"
        if scratch is None or scratch.depth >= self.source.limits.archive_depth:
            self.partial("documents.nested_too_deep", name=name)
            return
        if scratch.entries <= 0:
            self.partial("documents.too_many_entries", limit=self.source.limits.archive_entries)
            return
        # Names in archives are never used as names on disk: they may lead anywhere.
        path = scratch.folder / f"{uuid.uuid4().hex}.bin"
        most = min(scratch.unpacked, self.source.limits.file_bytes)
        size = 0
        with path.open("wb") as target:
            while chunk := content.read(1 << 20):
                size += len(chunk)
                if size > most:
                    break
                target.write(chunk)
        if size > most:
            path.unlink()
            self.partial("documents.member_too_large", name=name, limit_mb=most // 10**6)
            return
        scratch.entries -= 1
        scratch.unpacked -= size
        self.nested.append(Nested(label, path, size))

    def find(
        self, severity: Severity, code: str, *, place: Place | None = None, **params: object
    ) -> None:
        """Add a finding; one that is there already is not repeated."""
        finding = Finding(
            Message(code, {"file": self.source.file, **params}), place or self.place(), severity
        )
        if finding not in self.findings:
            self.findings.append(finding)

    def note(self, code: str, *, place: Place | None = None, **params: object) -> None:
        """Add a finding that loses nothing."""
        self.find(Severity.NOTE, code, place=place, **params)

    def partial(self, code: str, *, place: Place | None = None, **params: object) -> None:
        """Add a finding that says what was not read."""
        self.find(Severity.PARTIAL, code, place=place, **params)


def refuse(code: str, **params: object) -> DuijieError:
    """The error that makes the document being read a refused one. The file's name is added."""
    return DuijieError(code, **params)


def rows_to_table(rows: Sequence[Sequence[str]], place: Place) -> Table | None:
    """Rows of any lengths made into a grid, empty rows and columns at its edges cut off.

    `place` is that of the first cell of `rows`; it moves along when rows or columns are cut.
    Returns None where no cell has text.
    """
    filled = [r for r, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return None
    top, bottom = filled[0], filled[-1]
    left = min(c for r in filled for c, cell in enumerate(rows[r]) if cell.strip())
    right = max(c for r in filled for c, cell in enumerate(rows[r]) if cell.strip())
    width = right - left + 1
    grid = tuple(
        tuple(row[left : right + 1]) + ("",) * (width - len(row[left : right + 1]))
        for row in rows[top : bottom + 1]
    )
    moved = Place(
        place.file,
        place.page,
        place.sheet,
        None if place.row is None else place.row + top,
        None if place.column is None else place.column + left,
        place.box,
    )
    return Table(grid, moved)
