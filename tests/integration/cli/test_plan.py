"""`duijie plan` as people use it: stopped half-way, odd days, files not as they should be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from duijie.cli.main import main

Day = dict[str, object]


def slots(count: int, **more: str) -> list[Mapping[str, str]]:
    return [{"id": f"s{n:02}", **more} for n in range(1, count + 1)]


def parties(*names: str) -> list[Mapping[str, str]]:
    return [{"id": name} for name in names]


def meeting(name: str, *members: str, **more: object) -> Mapping[str, object]:
    return {"id": name, "parties": list(members), **more}


def crowd(side: int, slot_count: int) -> Day:
    """Everybody of one side must meet everybody of the other: not proven for a long time."""
    companies, experts = ([f"{kind}{n}" for n in range(side)] for kind in "ce")
    return {
        "slots": slots(slot_count),
        "tables": side - 1,
        "parties": [
            {"id": name, "unavailable": [f"s{3 + n % 5:02}"]}
            for n, name in enumerate((*companies, *experts))
        ],
        "meetings": [
            meeting(f"{a}-{b}", a, b, priority="must") for a, b in product(companies, experts)
        ],
        "rules": {"max_gap_spread": 2},
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_plan_that_is_stopped_is_kept(tmp_path: Path, number: int, workers: str) -> None:
    day, out = tmp_path / "day.json", tmp_path / "plan.json"
    day.write_text(json.dumps(crowd(15, 22)), "utf-8")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "duijie", "--lang", "en", "plan", str(day)),
            *("--out", str(out), "--time-limit", "600", "--workers", workers),
        ],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert process.stderr is not None
    assert "idle gaps, at least" in process.stderr.readline()
    time.sleep(2)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 0, said
    assert "Stopped: this is the best plan so far." in said
    plan = json.loads(out.read_text("utf-8"))
    assert plan["status"] == "feasible"
    assert plan["assignments"]
    assert set(plan["bound"]) == set(plan["objective"])


def plan_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], day: Day, *, limit: str = "20"
) -> tuple[int, dict[str, object], str]:
    """Exit code, plan and what was said of a planned day."""
    path = tmp_path / "day.json"
    path.write_text(json.dumps(day, ensure_ascii=False), "utf-8")
    code = main(["--lang", "en", "plan", str(path), "--time-limit", limit, "--workers", "1"])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return code, json.loads(captured.out) if captured.out else {}, captured.err


ODD_DAYS: list[tuple[str, Day, int, str, int]] = [
    (
        "no meetings",
        {"slots": slots(3), "parties": parties("a", "b"), "meetings": []},
        0,
        "optimal",
        0,
    ),
    (
        "no tables, a wish",
        {
            "slots": slots(3),
            "tables": 0,
            "parties": parties("a", "b"),
            "meetings": [meeting("m", "a", "b")],
        },
        0,
        "optimal",
        0,
    ),
    (
        "an empty list of tables, a must",
        {
            "slots": slots(3),
            "tables": [],
            "parties": parties("a", "b"),
            "meetings": [meeting("m", "a", "b", priority="must")],
        },
        1,
        "infeasible",
        0,
    ),
    (
        "a fixed slot when somebody is away",
        {
            "slots": slots(3),
            "parties": [{"id": "a", "unavailable": ["s02"]}, {"id": "b"}],
            "meetings": [meeting("m", "a", "b", priority="must", fixed_slot="s02")],
        },
        1,
        "infeasible",
        0,
    ),
    (
        "a fixed slot in another session",
        {
            "slots": [{"id": "s01", "session": "am"}, {"id": "s02", "session": "pm"}],
            "parties": parties("a", "b"),
            "meetings": [
                meeting("m", "a", "b", priority="must", fixed_slot="s02", sessions=["am"])
            ],
        },
        1,
        "infeasible",
        0,
    ),
    (
        "more steps than slots",
        {
            "slots": slots(2),
            "parties": parties(*"abcdef"),
            "meetings": [meeting(x + y, x, y, priority="must") for x, y in ("ab", "cd", "ef")],
            "precedences": [["ab", "cd"], ["cd", "ef"]],
        },
        1,
        "infeasible",
        2,
    ),
    (
        "thirty musts of one party in twelve slots",
        {
            "slots": slots(12),
            "tables": 20,
            "parties": parties("hub", *(f"p{n}" for n in range(30))),
            "meetings": [meeting(f"m{n}", "hub", f"p{n}", priority="must") for n in range(30)],
            "rules": {"max_gap_spread": 2},
        },
        1,
        "infeasible",
        12,
    ),
    (
        "groups and tables without limit",
        {
            "slots": slots(2),
            "tables": None,
            "parties": parties(*"abcd"),
            "meetings": [
                meeting("abc", *"abc", priority="must"),
                meeting("abcd", *"abcd", priority="must"),
            ],
        },
        0,
        "optimal",
        2,
    ),
    (
        "two days, a table for one of them",
        {
            "slots": [
                *slots(2, day="2026-03-05", session="first"),
                {"id": "t01", "day": "2026-03-06", "session": "second"},
            ],
            "tables": [{"id": "window"}, {"id": "door", "sessions": ["first"]}],
            "parties": parties(*"abcd"),
            "meetings": [
                meeting(x + y, x, y, priority="must") for x, y in ("ac", "ad", "bc", "bd")
            ],
        },
        0,
        "optimal",
        4,
    ),
]


@pytest.mark.parametrize(
    ("day", "code", "status", "placed"),
    [case[1:] for case in ODD_DAYS],
    ids=[case[0] for case in ODD_DAYS],
)
def test_odd_day_gets_a_right_plan(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    day: Day,
    code: int,
    status: str,
    placed: int,
) -> None:
    got, plan, _ = plan_of(tmp_path, capsys, day)

    assert (got, plan["status"]) == (code, status)
    assert plan["bound"] == plan["objective"]
    assignments, unplaced = plan["assignments"], plan["unplaced"]
    assert isinstance(assignments, list)
    assert isinstance(unplaced, list)
    assert len(assignments) == placed
    assert bool(plan["conflicts"]) == (status == "infeasible")
    assert all(row["because"] and row["because"][0]["text"] for row in unplaced)


def test_three_hundred_wishes_for_forty_places_are_all_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day: Day = {
        "slots": slots(10),
        "tables": 4,
        "parties": parties(*(f"c{n}" for n in range(30)), *(f"e{n}" for n in range(10))),
        "meetings": [
            meeting(f"c{a}e{b}", f"c{a}", f"e{b}", weight=1 + (a + b) % 3)
            for a, b in product(range(30), range(10))
        ],
        "rules": {"max_gap_spread": 2},
    }
    code, plan, _ = plan_of(tmp_path, capsys, day)

    assert code == 0
    assignments, unplaced = plan["assignments"], plan["unplaced"]
    assert isinstance(assignments, list)
    assert isinstance(unplaced, list)
    assert (len(assignments), len(unplaced)) == (40, 260)
    assert all(row["because"] for row in unplaced)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("[" * 100_000, 3, "day.json"),
        ("\x00\x01", 3, "day.json"),
        ('{"slots": [', 3, "day.json"),
        ("[1, 2]", 2, "object"),
        (
            '{"slots": [{"id": "s"}], "parties": [{"id": "a"}, {"id": "b"}],'
            ' "meetings": [{"id": "m", "parties": ["a", "zz"]}]}',
            2,
            "zz",
        ),
        (
            '{"slots": [{"id": "s"}], "parties": [{"id": "a"}, {"id": "b"}], "meetings":'
            ' [{"id": "m", "parties": ["a", "b"]}, {"id": "n", "parties": ["a", "b"]}],'
            ' "precedences": [["m", "n"], ["n", "m"]]}',
            2,
            "circle",
        ),
    ],
)
def test_file_that_cannot_be_planned_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int, word: str
) -> None:
    path = tmp_path / "day.json"
    path.write_text(text, "utf-8")

    assert main(["--lang", "en", "plan", str(path)]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert word in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("name", ["plan.pdf", "missing/plan.json"])
def test_results_that_cannot_be_written_are_refused_before_planning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "day.json"
    path.write_text("{", "utf-8")

    assert main(["--lang", "en", "plan", str(path), "--out", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert name.split("/", maxsplit=1)[0] in said
    assert "JSON file" not in said


def test_unknown_key_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day: Day = {
        "slots": slots(1),
        "parties": parties("a", "b"),
        "meetings": [meeting("m", "a", "b", prio="must")],
    }
    code, plan, said = plan_of(tmp_path, capsys, day)

    assert (code, plan["status"]) == (0, "optimal")
    assert "“prio”" in said
