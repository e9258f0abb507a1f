"""Doubled punctuation: ，， and 。。 and the stray comma before another mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duijie.engines.text.mapping import Edit

_RUN = re.compile(r"[,，、；：。！？](?:[ \t]*[,，、；：。！？])+")
_COMMAS = re.compile(",+")
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
        if match.group().strip(", \t"):
            yield from _drop_others(match.start(), match.end(), _kept_marks(match.group()))
            continue
        # commas with spaces between are several runs: a piece may hold just one of them
        for commas in _COMMAS.finditer(text, match.start(), match.end()):
            kept = _kept_commas(text, commas.start(), commas.end())
            yield from _drop_others(commas.start(), commas.end(), kept)


def _drop_others(start: int, end: int, kept: list[int]) -> Iterator[Edit]:
    at = start
    for index in [*(start + k for k in kept), end]:
        if index > at:
            yield at, index, ""
        at = index + 1


def _kept_marks(run: str) -> list[int]:
    emphatic = [i for i, mark in enumerate(run) if mark in _EMPHATIC]
    if emphatic:
        return [i for n, i in enumerate(emphatic) if n == 0 or run[i] != run[emphatic[n - 1]]]
    return [max(range(len(run)), key=lambda i: (_STRENGTH.get(run[i], -1), -i))]


def _kept_commas(text: str, start: int, end: int) -> list[int]:
    everything = list(range(end - start))
    if start > 0 and is_wide(text[start - 1]):
        return everything[-1:]
    if end < len(text) and is_wide(text[end]):
        return everything[:1]
    return everything
