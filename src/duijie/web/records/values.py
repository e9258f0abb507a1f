"""The fields of a record as texts in a form, and back: what is typed is read by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS, FieldSpec, Value, indicator_text, value_text
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
        spec.name: value_text(spec, values[spec.name])
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


def _from_text(spec: FieldSpec, text: str) -> Any:
    if spec.value is Value.EVIDENCE:
        pieces = (line.partition(_BETWEEN) for line in text.splitlines() if line.strip())
        return [{"title": title.strip(), "text": rest.strip()} for title, _, rest in pieces]
    return text
