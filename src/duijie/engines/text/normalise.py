"""Cleaning: one pass of small steps, repeated until nothing changes."""

from __future__ import annotations

from duijie.engines.text.characters import accent_edits, character_table, noise_edits
from duijie.engines.text.line_breaks import gap_edits
from duijie.engines.text.mapping import TrackedText
from duijie.engines.text.markup import markup_edits
from duijie.engines.text.pinyin import pinyin_edits
from duijie.engines.text.punctuation import punctuation_edits
from duijie.engines.text.types import Cleaned


def clean(source: str, *, wrapped: bool = False) -> Cleaned:
    """Simplified Chinese without the noise of its way here, and the way back to the source.

    Traditional to simplified (OpenCC t2s, character by character), full-width ASCII and
    compatibility forms to plain ones (Chinese punctuation stays), control and zero-width
    characters, HTML entities and tags, bracketed pinyin and doubled punctuation out, broken lines
    rejoined. `wrapped` says that the lines were cut at a fixed width (ask `is_wrapped`); then line
    ends inside a paragraph go, else only those that stand inside a word or next to a mark that
    cannot stand at a line's edge. The text is not trimmed.

    Idempotent, and for every span s of the result
    `clean(source[source_span(s)], wrapped=wrapped).text == text[s]`. This holds because each step
    decides by what it drops and the two characters around it, so a step sees in a piece what it
    saw in the whole; and because steps are repeated until nothing changes.
    """
    tracked = TrackedText(source)
    before = None
    while tracked.text != before:
        before = tracked.text
        tracked.edit(noise_edits(tracked.text))
        tracked.translate(character_table())
        tracked.edit(accent_edits(tracked.text))
        tracked.edit(markup_edits(tracked.text))
        tracked.edit(pinyin_edits(tracked.text))
        tracked.edit(punctuation_edits(tracked.text))
        tracked.edit(gap_edits(tracked.text, wrapped=wrapped))
    return Cleaned(tracked.text, source, wrapped, tracked.starts, tracked.ends)
