"""From the cells of a row to the values of its fields, as far as the row alone tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.disclosure import LEVELS
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import FieldProblem
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.validators.code_lookup import find_code
from duijie.catalogue.validators.values import clean_values
from duijie.core.messages import message_to_json
from duijie.engines.extraction.amounts import budget_in_text, read_budget, read_trl
from duijie.engines.extraction.contacts import take_contacts
from duijie.engines.extraction.titles import one_line, title_from_text
from duijie.engines.extraction.values import is_nothing
from duijie.engines.extraction.vocabulary import bare_header
from duijie.errors import Message
from duijie.intake.services.imports.rows import SourceRow
from duijie.intake.services.imports.tables import ColumnChoice, TableChoice
from duijie.intake.validators.labels import IGNORED, KEPT, KIND, RECORD, REVISION, ZONE

_MAY_HOLD_CONTACT: Final = re.compile(r"\d{4}|@|＠|QQ|qq|微信|[Ww]e[Cc]hat")
_JOINED: Final = frozenset({"text", "keywords", "phone", "email", "address"})
_COUNTING: Final = frozenset({"序号", "no", "行号", "排序", "序"})
"""Headers of a running count: it numbers the rows of this file, not the records."""
_SERIAL: Final = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_SERIAL_START: Final = date(1899, 12, 30)
_LONGEST_TITLE: Final = 200
_SOFT: Final = frozenset({Value.AMOUNT, Value.TRL, Value.DATE, Value.CODE, Value.CHOICE,
                          Value.INDICATORS, Value.EVIDENCE})  # fmt: skip
_SOFT_LINES: Final = frozenset({"phone", "email", "website", "credit_code"})
_LONGEST_EXTRA: Final = 33_000
"""As much as a cell of a spreadsheet holds."""


@dataclass(slots=True)
class RowDraft:
    """A row read as far as it goes; `problems` that are no notes refuse it."""

    source: SourceRow
    kind: RecordKind
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    unplaced: dict[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    zone_name: str = ""
    record_key: str = ""
    """Of the record that an exported row came from, `need:12`."""
    exported_revision: int | None = None
    emptied: frozenset[str] = frozenset()
    """Fields of an exported row whose columns are there and blank."""
    number: str = ""
    """As the source numbers the record itself; empty where it only counts rows."""

    @property
    def is_refused(self) -> bool:
        return any(not problem["is_note"] for problem in self.problems)

    def refuse(self, message: Message, *, field: str = "", column: int | None = None) -> None:
        self.problems.append(problem_json(message, field=field, column=column, is_note=False))

    def note(self, message: Message, *, field: str = "", column: int | None = None) -> None:
        self.problems.append(problem_json(message, field=field, column=column, is_note=True))


def problem_json(
    message: Message, *, field: str, column: int | None, is_note: bool
) -> dict[str, Any]:
    data: dict[str, Any] = {"message": message_to_json(message), "is_note": is_note}
    if field:
        data["field"] = field
    if column is not None:
        data["column"] = column
    return data


class KnownCodes:
    """Codes by list and text, each looked up once: a column has few different ones."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str | None] = {}

    def find(self, list_key: str, text: str) -> str | None:
        key = (list_key, text)
        if key not in self._known:
            self._known[key] = find_code(list_key, text)
        return self._known[key]


def draft_row(
    source: SourceRow, table: TableChoice, constants: Mapping[str, Any], codes: KnownCodes
) -> RowDraft:
    """The values of one row. Blank cells and words like `无` say nothing and erase nothing; only
    in a row that was exported before, a blank cell is one that somebody emptied."""
    kind = RecordKind(source.kind)
    draft = RowDraft(source, kind, [source.texts.get(c.column, "") for c in table.columns])
    given = _given(draft, table)
    for name, text in source.defaults.items():
        if name not in given and not is_nothing(text):
            given[name] = text
    own = "name" if kind is RecordKind.ORGANISATION else "organisation"
    if draft.record_key:
        draft.emptied = _emptied(draft, table)
    if own not in given and own not in draft.emptied and constants.get("organisation"):
        given[own] = constants["organisation"]
    _move_contacts(given, kind)
    _complete(given, kind, emptied=draft.emptied)
    _cut(draft, given)
    _clean(draft, given, table, codes)
    return draft


