"""`find_records`: tables, forms and lists of a document to records with ids."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from duijie.engines.documents.types import Document, Finding, Place, Table, TextBlock
from duijie.engines.extraction.assembly import assemble
from duijie.engines.extraction.chat import read_chat
from duijie.engines.extraction.columns import CARRIED, ColumnsTable, read_table
from duijie.engines.extraction.forms import read_form
from duijie.engines.extraction.grid import Grid, where
from duijie.engines.extraction.indicator_tables import with_indicators
from duijie.engines.extraction.kind_choice import Hint
from duijie.engines.extraction.labelled import line_labels, read_labelled
from duijie.engines.extraction.layout import Layout, Part, find_layout
from duijie.engines.extraction.lists import read_numbered
from duijie.engines.extraction.mapping import ColumnMapping
from duijie.engines.extraction.numbering import number_records
from duijie.engines.extraction.owners import with_owner
from duijie.engines.extraction.pairs import (
    Pair,
    PairRecord,
    choose_pair_kind,
    make_pair,
    split_records,
    to_raw,
)
from duijie.engines.extraction.paragraphs import read_paragraphs
from duijie.engines.extraction.raw import Entry, Harvest, RawRecord
from duijie.engines.extraction.sections import read_sections
from duijie.engines.extraction.side_by_side import split_side_by_side
from duijie.engines.extraction.tabbed import tabbed_table
from duijie.engines.extraction.types import (
    ColumnReading,
    Field,
    Record,
    RecordKind,
    RecordsReading,
    TableReading,
)
from duijie.engines.extraction.values import looks_like_org
from duijie.engines.extraction.vocabulary import bare_header

_CONTENT = (Field.TITLE, Field.TEXT, Field.INDICATORS)


@dataclass(slots=True)
class _Walk:
    """The state of a reading: what was seen above, and pairs that wait for their record's end."""

    document: Document
    mapping: ColumnMapping | None
    harvest: Harvest = field(default_factory=Harvest)
    pairs: list[Pair] = field(default_factory=list)
    pair_layout: str = "form"
    last_table: ColumnsTable | None = None
    recent: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """Titles over tables and the first lines of texts, which may name whose list it is."""


def find_records(document: Document, *, mapping: ColumnMapping | None = None) -> RecordsReading:
    """The needs, offers, experts and organisations that a document's tables, forms and lists state.

    Articles give none unless they hold labelled lists. Every row of a table of records becomes a
    record, joins the one above, or is named in the findings; ids are unique within the document.
    """
    walk = _Walk(document, mapping)
    run: list[TextBlock] = []
    for block in document.blocks:
        if isinstance(block, Table):
            _read_text(walk, run)
            run = []
            sides = split_side_by_side(block, mapping) if block.place.sheet else (block,)
            recent = list(walk.recent)
            for side in sides:
                walk.recent = list(recent)
                _read_grid(walk, side)
        else:
            run.append(block)
    _read_text(walk, run)
    _flush_pairs(walk)
    made = [(raw, assemble(raw, walk.harvest)) for raw in walk.harvest.records]
    heads = (document.title, *walk.heads)
    records = with_owner(document, heads, number_records(made, walk.harvest), walk.harvest)
    findings = [*walk.harvest.findings, *_absent_columns(walk)]
    return RecordsReading(
        tuple(records), tuple(_counted(walk.harvest.readings, made)), tuple(_once(findings))
    )


def _hints(walk: _Walk, place: Place, titles: Sequence[str] = ()) -> list[Hint]:
    hints = [Hint(text, 3.0) for text in titles if len(text) <= 80]
    if place.sheet:
        hints.append(Hint(place.sheet, 2.0))
    hints += [Hint(text, 1.5) for text in walk.recent[-3:] if len(text) <= 60]
    hints.append(Hint(walk.document.title, 1.0))
    hints.append(Hint(re.sub(r".*[/!]", "", walk.document.file), 1.0))
    return hints


