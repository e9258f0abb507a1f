"""What the fields of a record are called on a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.catalogue.enums import NeedKind, RecordKind
from duijie.catalogue.fields import FIELDS, FieldSpec, Value
from duijie.catalogue.queries import RecordDetail
from duijie.catalogue.queries.codes import list_code_items

FIELD_LABELS: Final[Mapping[str, Promise]] = {
    "number": _("Number"),
    "title": _("Title"),
    "text": _("Description"),
    "org": _("Organisation"),
    "person": _("Person"),
    "position": _("Position"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "region": _("Region"),
    "industry": _("Industry"),
    "budget": _("Budget"),
    "trl": _("Readiness"),
    "keywords": _("Keywords"),
    "cooperation": _("Form of cooperation"),
    "deadline": _("Time limit"),
    "indicators": _("Indicators"),
    "intellectual_property": _("Intellectual property"),
    "org_kind": _("Kind of organisation"),
    "org_profile": _("About the organisation"),
    "source": _("Where it came from"),
    "kind": _("Kind of record"),
}

KIND_LABELS: Final[Mapping[str, Promise]] = {
    "need": _("Needs"),
    "offer": _("Offers"),
    "expert": _("Experts"),
    "organisation": _("Organisations"),
}


_SHOWN_APART: Final = frozenset(
    {
        "title",
        "text",
        "keywords",
        "budget_wan",
        "trl",
        "organisation",
        "person",
        "position",
        "phone",
        "email",
        "address",
        "number",
        "region",
        "industry",
        "evidence",
        "indicators",
        "teaser_title",
        "teaser_text",
        "name",
        "profile",
        "contact_person",
        "kind",
    }
)
"""What a page shows in places of its own."""


_NOTHING_TO_SAY: Final[tuple[Any, ...]] = (None, "", [], NeedKind.TECHNOLOGY)
"""Values without news: a need is for a technology unless it says otherwise."""


def labelled_fields(record: RecordDetail) -> list[tuple[str | Promise, str]]:
    """The fields with something in them, labelled: first those that the form has, in its order,
    then what a source said beyond them.

    What the page shows as a value of its own (number, budget, readiness) is left out; a field that
    has no label keeps its own name, so that nothing is hidden.
    """
    kind = RecordKind(record.kind)
    codes = name_codes(kind, record.values)
    typed = [
        (spec.label, codes.get(spec.name) or _in_words(spec, record.values[spec.name]))
        for spec in FIELDS[kind]
        if spec.name not in _SHOWN_APART and record.values.get(spec.name) not in _NOTHING_TO_SAY
    ]
    shown_elsewhere = {"number"}
    if record.budget_wan is not None:
        shown_elsewhere.add("budget")
    if record.trl is not None:
        shown_elsewhere.add("trl")
    fields = {
        key: value for key, value in record.fields.items() if value and key not in shown_elsewhere
    }
    known = [(label, fields[key]) for key, label in FIELD_LABELS.items() if key in fields]
    other = [(key, value) for key, value in fields.items() if key not in FIELD_LABELS]
    return [*typed, *known, *other]


def name_codes(
    kind: RecordKind, values: Mapping[str, Any], *, is_code_shown: bool = True
) -> dict[str, str]:
    """The names of the codes among the values, by field, in one query."""
    pairs = {
        spec.name: (spec.code_list, str(values[spec.name]))
        for spec in FIELDS[kind]
        if spec.value is Value.CODE and values.get(spec.name)
    }
    if not pairs:
        return {}
    items = list_code_items(pairs.values())
    return {
        name: f"{item.name} ({item.code})" if is_code_shown else str(item.name)
        for name, pair in pairs.items()
        if (item := items.get(pair)) is not None
    }


def _in_words(spec: FieldSpec, value: Any) -> str:
    if spec.value is Value.WORDS:
        return "、".join(value)
    if spec.value is Value.CHOICE and spec.choices is not None:
        return str(dict(spec.choices.choices).get(value, value))
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)
