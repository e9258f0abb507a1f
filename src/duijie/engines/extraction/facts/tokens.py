"""Words of a text with their tags, as the general dictionary and its guesses at names see them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

NAMES: Final = ("ns", "nr", "nz", "nt", "j")
"""Beginnings of the tags of places, persons, brands, organisations and short forms."""


_STUCK: Final = "和与及在到从由向同"
"""Particles that the guesser at names takes for a part of one (`和东吴`, `苏牧到`)."""


def _parts(word: str, tag: str) -> Iterator[tuple[str, str]]:
    """A guessed name without the particle that sticks to it."""
    if len(word) == 2 and word[1] in "市县" and tag in ("n", "nr") and len(_cut(word)) > 1:
        yield word[0], "v"
        yield word[1], "n"
        return
    stuck = len(word) >= 2 and tag[:2] in ("nr", "ns", "nz", "nt")
    if stuck and len(_cut(word)) > 1:
        if word[0] in _STUCK:
            yield word[0], "p"
            yield word[1:], tag
            return
        if word[-1] in _STUCK:
            yield word[:-1], tag
            yield word[-1], "p"
            return
    yield word, tag


@cache
def _cut(word: str) -> Sequence[str]:
    """A word as the dictionary alone cuts it."""
    import rjieba

    return tuple(rjieba.cut(word, False))


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_verb(self) -> bool:
        return self.tag[0] == "v" and self.tag != "vn"

    @property
    def is_known(self) -> bool:
        """Whether the general dictionary holds it as one word."""
        return len(_cut(self.text)) == 1

    @property
    def is_name(self) -> bool:
        return self.tag.startswith(NAMES)


class Tokens:
    """All tokens of a text in order; they cover it without gaps."""

    def __init__(self, text: str) -> None:
        import rjieba

        found: list[Token] = []
        position = 0
        for word, tag in rjieba.tag(text):
            for part, its_tag in _parts(word, tag):
                found.append(Token(part, its_tag, position))
                position += len(part)
        self.all: Sequence[Token] = found if position == len(text) else ()
        self._starts = [token.start for token in self.all]

    @cached_property
    def ends(self) -> dict[int, int]:
        """Index of the token that ends at a place."""
        return {token.end: index for index, token in enumerate(self.all)}

    @cached_property
    def starts(self) -> dict[int, int]:
        """Index of the token that begins at a place."""
        return {token.start: index for index, token in enumerate(self.all)}

    def touching(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that share a character with a stretch."""
        first = max(0, bisect_right(self._starts, start) - 1)
        return [t for t in self.all[first : bisect_left(self._starts, end)] if t.end > start]

    def within(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that lie wholly in a stretch."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [token for token in self.all[first:last] if token.end <= end]