def _read_grid(walk: _Walk, table: Table) -> None:
    if not table.rows or not table.rows[0] or not any(any(row) for row in table.rows):
        return
    grid = Grid(table)
    told = with_indicators(walk.pairs, grid) if not table.place.sheet else None
    if told is not None:
        walk.pairs = told
        return
    layout, parts = find_layout(grid, walk.mapping)
    if walk.document.kind == "jsonl":
        layout, parts = Layout.COLUMNS, (Part((), (0,), 1, grid.height),)
    if layout is Layout.TRANSPOSED:
        grid = Grid(table, is_transposed=True)
        column = next(c for c in range(grid.height) if not grid.is_blank(c))
        layout, parts = Layout.COLUMNS, (Part((), (column,), column + 1, grid.height),)
    if layout is Layout.COLUMNS:
        _read_parts(walk, grid, parts)
    elif layout is Layout.FORM:
        if walk.pairs and table.place.sheet:
            _flush_pairs(walk)
        walk.pair_layout = "form"
        walk.recent += (
            [" ".join(grid.filled(0)[0].text.split())] if len(grid.filled(0)) == 1 else []
        )
        form = read_form(grid, walk.mapping)
        if walk.pairs and form and _is_same_form(walk.pairs, form):
            _flush_pairs(walk)
        walk.pairs += form
        if table.place.sheet:
            _flush_pairs(walk)
            walk.recent.clear()
        walk.last_table = None
    else:
        _read_bare(walk, grid)


def _is_same_form(before: Sequence[Pair], form: Sequence[Pair]) -> bool:
    """The form once more for the next record: it opens as the one before it did."""
    opening = [pair.label for pair in form if pair.label][:2]
    labels = [pair.label for pair in before]
    return len(opening) == 2 and any(
        labels[at : at + 2] == opening for at in range(len(labels) - 1)
    )


def _read_parts(walk: _Walk, grid: Grid, parts: Sequence[Part]) -> None:
    pending = list(walk.pairs)
    if any(p.term and set(p.term.fields) & set(_CONTENT) for p in pending):
        _flush_pairs(walk)
        pending = []
    walk.pairs = []
    for part in parts:
        titles, context = _context(grid, part, walk.mapping)
        walk.heads += titles
        defaults = _defaults([*pending, *context])
        hints = _hints(walk, grid.table.place, titles)
        is_exact = walk.document.kind == "jsonl"
        read = read_table(grid, part, hints, defaults, walk.mapping, is_exact=is_exact)
        walk.harvest.add(read.harvest)
        if read.fields.choice.kind is not None:
            walk.last_table = read
    if grid.table.place.sheet:
        walk.recent.clear()


def _context(grid: Grid, part: Part, mapping: ColumnMapping | None) -> tuple[list[str], list[Pair]]:
    """The titles above a header, and what is said there once for all rows (`填报单位：...`)."""
    titles: list[str] = []
    pairs: list[Pair] = []
    for row in part.title_rows:
        filled = grid.filled(row)
        place = grid.place(row)
        for cell in filled:
            labels = line_labels(" ".join(cell.text.split()), mapping)
            if labels:
                pairs += [make_pair(label, value, place, mapping) for label, value in labels]
            elif len(filled) <= 2:
                titles.append(" ".join(cell.text.split()))
        for label, value in itertools.pairwise(filled):
            if label.text.endswith(("：", ":")) or (
                len(filled) == 2 and make_pair(label.text, "", place, mapping).term
            ):
                pairs.append(make_pair(label.text.rstrip("：:"), value.text, place, mapping))
    return titles, pairs


def entries_above(
    grid: Grid, part: Part, mapping: ColumnMapping | None = None
) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
    """What stands above a table's header: its titles, and what is said there for all rows."""
    titles, pairs = _context(grid, part, mapping)
    return tuple(titles), tuple(_defaults(pairs))


def _defaults(pairs: Sequence[Pair]) -> list[Entry]:
    """What holds for all rows of the table below; an office that only collected is no owner."""
    found: list[Entry] = []
    for pair in pairs:
        wanted = pair.term.fields[0] if pair.term and pair.term.fields else None
        if wanted not in CARRIED or not pair.text:
            continue
        if wanted is Field.ORG and (
            not looks_like_org(re.sub(r"[(（].*?[)）]", "", pair.text).strip())
            or re.search(r"(?:局|委|厅|科协|政府|管委会|办公室|中心)(?:[(（].*[)）])?$", pair.text)
        ):
            continue
        text = re.sub(r"[(（](?:盖章|公章|签章|加盖公章)[)）]", "", pair.text).strip()
        found.append(Entry(wanted, pair.label, text, pair.place))
    has_org = any(entry.field is Field.ORG for entry in found)
    contact = (Field.PERSON, Field.PHONE, Field.EMAIL, Field.POSITION)
    return [e for e in found if has_org or e.field not in contact]


