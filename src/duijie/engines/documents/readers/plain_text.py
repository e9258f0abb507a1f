"""`.txt` and `.md`: lines, Markdown headings, lists, tables, and HTML left in by scrapers."""

from __future__ import annotations

import re
import statistics
from typing import Final

from duijie.engines.documents.draft import Draft, rows_to_table
from duijie.engines.documents.encodings import decode
from duijie.engines.documents.readers.markup import parse_html, pieces
from duijie.engines.documents.types import BlockKind, Table

_HEADING: Final = re.compile(r"\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_ITEM: Final = re.compile(r"\s*[-*+•●■◆]\s+(.+)$")
_TAG: Final = re.compile(
    r"</?(p|br|strong|b|div|span|table|tr|td|h[1-6]|li|ul|a|img)\b[^>]*>", re.I
)
_PIPE_RULE: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")


def read_plain_text(draft: Draft) -> None:
    """One block per line with text, `place.row` its number; runs of tabbed lines are tables."""
    decoded = decode(draft.source.data)
    if decoded.unreadable:
        draft.partial("documents.unreadable_characters", count=decoded.unreadable)
    lines = decoded.text.split("\n")
    usual = BlockKind.LINE if _is_hard_wrapped(lines) else BlockKind.PARAGRAPH
    index = 0
    while index < len(lines):
        used = _add_table(draft, lines, index)
        if used:
            index += used
            continue
        _add_line(draft, lines[index], index + 1, usual)
        index += 1
    draft.title = _title(draft)


def _add_line(draft: Draft, line: str, number: int, usual: BlockKind) -> None:
    place = draft.place(row=number)
    heading = _HEADING.match(line)
    if heading:
        draft.add_text(heading[2], BlockKind.HEADING, place)
    elif _TAG.search(line):
        root = parse_html(line)
        for piece in pieces(root) if root is not None else ():
            if piece.grid:
                draft.add_table(Table(piece.grid.rows, place, piece.grid.merged))
            draft.add_text(piece.text, piece.kind, place)
    elif item := _ITEM.match(line):
        draft.add_text(item[1], BlockKind.LIST_ITEM, place)
    else:
        draft.add_text(line, usual, place)


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Lines cut at one width by a program: most are about as long as the longest."""
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    if len(lengths) < 6:
        return False
    widest = statistics.quantiles(lengths, n=10)[-1]
    near = sum(0.8 * widest <= length <= widest + 2 for length in lengths)
    return widest >= 15 and near >= 0.6 * len(lengths) and max(lengths) <= 1.3 * widest + 2


def _add_table(draft: Draft, lines: list[str], start: int) -> int:
    """Add the table that begins at line `start` (from 0); how many lines it took, 0 for none."""
    if "\t" in lines[start].strip():
        return _add_tabbed(draft, lines, start)
    if lines[start].count("|") >= 2 or (
        "|" in lines[start] and start + 1 < len(lines) and _PIPE_RULE.match(lines[start + 1])
    ):
        return _add_piped(draft, lines, start)
    return 0


def _add_tabbed(draft: Draft, lines: list[str], start: int) -> int:
    end = start
    while end < len(lines) and "\t" in lines[end].strip():
        end += 1
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[start:end]]
    widths = [len(row) for row in rows]
    if len(rows) < 3 or statistics.mode(widths) < 2 or widths.count(max(widths)) < len(rows) / 2:
        return 0
    draft.add_table(rows_to_table(_even(rows), draft.place(row=start + 1, column=1)))
    return end - start


def _add_piped(draft: Draft, lines: list[str], start: int) -> int:
    end = start
    while end < len(lines) and "|" in lines[end]:
        end += 1
    if end - start < 2 or not any(_PIPE_RULE.match(line) for line in lines[start + 1 : start + 2]):
        return 0
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        # The rule stays as a blank row so that rows keep their line numbers.
        if not _PIPE_RULE.match(line)
        else []
        for line in lines[start:end]
    ]
    draft.add_table(rows_to_table(_even(rows), draft.place(row=start + 1, column=1)))
    return end - start


def _even(rows: list[list[str]]) -> list[list[str]]:
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def _title(draft: Draft) -> str:
    """The first heading, else the first short line that is not a row of menu entries."""
    texts = [block for block in draft.blocks[:20] if not isinstance(block, Table)]
    for block in texts:
        if block.kind is BlockKind.HEADING:
            return block.text
    for block in texts[:5]:
        entries = re.split(r"\s+|[|>｜]", block.text)
        is_menu = len(entries) >= 4 and max(map(len, entries)) <= 6
        if len(block.text) <= 60 and not is_menu:
            return block.text
    return ""
