"""Left-overs of HTML in a text: entities and tags that an export forgot."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from duijie.engines.text.mapping import Edit

_ENTITY = re.compile(
    r"&((?:amp;)*)(nbsp;?|#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)"
)
_BLOCK = "p|br|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|section|article|blockquote|dl|dd|dt|hr"
_INLINE = (
    "span|strong|b|i|em|u|a|img|font|small|big|sub|sup|center|label|input|td|th|col|colgroup|o:p"
)
_TAG = re.compile(
    rf"</?(?:(?P<block>{_BLOCK})|{_INLINE})(?:\s[^<>]{{0,2000}})?/?>|<!--[^<>]{{0,2000}}-->",
    re.IGNORECASE,
)


def markup_edits(text: str) -> Iterator[Edit]:
    """Entities become their character, tags of blocks a line end, other known tags nothing.

    Unknown names in angle brackets stay: `<5 μm>` and `<T>` are text.
    """
    if "&" not in text and "<" not in text:
        return
    edits = [*_entity_edits(text), *_tag_edits(text)]
    at = 0
    for start, end, replacement in sorted(edits):
        if start >= at:
            yield start, end, replacement
            at = end


def _entity_edits(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        escapes, name = match.groups()
        plain = html.unescape("&" + name.removesuffix(";") + ";")
        if len(plain) == 1:  # `&amp;nbsp;` was escaped twice: the innermost name counts
            yield match.start(), match.end(), plain
        elif escapes:
            yield match.start(), match.end(1), "&"


def _tag_edits(text: str) -> Iterator[Edit]:
    for match in _TAG.finditer(text):
        yield match.start(), match.end(), "\n" if match["block"] else ""
