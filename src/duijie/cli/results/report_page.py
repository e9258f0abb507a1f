"""`report.html`: the run on one page that opens anywhere and prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from duijie.cli.results.plan_workbook import parties_of, plan_status, slot_name, topic_titles
from duijie.cli.results.templates import render
from duijie.cli.results.wording import (
    budget_text,
    fit_text,
    marked_quotes,
    record_line,
    worth_a_call,
)
from duijie.cli.terminal import Terminal
from duijie.engines.extraction.types import Record, RecordKind
from duijie.engines.pipeline import FolderResult
from duijie.engines.ranking.types import Match, NeedRanking

BEST = 3


def report_page(result: FolderResult, terminal: Terminal) -> str:
    _ = terminal.gettext
    reading = result.reading
    offers = {record.id: record for record in (*reading.offers, *reading.experts)}
    fitting = sum(not ranking.nothing_fits for ranking in result.rankings)
    figures = [
        (_("files read"), sum(file.is_read for file in reading.files)),
        (_("needs"), len(reading.needs)),
        (_("offers"), len(reading.offers)),
        (_("experts"), len(reading.experts)),
        (_("needs with a fit"), fitting),
        (_("meetings placed"), len(result.day.plan.assignments) if result.day else 0),
    ]
    needs = [
        _need(need, ranking, offers, terminal)
        for need, ranking in zip(reading.needs, result.rankings, strict=True)
    ]
    return render(
        "report.html.j2",
        terminal,
        folder=result.name,
        date=date_text(terminal),
        figures=figures,
        needs=needs,
        day=_day(result, terminal),
        files=[_file(file, terminal) for file in reading.files],
    )


def date_text(terminal: Terminal) -> str:
    day = datetime.now(ZoneInfo("Asia/Shanghai"))
    return terminal.gettext("{year}-{month:02d}-{day:02d}").format(
        year=day.year, month=day.month, day=day.day
    )


def _need(
    need: Record, ranking: NeedRanking, offers: dict[str, Record], terminal: Terminal
) -> dict[str, Any]:
    shown = worth_a_call(ranking, BEST)
    facts = [record_line(need), need.industry, budget_text(need, terminal)]
    return {
        "record": need,
        "line": " · ".join(fact for fact in facts if fact),
        "matches": [_match(match, offers[match.offer_id], terminal) for match in shown],
    }


def _match(match: Match, offer: Record, terminal: Terminal) -> dict[str, Any]:
    _ = terminal.gettext
    label = _("Expert") if offer.kind is RecordKind.EXPERT else _("Offer")
    quotes = [marked_quotes(reason) for reason in match.reasons]
    return {
        "offer": offer,
        "line": record_line(offer),
        "fit": fit_text(match.fit),
        "percent": round(100 * match.fit),
        "reasons": [{"need": need, "offer": text, "offer_label": label} for need, text in quotes],
    }


def _day(result: FolderResult, terminal: Terminal) -> dict[str, Any] | None:
    if result.day is None:
        return None
    instance, plan = result.day.instance, result.day.plan
    topics = topic_titles(result)
    order = {slot.id: number for number, slot in enumerate(instance.slots)}
    placed = sorted(
        plan.assignments, key=lambda item: (order[item.slot], str(item.table or "").zfill(6))
    )
    summary = terminal.gettext("{placed} of {total} meetings placed, {status}.").format(
        placed=len(placed),
        total=len(instance.meetings),
        status=plan_status(plan.status, terminal),
    )
    return {
        "summary": summary,
        "rows": [
            {
                "slot": slot_name(instance, item.slot),
                "table": item.table or "",
                "parties": " — ".join(parties_of(instance, item.meeting)),
                "topics": topics.get(item.meeting, "").replace("\n", "；"),
            }
            for item in placed
        ],
        "unplaced": [
            {
                "parties": " — ".join(parties_of(instance, item.meeting)),
                "why": " ".join(map(terminal.say, item.because)),
            }
            for item in plan.unplaced
        ],
    }


def _file(file: Any, terminal: Terminal) -> dict[str, Any]:
    return {
        "name": file.file,
        "kind": file.kind,
        "needs": file.counts.get(RecordKind.NEED, 0),
        "offers": file.counts.get(RecordKind.OFFER, 0),
        "experts": file.counts.get(RecordKind.EXPERT, 0),
        "lines": [terminal.finding_line(finding) for finding in file.findings],
    }
