"""Doubled punctuation: ，， and 。。 and the stray comma before another mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.engines.text.mapping import Edit

_RUN = re.compile(r"[,，、；：。！？](?:[ \t]*[,，、；：。！？])+")
_STRENGTH = {mark: rank for rank, mark in enumerate(",，、：；。")}
_EMPHATIC = "！？"


def is_wide(char: str) -> bool:
    """Whether a character is written in a full square: ideographs, Chinese marks and quotes."""
    return char >= "\u2e80" or char in "“”‘’…—·"


def punctuation_edits(text: str) -> Iterator[Edit]:
    """Keep one mark of each run: the strongest, the first of equals; ！ and ？ may alternate.

    …… and —— are no doubles and stay. A run of ASCII commas is touched only next to a wide
    character, for `a,,b` is a row with an empty cell.
    """
    for match in _RUN.finditer(text):
        run = match.group()
        if run.strip(", \t"):
            kept = _kept_marks(run)
        else:
            kept = _kept_commas(text, match.start(), match.end())
        at = 0
        for index in [*kept, len(run)]:
            if index > at:
                yield match.start() + at, match.start() + index, ""
            at = index + 1


def _kept_marks(run: str) -> list[int]:
    emphatic = [i for i, mark in enumerate(run) if mark in _EMPHATIC]
    if emphatic:
        return [i for n, i in enumerate(emphatic) if n == 0 or run[i] != run[emphatic[n - 1]]]
    return [max(range(len(run)), key=lambda i: (_STRENGTH.get(run[i], -1), -i))]


def _kept_commas(text: str, start: int, end: int) -> list[int]:
    everything = list(range(end - start))
    if " " in text[start:end] or "\t" in text[start:end]:
        return everything
    if start > 0 and is_wide(text[start - 1]):
        return everything[-1:]
    if end < len(text) and is_wide(text[end]):
        return everything[:1]
    return everything
