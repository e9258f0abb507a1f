"""The steps of an import in the background: one function for all of them, in either queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model

from duijie.core.actor import Actor
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.core.jobs.services import enqueue_job
from duijie.engines.documents.types import Document
from duijie.errors import Message
from duijie.intake.enums import ImportState
from duijie.intake.models import ImportBatch
from duijie.intake.services.imports.stepping import (
    check_batch,
    clear_rows,
    keep_reading_of,
    load_document,
)
from duijie.intake.services.imports.undoing import undo_rows
from duijie.intake.services.imports.uploading import LARGE_KIND, QUICK_KIND
from duijie.intake.services.imports.writing import Writer
from duijie.intake.tasks.documents import MATCH_KIND


@register_task(QUICK_KIND, queue="quick")
@register_task(LARGE_KIND, queue="long")
def import_task(run: JobRun) -> Mapping[str, Any]:
    """One step of an import. Result: `{"batch", "step"}`."""
    step = str(run.payload["step"])
    batch = ImportBatch.objects.select_related("owner").filter(pk=run.payload["batch"]).first()
    result = {"batch": run.payload["batch"], "step": step}
    if batch is None:  # dropped meanwhile
        return result
    _STEPS[step](run, batch)
    return result


def _read(run: JobRun, batch: ImportBatch) -> None:
    if batch.state != ImportState.READING:
        return
    document = _load(run, batch)
    keep_reading_of(batch.pk, document, by=_owner(batch))


def _check(run: JobRun, batch: ImportBatch) -> None:
    if batch.generation != run.payload["generation"] or batch.state != ImportState.CHECKING:
        return
    if not run.checkpoint.get("cleared"):
        clear_rows(batch)
        run.save_checkpoint({"cleared": True})
    check_batch(
        batch,
        _load(run, batch),
        by=_owner(batch),
        on_rows=run.report,
        stop_if_cancelled=run.stop_if_cancelled,
    )


def _write(run: JobRun, batch: ImportBatch) -> None:
    if batch.state != ImportState.WRITING:
        return
    owner = _owner(batch)
    Writer(batch, by=owner).write(on_rows=run.report, stop_if_cancelled=run.stop_if_cancelled)
    if batch.constants["state"] == "published":
        enqueue_job(
            kind=MATCH_KIND,
            payload={"is_example": False, "is_change": True},
            title=Message("matching.matching_needs"),
            by=owner,
            is_shared=True,
        )


def _undo(run: JobRun, batch: ImportBatch) -> None:
    if batch.state == ImportState.UNDOING:
        undo_rows(
            batch,
            by=_owner(batch),
            on_rows=run.report,
            stop_if_cancelled=run.stop_if_cancelled,
        )


_STEPS = {"read": _read, "check": _check, "write": _write, "undo": _undo}


def _load(run: JobRun, batch: ImportBatch) -> Document:
    document = load_document(batch, on_progress=_no_progress, is_cancelled=run.is_cancelled)
    run.stop_if_cancelled()
    assert document is not None, "a reader that is not stopped gives a document"
    return document


def _no_progress(_done: int, _total: int, _note: Message | None) -> None:
    """One file: there is nothing to count."""


def _owner(batch: ImportBatch) -> Actor:
    """Whoever pressed the button: the rows are its owner's, with their rights and eyes."""
    return get_user_model().objects.get(pk=batch.owner_id)
