"""The fields of each kind of record: declared once, for forms, API, import, export and history.

Order is the order on a page. A field that is not here cannot be written by a user; who sees it is
`disclosure.LEVELS` (a test holds the two against each other). Fields of the official forms:
需求征集表, 成果登记表, expert-library notices (docs/adr/0014).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import NeedKind, RecordKind
from duijie.engines.text.quantities import Quantity, format_quantity


class Value(StrEnum):
    """What a field holds."""

    LINE = "line"
    """One line of text."""
    TEXT = "text"
    """Several paragraphs."""
    WORDS = "words"
    """A list of short texts."""
    AMOUNT = "amount"
    """Money in 10,000 yuan, not negative."""
    TRL = "trl"
    """1 to 9."""
    DATE = "date"
    CODE = "code"
    """A code of `code_list`."""
    CHOICE = "choice"
    """One of `choices`."""
    ORGANISATION = "organisation"
    """The name of an organisation; made where it is new."""
    INDICATORS = "indicators"
    """`[{"name", "comparison", "value", "value_to", "unit", "is_must", "text"}]`."""
    EVIDENCE = "evidence"
    """`[{"title", "text"}]`."""


class Group(StrEnum):
    """A section of the form."""

    MAIN = "main"
    DETAIL = "detail"
    CLASSES = "classes"
    TERMS = "terms"
    CONTACT = "contact"
    SUMMARY = "summary"
    """What others see."""


GROUP_LABELS: Final[Mapping[Group, Promise]] = {
    Group.MAIN: _("The essentials"),
    Group.DETAIL: _("In detail"),
    Group.CLASSES: _("Classification"),
    Group.TERMS: _("Money, time and terms"),
    Group.CONTACT: _("Whose it is and whom to call"),
    Group.SUMMARY: _("Who may see it"),
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `code_list` is the key of a code list, `choices` an enum of ours."""

    name: str
    value: Value
    label: Promise
    group: Group
    max_length: int | None = None
    is_required: bool = False
    code_list: str = ""
    choices: type[TextChoices] | None = None


_V, _G = Value, Group

_TITLE: Final = FieldSpec("title", _V.LINE, _("Title"), _G.MAIN, 200, is_required=True)
_TEXT: Final = FieldSpec("text", _V.TEXT, _("Description"), _G.MAIN, 20_000)
_KEYWORDS: Final = FieldSpec("keywords", _V.WORDS, _("Keywords"), _G.CLASSES)
_INDICATORS: Final = FieldSpec("indicators", _V.INDICATORS, _("Technical indicators"), _G.DETAIL)
_CLASSES: Final = (
    FieldSpec("industry", _V.LINE, _("Industry, as stated"), _G.CLASSES, 200),
    FieldSpec("field_code", _V.CODE, _("Technical field"), _G.CLASSES, code_list="field"),
    FieldSpec("industry_code", _V.CODE, _("Industry"), _G.CLASSES, code_list="industry"),
    FieldSpec("sei_code", _V.CODE, _("Strategic emerging industry"), _G.CLASSES, code_list="sei"),
    FieldSpec("region", _V.LINE, _("Region, as stated"), _G.CLASSES, 200),
    FieldSpec(
        "division_code", _V.CODE, _("Administrative division"), _G.CLASSES, code_list="division"
    ),
)
_TRL: Final = FieldSpec("trl", _V.TRL, _("Readiness (TRL)"), _G.TERMS)
_NUMBER: Final = FieldSpec("number", _V.LINE, _("Number at the source"), _G.CONTACT, 100)
_CONTACT: Final = (
    FieldSpec("person", _V.LINE, _("Contact person"), _G.CONTACT, 200),
    FieldSpec("position", _V.LINE, _("Position"), _G.CONTACT, 200),
    FieldSpec("phone", _V.LINE, _("Phone"), _G.CONTACT, 200),
    FieldSpec("email", _V.LINE, _("E-mail"), _G.CONTACT, 200),
    FieldSpec("address", _V.LINE, _("Address"), _G.CONTACT, 500),
    _NUMBER,
)
_SUMMARY: Final = (
    FieldSpec("teaser_title", _V.LINE, _("Title for strangers"), _G.SUMMARY, 100),
    FieldSpec("teaser_text", _V.TEXT, _("Summary for strangers"), _G.SUMMARY, 500),
)


def _organisation(label: Promise, *, is_required: bool) -> FieldSpec:
    return FieldSpec("organisation", _V.ORGANISATION, label, _G.CONTACT, 200, is_required)


