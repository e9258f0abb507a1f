"""`duijie import`: the page's steps by one command, in the name of one user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.cli.importing import Importing, Wanted
from duijie.cli.main import main
from duijie.cli.terminal import Terminal
from duijie.core.jobs.models import Job, JobState
from duijie.intake.models import ColumnMapping, ImportBatch
from tests.factories.imports import HEADER, make_sheet, need_row
from tests.factories.users import make_user
from tests.factories.zones import make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIJIE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DUIJIE_LANG", raising=False)


@pytest.fixture
def collector(db: None) -> User:
    user = make_user(Role.COLLECTOR, username="lin")
    user.zone = make_zone("东湾市")
    user.save()
    return user


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Two good rows and one without a title."""
    path = tmp_path / "站点 需求.xlsx"
    path.write_bytes(make_sheet([need_row(1), need_row(2, title="", text=""), need_row(3)]))
    return path


def test_rows_are_in_the_record_and_refused_ones_beside_the_file(
    collector: User, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["import", str(sheet), "--as", "needs", "--by", "lin"])

    said = capsys.readouterr()
    assert code == 1
    assert list(Need.objects.order_by("number").values_list("number", "owner_id")) == [
        ("XQ0001", collector.pk),
        ("XQ0003", collector.pk),
    ]
    lines = said.out.splitlines()
    assert "工作表“需求”，第 2 行：新增  水性涂料耐盐雾性能提升1" in lines
    assert any(line.startswith("工作表“需求”，第 3 行：不能导入") for line in lines)
    assert "新增 2，不能导入 1" in lines
    assert "13800138000" not in said.out
    batch = ImportBatch.objects.get()
    assert f"导入 {batch.pk}：已入库 2 行。" in lines
    assert "不能导入的行在 " in said.out
    mended = load_workbook(sheet.with_name("站点 需求-refused.xlsx"))
    assert "XQ0002" in str(list(mended.worksheets[0].values))
    assert batch.owner == collector
    assert not Job.objects.exclude(state=JobState.DONE).filter(kind__startswith="intake").exists()


def test_same_sheet_again_adds_nothing(collector: User, tmp_path: Path) -> None:
    sheet = tmp_path / "a.xlsx"
    sheet.write_bytes(make_sheet([need_row(1), need_row(2)]))
    assert [main(["import", str(sheet), "--by", "lin"]) for _ in range(2)] == [0, 0]
    assert Need.objects.count() == 2


def test_dry_run_tells_and_writes_nothing(
    collector: User, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--lang", "en", "import", str(sheet), "--by", "lin", "--dry-run"])

    said = capsys.readouterr().out
    assert code == 1
    assert "sheet “需求”, row 2: new  水性涂料耐盐雾性能提升1" in said.splitlines()
    assert "new 2, refused 1" in said
    assert "Nothing was imported" in said
    assert not Need.objects.exists()
    assert not Organisation.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("flags", "budget", "code"), [([], 80.0, 1), (["--update"], 95.0, 0)])
def test_known_records_change_only_when_asked(
    flags: list[str],
    budget: float,
    code: int,
    collector: User,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sheet = tmp_path / "a.xlsx"
    sheet.write_bytes(make_sheet([need_row(1)]))
    main(["import", str(sheet), "--by", "lin"])
    sheet.write_bytes(make_sheet([need_row(1, budget=95)]))
    capsys.readouterr()

    assert main(["import", str(sheet), "--by", "lin", *flags]) == code

    assert Need.objects.get().budget_wan == budget
    assert "80 → 95" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "model", "header", "row"),
    [
        ("offers", Offer, ("名称", "单位", "内容"), ("低噪声轴承", "东湾大学", "优化沟道参数。")),
        ("experts", Expert, ("姓名", "单位", "研究方向"), ("顾知远", "东湾大学", "轴承")),
        ("organisations", Organisation, ("名称", "简介"), ("青禾涂料有限公司", "做水性涂料。")),
    ],
)
def test_rows_are_taken_for_what_is_asked(
    kind: str, model: Any, header: Any, row: Any, collector: User, tmp_path: Path
) -> None:
    sheet = tmp_path / "表.xlsx"
    sheet.write_bytes(make_sheet([row, (row[0] + "二", *row[1:])], header=header, title="表"))
    assert main(["import", str(sheet), "--as", kind, "--by", "lin"]) == 0
    assert model._default_manager.count() == 2


