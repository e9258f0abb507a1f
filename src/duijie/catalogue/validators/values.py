"""The one reader of field values, shared by form, API and import.

What cannot be read becomes a problem of its field, never an empty value: nothing that somebody
entered is lost without a word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import FieldProblem
from duijie.catalogue.fields import FIELDS, FieldSpec, Value
from duijie.catalogue.validators.choices import find_choice
from duijie.catalogue.validators.code_lookup import find_code
from duijie.catalogue.validators.credit_code import is_credit_code
from duijie.catalogue.validators.dates import read_date
from duijie.catalogue.validators.lists import read_evidence, read_indicators, read_words
from duijie.catalogue.validators.reading import ValueProblem, clean_line, clean_text, is_blank
from duijie.engines.extraction.amounts import read_budget, read_trl

DEFAULT_LINE: Final = 500
DEFAULT_TEXT: Final = 20_000
MOST_WAN: Final = 1e8
_ENDS: Final = frozenset({"deadline_date", "end_date"})
_ORDERS: Final = (("start_date", "deadline_date"), ("start_date", "end_date"))
_FOREIGN: Final = re.compile(r"美元|美金|欧元|日元|港元|港币|英镑|USD|EUR|JPY|HKD|[$€£]", re.I)
_OPEN: Final = re.compile(r"面议|面谈|待定|协商|不限|视情况|另议|暂无|无|[/—-]+")
_PHONE: Final = re.compile(r"[\d\s+\-()（）*#转/、,，;；.·~:：\u4e00-\u9fffA-Za-z]+")
_EMAIL: Final = re.compile(r"[^@\s、,，;；]+@[^@\s、,，;；]+\.[^@\s、,，;；]{2,}")
_WEBSITE: Final = re.compile(r"(?:https?://)?[\w\-]+(?:\.[\w\-]+)+(?::\d{1,5})?(?:[/?#]\S*)?", re.I)


@dataclass(frozen=True, slots=True)
class CleanValues:
    """`values` are ready to be stored, by field name: texts, `float`, `int`, `date`, lists; the
    organisation as its name. A field with a problem is not among them."""

    values: Mapping[str, Any]
    problems: tuple[FieldProblem, ...]


def clean_values(kind: RecordKind, values: Mapping[str, Any], *, is_partial: bool) -> CleanValues:
    """Read every value, text or parsed, by the declaration of its field.

    An empty value empties the field. With `is_partial` what is not given is left as it is;
    without, a required field that is missing is a problem. Of a range of money the upper end
    counts, as for the import from documents. A code may be given by its name.
    """
    specs = {spec.name: spec for spec in FIELDS[kind]}
    read: dict[str, Any] = {}
    problems: list[FieldProblem] = []

    def refuse(field: str, problem: ValueProblem, label: str | Promise) -> None:
        problems.append(FieldProblem(field, problem.about(label)))

    for name in values:
        if name not in specs:
            refuse(name, ValueProblem("catalogue.no_such_field"), name)
    for name, spec in specs.items():
        is_given = name in values and not is_blank(values[name])
        if spec.is_required and not is_given and (name in values or not is_partial):
            refuse(name, ValueProblem("catalogue.value_missing"), spec.label)
        elif name in values:
            try:
                _take(spec, values[name] if is_given else None, read)
            except ValueProblem as problem:
                refuse(name, problem, spec.label)
    for earlier, later in _ORDERS:
        first, last = read.get(earlier), read.get(later)
        if first is not None and last is not None and last < first:
            reversed_ = ValueProblem("catalogue.dates_reversed", earlier=specs[earlier].label)
            refuse(later, reversed_, specs[later].label)
            del read[later]
    return CleanValues(read, tuple(problems))


def _take(spec: FieldSpec, value: Any, read: dict[str, Any]) -> None:
    if value is None:
        if spec.value is not Value.CHOICE:  # a choice has no empty value: it stays as it is
            read[spec.name] = EMPTY[spec.value]()
        return
    read[spec.name] = _READERS[spec.value](spec, value)


EMPTY: Final[Mapping[Value, Callable[[], Any]]] = {
    Value.LINE: str,
    Value.TEXT: str,
    Value.CODE: str,
    Value.ORGANISATION: str,
    Value.WORDS: list,
    Value.INDICATORS: list,
    Value.EVIDENCE: list,
    Value.AMOUNT: lambda: None,
    Value.TRL: lambda: None,
    Value.DATE: lambda: None,
}
"""What stands in a field that was emptied."""


def _read_line(spec: FieldSpec, value: Any) -> str:
    text = clean_line(value)
    if check := _LINE_CHECKS.get(spec.name):
        text = check(text)
    _check_length(spec, text, DEFAULT_LINE)
    return text


def _read_text(spec: FieldSpec, value: Any) -> str:
    text = clean_text(value)
    _check_length(spec, text, DEFAULT_TEXT)
    return text


def _check_length(spec: FieldSpec, text: str, default: int) -> None:
    limit = spec.max_length or default
    if len(text) > limit:
        raise ValueProblem("catalogue.value_too_long", limit=limit, length=len(text))


def _read_credit_code(text: str) -> str:
    code = re.sub(r"[\s\-]", "", text).upper()
    if not is_credit_code(code):
        raise ValueProblem("catalogue.credit_code_wrong")
    return code


def _read_phone(text: str) -> str:
    if not _PHONE.fullmatch(text) or sum(sign.isdigit() for sign in text) < 5:
        raise ValueProblem("catalogue.phone_wrong", text=text)
    return text


def _read_email(text: str) -> str:
    for address in re.split(r"[\s、,，;；]+", text.strip(" 、,，;；")):
        if not _EMAIL.fullmatch(address):
            raise ValueProblem("catalogue.email_wrong", text=address)
    return text


def _read_website(text: str) -> str:
    if not _WEBSITE.fullmatch(text):
        raise ValueProblem("catalogue.website_wrong", text=text)
    return text


_LINE_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "credit_code": _read_credit_code,
    "phone": _read_phone,
    "email": _read_email,
    "website": _read_website,
}


def _read_amount(spec: FieldSpec, value: Any) -> float | None:
    """In 10,000 yuan; a bare number is that too. 面议 and the like are no amount: None."""
    del spec
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        amount = float(value)
    else:
        text = clean_line(value)
        if _OPEN.fullmatch(text):
            return None
        if _FOREIGN.search(text):
            raise ValueProblem("catalogue.amount_foreign", text=text)
        read = read_budget(text, is_number_wan=True)
        if read.is_open and not any(sign.isdigit() for sign in text):
            return None
        minus = text.startswith(("-", "−", "－"))
        if minus or (read.wan is None and not read.is_open):
            raise ValueProblem("catalogue.amount_unread", text=text)
        amount = read.wan or 0.0
    if not math.isfinite(amount) or not 0 <= amount <= MOST_WAN:
        raise ValueProblem("catalogue.amount_out_of_range")
    return amount


def _read_trl(spec: FieldSpec, value: Any) -> int:
    del spec
    if isinstance(value, int | float) and not isinstance(value, bool):
        level = int(value) if math.isfinite(value) and value == int(value) else None
    else:
        text = clean_line(value)
        level = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None
        level = level if level is not None else read_trl(text, is_level_cell=True)
    if level is None or not 1 <= level <= 9:
        raise ValueProblem("catalogue.trl_unread", text=clean_line(str(value)))
    return level


def _read_date(spec: FieldSpec, value: Any) -> date:
    day = read_date(value, is_end=spec.name in _ENDS)
    if day is None:
        raise ValueProblem("catalogue.date_unread", text=clean_line(str(value)))
    return day


def _read_code(spec: FieldSpec, value: Any) -> str:
    text = clean_line(str(value) if isinstance(value, int) else value)
    code = find_code(spec.code_list, text)
    if code is None:
        raise ValueProblem("catalogue.code_unknown", text=text)
    return code


def _read_choice(spec: FieldSpec, value: Any) -> str:
    assert spec.choices is not None
    text = clean_line(value)
    choice = find_choice(spec.choices, text)
    if choice is None:
        labels = tuple(str(label) for label in spec.choices.labels)
        raise ValueProblem("catalogue.choice_unknown", text=text, choices=labels)
    return choice


_READERS: Final[Mapping[Value, Callable[[FieldSpec, Any], Any]]] = {
    Value.LINE: _read_line,
    Value.TEXT: _read_text,
    Value.ORGANISATION: _read_line,
    Value.WORDS: lambda _, value: read_words(value),
    Value.AMOUNT: _read_amount,
    Value.TRL: _read_trl,
    Value.DATE: _read_date,
    Value.CODE: _read_code,
    Value.CHOICE: _read_choice,
    Value.INDICATORS: lambda _, value: read_indicators(value),
    Value.EVIDENCE: lambda _, value: read_evidence(value),
}
