"""Which field of the record a header names.

First our own labels, in both languages, so that what was exported comes back; then the words of
the official forms; then what the engines take the column for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from django.utils.translation import override

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS
from duijie.catalogue.queries.exports import KEY_COLUMN, REVISION_COLUMN, list_export_columns
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.vocabulary import bare_header

IGNORED: Final = "-"
"""A column that is left out altogether."""
KEPT: Final = ""
"""A column without a field: its texts stay with the record under their header."""
ZONE: Final = "zone"
"""Not a field of `catalogue.fields`: the row's zone, by name."""
KIND: Final = "record_kind"
"""Not a field either: what kind of record the row is."""
RECORD: Final = KEY_COLUMN
"""Which record an exported row came from, `need:12`."""
REVISION: Final = REVISION_COLUMN
"""Which version of it was exported."""

_SYNONYMS: Final[Mapping[RecordKind, Mapping[str, tuple[str, ...]]]] = {
    RecordKind.NEED: {
        "key_technology": (
            "技术关键", "关键技术", "主要技术指标", "技术指标", "技术关键及主要指标",
            "关键技术和主要指标", "技术参数", "主要技术参数", "拟解决的关键技术",
        ),
        "expected_goal": ("预期目标", "预期成果", "拟达到目标", "预期效果", "预期技术目标"),
        "current_basis": (
            "现有基础", "现有基础条件", "现有工作基础", "已有基础", "企业现有基础", "前期工作基础",
        ),
        "start_date": ("需求起始时间", "起始日期", "起始时间", "开始时间", "开始日期"),
        "deadline_date": (
            "需求截止时间", "截止日期", "截止时间", "完成时限", "需求时限", "期望完成时间",
            "解决时限",
        ),
        "solution_mode_code": ("解决方式", "技术需求解决方式", "合作方式", "拟合作方式"),
        "activity_type_code": ("科技活动类型", "技术创新活动类型"),
        "cooperation_intent": ("合作意向单位", "意向合作单位", "拟合作单位"),
        "need_kind": ("需求类型", "需求类别"),
    },
    RecordKind.OFFER: {
        "stage_code": ("成果阶段", "所处阶段", "成果所处阶段", "成熟阶段"),
        "transfer_mode_code": ("转化方式", "拟采取的转化方式", "转让方式", "合作方式"),
        "registration_number": ("成果登记号", "登记号"),
        "completing_organisations": ("完成单位", "主要完成单位", "成果完成单位"),
        "application_scope": ("应用领域", "应用行业", "应用场景", "应用范围", "适用范围"),
        "level_note": ("成果水平", "创新程度", "技术水平", "评价意见"),
        "intellectual_property": ("知识产权", "知识产权情况", "专利情况", "专利号"),
    },
    RecordKind.EXPERT: {
        "speciality": ("专业特长", "特长", "擅长领域"),
        "research_direction": ("研究方向", "研究领域", "主要研究方向"),
        "achievements": ("工作业绩", "主要成果", "代表性成果", "主要业绩"),
        "position": ("职称", "职务", "职称职务", "职务职称", "职务/职称", "职称/职务"),
    },
    RecordKind.ORGANISATION: {
        "name": ("名称", "单位名称", "企业名称", "公司名称", "机构名称", "姓名", "Name"),
        "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码"),
        "short_name": ("简称", "单位简称"),
        "former_names": ("曾用名",),
        "profile": ("单位简介", "企业简介", "公司简介", "简介", "主营业务", "主营产品"),
        "website": ("网址", "官网", "网站"),
        "legal_representative": ("法定代表人", "法人代表", "法人"),
        "postal_code": ("邮编", "邮政编码"),
        "kind": ("单位类型", "单位性质", "企业类型", "机构属性"),
    },
}  # fmt: skip
_ANY: Final[Mapping[str, tuple[str, ...]]] = {
    ZONE: ("辖区", "所属辖区", "zone"),
    "teaser_title": ("公开标题",),
    "teaser_text": ("公开摘要",),
}
_OF_RECORDS: Final[Mapping[Field, str]] = {
    Field.NUMBER: "number",
    Field.TITLE: "title",
    Field.TEXT: "text",
    Field.ORG: "organisation",
    Field.PERSON: "person",
    Field.POSITION: "position",
    Field.PHONE: "phone",
    Field.EMAIL: "email",
    Field.ADDRESS: "address",
    Field.REGION: "region",
    Field.INDUSTRY: "industry",
    Field.BUDGET: "budget_wan",
    Field.TRL: "trl",
    Field.KEYWORDS: "keywords",
    Field.KIND: KIND,
}
_OF_NEEDS: Final[Mapping[Field, str]] = {
    **_OF_RECORDS,
    Field.COOPERATION: "solution_mode_code",
    Field.DEADLINE: "deadline_date",
    Field.INDICATORS: "key_technology",
}
_OF_OFFERS: Final[Mapping[Field, str]] = {
    **_OF_RECORDS,
    Field.COOPERATION: "transfer_mode_code",
    Field.INDICATORS: "text",
    Field.INTELLECTUAL_PROPERTY: "intellectual_property",
}
_OF_ORGANISATIONS: Final[Mapping[Field, str]] = {
    Field.ORG: "name",
    Field.TITLE: "name",
    Field.TEXT: "profile",
    Field.ORG_PROFILE: "profile",
    Field.ORG_KIND: "kind",
    Field.PERSON: "contact_person",
    Field.PHONE: "phone",
    Field.EMAIL: "email",
    Field.ADDRESS: "address",
    Field.REGION: "region",
    Field.KIND: KIND,
}
ENGINE_FIELDS: Final[Mapping[RecordKind, Mapping[Field, str]]] = {
    RecordKind.NEED: _OF_NEEDS,
    RecordKind.OFFER: _OF_OFFERS,
    RecordKind.EXPERT: _OF_RECORDS,
    RecordKind.ORGANISATION: _OF_ORGANISATIONS,
}
"""What the engines take a column for -> our field."""


