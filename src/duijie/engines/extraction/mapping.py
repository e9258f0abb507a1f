"""`--map`: what the user says that a column holds, which stands above all recognition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from duijie.engines.extraction.types import Field, RecordKind
from duijie.engines.extraction.vocabulary import bare_header, squeeze
from duijie.errors import DuijieError

_LETTERS = re.compile(r"[A-Za-z]{1,2}$")
IGNORE = ("-", "ignore", "none", "不用", "忽略")
_FIELD_WORDS = {
    "标题": Field.TITLE,
    "名称": Field.TITLE,
    "内容": Field.TEXT,
    "描述": Field.TEXT,
    "单位": Field.ORG,
    "联系人": Field.PERSON,
    "姓名": Field.PERSON,
    "电话": Field.PHONE,
    "邮箱": Field.EMAIL,
    "地区": Field.REGION,
    "行业": Field.INDUSTRY,
    "预算": Field.BUDGET,
    "budget_wan": Field.BUDGET,
    "关键词": Field.KEYWORDS,
    "编号": Field.NUMBER,
    "id": Field.NUMBER,
}
_KIND_WORDS = {
    "需求": RecordKind.NEED,
    "成果": RecordKind.OFFER,
    "专家": RecordKind.EXPERT,
    "单位": RecordKind.ORGANISATION,
    "organization": RecordKind.ORGANISATION,
    "needs": RecordKind.NEED,
    "offers": RecordKind.OFFER,
    "experts": RecordKind.EXPERT,
}


def letter_index(letters: str) -> int:
    """`A` -> 0, `Z` -> 25, `AA` -> 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Columns by header (compared without white space, numbering and units) or by letter.

    A field of None leaves the column out of the records' own fields (it stays in `unplaced`).
    `kind` decides for every table. Letters count the columns as the user's own program shows them.
    """

    headers: Mapping[str, Field | None] = field(default_factory=lambda: MappingProxyType({}))
    letters: Mapping[int, Field | None] = field(default_factory=lambda: MappingProxyType({}))
    kind: RecordKind | None = None

    @classmethod
    def parse(cls, entries: Iterable[str]) -> ColumnMapping:
        """From `拟解决问题=text`, `C=org`, `备注=ignore`, `kind=need`.

        A single letter or two name a column by place; write `header:C=org` for a header called C.
        Raises DuijieError `extraction.map_*` for what cannot be read.
        """
        headers: dict[str, Field | None] = {}
        letters: dict[int, Field | None] = {}
        kind: RecordKind | None = None
        for entry in entries:
            column, equals, name = (part.strip() for part in entry.rpartition("="))
            if not equals or not column or not name:
                raise DuijieError("extraction.map_malformed", text=entry)
            as_kind = _read_kind(name)
            if column.lower() == "kind" and (as_kind or name.lower() != "kind"):
                if as_kind is None:
                    raise DuijieError("extraction.map_unknown_kind", text=entry)
                kind = as_kind
                continue
            wanted = _read_field(name, entry)
            is_new = True
            if column.startswith("header:"):
                key = bare_header(column.removeprefix("header:"))[0]
                is_new = key not in headers
                headers[key] = wanted
            elif _LETTERS.match(column) and squeeze(column) not in ("id", "no"):
                is_new = letter_index(column) not in letters
                letters[letter_index(column)] = wanted
            else:
                key = bare_header(column)[0]
                is_new = key not in headers
                headers[key] = wanted
            if not is_new:
                raise DuijieError("extraction.map_column_twice", column=column)
        return cls(headers, letters, kind)

    def for_header(self, header: str) -> tuple[bool, Field | None]:
        """Whether the mapping names this header, and the field that it gives it."""
        key = bare_header(header)[0]
        if key and key in self.headers:
            return True, self.headers[key]
        full = squeeze(header)
        for name, wanted in self.headers.items():
            if full == name:
                return True, wanted
        return False, None


def _read_kind(name: str) -> RecordKind | None:
    lowered = name.lower()
    if lowered in _KIND_WORDS:
        return _KIND_WORDS[lowered]
    return next((kind for kind in RecordKind if kind == lowered), None)


def _read_field(name: str, entry: str) -> Field | None:
    lowered = name.lower()
    if lowered in IGNORE:
        return None
    if lowered in _FIELD_WORDS:
        return _FIELD_WORDS[lowered]
    try:
        return Field(lowered)
    except ValueError:
        raise DuijieError(
            "extraction.map_unknown_field", text=entry, fields=", ".join(Field)
        ) from None
