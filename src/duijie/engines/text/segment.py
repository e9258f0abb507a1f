"""Sentences, words and character bigrams, each with its place."""

from __future__ import annotations

import re
from functools import cache

from duijie.engines.text.segmenter import domain_segmenter
from duijie.engines.text.types import Span, Word

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_RUNS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_CLOSERS = r"”’」』》】）)\"'〕］\]"
_END = re.compile(
    rf"(?:[。！？!?]+|…{{1,}}|；|;(?=\s|[{_CJK}])|\.(?=[\s{_CJK}]|$))[{_CLOSERS}]*|\n+"
)
_LIST_NUMBER = re.compile(r"\s*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})\.$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(（])(?:(?:[A-Za-z]\.)+|(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Vol|Fig|Co|Ltd|Inc|Corp|Jr|Sr"
    r"|vs|etc|approx|al|e\.g|i\.e|cf|Ph\.D|M\.D|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)$"
)


def sentences(text: str) -> tuple[Span, ...]:
    """Cut a text into sentences, in order, without the white space around them.

    Ends are 。！？；, a full stop that is no part of a number, a list number or an abbreviation,
    and line ends; quotes and brackets that close behind an end belong to the sentence. An ellipsis
    ends one only before a line end or a closing quote. Nothing but white space is left out.
    """
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if _is_end(text, start, match):
            _append(text, start, match.end(), spans)
            start = match.end()
    _append(text, start, len(text), spans)
    return tuple(spans)


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    mark, end = match.group(), match.end()
    if mark[0] == "…":
        return end == len(text) or text[end] == "\n" or mark[-1] in "”’」』"
    if mark[0] == "." and len(mark) == 1:
        until = text[max(start, end - 12) : end]
        return not (_LIST_NUMBER.fullmatch(text[start:end]) or _ABBREVIATION.search(until))
    if mark == "\n":
        # an English line that goes on in small letters was only wrapped
        left, right = text[match.start() - 1 : match.start()], text[end : end + 1]
        return not ((left.isascii() and left.isalpha()) or left == ",") or not (
            right.isascii() and right.islower()
        )
    return True


def _append(text: str, start: int, end: int, spans: list[Span]) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return
    first = start + piece.index(stripped[0])
    if (
        not any(c.isalnum() for c in stripped)
        and spans
        and text[spans[-1][1] : first].isspace() is False
    ):
        # left-over marks belong to the sentence that they follow without a gap
        spans[-1] = (spans[-1][0], first + len(stripped))
        return
    spans.append((first, first + len(stripped)))


def words(text: str) -> tuple[Word, ...]:
    """Words in order: general dictionary and domain list, lower case, no punctuation or space."""
    found = []
    for word, start, end in domain_segmenter().tokenize(text):
        if any(c.isalnum() for c in word):
            found.append(Word(word.lower(), start, end))
    return tuple(found)


def bigrams(text: str) -> tuple[str, ...]:
    """Pairs of neighbouring ideographs; a lone ideograph and a Latin or digit run come whole.

    Lower case. Repeats stay, in order of the text, so that they can be counted.
    """
    found: list[str] = []
    for match in _RUNS.finditer(text):
        run = match.group().lower()
        if len(run) == 1 or not _is_cjk_run(run[0]):
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tuple(found)


@cache
def _cjk() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]")


def _is_cjk_run(char: str) -> bool:
    return _cjk().match(char) is not None
