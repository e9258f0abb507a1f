"""The fields of a record as texts in a form, and back: what is typed is read by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from duijie.catalogue.enums import Comparison, RecordKind
from duijie.catalogue.fields import FIELDS, FieldSpec, Value
from duijie.catalogue.queries import IndicatorRow
from duijie.web.codes.fields import CodeField

_COMMA = "、"
_BETWEEN = " | "
_HINTED = frozenset({Value.INDICATORS, Value.EVIDENCE, Value.WORDS})


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form."""

    spec: FieldSpec
    text: str
    errors: Sequence[str] = ()

    @property
    def id(self) -> str:
        return f"field-{self.spec.name}"

    @property
    def picker(self) -> forms.BoundField:
        """For a code: what `codes/picker.html` draws. A refused text brings the nearest entries."""
        name = self.spec.name
        field = CodeField(self.spec.code_list, label=self.spec.label)
        form = forms.Form(
            data={name: self.text} if self.errors else None,
            initial={name: self.text},
            auto_id="field-%s",
        )
        form.fields[name] = field
        return form[name]

    @property
    def has_hint(self) -> bool:
        """Whether a line under the field says how to fill it in."""
        return self.spec.value in _HINTED or self.spec.name == "teaser_text"

    @property
    def choices(self) -> Sequence[tuple[str, Any]]:
        """For a field that is chosen from a fixed list."""
        if self.spec.value is Value.TRL:
            return [("", "—"), *((str(level), f"TRL {level}") for level in range(1, 10))]
        return self.spec.choices.choices if self.spec.choices is not None else ()


def to_texts(
    kind: RecordKind, values: Mapping[str, Any], indicators: Sequence[IndicatorRow]
) -> dict[str, str]:
    """Stored values as the form shows them."""
    texts = {
        spec.name: _to_text(spec, values[spec.name])
        for spec in FIELDS[kind]
        if spec.name in values and spec.value is not Value.INDICATORS
    }
    if indicators:
        texts["indicators"] = "\n".join(indicator_text(row) for row in indicators)
    return texts


def from_texts(kind: RecordKind, texts: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, by field; only lists are cut up here, all else the catalogue reads.

    A field that the form did not send is left out: it stays as it is.
    """
    return {
        spec.name: _from_text(spec, texts[spec.name]) for spec in FIELDS[kind] if spec.name in texts
    }


def _to_text(spec: FieldSpec, value: Any) -> str:
    if value is None:
        return ""
    if spec.value is Value.WORDS:
        return _COMMA.join(value)
    if spec.value is Value.EVIDENCE:
        return "\n".join(
            _BETWEEN.join(part for part in (piece["title"], _one_line(piece["text"])) if part)
            for piece in value
        )
    if spec.value is Value.AMOUNT:
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _from_text(spec: FieldSpec, text: str) -> Any:
    if spec.value is Value.EVIDENCE:
        pieces = (line.partition(_BETWEEN) for line in text.splitlines() if line.strip())
        return [{"title": title.strip(), "text": rest.strip()} for title, _, rest in pieces]
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def indicator_text(row: IndicatorRow) -> str:
    """As somebody writes it: `抗拉强度 ≥ 450 MPa`; a wish is marked as one."""
    wish = "" if row.is_must else "（期望）"
    if row.value is None:
        return row.text + (wish if wish and wish not in row.text else "")
    value = f"{row.value:g}"
    if row.comparison == Comparison.BETWEEN and row.value_to is not None:
        amount = f"{value}~{row.value_to:g}"
    else:
        sign = Comparison(row.comparison).label
        amount = f"{sign} {value}"
    return f"{row.name} {amount} {row.unit}".strip() + wish