def test_zone_and_source_are_kept_with_the_records(collector: User, tmp_path: Path) -> None:
    county = make_zone("河口县", parent=collector.zone)
    county.division_code = "371425"
    county.save()
    for number, zone in enumerate(("371425", "河口县"), 1):
        sheet = tmp_path / f"{number}.xlsx"
        sheet.write_bytes(make_sheet([need_row(number)]))
        options = ["--zone", zone, "--source", "河口服务站"]
        assert main(["import", str(sheet), "--by", "lin", *options]) == 0
    assert set(Need.objects.values_list("zone_id", flat=True)) == {county.pk}
    assert {need.place["file"] for need in Need.objects.all()} == {"河口服务站.xlsx"}


def test_columns_chosen_before_are_used_again(collector: User, tmp_path: Path) -> None:
    header = (*HEADER[:3], "甲栏", *HEADER[4:])
    sheet = tmp_path / "a.xlsx"
    sheet.write_bytes(make_sheet([need_row(1)], header=header))
    main(["import", str(sheet), "--by", "lin"])
    batch = ImportBatch.objects.get()
    (column,) = [c for c in batch.tables[0]["columns"] if c["header"] == "甲栏"]
    mapping = ColumnMapping.objects.get()
    mapping.columns = mapping.columns | {column["key"]: "expected_goal"}
    mapping.save()
    sheet.write_bytes(make_sheet([need_row(2)], header=header))
    main(["import", str(sheet), "--by", "lin"])
    assert "盐雾试验" in Need.objects.get(number="XQ0002").expected_goal


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", "nobody"], "没有这个用户"),
        (["--by", "lin", "--zone", "西山市"], "没有这个辖区"),
        (["--by", "leader"], "您的角色"),
        (["--by", "closed"], "没有这个用户"),
    ],
)
def test_who_may_not_is_told_and_writes_nothing(
    options: list[str],
    said: str,
    collector: User,
    sheet: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_zone("西山市")
    make_user(Role.LEADER, username="leader")
    make_user(Role.BROKER, username="closed", is_active=False)
    assert main(["import", str(sheet), *options]) == 2
    assert said[:4] in capsys.readouterr().err
    assert not ImportBatch.objects.exists()
    assert not Need.objects.exists()


def test_missing_file_is_usage(collector: User, tmp_path: Path) -> None:
    assert main(["import", str(tmp_path / "none.xlsx"), "--by", "lin"]) == 2


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", make_sheet([], header=("只有一格",))])
def test_file_without_records_is_exit_three(
    content: bytes, collector: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "x.xlsx"
    sheet.write_bytes(content)
    assert main(["import", str(sheet), "--by", "lin"]) == 3
    assert "x.xlsx" in capsys.readouterr().err
    assert not ImportBatch.objects.exists()


def test_rows_speak_for_the_acting_user_only(collector: User, tmp_path: Path) -> None:
    """A sheet with the record number of a need that the user may not know is refused."""
    rival = make_user(Role.BROKER)
    rival.zone = make_zone("西山市")
    rival.save()
    wanted = Wanted(tmp_path / "b.xlsx", rival.username, "need", "", "", False, False)
    wanted.file.write_bytes(make_sheet([need_row(7)]))
    assert Importing(wanted, Terminal("zh")).run() == 0
    hidden = Need.objects.get()
    header = ("记录编号（请勿改动）", *HEADER)
    sheet = tmp_path / "a.xlsx"
    sheet.write_bytes(make_sheet([(f"need:{hidden.pk}", *need_row(8))], header=header))
    assert main(["import", str(sheet), "--by", "lin"]) == 1
    assert Need.objects.get().title == hidden.title
