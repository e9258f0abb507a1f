"""A 10,000-row import: rows a second, peak memory, and how long others' saves wait meanwhile.

usage: python -m benchmarks.imports [ROWS]

On SQLite in a folder of its own, with the workers as `duijie serve` has them: one imports, the
other keeps the search index fresh. While the import writes, 50 saves of other records are made,
spread over the writing, each timed from call to return.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from benchmarks.reading import _memory
from duijie.core.jobs.registry import QUEUES

ROOT = Path(__file__).parents[1]
SAVES = 50
_WORKER = (
    "import os,sys,django;"
    "os.environ.setdefault('DJANGO_SETTINGS_MODULE','duijie.config.settings');django.setup();"
    "from duijie.core.jobs.worker import run_worker;run_worker(sys.argv[1])"
)
HEADER = ("编号", "企业名称", "需求名称", "需求描述", "技术关键", "联系人", "电话", "行业",
          "预算（万元）", "截止日期")  # fmt: skip


def sheet(rows: int) -> bytes:
    """Made-up needs of a third as many organisations; one row in 50 misses its title and text."""
    from openpyxl import Workbook

    chance = random.Random(5)
    book = Workbook(write_only=True)
    page = book.create_sheet("需求")
    page.append(HEADER)
    for number in range(rows):
        is_bad = number % 50 == 49
        subject = chance.choice(("轴承磨削", "棉网张力", "染色脱色", "涂层耐蚀", "极片毛刺"))
        page.append(
            (
                f"XQ{number:05}",
                f"青岚{chance.choice('东南西北')}{number // 3}有限公司",
                "" if is_bad else f"{subject}在线检测与控制（{number}号线）",
                ""
                if is_bad
                else f"第{number}号线目前依靠人工，合格率只有{number % 20 + 75}%，"
                f"希望找到{subject}的在线检测办法，并与现有产线联动，节拍{number % 9 + 3}件/分。",
                f"检出率≥{number % 9 + 90}%；误检率≤{number % 4 + 1}%",
                "李工",
                f"139{number:08}",
                "装备制造",
                number % 300 + 20,
                "2027年6月30日",
            )
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=10_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DUIJIE_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        workers = [
            subprocess.Popen([sys.executable, "-c", _WORKER, queue], cwd=ROOT) for queue in QUEUES
        ]
        try:
            return _measure(wanted.rows, workers)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()


def _measure(rows: int, workers: list[subprocess.Popen[bytes]]) -> int:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from duijie.intake.enums import ImportState
    from duijie.intake.models import ImportBatch
    from duijie.intake.services.imports.tables import TableChoice
    from duijie.intake.services.imports.uploading import (
        Constants,
        TableDraft,
        choose_columns,
        run_import,
        start_import,
    )
    from tests.factories.users import make_broker

    user = make_broker()
    saves = _records(user)
    peak = looked_at = 0.0

    def wait(batch_id: int, state: ImportState, step: Callable[[], None] | None = None) -> float:
        nonlocal peak, looked_at
        began = time.monotonic()
        while ImportBatch.objects.get(pk=batch_id).state != state:
            if time.monotonic() - looked_at > 0.5:
                looked_at = time.monotonic()
                peak = max(peak, sum(_memory(worker.pid) for worker in workers))
            if step is not None:
                step()
            time.sleep(0.05)
            if any(worker.poll() is not None for worker in workers):
                raise SystemExit("the worker ended")
        return time.monotonic() - began

    data = sheet(rows)
    batch_id = start_import(file=SimpleUploadedFile("needs.xlsx", data), by=user)
    read = wait(batch_id, ImportState.MAPPING)
    batch = ImportBatch.objects.get(pk=batch_id)
    tables = [TableChoice.from_json(table) for table in batch.tables]
    choose_columns(
        batch_id=batch_id,
        tables={table.key: TableDraft(kind=table.kind) for table in tables},
        constants=Constants(state="published"),
        by=user,
    )
    checked = wait(batch_id, ImportState.CHECKED)
    run_import(batch_id=batch_id, by=user)
    waits: list[float] = []

    def save() -> None:
        written = batch.rows.filter(state="written").count()
        if len(waits) < SAVES and written >= rows * len(waits) / (SAVES + 1):
            waits.append(_save(saves, len(waits), user))

    writing = wait(batch_id, ImportState.DONE, save)
    _tell(rows, batch, (read, checked, writing), peak, waits)
    return 0


def _records(user: Any) -> list[int]:
    from duijie.catalogue.enums import RecordKind
    from duijie.catalogue.services import create_record

    return [
        create_record(
            kind=RecordKind.NEED,
            values={"title": f"别人的需求{number}", "organisation": f"禾纺{number}有限公司"},
            by=user,
        )
        for number in range(SAVES)
    ]


def _save(ids: list[int], number: int, user: Any) -> float:
    from duijie.catalogue.enums import RecordKind
    from duijie.catalogue.services import change_record

    began = time.monotonic()
    change_record(
        kind=RecordKind.NEED,
        record_id=ids[number],
        values={"text": f"补充说明{number}"},
        revision=1,
        by=user,
    )
    return time.monotonic() - began


def _tell(
    rows: int, batch: Any, seconds: tuple[float, float, float], peak: float, waits: list[float]
) -> None:
    read, checked, writing = seconds
    written = batch.rows.filter(state="written").count()
    refused = batch.rows.filter(verdict="refused").count()
    print(f"{rows} rows: {written} written, {refused} refused")
    print(f"read {read:.1f} s, check {checked:.1f} s, write {writing:.1f} s")
    print(f"write {written / writing:.0f} rows/s, all {rows / sum(seconds):.0f} rows/s")
    print(f"peak of both workers and their readers: {peak:.0f} MB (PSS)")
    ordered = sorted(waits)
    if ordered:
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(
            f"{len(ordered)} saves meanwhile: median {ordered[len(ordered) // 2] * 1000:.0f} ms, "
            f"p95 {p95 * 1000:.0f} ms, longest {ordered[-1] * 1000:.0f} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