@cache
def _own_labels(kind: RecordKind) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for name, words in _ANY.items():
        known |= {bare_header(word)[0]: name for word in words}
    for name, words in _SYNONYMS[kind].items():
        known |= {bare_header(word)[0]: name for word in words}
    for language in ("zh-hans", "en"):
        with override(language):
            for column in list_export_columns(kind, has_contacts=False):
                # the state has steps of its own, and is not changed by a sheet
                name = IGNORED if column.name == "state" else column.name
                known[bare_header(str(column.label))[0]] = name
            for spec in FIELDS[kind]:
                known[bare_header(str(spec.label))[0]] = spec.name
    return known


def settable_fields(kind: RecordKind) -> frozenset[str]:
    """What a column may be mapped to, those that are no fields of the record included."""
    names = {spec.name for spec in FIELDS[kind]}
    return frozenset(names | {ZONE, KIND, RECORD, REVISION})


def field_of(header: str, taken_for: Field | None, kind: RecordKind) -> tuple[str, str]:
    """The field of a column and why: `label` (our own word for it), `engine` or empty."""
    label = header.rpartition("·")[2] or header
    named = _own_labels(kind).get(bare_header(label)[0])
    if named is not None:
        return named, "label"
    if taken_for is not None:
        by_engine = ENGINE_FIELDS[kind].get(taken_for, KEPT)
        if by_engine in settable_fields(kind):
            return by_engine, "engine"
    return KEPT, ""


def engine_field(name: str, kind: RecordKind) -> Field | None:
    """What the engines need to know a column for, to carry cells down and to join rows."""
    for field, ours in ENGINE_FIELDS[kind].items():
        if ours == name:
            return field
    if name in _TEXTS:
        return Field.TEXT
    return None


_TEXTS: Final = frozenset(
    {"expected_goal", "current_basis", "application_scope", "research_direction", "achievements"}
)
"""Fields of several lines: a row that holds nothing else goes on with the one above."""
