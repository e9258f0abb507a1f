"""`.xlsx` and its siblings, read straight from the sheet parts.

openpyxl is not used for reading: it fails as a whole on parts that do not matter here (filters,
styles, print areas of other programs), needs its slow mode for merged cells, and keeps an object
for every formatted but empty cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from duijie.engines.documents.draft import Draft, refuse
from duijie.engines.documents.readers.grid import SparseSheet, add_sheet
from duijie.engines.documents.readers.number_format import BUILT_IN, show_number
from duijie.engines.documents.readers.package import (
    DAMAGE,
    Package,
    attribute,
    local,
    stream_elements,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})(\d+)")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class _Book:
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    is_1904: bool = False
    is_missing_strings: bool = False
    without_value: int = 0
    """Formulas whose result the file does not hold."""


def read_workbook(draft: Draft) -> None:
    """Every sheet as one table, or several where more than a screenful of blank lies between."""
    from lxml.etree import XMLSyntaxError

    package = Package(draft.source.data, draft.source.limits)
    root_name = _workbook_part(package)
    root = package.xml(root_name)
    links = package.related(root_name)
    book = _Book()
    for element in root.iter("{*}workbookPr"):
        book.is_1904 = (element.get("date1904") or "0") in {"1", "true"}
    for name, load in (("sharedStrings", _load_strings), ("styles", _load_formats)):
        part = next((p for p in links.values() if p.endswith(f"{name}.xml")), "")
        try:
            if package.has(part):
                load(package, part, book)
        except (*DAMAGE, XMLSyntaxError):
            if name == "sharedStrings":
                draft.partial("documents.texts_damaged")
    if any(name.endswith("vbaProject.bin") for name in package.names):
        draft.note("documents.macros_ignored")
    for sheet in root.iter("{*}sheet"):
        title = sheet.get("name") or ""
        part = links.get(attribute(sheet, "id") or "", "")
        if not package.has(part) or "chartsheet" in part:
            if "chartsheet" not in part:
                draft.partial(
                    "documents.sheet_damaged", place=draft.place(sheet=title), sheet=title
                )
            continue
        state = sheet.get("state") or "visible"
        _read_sheet(draft, package, part, title, book, is_hidden=state != "visible")
    if book.is_missing_strings:
        draft.partial("documents.texts_damaged")
    if book.without_value:
        draft.partial("documents.formulas_without_value", count=book.without_value)


def _workbook_part(package: Package) -> str:
    for target in package.related("").values() if package.has("_rels/.rels") else ():
        if target.endswith(".xml") and "workbook" in target.lower() and package.has(target):
            return target
    for name in package.names:
        if name.lower().endswith("xl/workbook.xml"):
            return name
    raise refuse("documents.damaged")


def _load_strings(package: Package, part: str, book: _Book) -> None:
    with package.open(part) as stream:
        for item in stream_elements(stream, "si"):
            book.strings.append(_rich_text(item))


def _rich_text(item: _Element) -> str:
    """Texts of a string item; the reading aids (`rPh`) of Japanese and Chinese are not part."""
    pieces = []
    for child in item:
        name = local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(run.text or "" for run in child if local(run) == "t")
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _load_formats(package: Package, part: str, book: _Book) -> None:
    root = package.xml(part)
    codes = dict(BUILT_IN)
    for element in root.iter("{*}numFmt"):
        codes[_number(element.get("numFmtId"))] = element.get("formatCode") or ""
    for table in root.iter("{*}cellXfs"):
        for style in table:
            book.formats.append(codes.get(_number(style.get("numFmtId")), "General"))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _read_sheet(
    draft: Draft, package: Package, part: str, title: str, book: _Book, *, is_hidden: bool
) -> None:
    from lxml.etree import XMLSyntaxError

    sheet = SparseSheet(title, limit=draft.source.limits.table_cells)
    try:
        with package.open(part) as stream:
            _fill_sheet(sheet, stream, book)
    except (*DAMAGE, XMLSyntaxError):
        draft.partial("documents.sheet_damaged", place=draft.place(sheet=title), sheet=title)
    if is_hidden and sheet.cells:
        draft.note("documents.hidden_sheet", place=draft.place(sheet=title), sheet=title)
    add_sheet(draft, sheet)


def _fill_sheet(sheet: SparseSheet, stream: IO[bytes], book: _Book) -> None:
    row_number = 0
    for element in stream_elements(stream, "row", "mergeCell"):
        if local(element) == "mergeCell":
            sheet.merge(element.get("ref") or "")
            continue
        row_number = _number(element.get("r")) or row_number + 1
        before: str | int = 0
        for cell in element:
            reference = cell.get("r")
            if reference and not len(cell):
                # Formatted but empty; there may be millions, so its column is not even worked out.
                before = reference
                continue
            before = _column(reference, before)
            if len(cell):
                sheet.put(row_number, before, _cell_text(cell, book))


def _column(reference: str | None, before: str | int) -> int:
    """Column of a cell: by its own reference, else next to the one before it."""
    found = _REFERENCE.match(reference or "")
    if found:
        return column_number(found[1])
    return 1 + (before if isinstance(before, int) else _column(before, 0))


def column_number(letters: str) -> int:
    """`A` to 1, `AA` to 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _cell_text(cell: _Element, book: _Book) -> str:
    value: str | None = None
    has_formula = False
    for child in cell:
        name = local(child)
        if name == "v":
            value = child.text
        elif name == "is":
            return _rich_text(child)
        elif name == "f":
            has_formula = True
    if value is None:
        book.without_value += has_formula and cell.get("t") != "str"
        return ""
    sort = cell.get("t") or "n"
    if sort == "s":
        index = _number(value.strip())
        if index >= len(book.strings):
            book.is_missing_strings = True
            return ""
        return book.strings[index]
    if sort in {"str", "inlineStr"}:
        # WPS stores pictures in cells as a formula with its own text as result.
        return "" if value.startswith("=DISPIMG(") else _unescaped(value)
    if sort == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if sort == "e":
        return ""
    if sort == "d":
        return value.removesuffix("T00:00:00").replace("T", " ")
    try:
        number = float(value)
    except ValueError:
        return value
    style = _number(cell.get("s"))
    code = book.formats[style] if style < len(book.formats) else "General"
    return show_number(number, code, is_1904=book.is_1904)
