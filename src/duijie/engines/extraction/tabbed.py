"""Tables in plain text, by tabs or bars."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from duijie.engines.documents.types import Table
from duijie.engines.extraction.paragraphs import Paragraph


def tabbed_table(paragraphs: Sequence[Paragraph]) -> Table | None:
    """Lines of a text file that are a table by tabs or bars."""
    for mark in ("\t", "|", "｜"):
        counts = [p.text.strip("|｜").count(mark) for p in paragraphs]
        width = Counter(c for c in counts if c).most_common(1)
        if width and width[0][1] >= max(2, 0.6 * len(paragraphs)) and width[0][0] >= 1:
            columns = width[0][0] + 1
            rows = []
            for paragraph in paragraphs:
                cells = [cell.strip() for cell in paragraph.text.strip("|｜").split(mark)]
                if all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                    continue
                rows.append(
                    tuple([*cells, *[""] * columns][:columns])
                    if len(cells) <= columns
                    else (*cells[: columns - 1], mark.join(cells[columns - 1 :]))
                )
            return Table(
                tuple(rows),
                replace(paragraphs[0].place, row=paragraphs[0].place.row or 1, column=1),
            )
    return None
