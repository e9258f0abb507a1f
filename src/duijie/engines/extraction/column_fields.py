"""Which column of a table holds which field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from duijie.engines.extraction.grid import Grid
from duijie.engines.extraction.kind_choice import Hint, KindChoice, choose_kind
from duijie.engines.extraction.kinds import kind_of_value
from duijie.engines.extraction.layout import Part
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.several import numbered_parts
from duijie.engines.extraction.slots import find_slots, slot_family
from duijie.engines.extraction.types import ColumnReading, Field, RecordKind
from duijie.engines.extraction.values import field_by_values, is_nothing, is_numeric, looks_like_org
from duijie.engines.extraction.vocabulary import Term, read_header

SINGLE = (
    Field.TITLE,
    Field.ORG,
    Field.PERSON,
    Field.NUMBER,
    Field.KIND,
    Field.BUDGET,
    Field.POSITION,
)
"""Fields that only one column can hold; of several the best named one takes it."""
TITLE_LENGTH = 34
SHORT_LENGTH = 24
_DESCRIBES = re.compile(r"(?:描述|内容|说明|概述|简介|详情)\s*(?:[(（][^()（）]*[)）])?$")
_MONEY_UNIT = re.compile(r"^(?:人民币)?(?:元|万元|亿元|千元|百万元|万|亿)(?:人民币)?$")
_NAMES_PROBLEM = re.compile(
    r"(?:问题|难题|需求|困难|技术|成果|项目)(?!.*(?:优势|水平|特点|指标|参数|领域|状态|阶段|描述|说明))"
)
_KEYS = {
    "id": Field.NUMBER,
    "title": Field.TITLE,
    "text": Field.TEXT,
    "org": Field.ORG,
    "person": Field.PERSON,
    "region": Field.REGION,
    "industry": Field.INDUSTRY,
    "budget_wan": Field.BUDGET,
    "trl": Field.TRL,
    "keywords": Field.KEYWORDS,
    "kind": Field.KIND,
}


@dataclass(slots=True)
class Column:
    index: int
    header: str
    group: str
    term: Term | None
    texts: list[str]
    field: Field | None = None
    reason: str = "header"
    is_mapped: bool = False
    is_money_unit: bool = False
    """`单位` beside `金额`: its texts are the units of the amounts."""
    slot: int = 0
    """`技术需求一 | 技术需求二`: which record of the row the column belongs to; 0: all."""

    @property
    def label(self) -> str:
        """The header in one line, as it is shown and kept with `unplaced` texts."""
        one_line = " ".join(self.header.split()).strip("*★※ ：:")
        if self.group and self.group != self.header:
            return f"{' '.join(self.group.split())}·{one_line}"
        return one_line

    @property
    def filled(self) -> list[str]:
        return [text for text in self.texts if not is_nothing(text)]


@dataclass(frozen=True, slots=True)
class TableFields:
    columns: tuple[Column, ...]
    choice: KindChoice


def read_columns(
    grid: Grid,
    part: Part,
    data_rows: Sequence[int],
    hints: Sequence[Hint],
    mapping: ColumnMapping | None,
    *,
    is_exact: bool = False,
) -> TableFields:
    """Name the columns of a table and decide its kind. Columns without any text are left out.

    `is_exact`: the headers are the keys of our own format, so `title` stays the title.
    """
    columns = [c for c in _columns(grid, part, data_rows) if c.header or c.filled]
    columns = [c for c in columns if c.filled or c.term is not None]
    find_slots(columns)
    _find_money_units(columns)
    _apply_mapping(grid, columns, mapping)
    _place_kind_column(columns)
    _place_by_values(columns)
    choice = _choose(columns, hints, mapping)
    _resolve_titles(columns)
    if is_exact:
        _take_keys(columns)
    _place_named_orgs(columns)
    _resolve_singles(columns, choice.kind)
    _fill_gaps(columns, choice.kind)
    return TableFields(tuple(columns), choice)


def _columns(grid: Grid, part: Part, data_rows: Sequence[int]) -> list[Column]:
    found: list[Column] = []
    for index in range(grid.width):
        header = group = ""
        if part.header_rows:
            header = grid.text(part.header_rows[-1], index)
            if len(part.header_rows) > 1:
                top = grid.cell(part.header_rows[0], index)
                if re.fullmatch(r"\s*[(（][^()（）]*[)）]\s*", header) and top.text != header:
                    found.append(_unit_below(grid, index, top.text + header.strip(), data_rows))
                    continue
                group = top.text or _group_left(grid, part.header_rows[0], index)
                if not header:
                    header, group = top.text, ""
                elif top.bottom >= part.header_rows[-1]:
                    group = ""
        texts = [grid.text(row, index) for row in data_rows]
        term = read_header(header, group) if header else None
        found.append(Column(index, header, group, term, texts))
    _tell_merged_headers_apart(grid, part, found)
    return found


def _unit_below(grid: Grid, index: int, header: str, data_rows: Sequence[int]) -> Column:
    """`拟投入资金` over `（万元）` is one header."""
    return Column(
        index, header, "", read_header(header), [grid.text(row, index) for row in data_rows]
    )


def _group_left(grid: Grid, row: int, index: int) -> str:
    """In CSV files a group heading stands over its first column only."""
    while index > 0 and not grid.text(row, index):
        index -= 1
    return grid.text(row, index)


def _tell_merged_headers_apart(grid: Grid, part: Part, columns: list[Column]) -> None:
    """One undivided header over several columns names the first; values must tell the others."""
    if not part.header_rows:
        return
    row = part.header_rows[-1]
    for column in columns:
        cell = grid.cell(row, column.index)
        if cell.right > cell.left and column.term is not None:
            by_values = field_by_values(column.texts, is_header_blank=True)
            if by_values is not None and by_values not in column.term.fields:
                column.term = Term((by_values,), None, 0.7)
                column.reason = "values"
            elif column.index != cell.left and Field.TEXT not in column.term.fields:
                column.term = None


def _find_money_units(columns: list[Column]) -> None:
    for column in columns:
        if column.filled and all(_MONEY_UNIT.match(text) for text in column.filled):
            column.is_money_unit, column.term = True, Term((), None, 1.0)


def _take_keys(columns: list[Column]) -> None:
    """The keys of our own JSONL records; `evidence` is read later and is nothing unknown."""
    for column in columns:
        key = column.header.lower()
        if (
            not column.is_mapped
            and key in _KEYS
            and (key != "kind" or (column.term and column.term.fields))
        ):
            column.field, column.is_mapped, column.reason = _KEYS[key], True, "header"


def _are_positions(column: Column) -> bool:
    """English exports call posts (`教授`, `professor`) `Title`."""
    return field_by_values(column.filled, is_header_blank=False) is Field.POSITION


def _place_named_orgs(columns: list[Column]) -> None:
    """A bare `名称` or `name` over organisations' names is the organisation, over posts a post."""
    has_org = any(_may_be(column, Field.ORG) for column in columns)
    for column in columns:
        term = column.term
        if column.is_mapped or term is None or term.kind is not None or not column.filled:
            continue
        if term.fields == (Field.TITLE,) and _are_positions(column):
            column.term = Term((Field.POSITION,), None, term.score)
            continue
        if not has_org and term.fields in ((Field.TITLE,), (Field.PERSON,)):
            named = sum(map(looks_like_org, column.filled))
            if named >= 0.67 * len(column.filled):
                column.term = Term((Field.ORG,), None, term.score)
                return


