"""The commands as a person calls them: exit codes, files, sentences, no trace."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from duijie.cli.main import main

NEEDS = """序号,需求名称,企业名称,需求描述,拟投入资金（万元）,联系电话
1,深沟球轴承降噪,云泽轴承有限公司,深沟球轴承振动噪声偏高，需要把振动加速度级降到Z3组以内,80,13800000001
2,大豆蛋白起泡性差,栗川食品有限公司,大豆分离蛋白做冰淇淋起泡性差，膨胀率上不去,30,13800000002
"""
OFFERS = """成果名称,完成单位,完成人,成果简介
低噪声深沟球轴承设计与制造,云泽理工大学,顾知远,优化沟道参数与超精工艺，振动加速度级达到Z4组
大豆分离蛋白酶法改性,栗川农学院,闻小满,限制性酶解提高起泡性和泡沫稳定性，膨胀率提高60%
激光清洗模具,光电研究所,沈一舟,脉冲激光去除模具表面残胶，不伤基体
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIJIE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DUIJIE_LANG", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "资料"
    folder.mkdir()
    (folder / "需求.csv").write_bytes(NEEDS.encode("gb18030"))
    (folder / "成果.csv").write_text(OFFERS, "utf-8")
    return folder


def test_run_writes_all_results(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    code = main(["run", str(folder), "--out", str(out)])

    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "facts.jsonl",
        "matches.xlsx",
        "needs.xlsx",
        "offers.xlsx",
        "plan.xlsx",
        "report.html",
    ]
    printed = capsys.readouterr().out
    assert "需求 2 条，成果 3 项" in printed
    book = load_workbook(out / "matches.xlsx")
    assert book.sheetnames == ["需求与前三推荐", "全部配对", "暂无合适", "文件"]
    best = {row[1]: row[5] for row in book["需求与前三推荐"].iter_rows(values_only=True) if row[1]}
    assert best["深沟球轴承降噪"] == "低噪声深沟球轴承设计与制造"
    assert best["大豆蛋白起泡性差"] == "大豆分离蛋白酶法改性"


def test_run_keeps_contact_details_out_of_matches_and_report(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    main(["run", str(folder), "--out", str(out)])

    assert "13800000001" in _texts(out / "needs.xlsx")
    for name in ("matches.xlsx", "plan.xlsx", "offers.xlsx"):
        assert "1380000000" not in _texts(out / name)
    assert "1380000000" not in (out / "report.html").read_text("utf-8")
    assert "1380000000" not in (out / "facts.jsonl").read_text("utf-8")


def _texts(path: Path) -> str:
    with ZipFile(path) as archive:
        return "".join(
            archive.read(name).decode("utf-8") for name in archive.namelist() if "xml" in name
        )


def test_run_with_an_unread_file_is_done_with_findings(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "旧表.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))

    code = main(["run", str(folder), "--out", str(tmp_path / "out")])

    assert code == 1
    assert "旧表.doc" in capsys.readouterr().out


def test_run_refuses_results_inside_the_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(folder), "--out", str(folder / "out")]) == 2
    assert "--out" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_run_on_an_empty_folder_reads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "空").mkdir()
    assert main(["run", str(tmp_path / "空"), "--out", str(tmp_path / "out")]) == 3
    assert "没有读到" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_missing_folder_is_a_sentence_in_either_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "nowhere")
    assert main(["run", path, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.strip() == f"{path} 不存在，请检查名称。"
    assert main(["--lang", "en", "run", path, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.strip() == f"{path} does not exist. Check the name."


def test_match_prints_lines_best_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["match", str(folder / "需求.csv"), str(folder / "成果.csv")])

    assert code == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[:2] for row in rows[:1]] == [["N001", "O001"]]
    assert {row[0] for row in rows} == {"N001", "N002"}
    assert len(rows) == 6
    for need in ("N001", "N002"):
        scores = [float(row[2]) for row in rows if row[0] == need]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "jsonl", "tsv"])
