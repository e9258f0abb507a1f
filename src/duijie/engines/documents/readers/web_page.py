"""`.html`: the article with its headings, lists and tables; navigation is left out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from duijie.engines.documents.draft import Draft, rows_to_table
from duijie.engines.documents.encodings import decode
from duijie.engines.documents.readers.markup import Piece, parse_html, pieces
from duijie.engines.documents.types import BlockKind, Table

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_FURNITURE: Final = re.compile(
    r"(^|[-_ ])(nav|navbar|menu|footer|foot|sidebar|related|recommend|relate|share|comment|"
    r"comments|copyright|breadcrumb|crumb|crumbs|login|advert|hot|rank|pager|paging|toolbar)"
    r"([-_ ]|$)",
    re.I,
)
_FURNITURE_TAGS: Final = {"nav", "footer", "aside"}
_LINE_TAGS: Final = {
    "a", "b", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "map", "p", "rp", "rt", "s", "u",
}  # fmt: skip
_PARAGRAPH: Final = 25
_SHORTEST_TITLE: Final = 4
_LINKED: Final = 0.6
"""A block of which more than this stands in links is navigation or a list of other pages."""


def read_web_page(draft: Draft) -> None:
    """Blocks of the main text; where none stands out, of the whole page."""
    text, unreadable = decode_page(draft.source.data)
    if unreadable:
        draft.partial("documents.unreadable_characters", count=unreadable)
    root = parse_html(text)
    if root is None:
        return
    found = list(pieces(root))
    _add_meta(draft, root, text)
    main = found if _is_table_export(found) else _main_pieces(found, draft, text)
    add_pieces(draft, main)
    if not draft.title:
        headings = (piece.text for piece in main if piece.kind is BlockKind.HEADING)
        draft.title = next(headings, "")


def decode_page(data: bytes) -> tuple[str, int]:
    """Text of a page, by its own declaration where the bytes agree with it, and the gaps in it."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        name = "gb18030" if name in {"gb2312", "gbk", "x-gbk"} else name
        try:
            return data.decode(name).replace("\r\n", "\n"), 0
        except (UnicodeDecodeError, LookupError):
            pass
    decoded = decode(data)
    return decoded.text, decoded.unreadable


def add_pieces(draft: Draft, found: list[Piece]) -> None:
    """Append blocks and tables to the draft."""
    for piece in found:
        if piece.grid is None:
            draft.add_text(piece.text, piece.kind)
            continue
        place = draft.place(row=1, column=1)
        if piece.grid.merged:
            draft.add_table(Table(piece.grid.rows, place, piece.grid.merged))
        else:
            draft.add_table(rows_to_table(piece.grid.rows, place))


def _is_table_export(found: list[Piece]) -> bool:
    """A page that is little more than tables: systems export those, often named `.xls`."""
    in_tables = sum(len(c) for p in found if p.grid for row in p.grid.rows for c in row)
    in_text = sum(len(p.text) for p in found)
    return in_tables > 2 * in_text


def _add_meta(draft: Draft, root: HtmlElement, text: str) -> None:
    from trafilatura import extract_metadata

    meta = None
    try:
        meta = extract_metadata(text.encode("utf-8", "replace"))
    except Exception:  # noqa: BLE001, RUF100  # the library guards little; the text matters more
        draft.note("documents.page_details_unknown")
    first = next(root.iter("h1"), None)
    shown = " ".join("".join(first.itertext()).split()) if first is not None else ""
    titled = next(root.iter("title"), None)
    named = " ".join((titled.text_content() if titled is not None else "").split())
    draft.title = shown or ((meta.title or "") if meta else "") or named
    if meta:
        for key, value in (("date", meta.date), ("author", meta.author), ("site", meta.sitename)):
            if value:
                draft.meta[key] = str(value)