FIELDS: Final[Mapping[RecordKind, tuple[FieldSpec, ...]]] = {
    RecordKind.NEED: (
        _TITLE,
        FieldSpec("need_kind", _V.CHOICE, _("Kind of need"), _G.MAIN, choices=NeedKind),
        _TEXT,
        FieldSpec(
            "key_technology", _V.TEXT, _("Key technology and main indicators"), _G.DETAIL, 5_000
        ),
        _INDICATORS,
        FieldSpec("expected_goal", _V.TEXT, _("Goal"), _G.DETAIL, 5_000),
        FieldSpec("current_basis", _V.TEXT, _("What there is already"), _G.DETAIL, 5_000),
        _KEYWORDS,
        *_CLASSES,
        FieldSpec("budget_wan", _V.AMOUNT, _("Budget"), _G.TERMS),
        FieldSpec("start_date", _V.DATE, _("Wanted from"), _G.TERMS),
        FieldSpec("deadline_date", _V.DATE, _("Wanted until"), _G.TERMS),
        _TRL,
        FieldSpec(
            "solution_mode_code",
            _V.CODE,
            _("Form of cooperation"),
            _G.TERMS,
            code_list="solution_mode",
        ),
        FieldSpec(
            "activity_type_code",
            _V.CODE,
            _("Kind of R&D activity"),
            _G.TERMS,
            code_list="activity_type",
        ),
        FieldSpec("cooperation_intent", _V.LINE, _("Partners in mind"), _G.TERMS, 500),
        _organisation(_("Organisation"), is_required=True),
        *_CONTACT,
        *_SUMMARY,
    ),
    RecordKind.OFFER: (
        _TITLE,
        _TEXT,
        FieldSpec("application_scope", _V.TEXT, _("Where it is used"), _G.DETAIL, 5_000),
        _INDICATORS,
        FieldSpec("level_note", _V.TEXT, _("Level, as evaluated"), _G.DETAIL, 2_000),
        FieldSpec("intellectual_property", _V.TEXT, _("Patents and rights"), _G.DETAIL, 2_000),
        _KEYWORDS,
        *_CLASSES,
        FieldSpec("stage_code", _V.CODE, _("Stage"), _G.TERMS, code_list="stage"),
        _TRL,
        FieldSpec("budget_wan", _V.AMOUNT, _("Price"), _G.TERMS),
        FieldSpec(
            "transfer_mode_code",
            _V.CODE,
            _("Mode of transfer"),
            _G.TERMS,
            code_list="transfer_mode",
        ),
        FieldSpec("transfer_note", _V.TEXT, _("About the transfer"), _G.TERMS, 2_000),
        FieldSpec(
            "result_type_code", _V.CODE, _("Type of result"), _G.TERMS, code_list="result_type"
        ),
        FieldSpec(
            "result_form_code", _V.CODE, _("Form of result"), _G.TERMS, code_list="result_form"
        ),
        FieldSpec(
            "result_attribute_code",
            _V.CODE,
            _("Attribute of result"),
            _G.TERMS,
            code_list="result_attribute",
        ),
        FieldSpec(
            "evaluation_form_code",
            _V.CODE,
            _("Form of evaluation"),
            _G.TERMS,
            code_list="evaluation_form",
        ),
        FieldSpec("ip_form_code", _V.CODE, _("Kind of right"), _G.TERMS, code_list="ip_form"),
        FieldSpec("registration_number", _V.LINE, _("Registration number"), _G.TERMS, 40),
        FieldSpec("start_date", _V.DATE, _("Research from"), _G.TERMS),
        FieldSpec("end_date", _V.DATE, _("Research until"), _G.TERMS),
        _organisation(_("Organisation"), is_required=True),
        FieldSpec(
            "completing_organisations", _V.LINE, _("Completing organisations"), _G.CONTACT, 500
        ),
        *_CONTACT,
        *_SUMMARY,
    ),
    RecordKind.EXPERT: (
        FieldSpec("person", _V.LINE, _("Name"), _G.MAIN, 100, is_required=True),
        _organisation(_("Organisation"), is_required=False),
        FieldSpec("position", _V.LINE, _("Position and title"), _G.MAIN, 200),
        FieldSpec("title", _V.LINE, _("Field of work in one line"), _G.MAIN, 200),
        _TEXT,
        FieldSpec("speciality", _V.TEXT, _("Speciality"), _G.DETAIL, 5_000),
        FieldSpec("research_direction", _V.TEXT, _("Research direction"), _G.DETAIL, 5_000),
        FieldSpec("achievements", _V.TEXT, _("Achievements"), _G.DETAIL, 10_000),
        FieldSpec("evidence", _V.EVIDENCE, _("Papers, patents, projects"), _G.DETAIL),
        _KEYWORDS,
        *_CLASSES,
        FieldSpec(
            "expert_kind_code", _V.CODE, _("Kind of expert"), _G.CLASSES, code_list="expert_kind"
        ),
        FieldSpec("phone", _V.LINE, _("Phone"), _G.CONTACT, 200),
        FieldSpec("email", _V.LINE, _("E-mail"), _G.CONTACT, 200),
        FieldSpec("address", _V.LINE, _("Address"), _G.CONTACT, 500),
        _NUMBER,
        *_SUMMARY,
    ),
    RecordKind.ORGANISATION: (
        # an organisation's, not a person's: Chinese has two words
        FieldSpec("name", _V.LINE, _("Name of the organisation"), _G.MAIN, 200, is_required=True),
        FieldSpec("short_name", _V.LINE, _("Short name"), _G.MAIN, 100),
        FieldSpec("former_names", _V.WORDS, _("Former names"), _G.MAIN),
        FieldSpec("credit_code", _V.LINE, _("Unified social credit code"), _G.MAIN, 18),
        FieldSpec("profile", _V.TEXT, _("About the organisation"), _G.MAIN, 5_000),
        FieldSpec("website", _V.LINE, _("Website"), _G.MAIN, 200),
        FieldSpec("kind", _V.LINE, _("Kind, as stated"), _G.CLASSES, 100),
        FieldSpec(
            "kind_code",
            _V.CODE,
            _("Kind of organisation"),
            _G.CLASSES,
            code_list="organisation_kind",
        ),
        FieldSpec("industry_code", _V.CODE, _("Industry"), _G.CLASSES, code_list="industry"),
        FieldSpec("region", _V.LINE, _("Region, as stated"), _G.CLASSES, 200),
        FieldSpec(
            "division_code", _V.CODE, _("Administrative division"), _G.CLASSES, code_list="division"
        ),
        FieldSpec("legal_representative", _V.LINE, _("Legal representative"), _G.CONTACT, 100),
        FieldSpec("contact_person", _V.LINE, _("Contact person"), _G.CONTACT, 100),
        FieldSpec("phone", _V.LINE, _("Phone"), _G.CONTACT, 200),
        FieldSpec("email", _V.LINE, _("E-mail"), _G.CONTACT, 200),
        FieldSpec("address", _V.LINE, _("Address"), _G.CONTACT, 500),
        FieldSpec("postal_code", _V.LINE, _("Postal code"), _G.CONTACT, 20),
    ),
}

