"""`.docx`: paragraphs, headings, numbered lists, tables and text boxes in reading order.

python-docx is not used for reading: it passes over content controls and text boxes, in which forms
keep their answers, and over the numbers of lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duijie.engines.documents.draft import Draft, refuse
from duijie.engines.documents.readers.numbering import Numbering
from duijie.engines.documents.readers.package import DAMAGE, Package, attribute, local
from duijie.engines.documents.types import BlockKind, MergedArea, Table, TextBlock

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS: Final = {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink"}
_SKIPPED: Final = {"del", "moveFrom", "rt", "instrText", "delText", "pPr", "rPr", "tblPr", "sdtPr"}
_SYMBOLS: Final = {
    "F0FE": "☑", "F052": "☑", "F053": "☑", "F0A8": "□", "F06F": "□", "F0A3": "□", "F0FD": "☒",
    "F054": "☒", "F0FC": "√", "F0FB": "×",
}  # fmt: skip
_DEEPEST_TABLE: Final = 20


@dataclass(slots=True)
class _Style:
    base: str = ""
    heading: bool | None = None
    number: str | None = None
    depth: int = 0


@dataclass(slots=True)
class _Story:
    draft: Draft
    styles: dict[str, _Style] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    page: int | None = None
    page_mark: str = ""
    """Element that starts a page: as last laid out where the file tells, else manual breaks."""


def read_word(draft: Draft) -> None:
    """All of the body; headers, footers and comments are left out, footnotes come last."""
    package = Package(draft.source.data, draft.source.limits)
    part = _document_part(package)
    root = package.xml(part)
    story = _Story(draft)
    links = package.related(part)
    _load_styles(package, links, story)
    if any(name.endswith("vbaProject.bin") for name in package.names):
        draft.note("documents.macros_ignored")
    if next(root.iter("{*}lastRenderedPageBreak"), None) is not None:
        story.page, story.page_mark = 1, "lastRenderedPageBreak"
    elif any(attribute(mark, "type") == "page" for mark in root.iter("{*}br")):
        story.page, story.page_mark = 1, "br"
    for body in root:
        if local(body) == "body":
            _walk(story, body, 0)
    for target in links.values():
        if target.endswith(("footnotes.xml", "endnotes.xml")) and package.has(target):
            _add_notes(story, package.xml(target))
    draft.page_count = story.page
    if sum(len(block.text) for block in draft.blocks if isinstance(block, TextBlock)) < 20:
        _add_pictures(draft, package, links)
    draft.title = draft.title or _title(draft)


def _document_part(package: Package) -> str:
    for target in package.related("").values() if package.has("_rels/.rels") else ():
        if "word/" in target and target.endswith(".xml") and package.has(target):
            return target
    if package.has("word/document.xml"):
        return "word/document.xml"
    raise refuse("documents.damaged")


def _load_styles(package: Package, links: dict[str, str], story: _Story) -> None:
    """Styles and lists only decide how text is shown: without them the text still arrives."""
    from lxml.etree import XMLSyntaxError

    for target in links.values():
        try:
            if target.endswith("styles.xml") and package.has(target):
                for element in package.xml(target).iter("{*}style"):
                    story.styles[attribute(element, "styleId") or ""] = _style(element)
            elif target.endswith("numbering.xml") and package.has(target):
                story.numbering = Numbering.from_part(package.xml(target))
        except (*DAMAGE, XMLSyntaxError):
            story.draft.partial("documents.styles_damaged")


def _style(element: _Element) -> _Style:
    style = _Style()
    for child in element.iter():
        name, value = local(child), attribute(child, "val") or ""
        if name == "name":
            lowered = value.lower()
            if lowered.startswith(("heading", "标题")) or lowered in {"title", "标题"}:
                style.heading = True
        elif name == "basedOn":
            style.base = value
        elif name == "outlineLvl":
            style.heading = value.isdecimal() and int(value) < 9
        elif name == "numId":
            style.number = value
        elif name == "ilvl" and value.isdecimal():
            style.depth = int(value)
    return style


def _chain(story: _Story, style_id: str) -> Iterator[_Style]:
    seen: set[str] = set()
    while style_id and style_id not in seen and style_id in story.styles:
        seen.add(style_id)
        yield story.styles[style_id]
        style_id = story.styles[style_id].base


def _walk(story: _Story, parent: _Element, depth: int) -> None:
    """Blocks of a body, a text box, or the cell of a layout table."""
    for element in parent:
        name = local(element)
        if name == "p":
            _add_paragraph(story, element, depth)
        elif name == "tbl":
            _add_table(story, element, depth)
        elif name in _WRAPPERS:
            _walk(story, element, depth)


def _add_paragraph(story: _Story, element: _Element, depth: int) -> None:
    boxes: list[_Element] = []
    page = story.page
    text = _text(story, element, boxes)
    kind, label = _kind_and_label(story, element, has_text=bool(text.strip()))
    if text.strip():
        # A break at the very start belongs before the text, one within it after its beginning.
        story_page = story.page if _breaks_first(element, story.page_mark) else page
        story.draft.add_text(label + text.strip(), kind, story.draft.place(page=story_page))
    if depth < _DEEPEST_TABLE:
        for box in boxes:
            _walk(story, box, depth + 1)


def _breaks_first(element: _Element, mark: str) -> bool:
    for child in element.iter():
        name = local(child)
        if name == mark:
            return True
        if name == "t" and (child.text or "").strip():
            return False
    return False


def _kind_and_label(story: _Story, element: _Element, *, has_text: bool) -> tuple[BlockKind, str]:
    style_id, number, level, heading = "", None, None, None
    for properties in element:
        if local(properties) != "pPr":
            continue
        for child in properties.iter():
            name, value = local(child), attribute(child, "val") or ""
            if name == "pStyle":
                style_id = value
            elif name == "numId":
                number = value
            elif name == "ilvl" and value.isdecimal():
                level = int(value)
            elif name == "outlineLvl" and value.isdecimal():
                heading = int(value) < 9
    for style in _chain(story, style_id):
        heading = style.heading if heading is None else heading
        if number is None and style.number is not None:
            number, level = style.number, style.depth if level is None else level
    label = story.numbering.label(number, level or 0) if number and has_text else ""
    if label and label[-1].isalnum():
        label += " "
    if heading:
        return BlockKind.HEADING, label
    is_list = bool(number) and number != "0"
    return (BlockKind.LIST_ITEM if is_list else BlockKind.PARAGRAPH), label


def _text(story: _Story, element: _Element, boxes: list[_Element]) -> str:
    """Text of a paragraph; text boxes anchored in it are put aside into `boxes`."""
    pieces: list[str] = []
    for child in element:
        name = local(child)
        if name == story.page_mark and (name != "br" or attribute(child, "type") == "page"):
            story.page = (story.page or 1) + 1
        if name in _SKIPPED:
            continue
        if name == "t":
            pieces.append(child.text or "")
        elif name in {"tab", "ptab"}:
            pieces.append("\t")
        elif name in {"br", "cr"}:
            pieces.append("\n" if attribute(child, "type") in {None, "textWrapping"} else "")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name == "sym":
            pieces.append(_SYMBOLS.get((attribute(child, "char") or "").upper(), ""))
        elif name == "checkBox":
            pieces.append(_check_box(child))
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            # The same content twice, for newer and older programs.
            pieces.append(_text(story, child[0], boxes) if len(child) else "")
        else:
            pieces.append(_text(story, child, boxes))
    return "".join(pieces)


def _check_box(element: _Element) -> str:
    state = {local(child): attribute(child, "val") for child in element}
    value = state["checked"] if "checked" in state else state.get("default", "0")
    return "□" if value in {"0", "false"} else "☑"


def _children(element: _Element, wanted: str) -> Iterator[_Element]:
    """Children of the name `wanted`, those within content controls and insertions included."""
    for child in element:
        if local(child) == wanted:
            yield child
        elif local(child) in _WRAPPERS:
            yield from _children(child, wanted)


def _add_table(story: _Story, element: _Element, depth: int) -> None:
    rows = list(_children(element, "tr"))
    cells = [list(_children(row, "tc")) for row in rows]
    if depth >= _DEEPEST_TABLE:
        story.draft.partial("documents.nested_too_deep")
        return
    if len(rows) == 1 and len(cells[0]) == 1:
        # One cell around everything is a frame, not a table.
        _walk(story, cells[0][0], depth + 1)
        return
    page = story.page
    nested: list[_Element] = []
    grid, merged = _grid(story, rows, cells, nested)
    if any(cell.strip() for row in grid for cell in row):
        place = story.draft.place(page=page, row=1, column=1)
        story.draft.add_table(Table(grid, place, merged))
    for inner in nested:
        _walk_nested(story, inner, depth + 1)


def _walk_nested(story: _Story, element: _Element, depth: int) -> None:
    if local(element) == "tbl":
        _add_table(story, element, depth)
    else:
        _walk(story, element, depth)


def _grid(
    story: _Story, rows: list[_Element], cells: list[list[_Element]], nested: list[_Element]
) -> tuple[tuple[tuple[str, ...], ...], tuple[MergedArea, ...]]:
    """Cells at their grid columns. `nested` gets the tables and text boxes found in them."""
    texts: list[dict[int, str]] = []
    areas: list[list[int]] = []
    open_areas: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        column = _property(row, "trPr", "gridBefore")
        texts.append({})
        still_open: dict[int, list[int]] = {}
        for cell in cells[index]:
            span = max(1, min(_property(cell, "tcPr", "gridSpan"), 500))
            merge = _vertical_merge(cell)
            area = open_areas.get(column)
            text = _cell_text(story, cell, nested)
            if merge == "continue" and area is not None:
                area[2] = index
                if text:
                    # Some programs leave text in the covered cells; nobody sees it, few rely on it.
                    texts[-1][column] = ""
                still_open[column] = area
            else:
                texts[-1][column] = text
                area = [index, column, index, column + span - 1]
                areas.append(area)
                if merge == "restart":
                    still_open[column] = area
            column += span
        open_areas = still_open
    width = max((area[3] + 1 for area in areas), default=0)
    grid = tuple(tuple(row.get(c, "") for c in range(width)) for row in texts)
    merged = tuple(MergedArea(*area) for area in areas if area[2] > area[0] or area[3] > area[1])
    return grid, merged


def _property(element: _Element, holder: str, name: str) -> int:
    for properties in element:
        if local(properties) == holder:
            for child in properties:
                if local(child) == name:
                    value = attribute(child, "val") or "0"
                    return int(value) if value.isdecimal() else 0
    return 0


def _vertical_merge(cell: _Element) -> str:
    for properties in cell:
        if local(properties) == "tcPr":
            for child in properties:
                if local(child) == "vMerge":
                    return attribute(child, "val") or "continue"
    return ""


def _cell_text(story: _Story, cell: _Element, nested: list[_Element]) -> str:
    lines = []
    for child in cell:
        name = local(child)
        if name == "p":
            text = _text(story, child, nested).strip()
            _, label = _kind_and_label(story, child, has_text=bool(text))
            if text:
                lines.append(label + text)
        elif name == "tbl":
            nested.append(child)
        elif name in _WRAPPERS:
            inner = _cell_text(story, child, nested)
            if inner:
                lines.append(inner)
    return "\n".join(lines)


def _add_notes(story: _Story, root: _Element) -> None:
    for note in root:
        if attribute(note, "type") in {None, "normal"}:
            _walk(story, note, 0)


def _add_pictures(draft: Draft, package: Package, links: dict[str, str]) -> None:
    """A form handed in as photographs: its pictures are read as files of their own."""
    for target in links.values():
        if target.lower().endswith((".png", ".jpg", ".jpeg")) and package.has(target):
            with package.open(target) as picture:
                draft.add_nested(target.rsplit("/", 1)[-1], picture)


def _title(draft: Draft) -> str:
    for block in draft.blocks[:12]:
        if isinstance(block, TextBlock) and block.kind is BlockKind.HEADING:
            return block.text
    for block in draft.blocks[:3]:
        if isinstance(block, TextBlock) and len(block.text) <= 60:
            return block.text
    return ""
