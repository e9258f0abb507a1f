"""Spreadsheets as people upload them, and imports taken through their steps."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from duijie.accounts.models import User
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job, JobState
from duijie.intake.enums import ImportState
from duijie.intake.models import ImportBatch
from duijie.intake.services.imports.tables import TableChoice
from duijie.intake.services.imports.uploading import (
    LARGE_KIND,
    QUICK_KIND,
    Constants,
    TableDraft,
    choose_columns,
    run_import,
    start_import,
)

HEADER = ("编号", "企业名称", "需求名称", "需求描述", "联系人", "电话", "预算（万元）")
Row = Sequence[object]


def make_sheet(rows: Sequence[Row], *, header: Row = HEADER, title: str = "需求") -> bytes:
    """An .xlsx file of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in (header, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def need_row(number: int, **given: Any) -> tuple[object, ...]:
    """A row under `HEADER`; `given` by the names below."""
    values = {
        "number": f"XQ{number:04}",
        "organisation": f"青禾涂料{number}有限公司",
        "title": f"水性涂料耐盐雾性能提升{number}",
        "text": f"第{number}号产线的涂层在盐雾试验中提前起泡，希望合作开发新的配方。",
        "person": "张三",
        "phone": "13800138000",
        "budget": 80,
        **given,
    }
    return tuple(values.values())


def upload(data: bytes, *, by: User, name: str = "需求.xlsx") -> ImportBatch:
    """An uploaded file, read; its columns are to be confirmed, or were remembered."""
    batch_id = start_import(file=SimpleUploadedFile(name, data), by=by)
    work()
    return ImportBatch.objects.get(pk=batch_id)


def confirm(batch: ImportBatch, *, state: str = "", **constants: Any) -> ImportBatch:
    """Take the columns as guessed, and check the rows."""
    tables = [TableChoice.from_json(data) for data in batch.tables]
    choose_columns(
        batch_id=batch.pk,
        tables={t.key: TableDraft(kind=t.kind) for t in tables},
        constants=Constants(state=state or batch.constants["state"], **constants),
        by=batch.owner,
    )
    work()
    batch.refresh_from_db()
    return batch


def check(data: bytes, *, by: User, name: str = "需求.xlsx", **given: Any) -> ImportBatch:
    """Uploaded, read and checked."""
    batch = upload(data, by=by, name=name)
    return confirm(batch, **given) if batch.state == ImportState.MAPPING else batch


def bring_in(data: bytes, *, by: User, name: str = "需求.xlsx", **given: Any) -> ImportBatch:
    """Uploaded, checked and written as it comes."""
    batch = check(data, by=by, name=name, **given)
    run_import(batch_id=batch.pk, by=by)
    work()
    batch.refresh_from_db()
    return batch


def work() -> None:
    """Do the waiting steps of imports, in this process; what they start for others waits."""
    waiting = Job.objects.filter(kind__in=(QUICK_KIND, LARGE_KIND), state=JobState.QUEUED)
    while (job := waiting.order_by("created_at").first()) is not None:
        run_job.func(str(job.id))
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.error
