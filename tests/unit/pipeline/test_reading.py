"""A folder to records: ids that tell records apart, the same record once, the frame of a day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duijie.engines.pipeline import read_folder
from duijie.errors import DuijieError

HEADER = "序号,需求名称,企业名称,需求描述\n"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


def test_records_of_two_sheets_get_different_ids(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", HEADER + "1,轴承降噪,甲公司,深沟球轴承振动噪声偏高需要降到Z3组\n")
    write(tmp_path, "b.csv", HEADER + "1,布面起毛,乙公司,棉布水洗后起毛起球需要提高到4级\n")

    reading = read_folder(tmp_path)

    assert [(record.id, record.title) for record in reading.needs] == [
        ("N001", "轴承降噪"),
        ("N002", "布面起毛"),
    ]


def test_same_record_in_two_files_is_kept_once_and_said(tmp_path: Path) -> None:
    row = "1,轴承降噪,甲公司,深沟球轴承振动噪声偏高需要降到Z3组\n"
    write(tmp_path, "a.csv", HEADER + row)
    write(tmp_path, "b.csv", HEADER + row)

    reading = read_folder(tmp_path)

    assert [record.place.file for record in reading.needs] == ["a.csv"]
    codes = [finding.message.code for finding in reading.files[1].findings]
    assert "pipeline.same_record" in codes


def test_json_lines_keep_their_ids_and_stay_whole(tmp_path: Path) -> None:
    text = "1、提高韧性；\n2、降低成本；\n3、通过汽车厂认证，交期不晚于年底。"
    records = [
        {"id": "N007", "title": "增韧尼龙", "text": text, "org": "甲公司", "budget_wan": 80},
        {"id": "118242", "title": "导热垫片", "text": "导热系数不低于8", "org": None},
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    write(tmp_path, "needs.jsonl", lines)

    reading = read_folder(tmp_path)

    assert [record.id for record in reading.needs] == ["N007", "118242"]
    assert reading.needs[0].text == text
    assert reading.needs[0].budget_wan == 80


def test_meeting_day_file_frames_the_day(tmp_path: Path) -> None:
    day = {"slots": [{"id": "s1"}], "parties": [{"id": "甲公司"}, {"id": "大学"}], "tables": 2}
    write(tmp_path, "day.json", json.dumps(day))

    reading = read_folder(tmp_path)

    assert reading.day_file == "day.json"
    assert reading.day is not None
    assert reading.day.tables == 2
    assert reading.files[0].is_read


def test_unread_file_costs_only_itself(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", HEADER + "1,轴承降噪,甲公司,深沟球轴承振动噪声偏高需要降到Z3组\n")
    (tmp_path / "b.xlsx").write_bytes(b"")

    reading = read_folder(tmp_path)

    assert len(reading.needs) == 1
    assert [(file.file, file.is_read) for file in reading.files] == [
        ("a.csv", True),
        ("b.xlsx", False),
    ]


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DuijieError) as raised:
        read_folder(tmp_path / "nowhere")
    assert raised.value.message.code == "pipeline.not_found"


def test_experts_known_only_by_evidence_are_told_apart(tmp_path: Path) -> None:
    shared = {"title": "深沟球轴承振动机理", "text": "分析沟道波纹度对振动加速度的影响"}
    other = {"title": "轴承保持架啸叫", "text": "测量保持架涡动频率"}
    experts = [
        {"id": "77", "kind": "expert", "title": "", "text": "", "evidence": [shared]},
        {"id": "78", "kind": "expert", "title": "", "text": "", "evidence": [shared, other]},
    ]
    lines = "".join(json.dumps(expert, ensure_ascii=False) + "\n" for expert in experts)
    write(tmp_path, "experts.jsonl", lines)

    reading = read_folder(tmp_path)

    assert [record.id for record in reading.experts] == ["77", "78"]
    assert [len(record.evidence) for record in reading.experts] == [1, 2]
