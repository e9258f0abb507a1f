"""Comma, semicolon and tab separated texts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from duijie.engines.documents.draft import Draft, rows_to_table
from duijie.engines.documents.encodings import decode

_DELIMITERS: Final = (",", "\t", ";", "|")
_LAST_RESORT: Final = "，"
"""Stands within Chinese sentences too, often equally often in each."""


def read_delimited(draft: Draft) -> None:
    """One table of the whole file. `place.row` counts records, which are lines unless quoted."""
    decoded = decode(draft.source.data)
    if decoded.unreadable:
        draft.partial("documents.unreadable_characters", count=decoded.unreadable)
    text = decoded.text
    delimiter = ""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, text = first[4], rest
    rows, unclear = parse_rows(text, delimiter or sniff_delimiter(text))
    for row in unclear:
        draft.partial("documents.quotes_unclear", place=draft.place(row=row), row=row)
    draft.meta["encoding"] = decoded.encoding
    draft.add_table(rows_to_table(rows, draft.place(row=1, column=1)))


def sniff_delimiter(text: str) -> str:
    """The delimiter that gives most records the same number of cells, more than one.

    Ties go to the comma, then tab, semicolon and bar; the full-width comma is asked only where
    none of them parts most of the records. A text in which nothing separates is one column.
    """
    sample = text[:65536]
    best, best_score = ",", 0.0
    parted = 0.0
    for delimiter in (*_DELIMITERS, _LAST_RESORT):
        if delimiter == _LAST_RESORT and parted > 0.5:
            break
        rows = [row for row in _parsed(sample, delimiter, csv.QUOTE_MINIMAL)[:200] if any(row)]
        widths = Counter(len(row) for row in rows)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        parted = max(parted, sum(wide.values()) / len(rows))
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = count / len(rows) + min(width, 20) / 1000
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def parse_rows(text: str, delimiter: str) -> tuple[list[list[str]], tuple[int, ...]]:
    """Records of `text`, and the numbers (from 1) of those where a stray quote swallowed others.

    Where a quote swallowed over 200 lines, or the rest of the file, quotes are taken as plain
    characters so that the records arrive.
    """
    rows = _parsed(text, delimiter, csv.QUOTE_MINIMAL)
    usual = Counter(len(row) for row in rows if len(row) > 1).most_common(1)
    width = usual[0][0] if usual else 2
    unclear = tuple(
        number
        for number, row in enumerate(rows, 1)
        if any(_swallowed(cell, delimiter, width) for cell in row)
    )
    is_open = bool(rows) and bool(unclear) and unclear[-1] == len(rows)
    if is_open or any(cell.count("\n") > 200 for row in rows for cell in row):
        return _parsed(text, delimiter, csv.QUOTE_NONE), unclear
    return rows, unclear


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell holds what looks like a whole record of its own."""
    lines = cell.split("\n")[1:]
    return sum(line.count(delimiter) >= width - 1 for line in lines) >= 1 and len(lines) > 0


def _parsed(text: str, delimiter: str, quoting: int) -> list[list[str]]:
    # `newline=""`: the csv module tells line ends within quotes from those between records.
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter, quoting=quoting, strict=False)  # type: ignore[arg-type]  # typeshed wants the literal
    return [[cell.strip() for cell in row] for row in reader]