def _apply_mapping(grid: Grid, columns: list[Column], mapping: ColumnMapping | None) -> None:
    if mapping is None:
        return
    for column in columns:
        is_named, wanted = mapping.for_header(column.header)
        number = grid.column_number(column.index) - 1
        if not is_named and number in mapping.letters:
            is_named, wanted = True, mapping.letters[number]
        if is_named:
            column.field, column.is_mapped, column.reason = wanted, True, "map"


def _place_kind_column(columns: list[Column]) -> None:
    """A column is the kind's only if its texts name kinds; `类型: 新材料` is something else."""
    for column in columns:
        if column.is_mapped or column.term is None or Field.KIND not in column.term.fields:
            continue
        told = sum(kind_of_value(text) is not None for text in column.filled)
        if not column.filled or told < 0.6 * len(column.filled):
            column.term = Term((), None, column.term.score)


def _place_by_values(columns: list[Column]) -> None:
    known = {
        f
        for c in columns
        for f in ([c.field] if c.is_mapped else c.term.fields if c.term else [])
        if f
    }
    for column in columns:
        if column.is_mapped or column.term is not None:
            continue
        by_values = field_by_values(column.texts, is_header_blank=not column.header)
        if by_values is None:
            continue
        if by_values in (Field.PHONE, Field.EMAIL) or by_values not in known:
            column.term = Term((by_values,), None, 0.5)
            column.reason = "values"
            known.add(by_values)


def _choose(
    columns: list[Column], hints: Sequence[Hint], mapping: ColumnMapping | None
) -> KindChoice:
    if mapping is not None and mapping.kind is not None:
        return KindChoice(mapping.kind)
    terms = [
        Term((c.field,), None, 1.0) if c.is_mapped and c.field else c.term
        for c in columns
        if (c.is_mapped and c.field) or (not c.is_mapped and c.term)
    ]
    texts: list[str] = []
    rows = max((len(c.texts) for c in columns), default=0)
    content = [c for c in columns if _may_be(c, Field.TITLE) or _may_be(c, Field.TEXT)]
    for row in range(min(rows, 200)):
        joined = " ".join(c.texts[row] for c in content)
        if joined.strip():
            texts.append(joined)
    cells = [t for c in columns if not _may_be(c, Field.NUMBER) for t in c.filled]
    numeric = sum(map(is_numeric, cells)) / len(cells) if cells else 0.0
    if any(_may_be(c, Field.KIND) for c in columns) and content:
        return KindChoice(_main_kind(columns))
    return choose_kind([t for t in terms if t], hints, texts, numeric_share=numeric)


