"""HTML elements to blocks and grids, without judging what is worth reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from duijie.engines.documents.types import BlockKind, MergedArea

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED: Final = {
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select",
    "button", "textarea", "input", "canvas", "math", "video", "audio",
}  # fmt: skip
_READINGS: Final = {"rt", "rp"}
"""Pinyin above characters. Outside `ruby`, or around blocks, a broken tag that hides real text."""
_BLOCKS: Final = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6", "caption"}
_ENDS: Final = re.compile(r"</(body|html)\b[^<>]*>?", re.I)
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DEEPEST: Final = 200
_LONGEST_TERM: Final = 20


@dataclass(frozen=True, slots=True)
class Grid:
    """An HTML table: texts by row, spans as merged areas, and the tables within its cells."""

    rows: tuple[tuple[str, ...], ...]
    merged: tuple[MergedArea, ...]
    nested: tuple[HtmlElement, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a page: text or a grid, and the element that it comes from."""

    element: HtmlElement
    kind: BlockKind
    text: str
    grid: Grid | None = None
    link_share: float = 0.0
    """Share of the text that stands in links."""
    term: str = ""
    """Of a pair of a description list its term; `text` is then `term：description`."""


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a page or a fragment of one; None where there is nothing in it."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    # The parser drops what stands behind an early end of the body (pages glued together, injected
    # scripts), so the ends are taken away.
    text = _ENDS.sub("", text)
    # lxml refuses a text with an encoding declaration of its own: bytes do not mind one.
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError, AssertionError):
        return None
    return cast("HtmlElement", root)


def pieces(root: HtmlElement) -> Iterator[Piece]:
    """Blocks under `root` in document order. Layout tables are opened, data tables kept whole."""
    yield from _walk(root, 0)


def _tag(element: HtmlElement) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_link(element: HtmlElement) -> bool:
    """Whether it is an `a` as people write one; one with words for attributes is a broken `<`."""
    return _tag(element) == "a" and (not element.attrib or any(element.attrib.values()))


def _is_reading(element: HtmlElement) -> bool:
    is_above = next(element.iterancestors("ruby"), None) is not None
    return _tag(element) in _READINGS and is_above and not _has_block(element)


