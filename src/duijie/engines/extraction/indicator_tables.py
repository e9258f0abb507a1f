"""Small tables of indicators within a form: what is measured, as it is, and as it shall be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duijie.engines.extraction.grid import Grid
from duijie.engines.extraction.pairs import Pair
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.values import is_nothing
from duijie.engines.extraction.vocabulary import read_header, squeeze

_NAMES = re.compile(r"^(?:.{0,4}指标(?:名称|项目?|内容)?|参数(?:名称)?|考核(?:内容|项目?))$")
_WANTED = re.compile(r"^(?:.{0,4}(?:目标|要求|期望|预期|指标|达到)值?|拟达到.{0,4}|指标要求)$")


def with_indicators(before: Sequence[Pair], grid: Grid) -> list[Pair] | None:
    """The pairs of a form and the table `指标名称 | 现状值 | 目标值` below it, or None.

    A line each row: `密度：现状值 0.9；目标值 1.2`; with only two columns `密度：1.2`. They go
    under the form's own last label for indicators, if it has one.
    """
    text = _indicators(grid) if before else None
    if text is None:
        return None
    pairs = list(before)
    for index in reversed(range(len(pairs))):
        term = pairs[index].term
        if term is not None and term.fields == (Field.INDICATORS,):
            joined = f"{pairs[index].text}\n{text}".strip()
            pairs[index] = replace(pairs[index], text=joined)
            return pairs
    return [*pairs, Pair("考核指标", text, grid.place(0), read_header("考核指标"))]


def _indicators(grid: Grid) -> str | None:
    rows = [row for row in range(grid.height) if not grid.is_blank(row)]
    if len(rows) < 2:
        return None
    heads = {cell.left: squeeze(cell.text) for cell in grid.filled(rows[0])}
    named = [column for column, head in heads.items() if _NAMES.match(head)][:1]
    values = [column for column in heads if column not in named and column > min(named, default=0)]
    if not named or not any(_WANTED.match(heads[column]) for column in values):
        return None
    lines: list[str] = []
    for row in rows[1:]:
        said = [(heads[c], text) for c in values if not is_nothing(text := grid.text(row, c))]
        told = "；".join(f"{head} {text}" if len(values) > 1 else text for head, text in said)
        if told:
            lines.append(f"{grid.text(row, named[0])}：{told}".strip("："))
    return "\n".join(lines) or None
