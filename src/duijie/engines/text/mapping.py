"""A text under way through the cleaning steps, with the source place of every character."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

Edit = tuple[int, int, str]
"""Start, end and what stands there instead: nothing, or one character.

Never more than one: half of a character's expansion could not be mapped back to a piece of source
that cleans to that half.
"""


class TrackedText:
    """Applies edits to a text and keeps, per character, the stretch of source it came from."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self.starts: array[int] | None = None
        self.ends: array[int] | None = None

    def translate(self, table: dict[int, int]) -> None:
        """Replace single characters by single characters."""
        self.text = self.text.translate(table)

    def edit(self, edits: Iterable[Edit]) -> None:
        """Apply edits that are in order and do not overlap."""
        todo = list(edits)
        if not todo:
            return
        size = len(self.text)
        starts = self.starts if self.starts is not None else array("l", range(size))
        ends = self.ends if self.ends is not None else array("l", range(1, size + 1))
        pieces: list[str] = []
        new_starts, new_ends = array("l"), array("l")
        at = 0
        for start, end, replacement in [*todo, (size, size, "")]:
            pieces.append(self.text[at:start])
            new_starts.extend(starts[at:start])
            new_ends.extend(ends[at:start])
            if replacement:
                pieces.append(replacement)
                new_starts.append(starts[start])
                new_ends.append(ends[end - 1])
            at = end
        self.text = "".join(pieces)
        self.starts, self.ends = new_starts, new_ends
