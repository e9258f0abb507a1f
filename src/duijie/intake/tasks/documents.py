"""Reading uploaded documents in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from duijie.catalogue.services import AddedRecords, add_records_from_document
from duijie.core.actor import Actor
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.core.jobs.services import enqueue_job
from duijie.core.messages import message_to_json
from duijie.core.preferences.queries import get_preferences
from duijie.engines.documents.types import Document, Finding, Place, Severity
from duijie.engines.extraction.types import RecordsReading, TableReading
from duijie.errors import Message
from duijie.intake.models import Upload
from duijie.intake.services import (
    LOAD_KIND,
    READ_KIND,
    keep_reading,
    keep_upload,
    safe_name,
    store_file,
)

MATCH_KIND = "matching.match_needs"


@register_task(READ_KIND, queue="long")
def read_documents_task(run: JobRun) -> Mapping[str, Any]:
    """Read every upload of the batch and add its records.

    Result: `{"documents", "needs", "offers", "experts", "organisations", "known", "match_job"}`.
    """
    return _read_uploads(run, list(run.payload["uploads"]), is_example=False)


@register_task(LOAD_KIND, queue="long")
def load_example_task(run: JobRun) -> Mapping[str, Any]:
    """Copy the example's files and read them like uploads. Result as of `read_documents_task`."""
    by = _owner(run)
    uploads = []
    for path in _example_files(Path(settings.EXAMPLES_DIR)):
        run.stop_if_cancelled()
        file = store_file(safe_name(path.name), _chunks_of(path), is_example=True)
        uploads.append(keep_upload(file, is_example=True, by=by))
    Upload.objects.filter(pk__in=uploads).update(job_id=run.id)
    return _read_uploads(run, list(dict.fromkeys(uploads)), is_example=True)


def _read_uploads(run: JobRun, uploads: list[int], *, is_example: bool) -> Mapping[str, Any]:
    by = _owner(run)
    finished: list[int] = list(run.checkpoint.get("finished", ()))
    counted = dict(run.checkpoint.get("counted", {}))
    added = AddedRecords(**run.checkpoint.get("added", {}))
    for upload in Upload.objects.select_related("source").filter(pk__in=uploads).order_by("pk"):
        if upload.pk in finished:
            continue
        run.stop_if_cancelled()
        for found, new in _read_upload(run, upload, len(finished), len(uploads), by):
            counted["documents"] = counted.get("documents", 0) + found
            added += new
        finished.append(upload.pk)
        run.save_checkpoint({"finished": finished, "counted": counted, "added": asdict(added)})
    run.report(len(uploads), len(uploads))
    match_job = enqueue_job(
        kind=MATCH_KIND,
        payload={"is_example": is_example, "is_change": True},
        title=Message("matching.matching_example" if is_example else "matching.matching_needs"),
        by=by,
        is_shared=True,
    )
    return {**counted, **asdict(added), "match_job": str(match_job)}


def _read_upload(
    run: JobRun, upload: Upload, done: int, total: int, by: Actor
) -> Iterator[tuple[int, AddedRecords]]:
    """Read one upload, document by document: yields 1 and what it added."""
    from duijie.engines.documents import Limits, read_documents
    from duijie.engines.extraction import extract_facts, find_records

    path = Path(settings.MEDIA_ROOT) / upload.file
    name = path.name
    run.report(done, total, Message("intake.reading_file", {"file": name}))

    def show_step(_done: int, _total: int, note: Message | None) -> None:
        if note is not None:
            params = {"file": name, "step": note}
            run.report(done, total, Message("intake.reading_file_step", params))

    kept = get_preferences()
    limits = Limits(file_bytes=kept.upload_mb * 1024 * 1024, ocr_pages=kept.ocr_pages)
    documents = (
        read_documents(path, limits=limits, on_progress=show_step, is_cancelled=run.is_cancelled)
        if path.is_file()
        else iter([_missing(upload, name)])
    )
    for document in documents:
        run.stop_if_cancelled()
        reading = find_records(document) if document.is_read else RecordsReading((), (), ())
        facts = extract_facts(document).to_json() if document.is_read else {}
        added = add_records_from_document(
            records=reading.records,
            source_id=upload.source_id,
            by=by,
            is_example=upload.source.is_example,
            stop_if_cancelled=run.stop_if_cancelled,
        )
        _keep(upload, document, reading, facts, added, by)
        yield 1, added
    # a cancelled reader ends early without a word
    run.stop_if_cancelled()


def _missing(upload: Upload, name: str) -> Document:
    message = Message("intake.original_missing", {"file": name})
    return Document(
        id=name,
        file=name,
        kind="",
        title="",
        blocks=(),
        findings=(Finding(message, Place(file=name), Severity.REFUSED),),
        sha256=upload.source.sha256,
    )


def _keep(
    upload: Upload,
    document: Document,
    reading: RecordsReading,
    facts: Mapping[str, Any],
    added: AddedRecords,
    by: Actor,
) -> None:
    counts: dict[str, int] = {}
    for item in reading.records:
        counts[item.kind.value] = counts.get(item.kind.value, 0) + 1
    keep_reading(
        upload=upload,
        document=document,
        tables=[_table_to_json(table) for table in reading.tables],
        findings=[_finding_to_json(f) for f in (*document.findings, *reading.findings)],
        facts=facts,
        counts=counts,
        added=added,
        by=by,
    )


def _owner(run: JobRun) -> Actor:
    assert run.owner_id is not None, "documents are always somebody's"
    return get_user_model().objects.get(pk=run.owner_id)


def _example_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~$"))
    )


def _chunks_of(path: Path) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        with path.open("rb") as stream:
            while chunk := stream.read(1024 * 1024):
                yield chunk

    return chunks


def _place_to_json(place: Place) -> dict[str, Any]:
    return {name: value for name, value in asdict(place).items() if value is not None}


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    return {
        "message": message_to_json(finding.message),
        "severity": finding.severity.value,
        "place": _place_to_json(finding.place),
    }


def _table_to_json(table: TableReading) -> dict[str, Any]:
    return {
        "place": _place_to_json(table.place),
        "kind": table.kind.value if table.kind else None,
        "layout": table.layout,
        "header_row": table.header_row,
        "columns": [
            {
                "column": column.column,
                "header": column.header,
                "field": column.field.value if column.field else None,
                "reason": column.reason,
            }
            for column in table.columns
        ],
        "record_count": table.record_count,
    }
