"""`.pptx`: the texts and tables of the slides, one page each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duijie.engines.documents.draft import Draft, rows_to_table
from duijie.engines.documents.readers.package import Package, local
from duijie.engines.documents.types import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_slides(draft: Draft) -> None:
    """Slides in their file order; notes and masters are left out."""
    package = Package(draft.source.data, draft.source.limits)
    found = [(re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name), name) for name in package.names]
    slides = sorted((int(match[1]), name) for match, name in found if match)
    draft.page_count = len(slides)
    for page, (_, name) in enumerate(slides, 1):
        _walk(draft, package.xml(name), page)
    draft.title = next((b.text for b in draft.blocks if hasattr(b, "text")), "")


def _walk(draft: Draft, element: _Element, page: int) -> None:
    for child in element:
        if local(child) == "tbl":
            rows = [
                ["\n".join(_lines(cell)) for cell in row if local(cell) == "tc"]
                for row in child
                if local(row) == "tr"
            ]
            draft.add_table(rows_to_table(rows, draft.place(page=page, row=1, column=1)))
        elif local(child) == "txBody":
            for line in _lines(child):
                draft.add_text(line, BlockKind.LINE, draft.place(page=page))
        else:
            _walk(draft, child, page)


def _lines(element: _Element) -> list[str]:
    lines = []
    for paragraph in element.iter("{*}p"):
        text = "".join(run.text or "" for run in paragraph.iter("{*}t")).strip()
        if text:
            lines.append(text)
    return lines
