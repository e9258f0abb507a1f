"""The steps of `duijie import`, once the installation is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from django.core.files import File

from duijie.accounts.queries import find_user_to_act, find_zone_for_user
from duijie.cli.terminal import ExitCode, Terminal, column_letters
from duijie.core.actor import Actor
from duijie.core.jobs.execution import work_off
from duijie.core.jobs.queries import get_job_for_user
from duijie.engines.documents.types import Place
from duijie.intake.enums import Choice, ImportState, Verdict
from duijie.intake.queries import (
    ImportDetail,
    ImportRowView,
    get_import_for_user,
    list_import_rows_for_user,
)
from duijie.intake.services.imports.returning import refused_workbook
from duijie.intake.services.imports.uploading import (
    Constants,
    TableDraft,
    choose_columns,
    choose_kinds,
    choose_rows,
    drop_import,
    run_import,
    start_import,
)

_S = ImportState
_WORKING: Final = frozenset({_S.READING.value, _S.CHECKING.value, _S.WRITING.value})
_ROWS_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    file: Path
    username: str
    kind: str
    """Of `RecordKind`; empty: as the tables say."""
    name: str
    zone: str
    takes_changes: bool
    is_dry: bool


class Importing:
    """One file on its way, in the name of one user."""

    def __init__(self, wanted: Wanted, terminal: Terminal) -> None:
        self._wanted = wanted
        self._terminal = terminal
        self._by: Actor = find_user_to_act(wanted.username)
        self._zone_id = find_zone_for_user(self._by, wanted.zone) if wanted.zone else None
        self._id = 0

    def run(self) -> int:
        """All steps; the exit code."""
        self._id = self._start()
        detail = self._work()
        if detail.summary.state == _S.FAILED or not self._tables(detail):
            return self._nothing_read(detail)
        detail = self._settle(detail)
        if detail.summary.state != _S.CHECKED:
            return self._nothing_read(detail)
        self._print_rows(detail)
        if self._wanted.takes_changes and detail.verdicts.get(Verdict.UPDATE):
            choose_rows(
                batch_id=self._id, choice=Choice.UPDATE, verdict=Verdict.UPDATE, by=self._by
            )
            detail = self._detail()
        if not self._wanted.is_dry and detail.chosen_count:
            run_import(batch_id=self._id, by=self._by)
            detail = self._work()
        return self._finish(detail)

    def _start(self) -> int:
        wanted = self._wanted
        name = wanted.name and f"{wanted.name}{wanted.file.suffix}"
        with wanted.file.open("rb") as file:
            return start_import(file=File(file, name=name or wanted.file.name), by=self._by)

    def _detail(self) -> ImportDetail:
        return get_import_for_user(self._id, self._by)

    def _work(self) -> ImportDetail:
        """Do what the import waits for, here, until it waits for somebody."""
        while True:
            detail = self._detail()
            if detail.summary.state not in _WORKING or detail.job_id is None:
                return detail
            job = get_job_for_user(detail.job_id, self._by)
            self._terminal.warn(self._terminal.say(job.title))
            work_off(detail.job_id)
            job = get_job_for_user(detail.job_id, self._by)
            if job.error is not None:
                self._terminal.warn(self._terminal.say(job.error))
            if job.state != "done":
                return self._detail()

    def _tables(self, detail: ImportDetail) -> dict[str, str]:
        """Key -> kind of the tables to import: those that hold records, all of the kind that was
        asked for."""
        found = {table.key: table.kind for table in detail.tables if table.kind}
        if self._wanted.kind:
            keys = found or [table.key for table in detail.tables]
            return dict.fromkeys(keys, self._wanted.kind)
        return found

    def _settle(self, detail: ImportDetail) -> ImportDetail:
        """The columns as they are remembered or guessed, and the check of the rows."""
        if self._wanted.kind:
            choose_kinds(batch_id=self._id, kinds=self._tables(detail), by=self._by)
            detail = self._detail()
        drafts = {
            table.key: TableDraft(table.kind, {c.column: c.field for c in table.columns})
            for table in detail.tables
            if table.kind
        }
        constants = Constants(**detail.constants)
        if self._zone_id is not None:
            constants = replace(constants, zone_id=self._zone_id)
        choose_columns(batch_id=self._id, tables=drafts, constants=constants, by=self._by)
        return self._work()

    def _nothing_read(self, detail: ImportDetail) -> int:
        terminal, _ = self._terminal, self._terminal.gettext
        for finding in detail.findings:
            terminal.warn(terminal.say(finding.message))
        terminal.warn(
            _("{file}: no table of records was found in it.").format(file=self._wanted.file.name)
        )
        if detail.summary.state not in _WORKING:
            drop_import(batch_id=self._id, by=self._by)
        return ExitCode.NOTHING_READ

    def _print_rows(self, detail: ImportDetail) -> None:
        for row in self._rows():
            for line in self._lines(row):
                self._terminal.print(line)
        for finding in detail.findings:
            self._terminal.warn(self._terminal.say(finding.message))

    def _rows(self) -> Iterator[ImportRowView]:
        page = 1
        while True:
            rows = list_import_rows_for_user(self._id, self._by, page=page, size=_ROWS_AT_ONCE)
            yield from rows
            if page >= rows.page_count:
                return
            page += 1

    def _lines(self, row: ImportRowView) -> Iterator[str]:
        terminal, _ = self._terminal, self._terminal.gettext
        colon = ": " if terminal.language == "en" else "："
        place = Place("", sheet=row.place.get("sheet"), row=row.place.get("row"))
        said = f"{Verdict(row.verdict).label}  {row.title}".rstrip()
        yield colon.join(part for part in (terminal.place(place), said) if part)
        for problem in row.problems:
            where = ""
            if problem.column is not None:
                where = _("column {name}").format(name=column_letters(problem.column)) + colon
            yield f"    {where}{terminal.say(problem.message)}"
        if row.reason is not None and row.verdict != Verdict.NEW:
            yield f"    {terminal.say(row.reason)}"
        for one in row.differences:
            yield f"    {one.label}{colon}{one.before or '–'} → {one.after or _('erased')}"

    def _finish(self, detail: ImportDetail) -> int:
        terminal, _ = self._terminal, self._terminal.gettext
        verdicts, states = detail.verdicts, detail.states
        open_count = verdicts.get(Verdict.REFUSED, 0) + verdicts.get(Verdict.DUPLICATE, 0)
        open_count += states.get("late", 0)
        if not self._wanted.takes_changes:
            open_count += verdicts.get(Verdict.UPDATE, 0)
        told = [f"{verdict.label} {n}" for verdict in Verdict if (n := verdicts.get(verdict))]
        terminal.print(", ".join(told) if terminal.language == "en" else "，".join(told))
        if verdicts.get(Verdict.REFUSED) or states.get("late"):
            self._write_refused()
        if self._wanted.is_dry:
            drop_import(batch_id=self._id, by=self._by)
            terminal.print(_("Nothing was imported: it was only looked at."))
        elif detail.summary.state == _S.DONE:
            terminal.print(
                _("Import {number}: {count} rows are in the record.").format(
                    number=self._id, count=states.get("written", 0)
                )
            )
        else:
            terminal.print(
                _("Import {number}: nothing to import by itself; decide on its page.").format(
                    number=self._id
                )
            )
        return ExitCode.FINDINGS if open_count else ExitCode.DONE

    def _write_refused(self) -> None:
        content = refused_workbook(
            batch_id=self._id, by=self._by, language=self._terminal.language
        )[1]
        path = self._wanted.file.with_name(f"{self._wanted.file.stem}-refused.xlsx")
        path.write_bytes(content)
        _ = self._terminal.gettext
        self._terminal.print(_("Refused rows are in {file}.").format(file=path))
