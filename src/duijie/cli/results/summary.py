"""What a run prints: how much was found, the strongest matches, what was not read, where it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duijie.cli.results.plan_workbook import plan_status
from duijie.cli.results.records_workbook import mentioned
from duijie.cli.results.wording import fit_text, shorten
from duijie.cli.terminal import Terminal
from duijie.engines.documents.types import Severity
from duijie.engines.documents.writers import text_width
from duijie.engines.pipeline import FolderResult

STRONGEST = 8
TITLE_WIDTH = 40


def print_summary(result: FolderResult, paths: Sequence[Path], terminal: Terminal) -> None:
    _ = terminal.gettext
    reading = result.reading
    read = sum(file.is_read for file in reading.files)
    terminal.print(
        _(
            "{read} of {files} files read: {needs} needs, {offers} offers,"
            " {experts} experts, {organisations} organisations."
        ).format(
            read=read,
            files=len(reading.files),
            needs=len(reading.needs),
            offers=len(reading.offers),
            experts=len(reading.experts),
            organisations=len(reading.organisations),
        )
    )
    _print_mentioned(result, terminal)
    _print_problems(result, terminal)
    fitting = sum(not ranking.nothing_fits for ranking in result.rankings)
    terminal.print(
        _(
            "{fitting} needs with a fit, {none} where nothing fits."
            " The fit is provisional: it has not been calibrated on outcomes."
        ).format(fitting=fitting, none=len(result.rankings) - fitting)
    )
    _print_strongest(result, terminal)
    if result.day is not None:
        plan = result.day.plan
        terminal.print(
            _("Meeting day: {placed} of {total} meetings placed, {status}.").format(
                placed=len(plan.assignments),
                total=len(result.day.instance.meetings),
                status=plan_status(plan.status, terminal),
            )
        )
    terminal.print(_("Results:"))
    for path in paths:
        terminal.print(f"  {path}")


def _print_mentioned(result: FolderResult, terminal: Terminal) -> None:
    """What running text speaks of: no records yet, but nothing that was read goes unsaid."""
    needs, offers = mentioned(result.reading)
    if needs or offers:
        terminal.print(
            terminal.gettext(
                "Running text speaks of {needs} more needs and {offers} more offers; they stand on"
                " the sheet “Mentioned, to be checked” of needs.xlsx and offers.xlsx."
            ).format(needs=needs, offers=offers)
        )


def _print_problems(result: FolderResult, terminal: Terminal) -> None:
    for file in result.reading.files:
        for finding in file.findings:
            if finding.severity is not Severity.NOTE:
                terminal.print(f"  ! {terminal.finding_line(finding)}")


def _print_strongest(result: FolderResult, terminal: Terminal) -> None:
    reading = result.reading
    titles = {
        record.id: record.title for record in (*reading.needs, *reading.offers, *reading.experts)
    }
    best = [
        (ranking.matches[0], ranking.need_id)
        for ranking in result.rankings
        if ranking.matches and not ranking.nothing_fits
    ]
    best.sort(key=lambda pair: -pair[0].fit)
    for match, need_id in best[:STRONGEST]:
        need, offer = padded(titles[need_id]), titles[match.offer_id]
        terminal.print(f"  {fit_text(match.fit)}  {need}  ←  {shorten(offer)}")


def padded(text: str, width: int = TITLE_WIDTH) -> str:
    """Cut (with an ellipsis) or filled to a width in columns; a Chinese character takes two."""
    if text_width(text) > width:
        while text_width(text) > width - 2:
            text = text[:-1]
        text += "…"
    return text + " " * (width - text_width(text))
