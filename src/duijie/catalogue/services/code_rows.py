"""The rows of a code list before they are stored: read from what ships, checked, put in order."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from duijie.errors import Message

FOLDER: Final = Path(__file__).parents[1] / "code_lists"
LONGEST_CODE: Final = 12
LONGEST_NAME: Final = 200
DEEPEST: Final = 8
_TRL: Final = range(1, 10)
_NOT_IN_A_CODE: Final = re.compile(r"[\s/,;，；、]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row came from: rows count from 1 as the user's program shows them."""

    sheet: str | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as it came. `spots` tells where each cell stands, by the name of its field;
    `syllables` is how its name is read, where that is known (`zhi zao ye`)."""

    code: str
    name: str
    name_en: str = ""
    parent: str = ""
    trl_from: str = ""
    trl_to: str = ""
    syllables: str = ""
    spots: Mapping[str, Spot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """What is wrong with a row, and in which cell."""

    spot: Spot
    message: Message


@dataclass(frozen=True, slots=True)
class ShippedList:
    """A list that comes with the program (`code_lists/README.md`)."""

    key: str
    name: str
    name_en: str
    version: str
    source: str
    shows_codes: bool
    rows: tuple[CodeRow, ...]


def read_shipped_lists(keys: Sequence[str] | None = None) -> tuple[ShippedList, ...]:
    """The lists of `code_lists/lists.tsv`, all or those with these keys."""
    return tuple(
        ShippedList(
            key=line["key"],
            name=line["name"],
            name_en=line["name_en"],
            version=line["version"],
            source=line["source"],
            shows_codes=line["shows_codes"] == "1",
            rows=tuple(_row(cells) for cells in _lines(line["key"])),
        )
        for line in _lines("lists")
        if keys is None or line["key"] in keys
    )


def _row(cells: Mapping[str, str]) -> CodeRow:
    """Not every list has every column."""
    return CodeRow(
        code=cells["code"],
        name=cells["name"],
        name_en=cells.get("name_en", ""),
        parent=cells.get("parent", ""),
        trl_from=cells.get("trl_from", ""),
        trl_to=cells.get("trl_to", ""),
        syllables=cells.get("syllables", ""),
    )


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def digest_rows(rows: Sequence[CodeRow]) -> str:
    """Equal for two lists that say the same in the same order."""
    found = hashlib.sha256()
    for row in rows:
        cells = (row.code, row.name, row.name_en, row.parent, row.trl_from, row.trl_to)
        found.update("\x1f".join(cells).encode() + b"\x1e")
    return found.hexdigest()


def check_rows(rows: Sequence[CodeRow]) -> tuple[RefusedCell, ...]:
    """All that is wrong, in the order of the rows; nothing: the rows can be stored."""
    first: dict[str, CodeRow] = {}
    for row in rows:
        first.setdefault(row.code, row)
    parents = {code: row.parent for code, row in first.items() if code}
    return tuple(
        RefusedCell(row.spots.get(name, Spot()), message)
        for row in rows
        for name, message in _faults(row, first, parents)
    )


def _faults(
    row: CodeRow, first: Mapping[str, CodeRow], parents: Mapping[str, str]
) -> Iterator[tuple[str, Message]]:
    code = row.code
    if not code:
        yield "code", Message("codes.row_without_code")
        return
    if not row.name:
        yield "name", Message("codes.row_without_name", {"code": code})
    if len(code) > LONGEST_CODE:
        yield "code", Message("codes.code_too_long", {"code": code, "limit": LONGEST_CODE})
    if _NOT_IN_A_CODE.search(code):
        yield "code", Message("codes.code_has_gap", {"code": code})
    if len(row.name) > LONGEST_NAME or len(row.name_en) > LONGEST_NAME:
        name = "name" if len(row.name) > LONGEST_NAME else "name_en"
        yield name, Message("codes.name_too_long", {"code": code, "limit": LONGEST_NAME})
    if first[code] is not row:
        before = first[code].spots.get("code", Spot())
        yield "code", Message("codes.code_twice", {"code": code, "row": before.row})
    elif row.parent and row.parent not in parents:
        yield "parent", Message("codes.parent_unknown", {"parent": row.parent})
    elif (depth := len(_chain(code, parents))) > DEEPEST:
        is_ring = depth > len(set(_chain(code, parents)))
        what = "codes.parent_cycle" if is_ring else "codes.too_deep"
        yield "parent", Message(what, {"code": code, "limit": DEEPEST})
    if not _is_trl_range(row):
        yield "trl_from" if row.trl_from else "trl_to", Message("codes.trl_wrong")


def _chain(code: str, parents: Mapping[str, str]) -> list[str]:
    """The code and those above it, no more than one beyond the deepest allowed."""
    chain: list[str] = []
    while code and len(chain) <= DEEPEST:
        chain.append(code)
        code = parents.get(code, "")
    return chain


def _is_trl_range(row: CodeRow) -> bool:
    if not row.trl_from and not row.trl_to:
        return True
    if not (row.trl_from.isdecimal() and row.trl_to.isdecimal()):
        return False
    low, high = int(row.trl_from), int(row.trl_to)
    return low in _TRL and high in _TRL and low <= high


def paths_of(rows: Sequence[CodeRow]) -> dict[str, tuple[str, ...]]:
    """For each code those above it, the top one first. The rows have passed `check_rows`."""
    parents = {row.code: row.parent for row in rows}
    return {code: tuple(reversed(_chain(code, parents)[1:])) for code in parents}


def read_syllables(name: str) -> str:
    """A name as it is read, in small letters: `制造业` is `zhi zao ye`.

    Letters and digits in the name stay, marks go. ü is written v.
    """
    from pypinyin import lazy_pinyin

    pieces = (
        "".join(c for c in piece if c.isalnum())
        for piece in lazy_pinyin(unicodedata.normalize("NFKC", name).lower())
    )
    return " ".join(piece for piece in pieces if piece)


def spell_row(row: CodeRow) -> tuple[str, str]:
    """`(pinyin, initials)` of the name: `zhizaoye`, `zzy`.

    The large lists that ship bring their syllables: reading 8,000 names takes longer than storing
    them.
    """
    syllables = (row.syllables or read_syllables(row.name)).split()
    return "".join(syllables)[:1000], "".join(piece[0] for piece in syllables)[:LONGEST_NAME]
