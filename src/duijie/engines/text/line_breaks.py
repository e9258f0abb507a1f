"""White space and line ends: broken lines are rejoined, paragraphs stay.

What happens to a gap depends on nothing but the gap and the two characters around it. A decision
from farther away (line lengths, the next line's number) would be another one for a piece of the
text than for the whole, and no span could be traced back. The one thing seen from farther, that a
text was cut at a fixed width, is asked for by `is_wrapped` and passed in by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from duijie.engines.text.mapping import Edit
from duijie.engines.text.punctuation import is_wide

_GAP = re.compile(r"[ \t\n]+")
_LINE_GAP = re.compile(r"(\S)([ \t\u3000]*\r?\n[ \t\u3000]*| )(?=(\S))")
_ENDS_NO_LINE = frozenset("，、（《〈「『【〔“‘")
_STARTS_NO_LINE = frozenset("，。、；：！？）》〉」』】〕”’")
_ENDS_SENTENCE = frozenset("。！？；：….!?;:|")
_OPENS_A_TEXT = frozenset("目本该其此为以在对由从如但若我现将请")
"""What the text behind a heading often begins with: 难题 / 目前, 目标 / 本项目 are two lines."""
_LIST_MARKS = frozenset("●■◆◇○□▪•·*①②③④⑤⑥⑦⑧⑨⑩⑪⑫【#")


def gap_edits(text: str, *, wrapped: bool) -> Iterator[Edit]:
    """Drop the gaps inside a word or sentence; elsewhere keep one or two line ends.

    At the very start and end of the text gaps are kept like those between paragraphs.
    """
    for match in _GAP.finditer(text):
        start, end = match.span()
        gap = match.group()
        if gap == " " and not wrapped and not _is_worth_a_look(text, start, end):
            continue
        if start > 0 and end < len(text) and _is_inside(text[start - 1], gap, text[end], wrapped):
            yield start, end, ""
        elif "\n" in gap:
            yield from _line_end_edits(start, gap, keeps_indent=wrapped)


def _is_worth_a_look(text: str, start: int, end: int) -> bool:
    """Quick way out for the commonest gap by far, a single space in Latin text."""
    return start > 0 and end < len(text) and (is_wide(text[start - 1]) or is_wide(text[end]))


def _line_end_edits(start: int, gap: str, *, keeps_indent: bool) -> Iterator[Edit]:
    first, last = gap.index("\n"), gap.rindex("\n")
    kept = sorted({first, last})
    if keeps_indent and last + 1 < len(gap):
        # one space stays as the sign of a paragraph, else a second cleaning would join it
        kept.append(len(gap) - 1)
    at = 0
    for index in [*kept, len(gap)]:
        if index > at:
            yield start + at, start + index, ""
        at = index + 1


def _is_inside(before: str, gap: str, after: str, wrapped: bool) -> bool:
    """Whether a gap stands inside a sentence and means nothing."""
    breaks = gap.count("\n")
    if _is_glued(before, after):
        return True
    if is_ideograph(before) and is_ideograph(after) and _is_indented(gap, wrapped) is False:
        if wrapped and (breaks == 1 or gap == " "):
            return True
        return is_inside_word(before, after) and not (breaks and after in _OPENS_A_TEXT)
    if not wrapped or breaks > 1 or _is_indented(gap, wrapped):
        return False
    if breaks == 0:
        return gap == " " and before.isdigit() and after.isdigit()
    if before in _ENDS_SENTENCE or after in _LIST_MARKS:
        return False
    return is_wide(before) or is_wide(after) or (before.isdigit() and after.isdigit())


def _is_glued(before: str, after: str) -> bool:
    if before in _ENDS_NO_LINE or after in _STARTS_NO_LINE:
        return True
    if before == "," and is_ideograph(after):
        return True
    return is_ideograph(before) and after in ",;:!?)"


def _is_indented(gap: str, wrapped: bool) -> bool:
    return wrapped and "\n" in gap and not gap.endswith("\n")


def is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇"


@lru_cache(maxsize=65536)
def is_inside_word(before: str, after: str) -> bool:
    """Whether two ideographs with a gap between them are most likely the inside of one word."""
    from duijie.engines.text.segmenter import plain_segmenter

    return len(plain_segmenter().cut(before + after, False)) == 1


def is_wrapped(text: str) -> bool:
    """Whether a text was cut into lines of a fixed width, as newspapers and PDF pages are.

    Tells by gaps in the middle of a word, a number or before a mark that starts no line: chance
    puts a few of them between real paragraphs, a fixed width many. Single spaces count too, for
    they are what a reader made of the line ends; but spaces inside words alone prove nothing, forms
    have them in their labels (姓 名). Takes the raw or the cleaned text.
    """
    gaps = torn = proofs = 0
    for match in _LINE_GAP.finditer(text):
        before, gap, after = match.groups()
        is_line_end = "\n" in gap
        if not (is_line_end or (is_wide(before) and is_wide(after))):
            continue
        gaps += 1
        if before in _ENDS_SENTENCE or after in _LIST_MARKS:
            continue
        # people type a space behind ， and 、 (1、 材料), hardly one before them
        is_glued = _is_glued(before, after) and (is_line_end or before not in "，、,")
        is_cut = is_line_end and before.isdigit() and after.isdigit()
        if is_ideograph(before) and is_ideograph(after):
            is_cut = is_inside_word(before, after)
        torn += is_glued or is_cut
        proofs += is_glued or (is_cut and is_line_end)
    return proofs >= 2 and torn >= 3 and torn >= 0.15 * gaps
