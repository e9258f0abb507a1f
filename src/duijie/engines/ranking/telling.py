"""Which shared words are worth telling, so that a reason never rests on 技术 or on a name.

How common a word is says the shipped background: a small folder of one trade would take its own
trade's words for common, and 技术 for rare.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from duijie.engines.ranking.background import load_background
from duijie.engines.ranking.names import organisation_spans
from duijie.engines.ranking.passages import KEPT_TEXTS
from duijie.engines.text import words

if TYPE_CHECKING:
    from duijie.engines.ranking.passages import Passage

COMMON_SHARE: Final = 0.025
"""A word that stands in more of the offers than this is not named."""
TELLING_SHARE: Final = 0.015
"""A reason has at least one word that stands in fewer."""
RARE_SHARE: Final = 0.004
"""One of two characters is enough of a reason alone if it stands in fewer."""
SHORT_LATIN: Final = 2
UNITS: Final = frozenset(
    [
        "小时",
        "分钟",
        "毫米",
        "厘米",
        "微米",
        "千克",
        "公斤",
        "万元",
        "平方",
        "立方",
        "摄氏度",
        "百分比",
    ]
)
"""Written out in some texts, which the background does not know."""


@lru_cache(maxsize=KEPT_TEXTS)
def word_bounds(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Starts and ends of the words of a quote."""
    found = words(text)
    return frozenset(word.start for word in found), frozenset(word.end for word in found)


def to_whole_words(
    need: str, offer: str, start: int, end: int, offer_start: int
) -> tuple[int, int, int]:
    """The longest part of a shared run that begins and ends with a word on both sides; the run as
    it is where it is long and the sides are cut differently, an empty one where it is short."""
    need_starts, need_ends = word_bounds(need)
    offer_starts, offer_ends = word_bounds(offer)
    shift = offer_start - start
    first = next(
        (at for at in range(start, end) if at in need_starts and at + shift in offer_starts), end
    )
    last = next(
        (at for at in range(end, first, -1) if at in need_ends and at + shift in offer_ends), first
    )
    if last - first >= 2:
        return first, last, first + shift
    return (start, end, offer_start) if end - start >= 4 else (start, start, offer_start)


@lru_cache(maxsize=KEPT_TEXTS)
def share_of_run(run: str) -> float:
    """How common the rarest word of a shared run is in offers at large, 0..1; bare numbers and
    one or two letters count as common. Runs of single characters are taken whole."""
    share = load_background().share
    found = [word.text for word in words(run)]
    long = [word for word in found if len(word) >= 2]
    shares = [share(word) for word in long if _says_something(word)]
    if not long and len(run) >= 3 and not run.isascii():
        return share(run)
    return min(shares, default=1.0)


def _says_something(word: str) -> bool:
    if word in UNITS:
        return False
    if not word.isascii():
        return not any(char.isdigit() for char in word) or len(word) > 2
    return sum(char.isalpha() for char in word) > SHORT_LATIN


def named(passage: Passage) -> list[tuple[int, int]]:
    """Where in the quote organisations are named."""
    return organisation_spans(passage.quote)