def _is_dropped(element: HtmlElement) -> bool:
    return (
        _tag(element) in _DROPPED
        or not _tag(element)
        or _is_reading(element)
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _walk(element: HtmlElement, depth: int) -> Iterator[Piece]:
    if _is_dropped(element) or depth > _DEEPEST:
        return
    if _tag(element) == "table":
        grid = read_grid(element)
        if is_data(grid):
            yield Piece(element, BlockKind.PARAGRAPH, "", grid, _link_share(element))
            for nested in grid.nested:
                yield from _walk(nested, depth + 1)
            return
    if _tag(element) == "dl":
        yield from _pairs(element, depth)
        return
    yield from _walk_mixed(element, depth)


def _pairs(element: HtmlElement, depth: int) -> Iterator[Piece]:
    """A description list: each short term with the first block of its description as one line."""
    term: Piece | None = None
    for piece in _walk_mixed(element, depth):
        part = _part_of(piece.element)
        if part == "dt":
            if term is not None:
                yield term
            term = piece
            continue
        if term is not None and part == "dd" and piece.grid is None and piece.text:
            name = term.text.rstrip(":： ")
            if 0 < len(name) <= _LONGEST_TERM:
                share = (piece.link_share * len(piece.text)) / (len(name) + len(piece.text))
                text = f"{name}：{piece.text}"
                piece = Piece(piece.element, piece.kind, text, None, share, name)
                term = None
        if term is not None:
            yield term
            term = None
        yield piece
    if term is not None:
        yield term


def _part_of(element: HtmlElement) -> str:
    node: HtmlElement | None = element
    while node is not None:
        tag = _tag(node)
        if tag in {"dt", "dd", "dl"}:
            return tag
        node = node.getparent()
    return ""


def _walk_mixed(element: HtmlElement, depth: int) -> Iterator[Piece]:
    """Runs of inline content become blocks between the block elements."""
    run: list[str] = []
    linked = 0

    def flush() -> Iterator[Piece]:
        nonlocal linked
        for line in "".join(run).split("\n"):
            text = _SPACE.sub(" ", line).strip()
            if text:
                share = min(1.0, linked / max(1, len("".join(run).strip())))
                yield Piece(element, _kind_of(element), text, None, share)
        run.clear()
        linked = 0

    run.append(_flat(element.text))
    for child in element:
        if _is_dropped(child):
            pass
        elif _tag(child) in _BLOCKS or _has_block(child):
            yield from flush()
            yield from _walk(child, depth + 1)
        else:
            text = inline_text(child)
            run.append(text)
            linked += _linked_length(child)
        run.append(_flat(child.tail))
    yield from flush()


def _flat(text: str | None) -> str:
    return _SPACE.sub(" ", text or "")


def _has_block(element: HtmlElement) -> bool:
    return any(_tag(inner) in _BLOCKS for inner in element.iterdescendants())


def _kind_of(element: HtmlElement) -> BlockKind:
    node: HtmlElement | None = element
    for _ in range(4):
        if node is None:
            break
        tag = _tag(node)
        if tag in _HEADINGS:
            return BlockKind.HEADING
        if tag in {"li", "dd", "dt"}:
            return BlockKind.LIST_ITEM
        if tag in {"td", "div", "body", "section", "article"}:
            break
        node = node.getparent()
    return BlockKind.PARAGRAPH


def inline_text(element: HtmlElement) -> str:
    """Text of inline content; `br` becomes a line end, other white space one blank."""
    if _is_dropped(element):
        return ""
    if _tag(element) == "br":
        return "\n"
    parts = [_flat(element.text)]
    for child in element:
        parts.append(inline_text(child))
        parts.append(_flat(child.tail))
    return "".join(parts)


def _linked_length(element: HtmlElement) -> int:
    if is_link(element):
        return len(inline_text(element).strip())
    return sum(len(inline_text(link).strip()) for link in element.iter("a") if is_link(link))


def _link_share(element: HtmlElement) -> float:
    linked = sum(len(inline_text(link).strip()) for link in element.iter("a") if is_link(link))
    return min(1.0, linked / max(1, len("".join(element.itertext()).strip())))


def is_data(grid: Grid) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    if len(grid.rows) < 2 or len(grid.rows[0]) < 2:
        return False
    if grid.nested:
        return False
    texts = [cell for row in grid.rows for cell in row if cell]
    return bool(texts) and sum(len(text) for text in texts) / len(texts) < 1500


def read_grid(table: HtmlElement) -> Grid:
    """Rows of a table with `colspan` and `rowspan` laid out; tables within cells are put aside."""
    rows: list[dict[int, str]] = []
    areas: list[MergedArea] = []
    nested: list[HtmlElement] = []
    taken: dict[tuple[int, int], bool] = {}
    for index, row in enumerate(_own_rows(table)):
        texts: dict[int, str] = {}
        column = 0
        for cell in row:
            if _tag(cell) not in {"td", "th"}:
                continue
            while taken.get((index, column)):
                column += 1
            wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
            texts[column] = _cell_text(cell, nested)
            for r in range(index, index + tall):
                for c in range(column, column + wide):
                    taken[(r, c)] = True
            if wide > 1 or tall > 1:
                areas.append(MergedArea(index, column, index + tall - 1, column + wide - 1))
            column += wide
        rows.append(texts)
    width = max((c + 1 for r, c in taken if r < len(rows)), default=0)
    grid = tuple(tuple(texts.get(c, "") for c in range(width)) for texts in rows)
    last = len(rows) - 1
    return Grid(
        grid,
        tuple(MergedArea(a.top, a.left, min(a.bottom, last), a.right) for a in areas),
        tuple(nested),
    )


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), 200)) if value.isdecimal() else 1


def _own_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if _tag(child) == "tr":
            yield child
        elif _tag(child) in {"thead", "tbody", "tfoot"}:
            for row in child:
                if _tag(row) == "tr":
                    yield row


def _cell_text(cell: HtmlElement, nested: list[HtmlElement]) -> str:
    inner = next((inner for inner in cell.iterdescendants("table")), None)
    if inner is not None:
        nested.append(inner)
        return _SPACE.sub(" ", cell.text or "").strip()
    return "\n".join(piece.text for piece in _walk_mixed(cell, 0) if piece.text)