def _given(draft: RowDraft, table: TableChoice) -> dict[str, Any]:
    names = {spec.name: spec for spec in FIELDS[draft.kind]}
    given: dict[str, Any] = {}
    labels: dict[str, list[str]] = {}
    for choice in table.columns:
        text = draft.source.texts.get(choice.column, "").strip()
        if choice.field == IGNORED or is_nothing(text):
            continue
        if choice.field == ZONE:
            draft.zone_name = one_line(text)
        elif choice.field == RECORD:
            draft.record_key = one_line(text)
        elif choice.field == REVISION:
            draft.exported_revision = int(text) if text.isdecimal() else None
        elif choice.field == KIND:
            continue
        elif choice.field == KEPT or choice.field not in names:
            _keep(draft, choice, text)
        elif choice.field in given and choice.field in _JOINED:
            given[choice.field] = _join(given, choice, text, labels)
        else:
            value = names[choice.field].value
            given[choice.field] = _prepared(draft, choice, text, value)
            labels[choice.field] = [choice.header]
            if choice.field == "number" and bare_header(choice.header)[0] not in _COUNTING:
                draft.number = one_line(text)
    return {name: value for name, value in given.items() if value is not None}


def _emptied(draft: RowDraft, table: TableChoice) -> frozenset[str]:
    """Fields that have columns in the sheet, all of them blank in this row."""
    blank: dict[str, bool] = {}
    for choice in table.columns:
        is_blank = not draft.source.texts.get(choice.column, "").strip()
        blank[choice.field] = is_blank and blank.get(choice.field, True)
    specs = FIELDS[draft.kind]
    return frozenset(spec.name for spec in specs if blank.get(spec.name))


def _keep(draft: RowDraft, choice: ColumnChoice, text: str) -> None:
    """What has no field stays with the record, under its header."""
    header = " ".join(choice.header.split())[:200] or str(choice.column)
    if header in draft.unplaced:
        header = f"{header} ({choice.column})"
    draft.unplaced[header] = text[:_LONGEST_EXTRA]


def _join(
    given: Mapping[str, Any], choice: ColumnChoice, text: str, labels: dict[str, list[str]]
) -> str:
    """Several columns of one field: descriptions under their headers, words in a row."""
    before, heads = str(given[choice.field]), labels.setdefault(choice.field, [])
    if text in before:
        return before
    if choice.field != "text":
        return f"{before}; {text}" if choice.field != "keywords" else f"{before}、{text}"
    if len(heads) == 1 and heads[0]:
        before = f"{' '.join(heads[0].split())}：{before}"
    heads.append(choice.header)
    return f"{before}\n{' '.join(choice.header.split())}：{text}"


def _prepared(draft: RowDraft, choice: ColumnChoice, text: str, value: Value) -> Any:
    """A text in the form in which the catalogue reads it; None where it says nothing."""
    if value is Value.AMOUNT:
        budget = read_budget(one_line(text), draft.source.units.get(choice.column))
        if budget.is_open:
            _keep(draft, choice, text)
            return None
        return budget.wan if budget.wan is not None else text
    if value is Value.TRL:
        level = read_trl(text, is_level_cell=True)
        return level if level is not None else text
    if value is Value.DATE and _SERIAL.fullmatch(text):
        # a date whose cell lost its format is the number of days since 1899-12-30
        return _SERIAL_START + timedelta(days=int(float(text)))
    return text


def _move_contacts(given: dict[str, Any], kind: RecordKind) -> None:
    """Telephones and addresses out of texts that others see, into the fields for them."""
    levels = LEVELS[kind]
    phones: list[str] = []
    emails: list[str] = []
    for spec in FIELDS[kind]:
        text = given.get(spec.name)
        if (
            spec.value not in (Value.LINE, Value.TEXT)
            or not isinstance(text, str)
            or levels.get(spec.name, DisclosureLevel.INTERNAL) > DisclosureLevel.REGISTERED
            or spec.name in _NO_PROSE
            or not _MAY_HOLD_CONTACT.search(text)
        ):
            continue
        found = take_contacts(text)
        if found.phones or found.emails:
            given[spec.name] = found.text
            phones += found.phones
            emails += found.emails
            if found.names and "person" not in given and kind is not RecordKind.EXPERT:
                given["person"] = found.names[0]
    for name, numbers in (("phone", phones), ("email", emails)):
        new = [number for number in dict.fromkeys(numbers) if number not in given.get(name, "")]
        if new:
            given[name] = "; ".join([*([given[name]] if name in given else []), *new])