SETTABLE_DISCLOSURES: Final = (
    DisclosureLevel.TEASER,
    DisclosureLevel.REGISTERED,
    DisclosureLevel.CONSENT,
    DisclosureLevel.NDA,
    DisclosureLevel.OWN,
)
"""What a record's `disclosure` may be set to, beside its fields; OWN: nobody but its own side and
staff."""


def get_field(kind: RecordKind, name: str) -> FieldSpec:
    """Raises `KeyError` for a field that this kind has not."""
    for spec in FIELDS[kind]:
        if spec.name == name:
            return spec
    raise KeyError(f"{kind}.{name}")


def indicator_text(row: Any) -> str:
    """An indicator, stored or of a list, as somebody writes it and `validators.values` reads it."""
    return format_quantity(
        Quantity(
            name=row.name,
            comparison=row.comparison,
            value=row.value,
            value_to=row.value_to,
            unit=row.unit,
            is_must=row.is_must,
            text=row.text,
        )
    )


def value_text(spec: FieldSpec, value: Any) -> str:
    """A stored value as it is typed: lists joined, dates as 2026-12-31, codes as codes."""
    if value is None:
        return ""
    if spec.value is Value.WORDS:
        return "、".join(value)
    if spec.value is Value.EVIDENCE:
        return "\n".join(
            " | ".join(part for part in (piece["title"], " ".join(piece["text"].split())) if part)
            for piece in value
        )
    if spec.value is Value.INDICATORS:
        return "\n".join(indicator_text(row) for row in value)
    if spec.value is Value.AMOUNT:
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return value.isoformat() if isinstance(value, date) else str(value)