def _read_bare(walk: _Walk, grid: Grid) -> None:
    """A table without header: the last one's next page, or columns told by their texts."""
    last = walk.last_table
    rows = [row for row in range(grid.height) if not grid.is_blank(row)]
    if not rows:
        return
    part = Part((), (), rows[0], grid.height)
    same_sheet = last is not None and last.grid.table.place.sheet == grid.table.place.sheet
    if (
        last is not None
        and last.grid.width == grid.width
        and same_sheet
        and not last.grid.is_transposed
    ):
        read = read_table(grid, part, (), (), walk.mapping, continued=last)
        walk.harvest.add(read.harvest)
        return
    titles: list[str] = []
    while (
        len(rows) > 2
        and len(grid.filled(rows[0])) == 1
        and max(len(grid.filled(r)) for r in rows) > 1
    ):
        titles.append(grid.filled(rows.pop(0))[0].text)
    part = Part((), (), rows[0], grid.height)
    widest = max(len(grid.filled(row)) for row in rows)
    if widest < 2 and walk.mapping is None:
        _cells_as_text(walk, grid)
        return
    if walk.mapping is not None and len(rows) > 1 and _may_be_header(grid, rows[0]):
        part = Part((), (rows[0],), rows[0] + 1, grid.height)
    read = read_table(grid, part, _hints(walk, grid.table.place, titles), (), walk.mapping)
    walk.harvest.add(read.harvest)


def _may_be_header(grid: Grid, row: int) -> bool:
    """Short words without digits: what a user whose mapping names letters has over the columns."""
    cells = grid.filled(row)
    return len(cells) >= 2 and all(
        len(cell.text) <= 12 and not re.search(r"\d", cell.text) and not looks_like_org(cell.text)
        for cell in cells
    )


def _cells_as_text(walk: _Walk, grid: Grid) -> None:
    """A table of one cell a row is a frame around running text."""
    blocks = [
        TextBlock(cell.text, grid.place(cell.top, cell.left))
        for row in range(grid.height)
        for cell in grid.filled(row)
        if cell.top == row
    ]
    _read_text(walk, blocks)


def _read_text(walk: _Walk, blocks: Sequence[TextBlock]) -> None:
    if not blocks:
        return
    paragraphs = read_paragraphs(blocks)
    if not paragraphs:
        return
    table = tabbed_table(paragraphs)
    if table is not None:
        _read_grid(walk, table)
        return
    walk.heads += [p.text for p in paragraphs[:3] if len(p.text) <= 60]
    messages = read_chat(paragraphs)
    if messages:
        _flush_pairs(walk)
        _take_list(walk, messages, None)
        return
    pairs = read_sections(paragraphs, walk.mapping)
    if pairs:
        _flush_pairs(walk)
        walk.pair_layout = "list"
        walk.recent += [p.text for p in paragraphs[:3] if len(p.text) <= 60]
        walk.pairs += pairs
        _flush_pairs(walk)
        return
    pairs = read_labelled(paragraphs, walk.mapping)
    content = [
        p
        for p in pairs
        if p.term and p.text and set(p.term.fields) & {*_CONTENT, Field.ORG, Field.PERSON}
    ]
    labels = {p.label for p in content}
    if len(labels) >= 2 and any(p.term and set(p.term.fields) & set(_CONTENT) for p in content):
        if not walk.pairs:
            walk.pair_layout = "list"
        walk.recent += [p.text for p in paragraphs[:3] if len(p.text) <= 60]
        walk.pairs += pairs
        return
    hints = [
        *reversed(walk.recent[-3:]),
        walk.document.title,
        re.sub(r".*[/!]", "", walk.document.file),
    ]
    raws, kind = read_numbered(paragraphs, hints, walk.mapping)
    if raws:
        _flush_pairs(walk)
        _take_list(walk, raws, kind)
    else:
        walk.pairs += content
    walk.recent += [p.text for p in paragraphs[-3:] if len(p.text) <= 60]


