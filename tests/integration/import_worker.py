"""Run by `test_import_kills`: imports whose worker process is killed at random moments.

Usage: python -m tests.integration.import_worker KILLS SEED
Prints one JSON object: what was killed where, and whatever was lost or doubled.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

ROWS = 60


def main(kills: int, seed: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from duijie.core.jobs import registry

    # what follows an import is another test's; without it nothing but the import is killed
    registry._tasks.pop("catalogue.refresh_index", None)
    told = _Soak(random.Random(seed)).run(kills)
    sys.stdout.write(json.dumps(told) + "\n")


class _Soak:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._usual = 1.0
        self._at: dict[str, int] = {"read": 0, "check": 0, "write": 0, "undo": 0}
        self._partly = 0
        self._faults: list[str] = []

    def run(self, kills: int) -> dict[str, Any]:
        from duijie.accounts.enums import Role
        from tests.factories.users import make_user

        self._user = make_user(Role.BROKER, username="broker")
        self._first()
        number = 0
        while sum(self._at.values()) < kills:
            number += 1
            self._one(number, undo=number % 3 == 0)
        return {
            "kills": self._at,
            "partly_written": self._partly,
            "faults": self._faults,
            "imports": number,
        }

    def _first(self) -> None:
        """One import in peace: it confirms the columns, and tells how long a step takes."""
        from duijie.intake.models import ImportBatch
        from tests.factories.imports import make_sheet, need_row

        batch_id = self._upload(make_sheet([need_row(n) for n in range(ROWS)]))
        self._work()
        self._confirm(ImportBatch.objects.get(pk=batch_id))
        began = time.monotonic()
        self._work()
        self._usual = max(0.3, time.monotonic() - began)

    def _one(self, number: int, *, undo: bool) -> None:
        from duijie.intake.models import ImportBatch
        from duijie.intake.services.imports.uploading import run_import, undo_import
        from tests.factories.imports import make_sheet, need_row

        first = number * 1000
        sheet = make_sheet([need_row(first + n) for n in range(ROWS)])
        batch_id = self._upload(sheet)
        self._break("read" if self._chance.random() < 0.4 else "check", batch_id)
        self._verify(batch_id, f"import {number} checked", written=0, rows=ROWS)
        run_import(batch_id=batch_id, by=self._user)
        self._break("write", batch_id)
        self._verify(batch_id, f"import {number} written", written=ROWS, rows=ROWS)
        if undo:
            undo_import(batch_id=batch_id, by=self._user)
            self._break("undo", batch_id)
            self._verify(batch_id, f"import {number} undone", written=0, rows=ROWS)
        state = ImportBatch.objects.get(pk=batch_id).state
        if state != ("undone" if undo else "done"):
            self._faults.append(f"import {number} ended {state}")

    def _upload(self, data: bytes) -> int:
        from django.core.files.uploadedfile import SimpleUploadedFile

        from duijie.intake.services.imports.uploading import start_import

        return start_import(file=SimpleUploadedFile("needs.xlsx", data), by=self._user)

    def _confirm(self, batch: Any) -> None:
        from duijie.intake.services.imports.tables import TableChoice
        from duijie.intake.services.imports.uploading import Constants, TableDraft, choose_columns

        tables = [TableChoice.from_json(data) for data in batch.tables]
        choose_columns(
            batch_id=batch.pk,
            tables={table.key: TableDraft(kind=table.kind) for table in tables},
            constants=Constants(state="submitted"),
            by=self._user,
        )

    def _break(self, step: str, batch_id: int) -> None:
        """Kill the worker at a random moment, once or twice, then let another go on."""
        from duijie.intake.models import ImportBatch

        for _ in range(self._chance.choice((1, 1, 2))):
            child = self._fork(self._run_worker)
            time.sleep(self._chance.uniform(0.0, self._usual))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            batch = ImportBatch.objects.get(pk=batch_id)
            written = batch.rows.filter(state__in=("written", "undone")).count()
            self._partly += batch.state in {"writing", "undoing"} and written > 0
            self._at[step] += 1
        self._work()

    def _verify(self, batch_id: int, where: str, *, written: int, rows: int) -> None:
        from duijie.catalogue.models import Change, Need
        from duijie.intake.models import ImportBatch

        batch = ImportBatch.objects.get(pk=batch_id)
        positions = sorted(batch.rows.values_list("position", flat=True))
        if positions != list(range(rows)):
            self._faults.append(f"{where}: rows {len(positions)} of {rows}")
        numbers = {row.values["number"] for row in batch.rows.all()}
        live = Need.objects.filter(number__in=numbers, deleted_at__isnull=True)
        if live.count() != written or live.values("number").distinct().count() != written:
            self._faults.append(f"{where}: {live.count()} records, expected {written}")
        made = Change.objects.filter(batch_id=batch_id, action="create_record", need__isnull=False)
        if made.count() != made.values("need").distinct().count():
            self._faults.append(f"{where}: made twice")
        kept = set(batch.rows.exclude(record_id=None).values_list("record_id", flat=True))
        if written and kept != set(live.values_list("pk", flat=True)):
            self._faults.append(f"{where}: rows and records differ")

    def _work(self) -> None:
        child = self._fork(self._run_worker)
        _, status = os.waitpid(child, 0)
        if status:
            self._faults.append(f"a worker ended with {status}")

    def _fork(self, work: Callable[[], None]) -> int:
        """A real process of its own; the database is opened anew on both sides."""
        from django.db import connections

        connections.close_all()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                work()
                status = 0
            finally:
                os._exit(status)
        return child

    def _run_worker(self) -> None:
        from duijie.core.jobs.worker import run_worker

        run_worker("quick", ends_when_empty=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