def test_match_writes_every_format(folder: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"matches.{ending}"

    code = main(["match", str(folder / "需求.csv"), str(folder / "成果.csv"), "--out", str(out)])

    assert code == 0
    if ending == "jsonl":
        first = json.loads(out.read_text("utf-8").splitlines()[0])
        assert first["need_id"] == "N001"
        assert first["matches"][0]["offer_id"] == "O001"
        assert first["matches"][0]["is_calibrated"] is True
        assert first["matches"][0]["reasons"][0]["need_quote"] in NEEDS
    elif ending == "csv":
        rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
        assert rows[1][:2] == ["N001", "深沟球轴承降噪"]
    elif ending == "xlsx":
        assert "暂无合适" in load_workbook(out).sheetnames
    else:
        assert out.read_text("utf-8").startswith("N001\tO001\t")


def test_match_workbook_says_what_does_not_fit(tmp_path: Path) -> None:
    needs, offers, out = (tmp_path / name for name in ("需求.csv", "成果.csv", "matches.xlsx"))
    needs.write_text(
        "需求名称,企业名称,需求描述,技术指标,拟投入资金（万元）\n"
        "轴承降噪,云泽轴承有限公司,深沟球轴承噪声偏高,噪声≤40dB；寿命≥5000小时,80\n",
        "utf-8",
    )
    offers.write_text(
        "成果名称,完成单位,成果简介\n低噪声轴承,云泽理工大学,深沟球轴承降噪。实测噪声45dB。\n"
        "静音轴承,东湾大学,深沟球轴承降噪。噪声38dB，寿命8000小时。\n",
        "utf-8",
    )

    assert main(["match", str(needs), str(offers), "--out", str(out)]) == 0

    header, *rows = (
        row for row in load_workbook(out)["全部配对"].iter_rows(values_only=True) if row[6]
    )
    said = {row[6]: dict(zip(header, row, strict=True)) for row in rows}
    loud, quiet = said["低噪声轴承"], said["静音轴承"]
    assert loud["不符之处"] == "偏高：要求“噪声≤40dB”，对方写的是“实测噪声45dB”。"
    assert loud["先问什么"] == "“寿命≥5000小时”：对方没有说到。"
    assert not quiet["不符之处"]
    assert not quiet["先问什么"]


def test_match_refuses_an_unknown_format(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "matches.pdf"
    arguments = ["match", str(folder / "需求.csv"), str(folder / "成果.csv"), "--out", str(out)]
    assert main(arguments) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert not out.exists()


def test_match_names_an_unknown_variant(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["match", str(folder / "需求.csv"), str(folder / "成果.csv"), "--variant", "magic"]
    assert main(arguments) == 2
    assert "magic" in capsys.readouterr().err


def test_plan_writes_a_plan_and_says_how_good_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = {
        "slots": [{"id": "09:00"}, {"id": "09:30"}],
        "tables": 1,
        "parties": [{"id": "a", "name": "甲公司"}, {"id": "b"}, {"id": "c"}],
        "meetings": [
            {"id": "m1", "parties": ["a", "b"], "priority": "must"},
            {"id": "m2", "parties": ["a", "c"], "priority": "want", "weight": 2},
        ],
    }
    path = tmp_path / "day.json"
    path.write_text(json.dumps(instance), "utf-8")

    code = main(["plan", str(path), "--time-limit", "10"])

    assert code == 0
    captured = capsys.readouterr()
    plan = json.loads(captured.out)
    assert plan["status"] == "optimal"
    assert {item["meeting"] for item in plan["assignments"]} == {"m1", "m2"}
    assert "2 场洽谈排入 2 场" in captured.err


def test_plan_that_cannot_place_a_must_names_the_clash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = {
        "slots": [{"id": "09:00"}],
        "tables": None,
        "parties": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        "meetings": [
            {"id": "m1", "parties": ["a", "b"], "priority": "must"},
            {"id": "m2", "parties": ["a", "c"], "priority": "must"},
        ],
    }
    path = tmp_path / "day.json"
    path.write_text(json.dumps(instance), "utf-8")
    out = tmp_path / "plan.json"

    code = main(["plan", str(path), "--out", str(out), "--time-limit", "10"])

    assert code == 1
    plan = json.loads(out.read_text("utf-8"))
    assert plan["status"] == "infeasible"
    assert len(plan["assignments"]) == 1
    assert plan["conflicts"]
    assert "m1" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{", "[]", '{"slots": 3}'])
def test_plan_of_a_broken_instance_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "day.json"
    path.write_text(text, "utf-8")
    assert main(["plan", str(path)]) in (2, 3)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip()
    assert "Traceback" not in captured.err


def test_extract_writes_one_object_a_document_with_true_spans(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news = (
        "2026年3月5日，云泽市科学技术局组织对接会。"
        "云泽轴承有限公司总经理顾知远希望寻求轴承降噪技术。"
    )
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text(news, "utf-8")
    out = tmp_path / "facts.jsonl"
    pages = tmp_path / "pages"

    code = main(
        [
            "extract",
            str(tmp_path / "甲.txt"),
            str(tmp_path / "乙.txt"),
            "--out",
            str(out),
            "--html",
            str(pages),
        ]
    )

    assert code == 0
    documents = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [document["id"] for document in documents] == ["甲", "乙"]
    names = {item["name"] for item in documents[0]["organizations"]}
    assert {"云泽市科学技术局", "云泽轴承有限公司"} <= names
    for item in documents[0]["organizations"]:
        start, end = item["span"]
        assert documents[0]["clean_text"][start:end] == item["name"]
    assert "云泽轴承有限公司" in (pages / "甲.html").read_text("utf-8")
    assert "2" in capsys.readouterr().err


def test_extract_page_shows_sums_as_people_write_them_and_what_is_signed(tmp_path: Path) -> None:
    news = (
        "云泽理工大学与云泽轴承有限公司签订技术开发合同，合同金额186.5万元。"
        "大会共签约项目12个，总投资3.2亿元。云泽学院与常州鸿达铸造有限公司达成合作意向。"
    )
    (tmp_path / "甲.txt").write_text(news, "utf-8")
    pages = tmp_path / "pages"
    out = tmp_path / "f.jsonl"
    assert main(["extract", str(tmp_path / "甲.txt"), "--html", str(pages), "--out", str(out)]) == 0
    page = (pages / "甲.html").read_text("utf-8")
    assert "云泽理工大学、云泽轴承有限公司 · 186.5 万元 · 已签" in page
    assert "云泽学院、常州鸿达铸造有限公司 · 意向" in page
    assert "总投资 · 3.2 亿元" in page


def test_run_says_how_much_stands_in_running_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    news = (
        "4月17日，轴承产业对接会在云泽举行。云泽轴承有限公司总经理顾知远说，公司急需轴承降噪技术。"
        "云泽理工大学教授祝立锋带来磨削烧伤在线监测系统。"
    )
    (folder / "新闻.txt").write_text(news, "utf-8")
    out = tmp_path / "out"
    main(["run", str(folder), "--out", str(out)])
    printed = capsys.readouterr().out
    assert "正文里还提到 1 条需求、1 项成果" in printed
    sheet = load_workbook(out / "needs.xlsx")["文中提到，待核实"]
    assert "轴承降噪技术" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_extract_of_nothing_readable_is_exit_three(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert main(["extract", str(tmp_path)]) == 3