def _take_list(walk: _Walk, raws: Sequence[RawRecord], kind: RecordKind | None) -> None:
    for raw in raws:
        raw.table = len(walk.harvest.readings)
    walk.harvest.records += raws
    walk.harvest.readings.append(TableReading(raws[0].place, kind, "list", None, (), len(raws)))


def _flush_pairs(walk: _Walk) -> None:
    """Make records of the pairs that wait; pairs without title and text are only told."""
    pairs, walk.pairs = walk.pairs, []
    if not pairs:
        return
    for record in split_records(pairs):
        _flush_record(walk, record)


def _flush_record(walk: _Walk, record: PairRecord) -> None:
    place = record.pairs[0].place
    content = [p for p in record.pairs if p.term and set(p.term.fields) & set(_CONTENT)]
    has_person = any(p.term and Field.PERSON in p.term.fields and p.text for p in record.pairs)
    if not content and not has_person:
        return
    hints = _hints(walk, place)
    choice = choose_pair_kind(record, hints, walk.mapping)
    if choice.kind is None and content and not any(p.text for p in content):
        walk.harvest.warn("extraction.form_without_text", place, where=where(place))
        return
    if choice.kind is None:
        if content and any(len(p.text) > 3 for p in content) and len(record.pairs) >= 3:
            example = bare_header(content[0].label)[0] or "text"
            walk.harvest.warn(
                "extraction.table_not_understood", place, where=where(place), example=example
            )
        return
    raw = to_raw(record, choice.kind)
    if not record.pairs[0].starts_record and walk.pair_layout == "form" and place.sheet is None:
        raw.place = replace(raw.place, row=None)
    walk.harvest.records.append(raw)
    columns = tuple(
        ColumnReading(p.place.column or 0, p.label, e.field, "header")
        for p, e in zip([p for p in record.pairs if p.text], raw.entries, strict=False)
    )
    readings = walk.harvest.readings
    last = readings[-1] if readings else None
    if walk.pair_layout == "list" and last and last.layout == "list" and last.kind is choice.kind:
        known = {column.header for column in last.columns}
        added = tuple(column for column in columns if column.header not in known)
        readings[-1] = replace(last, columns=last.columns + added)
    else:
        readings.append(TableReading(place, choice.kind, walk.pair_layout, None, columns, 1))
    raw.table = len(readings) - 1
    _tell_unknown(walk, record, place)
    if choice.is_by_words:
        walk.harvest.note(
            "extraction.kind_from_words", place, where=where(place), kind=choice.kind.value
        )


def _tell_unknown(walk: _Walk, record: PairRecord, place: Place) -> None:
    """Name the labels that no list knows, as those of tables are named."""
    labels = [p.label for p in record.pairs if p.term is None and p.text]
    labels = [label for label in dict.fromkeys(labels) if 0 < len(label) <= 16]
    if labels:
        walk.harvest.note(
            "extraction.columns_not_placed",
            place,
            where=where(place),
            columns="、".join(labels),
            example=bare_header(labels[0])[0] or labels[0],
        )


def _counted(
    readings: Sequence[TableReading], made: Sequence[tuple[RawRecord, list[Record]]]
) -> list[TableReading]:
    """Tables tell the records that came of them, after splitting and refusals."""
    counts: Counter[int] = Counter()
    for raw, records in made:
        counts[raw.table] += len(records)
    return [replace(reading, record_count=counts[i]) for i, reading in enumerate(readings)]


def _once(findings: Sequence[Finding]) -> list[Finding]:
    seen: set[tuple[str, str]] = set()
    kept: list[Finding] = []
    for finding in findings:
        key = (finding.message.code, repr(sorted(finding.message.params.items())))
        if key not in seen:
            seen.add(key)
            kept.append(finding)
    return kept


def _absent_columns(walk: _Walk) -> list[Finding]:
    if walk.mapping is None or not walk.mapping.headers or not walk.harvest.readings:
        return []
    present = {
        bare_header(c.header.split("·")[-1])[0] for r in walk.harvest.readings for c in r.columns
    }
    harvest = Harvest()
    place = Place(walk.document.file)
    for header in walk.mapping.headers:
        if header not in present:
            harvest.note(
                "extraction.map_column_absent", place, file=walk.document.file, column=header
            )
    return harvest.findings
