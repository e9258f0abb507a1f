"""Texts cut into passages short enough to be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from duijie.engines.ranking.terms import count_terms
from duijie.engines.ranking.types import Span
from duijie.engines.text import sentences

QUOTE_CHARACTERS: Final = 90
"""A longer sentence is cut at its inner punctuation: a claim of a patent is often one sentence."""
MAX_PASSAGES: Final = 40
CUTS: Final = (re.compile("[；;]"), re.compile("[，,：:、]"))
KEPT_TEXTS: Final = 20_000
_LABEL: Final = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*)?[【\[]?"
    r"(?:[\u4e00-\u9fff]{2,6}|[A-Za-z][A-Za-z ]{2,24})[】\]]?\s*[:：]\s*"
)


@dataclass(frozen=True, slots=True)
class Passage:
    span: Span
    quote: str

    def terms(self, is_stemmed: bool) -> frozenset[str]:
        return _terms(self.quote, is_stemmed)


def list_passages(title: str, text: str, prefix: str = "") -> tuple[Passage, ...]:
    """The title and the sentences of a text; `prefix` goes before the field's name in spans."""
    own = [(f"{prefix}title", title)] if title.strip() else []
    return tuple(
        Passage(Span(field, start, end), source[start:end])
        for field, source in [*own, (f"{prefix}text", text)]
        for start, end in _cut(source, is_title=field.endswith("title"))
    )


@lru_cache(maxsize=KEPT_TEXTS)
def _cut(source: str, *, is_title: bool) -> tuple[tuple[int, int], ...]:
    spans = [(0, len(source))] if is_title else list(sentences(source))
    short = [part for start, end in spans for part in _shorten(source, start, end, 0)]
    if not is_title:
        short = [(_after_label(source, start, end), end) for start, end in short]
    trimmed = [_trim(source, start, end) for start, end in short]
    return tuple((start, end) for start, end in trimmed[:MAX_PASSAGES] if end > start)


@lru_cache(maxsize=KEPT_TEXTS)
def _terms(quote: str, is_stemmed: bool) -> frozenset[str]:
    return frozenset(count_terms(quote, is_stemmed=is_stemmed))


def _shorten(source: str, start: int, end: int, level: int) -> Iterator[tuple[int, int]]:
    """Cuts at the weakest punctuation needed, clauses joined again as long as they stay short."""
    if end - start <= QUOTE_CHARACTERS or level == len(CUTS):
        yield start, end
        return
    held: tuple[int, int] | None = None
    marks = [match.end() for match in CUTS[level].finditer(source, start, end)]
    for clause_end in dict.fromkeys([*marks, end]):
        clause_start = held[1] if held else start
        if held and clause_end - held[0] > QUOTE_CHARACTERS:
            yield from _shorten(source, *held, level + 1)
            held = None
        held = (held[0] if held else clause_start, clause_end)
        start = clause_end
    if held:
        yield from _shorten(source, *held, level + 1)


def _after_label(source: str, start: int, end: int) -> int:
    """Where a passage begins to say something: after 技术简介： and the like."""
    label = _LABEL.match(source, start, end)
    return label.end() if label else start


def _trim(source: str, start: int, end: int) -> tuple[int, int]:
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end
