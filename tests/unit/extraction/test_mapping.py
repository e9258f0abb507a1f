"""`--map`: what the user says about columns stands above recognition."""

from __future__ import annotations

import pytest

from duijie.engines.extraction import ColumnMapping, Field, RecordKind, find_records
from duijie.errors import DuijieError
from tests.unit.extraction.tables import document, table

ROWS = [
    ["甲", "乙", "丙"],
    ["轴承降噪", "整机噪声偏高", "江州轴承"],
    ["齿轮磨损", "寿命不足", "江州齿轮"],
]


def test_mapping_by_header_and_letter_reads_unknown_columns() -> None:
    mapping = ColumnMapping.parse(["甲=title", "B=text", "C=org", "kind=need"])

    reading = find_records(document(table(ROWS)), mapping=mapping)

    assert [(r.kind, r.title, r.text, r.org) for r in reading.records] == [
        (RecordKind.NEED, "轴承降噪", "整机噪声偏高", "江州轴承"),
        (RecordKind.NEED, "齿轮磨损", "寿命不足", "江州齿轮"),
    ]
    assert {column.reason for column in reading.tables[0].columns} == {"map"}


def test_unknown_table_without_mapping_is_named_and_not_read() -> None:
    reading = find_records(document(table(ROWS)))

    assert reading.records == ()


def test_mapping_overrides_a_recognised_header() -> None:
    rows = [["需求名称", "备注", "企业名称"], ["轴承降噪", "整机噪声偏高", "江州轴承"]]

    reading = find_records(document(table(rows)), mapping=ColumnMapping.parse(["备注=text"]))

    assert reading.records[0].text == "整机噪声偏高"
    assert dict(reading.records[0].unplaced) == {}


def test_mapping_can_leave_a_column_out() -> None:
    rows = [["需求名称", "需求描述", "企业名称"], ["轴承降噪", "整机噪声偏高", "江州轴承"]]

    reading = find_records(document(table(rows)), mapping=ColumnMapping.parse(["需求描述=-"]))

    assert reading.records[0].text == ""
    assert dict(reading.records[0].unplaced) == {"需求描述": "整机噪声偏高"}


def test_mapping_of_kind_turns_a_list_of_names_into_experts() -> None:
    rows = [["姓名", "单位", "职务"], ["高峰", "江州大学", "教授"]]

    reading = find_records(document(table(rows)), mapping=ColumnMapping.parse(["kind=expert"]))

    assert [(r.kind, r.person, r.org) for r in reading.records] == [
        (RecordKind.EXPERT, "高峰", "江州大学")
    ]


def test_mapping_that_names_an_absent_column_is_told() -> None:
    rows = [["需求名称", "企业名称"], ["轴承降噪", "江州轴承"]]

    reading = find_records(document(table(rows)), mapping=ColumnMapping.parse(["没有=text"]))

    assert "extraction.map_column_absent" in {f.message.code for f in reading.findings}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("难题", "extraction.map_malformed"),
        ("=text", "extraction.map_malformed"),
        ("难题=文体", "extraction.map_unknown_field"),
        ("kind=thing", "extraction.map_unknown_kind"),
    ],
)
def test_mapping_that_cannot_be_read_is_an_error(entry: str, code: str) -> None:
    with pytest.raises(DuijieError) as caught:
        ColumnMapping.parse([entry])

    assert caught.value.message.code == code


def test_mapping_that_names_a_column_twice_is_an_error() -> None:
    with pytest.raises(DuijieError) as caught:
        ColumnMapping.parse(["难题=text", "难题=title"])

    assert caught.value.message.code == "extraction.map_column_twice"


def test_mapping_reads_letters_and_headers_apart() -> None:
    mapping = ColumnMapping.parse(["AB=org", "header:C=title", "编号=number"])

    assert dict(mapping.letters) == {27: Field.ORG}
    assert dict(mapping.headers) == {"c": Field.TITLE, "编号": Field.NUMBER}
