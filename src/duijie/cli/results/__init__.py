"""Workbooks and pages for people, from what the main job found.

Each module makes the sheets of one workbook or one page; `write_results` writes them all. Phone
numbers and mail addresses stand only on the sheets of contacts, never beside a match.
"""

from __future__ import annotations

import json
from pathlib import Path

from duijie.cli.results.matches_workbook import match_sheets
from duijie.cli.results.plan_workbook import day_sheets
from duijie.cli.results.records_workbook import need_sheets, offer_sheets
from duijie.cli.results.report_page import report_page
from duijie.cli.terminal import Terminal
from duijie.engines.documents.atomic import write_atomically
from duijie.engines.documents.writers import write_workbook
from duijie.engines.pipeline import FolderResult


def write_results(result: FolderResult, out: Path, terminal: Terminal) -> list[Path]:
    """Write all results of a run into a folder, made if missing; each file whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    reading = result.reading
    offers = (*reading.offers, *reading.experts)
    matches = match_sheets(result.rankings, reading.needs, offers, reading.files, terminal)
    write_workbook(out / "needs.xlsx", need_sheets(reading, terminal))
    write_workbook(out / "offers.xlsx", offer_sheets(reading, terminal))
    write_workbook(out / "matches.xlsx", matches)
    write_workbook(out / "plan.xlsx", day_sheets(result, terminal))
    facts = (json.dumps(facts.to_json(), ensure_ascii=False) + "\n" for facts in reading.facts)
    write_atomically(out / "facts.jsonl", "".join(facts).encode())
    write_atomically(out / "report.html", report_page(result, terminal).encode())
    names = ("needs.xlsx", "offers.xlsx", "matches.xlsx", "plan.xlsx", "facts.jsonl", "report.html")
    return [out / name for name in names]