def _main_pieces(found: list[Piece], draft: Draft, text: str) -> list[Piece]:
    kept = _kept_by_trafilatura(draft, text)
    hits = [i for i, piece in enumerate(found) if piece.text and _is_kept(piece, kept)]
    titles = _linked_titles(found)
    share = sum(len(found[i].text) for i in hits)
    if not hits or share < 40:
        return [piece for piece in found if not _is_furniture(piece, None, titles)] or found
    ancestor = _common_ancestor([found[i].element for i in hits])
    chosen, left_out = [], 0
    for index, piece in enumerate(found):
        is_inside = ancestor is not None and _is_within(piece.element, ancestor)
        if _is_furniture(piece, ancestor if is_inside else None, titles):
            continue
        if is_inside and ancestor is not None and ancestor.tag == "body":
            # Nothing but the page holds the text together: outside its first and last block only
            # what reads like a paragraph, a heading before it, or a table belongs to it.
            is_heading = piece.kind is BlockKind.HEADING and index < hits[0]
            is_text = piece.grid is not None or len(piece.text) >= _PARAGRAPH
            is_inside = hits[0] <= index <= hits[-1] or is_heading or is_text
        if is_inside:
            chosen.append(piece)
        else:
            left_out += len(piece.text)
    if left_out > sum(len(piece.text) for piece in chosen):
        draft.partial("documents.page_parts_left_out")
    return chosen


def _kept_by_trafilatura(draft: Draft, text: str) -> frozenset[str]:
    from trafilatura import bare_extraction

    try:
        result = bare_extraction(
            text.encode("utf-8", "replace"), include_comments=False, favor_recall=True
        )
    except Exception:  # noqa: BLE001, RUF100  # damaged pages trip it in many ways
        draft.note("documents.page_read_whole")
        return frozenset()
    body = getattr(result, "body", None)
    if body is None:
        return frozenset()
    texts = set()
    for element in body.iter("p", "head", "item", "quote", "lb"):
        for line in "\n".join(element.itertext()).split("\n"):
            texts.add(_squeezed(line))
        texts.add(_squeezed("".join(element.itertext())))
        texts.add(_squeezed(element.tail or ""))
    texts.discard("")
    return frozenset(texts)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _common_ancestor(elements: list[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds all, or all but a tenth of, the given ones.

    What is no tag of HTML, or one for a line of text, divides no page: it is a broken `<`.
    """
    from lxml.html.defs import tags

    dividing = tags - _LINE_TAGS
    counts: dict[HtmlElement, int] = {}
    for element in elements:
        node: HtmlElement | None = element.getparent() if len(elements) == 1 else element
        while node is not None:
            if node.tag in dividing or "-" in node.tag:
                counts[node] = counts.get(node, 0) + 1
            node = node.getparent()
    enough = [node for node, count in counts.items() if count >= 0.9 * len(elements)]
    return max(enough, key=lambda node: sum(1 for _ in node.iterancestors()), default=None)


def _is_within(element: HtmlElement, ancestor: HtmlElement) -> bool:
    return element is ancestor or any(node is ancestor for node in element.iterancestors())


def _linked_titles(found: list[Piece]) -> frozenset[int]:
    """Ids of the linked pieces that stand above a text of their own, as in a list of offers."""
    around = [{piece.element, *piece.element.iterancestors()} for piece in found]
    titles = set()
    for index, (piece, following) in enumerate(pairwise(found)):
        is_linked = piece.grid is None and piece.link_share > _LINKED
        if not is_linked or len(piece.text) < _SHORTEST_TITLE or following.link_share > _LINKED:
            continue
        own = _PARAGRAPH if following.grid is not None else len(following.text)
        if piece.kind is BlockKind.HEADING:
            if own >= _SHORTEST_TITLE:
                titles.add(id(piece))
            continue
        # What is no heading is a title only as the first thing in what holds it and the text.
        holders = (n for n in piece.element.iterancestors() if n in around[index + 1])
        holder = next(holders, None)
        is_first = index == 0 or holder not in around[index - 1]
        if holder is not None and is_first and own >= _PARAGRAPH:
            titles.add(id(piece))
    return frozenset(titles)


def _is_kept(piece: Piece, kept: frozenset[str]) -> bool:
    if piece.term and _squeezed(piece.text[len(piece.term) + 1 :]) in kept:
        return True
    return _squeezed(piece.text) in kept


def _is_furniture(piece: Piece, ancestor: HtmlElement | None, titles: frozenset[int]) -> bool:
    is_linked = piece.link_share > _LINKED and (piece.grid is None or piece.link_share > 0.9)
    if is_linked and id(piece) not in titles:
        return True
    node: HtmlElement | None = piece.element
    while node is not None and node is not ancestor and node.tag != "body":
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in _FURNITURE_TAGS or _FURNITURE.search(names):
            return True
        node = node.getparent()
    return False
