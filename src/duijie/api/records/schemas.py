"""What goes over the wire for each kind, made from the fields that the catalogue declares."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from duijie.api.paging import PageInfo
from duijie.catalogue.enums import Comparison, RecordKind
from duijie.catalogue.fields import FIELDS, FieldSpec, Value
from duijie.catalogue.queries import RecordDetail, RecordRow


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
    """A record in a list. What the caller may not see is empty or null."""

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


class DetailSchema(Schema):
    """A record as far as the caller sees it: `values` holds the fields shown, and no others."""

    id: int
    kind: RecordKind
    level: int
    title: str
    is_example: bool
    values: dict[str, Any]
    indicators: list[IndicatorSchema]


class Written(Schema):
    """A record that was written."""

    id: int
    revision: int


_TYPES: Final[dict[Value, Any]] = {
    Value.LINE: str,
    Value.TEXT: str,
    Value.WORDS: list[str],
    Value.AMOUNT: float,
    Value.TRL: int,
    Value.DATE: date,
    Value.CODE: str,
    Value.ORGANISATION: str,
    Value.INDICATORS: list[IndicatorSchema],
    Value.EVIDENCE: list[EvidenceSchema],
}


def _type_of(spec: FieldSpec) -> Any:
    if spec.value is Value.CHOICE:
        assert spec.choices is not None
        return spec.choices
    return _TYPES[spec.value]


def _written_fields(kind: RecordKind, *, is_partial: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for spec in FIELDS[kind]:
        # what depends on the field does not fit the types of `Field`
        limits: Any = {"max_length": spec.max_length} if spec.max_length is not None else {}
        label = str(spec.label)
        if spec.is_required and not is_partial:
            fields[spec.name] = (_type_of(spec), Field(description=label, **limits))
        else:
            fields[spec.name] = (
                _type_of(spec) | None,
                Field(None, description=label, **limits),
            )
    return fields


_STRICT = ConfigDict(extra="forbid")


def make_create_schema(kind: RecordKind) -> type[Schema]:
    """The body that makes a record. A field that there is not is refused, not dropped."""
    return create_model(
        f"{kind.title()}Create",
        __base__=type("CreateBase", (Schema,), {"model_config": _STRICT}),
        **_written_fields(kind, is_partial=False),
    )


def make_change_schema(kind: RecordKind) -> type[Schema]:
    """The body that changes a record: what is given replaces, what is not given stays."""
    return create_model(
        f"{kind.title()}Change",
        __base__=type("ChangeBase", (Schema,), {"model_config": _STRICT}),
        revision=(int, Field(description="of the record that was read", ge=1)),
        **_written_fields(kind, is_partial=True),
    )


def row_schema(row: RecordRow) -> RowSchema:
    return RowSchema(
        id=row.id,
        title=row.title,
        excerpt=row.excerpt,
        organisation_name=row.organisation_name,
        person=row.person,
        region=row.region,
        industry=row.industry,
        budget_wan=row.budget_wan,
        trl=row.trl,
        state=row.state,
        is_example=row.is_example,
        created_at=row.created_at,
        expiry_date=row.expiry_date,
        level=row.level,
    )


def detail_schema(detail: RecordDetail) -> DetailSchema:
    return DetailSchema(
        id=detail.id,
        kind=RecordKind(detail.kind),
        level=detail.level,
        title=detail.title,
        is_example=detail.is_example,
        values=dict(detail.values),
        indicators=[
            IndicatorSchema(
                name=row.name,
                comparison=Comparison(row.comparison),
                value=row.value,
                value_to=row.value_to,
                unit=row.unit,
                is_must=row.is_must,
                text=row.text,
            )
            for row in detail.indicators
        ],
    )
