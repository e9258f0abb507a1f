"""The words that two quotes share, as they stand in both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from duijie.engines.ranking.telling import (
    COMMON_SHARE,
    RARE_SHARE,
    TELLING_SHARE,
    named,
    share_of_run,
    to_whole_words,
    word_bounds,
)
from duijie.engines.ranking.terms import stem
from duijie.engines.ranking.types import SharedTerm, Span

if TYPE_CHECKING:
    from duijie.engines.ranking.passages import Passage

MAX_TERMS: Final = 6
MIN_TERM_SHARE: Final = 0.08
_LATIN: Final = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")
PARTICLES: Final = frozenset("的了和与及或对等在为是以其之该所并将中有可能被把从到于由而")
"""Do not begin or end a shared run."""


def mark_shared(need: Passage, offer: Passage, points: dict[str, float]) -> tuple[SharedTerm, ...]:
    """The shared terms as they stand in both quotes, joined to the longest common runs, weightiest
    first. A run holds the points of all terms that begin in it."""
    need_text, offer_text = fold(need.quote), fold(offer.quote)
    covered: dict[int, int] = {}
    begins: dict[int, float] = {}
    for term, weight in points.items():
        places = _shared_places(term, need_text, offer_text)
        if not places:
            continue
        first = places[0][0]
        begins[first] = begins.get(first, 0.0) + weight
        for start, end in places:
            covered[start] = max(covered.get(start, 0), end)
    runs = [
        to_whole_words(need_text, offer_text, start, end, offer_start)
        for start, end, offer_start in _runs(need_text, offer_text, covered)
    ]
    taken = (named(need), named(offer))
    word_starts = word_bounds(need_text)[0]
    total = sum(points.values())
    terms = []
    for start, end, offer_start in runs:
        if _touches(taken[0], start, end) or _touches(
            taken[1], offer_start, offer_start + end - start
        ):
            continue
        weight = sum(begins.get(at, 0.0) for at in range(start, end))
        while start < end and need_text[start] in PARTICLES and start + 1 in word_starts:
            start, offer_start = start + 1, offer_start + 1
        while end > start and need_text[end - 1] in PARTICLES and end - 1 in word_starts:
            end -= 1
        if (
            end - start >= 2
            and weight > MIN_TERM_SHARE * total
            and share_of_run(need_text[start:end]) <= COMMON_SHARE
        ):
            terms.append(
                SharedTerm(
                    need.quote[start:end],
                    _inside(need.span, start, end),
                    _inside(offer.span, offer_start, offer_start + end - start),
                    weight,
                )
            )
    return tuple(sorted(terms, key=lambda term: -term.weight)[:MAX_TERMS])


def is_told(terms: Sequence[SharedTerm]) -> bool:
    """Whether shared words are enough of a reason: one that is telling, and not alone if it is
    short and no rarity."""
    shares = [(share_of_run(fold(term.text)), len(term.text)) for term in terms]
    return any(
        share <= TELLING_SHARE and (len(terms) > 1 or length > 2 or share <= RARE_SHARE)
        for share, length in shares
    )


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < last and end > first for first, last in spans)


def _runs(
    need_text: str, offer_text: str, covered: dict[int, int]
) -> Iterable[tuple[int, int, int]]:
    """Left to right: the longest chain of overlapping or touching terms that the offer has too."""
    done = 0
    for start in sorted(covered):
        if start < done:
            continue
        end = covered[start]
        place = offer_text.find(need_text[start:end])
        at = start
        while at <= end:
            further = covered.get(at, 0)
            if further > end:
                longer = offer_text.find(need_text[start:further])
                if longer >= 0:
                    end, place = further, longer
            at += 1
        if place >= 0:
            yield start, end, place
            done = end


def fold(text: str) -> str:
    """Lower case, character by character, so that places stay."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


@lru_cache(maxsize=50_000)
def _pattern(term: str) -> re.Pattern[str]:
    """Finds a term; one of Latin letters or digits only as a whole word."""
    before = "(?<![a-z0-9])" if term[0].isascii() and term[0].isalnum() else ""
    after = "(?![a-z0-9])" if term[-1].isascii() and term[-1].isalnum() else ""
    return re.compile(before + re.escape(term) + after)


def _shared_places(term: str, need_text: str, offer_text: str) -> list[tuple[int, int]]:
    """Where a term that both texts hold stands in the need; of two words of one stem as much as
    they begin alike."""
    found, other = _places(term, need_text), _places(term, offer_text)
    words = [offer_text[start:end] for start, end in other]
    return [
        (start, start + max(_alike(need_text[start:end], word) for word in words))
        for start, end in found
        if words
    ]


def _alike(one: str, other: str) -> int:
    """How many characters two words have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _places(term: str, text: str) -> list[tuple[int, int]]:
    """Where a term stands, an English stem as the words that it is of."""
    found = [match.span() for match in _pattern(term).finditer(text)]
    return found or [span for span, of_word in _stems(text) if of_word == term]


@lru_cache(maxsize=20_000)
def _stems(text: str) -> tuple[tuple[tuple[int, int], str], ...]:
    return tuple((match.span(), stem(match.group())) for match in _LATIN.finditer(text))


def _inside(span: Span, start: int, end: int) -> Span:
    return Span(span.field, span.start + start, span.start + end)