def _main_kind(columns: list[Column]) -> RecordKind | None:
    kinds = [
        kind
        for c in columns
        if _may_be(c, Field.KIND)
        for text in c.filled
        if (kind := kind_of_value(text)) is not None
    ]
    return max(set(kinds), key=lambda kind: (kinds.count(kind), kind)) if kinds else None


def _may_be(column: Column, wanted: Field) -> bool:
    if column.is_mapped:
        return column.field is wanted
    return column.term is not None and wanted in column.term.fields


def _resolve_titles(columns: list[Column]) -> None:
    """`技术需求` is the title beside a description or while its texts are short, else the text."""
    both = [c for c in columns if not c.is_mapped and c.term and len(c.term.fields) == 2]
    if not both:
        _promote_short_text(columns)
        return
    has_title = any(
        (c.is_mapped and c.field is Field.TITLE)
        or (not c.is_mapped and c.term and c.term.fields == (Field.TITLE,))
        for c in columns
    )
    families = list(dict.fromkeys(slot_family(c) for c in both))
    lengths = [
        _median_length([t for c in both if slot_family(c) == family for t in c.filled])
        for family in families
    ]
    shortest = families[lengths.index(min(lengths))]
    for column in both:
        assert column.term is not None
        is_title = (
            not has_title
            and slot_family(column) == shortest
            and min(lengths) <= TITLE_LENGTH
            and not (len(both) == 1 and _DESCRIBES.search(column.header.strip()))
        )
        column.term = Term(
            (Field.TITLE if is_title else Field.TEXT,),
            column.term.kind,
            column.term.score,
            column.term.unit,
        )


def _median_length(texts: Sequence[str]) -> float:
    return median(map(title_length, texts)) if texts else 0.0


def _promote_short_text(columns: list[Column]) -> None:
    """Of two descriptions without a title, a short first one that names the problem is the title.

    Survey exports have whole questions for headers: `最需要解决的技术问题` beside `请详细描述`.
    """
    open_columns = [c for c in columns if not c.is_mapped and c.term and c.filled]
    if any(_may_be(c, Field.TITLE) for c in columns):
        return
    texts = [c for c in open_columns if c.term and c.term.fields == (Field.TEXT,)]
    for position, column in enumerate(texts[:-1]):
        length = _median_length(column.filled)
        later = max(_median_length(c.filled) for c in texts[position + 1 :])
        if (
            _NAMES_PROBLEM.search(column.header)
            and length <= SHORT_LENGTH
            and later >= 1.5 * length
        ):
            assert column.term is not None
            column.term = Term((Field.TITLE,), column.term.kind, column.term.score)
            return


def title_length(text: str) -> int:
    """How long a text is as a title: of a list its longest part; sentences are too long."""
    numbered = numbered_parts(text)
    if numbered is not None:
        return max(map(len, numbered[1]))
    inner = text.rstrip("。；; \n")
    return len(text) + (TITLE_LENGTH if "。" in inner or "；" in inner else 0)


def _resolve_singles(columns: list[Column], kind: RecordKind | None) -> None:
    taken = {(c.field, c.slot) for c in columns if c.is_mapped}

    def rank(column: Column) -> tuple[float, ...]:
        term = column.term
        assert term is not None
        return (
            term.kind is not kind or kind is None,
            term.kind is not None and term.kind is not kind,
            -term.score,
            -min(1.0, len(column.filled) / max(1, len(column.texts)) + 0.2),
            column.index,
        )

    open_columns = [c for c in columns if not c.is_mapped and c.term and c.term.fields]
    for column in sorted(open_columns, key=rank):
        assert column.term is not None
        wanted = column.term.fields[0]
        if kind in (RecordKind.EXPERT,) and wanted is Field.TITLE:
            wanted = Field.TEXT
        if kind is RecordKind.ORGANISATION and wanted is Field.TITLE:
            wanted = Field.ORG if (Field.ORG, 0) not in taken else Field.TEXT
        if wanted in SINGLE and any(
            field is wanted and (not slot or not column.slot or slot == column.slot)
            for field, slot in taken
        ):
            if wanted is not Field.TITLE:
                continue
            wanted = Field.TEXT
        column.field = wanted
        taken.add((wanted, column.slot))


def _fill_gaps(columns: list[Column], kind: RecordKind | None) -> None:
    """Without title and text, the column with the longest texts is the text."""
    if kind not in (RecordKind.NEED, RecordKind.OFFER):
        return
    if any(c.field in (Field.TITLE, Field.TEXT) for c in columns):
        return
    free = [
        c for c in columns if c.field is None and not c.is_mapped and c.filled and c.term is None
    ]
    longest = max(free, key=lambda c: median(map(len, c.filled)), default=None)
    if longest is not None and median(map(len, longest.filled)) >= 8:
        longest.field, longest.reason = Field.TEXT, "values"


def reading_of(grid: Grid, column: Column) -> ColumnReading:
    return ColumnReading(
        grid.column_number(column.index), column.label, column.field, column.reason
    )
