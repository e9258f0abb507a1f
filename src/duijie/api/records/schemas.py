"""What goes over the wire for each kind, made from the fields that the catalogue declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import translation
from ninja import Schema
from pydantic import Field, create_model

from duijie.api.paging import PageInfo
from duijie.api.schemas import Body
from duijie.catalogue.disclosure import LEVELS
from duijie.catalogue.enums import Comparison, RecordKind
from duijie.catalogue.fields import FIELDS, FieldSpec, Value
from duijie.catalogue.queries import RecordDetail


class IndicatorSchema(Schema):
    """A technical indicator; `value` null: the text could not be read as a quantity."""

    name: str = Field(max_length=200)
    comparison: Comparison = Comparison.AT_LEAST
    value: float | None = None
    value_to: float | None = None
    unit: str = Field("", max_length=40)
    is_must: bool = True
    text: str = Field("", max_length=2000)


class EvidenceSchema(Schema):
    """A paper, patent or project."""

    title: str = Field(max_length=500)
    text: str = Field("", max_length=20000)


class RowSchema(Schema):
    """A need, offer or expert in a list. What the caller may not see is empty or null."""

    id: int
    title: str
    excerpt: str
    organisation_name: str
    person: str
    region: str
    industry: str
    budget_wan: float | None
    trl: int | None
    state: str
    is_example: bool
    created_at: datetime | None
    expiry_date: date | None
    level: int = Field(description="1 public summary … 6 staff: how much the caller sees")


class RowPage(PageInfo):
    items: list[RowSchema]


class OrganisationRowSchema(Schema):
    """An organisation in a list; of its needs those only whose owner the caller may know."""

    id: int
    name: str
    short_name: str
    kind: str
    kind_code: str
    region: str
    industry_code: str
    need_count: int
    offer_count: int
    expert_count: int
    is_example: bool
    level: int


class OrganisationPage(PageInfo):
    items: list[OrganisationRowSchema]


class Written(Schema):
    """A record that was written."""

    id: int
    revision: int


_READ: Final[Mapping[Value, Any]] = {
    Value.LINE: str,
    Value.TEXT: str,
    Value.WORDS: list[str],
    Value.AMOUNT: float | None,
    Value.TRL: int | None,
    Value.DATE: date | None,
    Value.CODE: str,
    Value.CHOICE: str,
    Value.ORGANISATION: str,
    Value.EVIDENCE: list[EvidenceSchema],
}
_WRITTEN: Final[Mapping[Value, Any]] = {
    **_READ,
    Value.AMOUNT: float,
    Value.TRL: int,
    Value.DATE: date,
    Value.INDICATORS: list[IndicatorSchema],
}
_READ_BESIDE: Final[Mapping[str, Any]] = {
    "published_at": datetime | None,
    "expiry_date": date | None,
    "state": str,
    "created_at": datetime,
    "updated_at": datetime,
    "fields": dict[str, Any],
    "unplaced": dict[str, Any],
    "source": str,
    "place": dict[str, Any],
    "owner": str,
    "zone": str,
    "disclosure": int,
    "return_note": str,
    "submitted_at": datetime | None,
    "checked_at": datetime | None,
    "checked_by": str,
    "ended_at": datetime | None,
    "close_reason": str,
    "revision": int,
}
"""What only the program writes."""
_ELSEWHERE: Final = {"indicators", "organisation_profile"}


def make_detail_schema(kind: RecordKind) -> type[Schema]:
    """A record as far as the caller sees it: `values` holds the fields shown, and no others."""
    # every kind has the columns of all, also where its form does not ask for them
    specs = {spec.name: spec for every in RecordKind for spec in FIELDS[every]}
    specs |= {spec.name: spec for spec in FIELDS[kind]}
    fields: dict[str, Any] = {}
    for name, level in LEVELS[kind].items():
        if name not in _ELSEWHERE:
            shown = _READ[specs[name].value] if name in specs else _READ_BESIDE[name]
            fields[name] = (shown, Field(None, description=f"shown from level {level:d}"))
    values = create_model(
        f"{kind.title()}Values", __base__=Schema, __doc__="Absent: not shown.", **fields
    )
    return create_model(
        f"{kind.title()}Detail",
        __base__=Schema,
        __doc__=f"One {kind.value}, as far as the caller sees it.",
        id=(int, ...),
        kind=(RecordKind, ...),
        level=(int, Field(description="1 public summary … 6 staff: how much the caller sees")),
        title=(str, ...),
        is_example=(bool, ...),
        values=(values, ...),
        indicators=(list[IndicatorSchema], ...),
        moves=(list[str], Field(description="the steps that the caller may take now")),
    )


def make_create_schema(kind: RecordKind) -> type[Body]:
    """The body that makes a record."""
    return create_model(
        f"{kind.title()}Create", __base__=Body, **_written_fields(kind, is_partial=False)
    )


def make_change_schema(kind: RecordKind) -> type[Body]:
    """The body that changes a record: what is given replaces, what is not given stays."""
    return create_model(
        f"{kind.title()}Change",
        __base__=Body,
        revision=(int, Field(description="of the record that was read", ge=1, lt=2**31)),
        **_written_fields(kind, is_partial=True),
    )


def detail_of(detail: RecordDetail, moves: tuple[str, ...] = ()) -> dict[str, Any]:
    """As the schema of `make_detail_schema`."""
    return {
        "id": detail.id,
        "kind": detail.kind,
        "level": int(detail.level),
        "title": detail.title,
        "is_example": detail.is_example,
        "values": dict(detail.values),
        "indicators": [
            {
                "name": row.name,
                "comparison": row.comparison,
                "value": row.value,
                "value_to": row.value_to,
                "unit": row.unit,
                "is_must": row.is_must,
                "text": row.text,
            }
            for row in detail.indicators
        ],
        "moves": list(moves),
    }


def _written_fields(kind: RecordKind, *, is_partial: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for spec in FIELDS[kind]:
        # what depends on the field does not fit the types of `Field`
        limits: Any = {"max_length": spec.max_length} if spec.max_length is not None else {}
        # the description is the same in whatever language somebody asked for it first
        with translation.override("en"):
            label = str(spec.label)
        if spec.is_required and not is_partial:
            fields[spec.name] = (_written_type(spec), Field(description=label, **limits))
        else:
            fields[spec.name] = (
                _written_type(spec) | None,
                Field(None, description=label, **limits),
            )
    return fields


def _written_type(spec: FieldSpec) -> Any:
    if spec.value is Value.CHOICE:
        assert spec.choices is not None
        return spec.choices
    return _WRITTEN[spec.value]