_NO_PROSE: Final = frozenset({"credit_code", "registration_number", "website", "number"})


def _complete(given: dict[str, Any], kind: RecordKind, *, emptied: frozenset[str]) -> None:
    """A title from the description, a description from an overlong title, a budget in words; what
    somebody emptied on purpose stays empty."""
    title, text = given.get("title", ""), given.get("text", "")
    if kind in (RecordKind.NEED, RecordKind.OFFER):
        source = text or given.get("key_technology", "") or given.get("application_scope", "")
        if not title and source and "title" not in emptied:
            given["title"] = title_from_text(source) or one_line(source)[:40]
    if len(title) > _LONGEST_TITLE and kind is not RecordKind.ORGANISATION:
        given["title"] = title_from_text(title)[:_LONGEST_TITLE]
        given["text"] = f"{title}\n{text}" if text else title
    elif "\n" in title:
        given["title"] = one_line(title)
    if kind is RecordKind.NEED and not {"budget_wan"} & {*given, *emptied} and text:
        wan, _ = budget_in_text(text)
        if wan is not None:
            given["budget_wan"] = wan


def _cut(draft: RowDraft, given: dict[str, Any]) -> None:
    """The end of a text that is longer than its field stays with the record, under its label."""
    for spec in FIELDS[draft.kind]:
        text = given.get(spec.name)
        if spec.value is not Value.TEXT or not isinstance(text, str) or spec.max_length is None:
            continue
        text = text.strip()
        if len(text) > spec.max_length:
            given[spec.name] = text[: spec.max_length]
            draft.unplaced[f"{spec.label} (2)"] = text[spec.max_length :][:_LONGEST_EXTRA]
            params = {"field": str(spec.label), "limit": spec.max_length}
            draft.note(Message("intake.text_cut", params), field=spec.name)


def _clean(
    draft: RowDraft, given: Mapping[str, Any], table: TableChoice, codes: KnownCodes
) -> None:
    """What the catalogue says of the values. A detail that it cannot read stays as text, with a
    note; a missing or overlong field refuses the row."""
    specs = {spec.name: spec for spec in FIELDS[draft.kind]}
    by_field = {c.field: c for c in reversed(table.columns) if c.field in specs}
    coded = {name: text for name, text in given.items() if specs[name].value is Value.CODE}
    plain = {name: value for name, value in given.items() if name not in coded}
    cleaned = clean_values(draft.kind, plain, is_partial=False)
    draft.values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in cleaned.values.items()
    }
    problems = list(cleaned.problems)
    for name, text in coded.items():
        line = one_line(str(text))
        code = codes.find(specs[name].code_list, line)
        if code is None:
            params = {"field": str(specs[name].label), "text": line[:80]}
            problems.append(FieldProblem(name, Message("catalogue.code_unknown", params)))
        else:
            draft.values[name] = code
    for name in draft.emptied:
        if specs[name].value is Value.CHOICE:  # one of them always holds
            params = {"field": str(specs[name].label)}
            problems.append(FieldProblem(name, Message("catalogue.value_missing", params)))
    for problem in problems:
        spec, choice = specs.get(problem.field), by_field.get(problem.field)
        column = choice.column if choice is not None else None
        is_soft = spec is not None and (spec.value in _SOFT or spec.name in _SOFT_LINES)
        if is_soft and problem.field not in draft.emptied and not (spec and spec.is_required):
            draft.note(problem.message, field=problem.field, column=column)
            if choice is not None:
                _keep(draft, choice, draft.source.texts.get(choice.column, ""))
        else:
            draft.refuse(problem.message, field=problem.field, column=column)
