"""Writes of intake: taking files in, and keeping how they were read."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from duijie.accounts.permissions import get_zone_path
from duijie.catalogue.models import Source
from duijie.catalogue.services import AddedRecords, ensure_source
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.jobs.queries import has_active_job
from duijie.core.jobs.services import enqueue_job
from duijie.core.preferences.queries import get_preferences
from duijie.engines.documents.types import Document
from duijie.errors import Message
from duijie.intake.enums import DocumentState
from duijie.intake.errors import ExampleError, UploadError
from duijie.intake.models import SourceDocument, Upload
from duijie.intake.permissions import check_can_load_example, check_can_upload

READ_KIND = "intake.read_documents"
LOAD_KIND = "intake.load_example"
_MB = 1024 * 1024
_NAME_BYTES = 180
_CONTROL = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""And the marks that turn the direction of writing, which can show a suffix that is not there."""


class IncomingFile(Protocol):
    """What Django calls an uploaded file."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class UploadReceipt:
    """The job that reads the batch, and the files that were not even taken."""

    job_id: uuid.UUID
    taken: int
    refused: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An original in the media folder."""

    name: str
    path: Path
    sha256: str
    size_bytes: int
    is_new: bool


def upload_documents(*, files: Sequence[IncomingFile], by: Actor) -> UploadReceipt:
    """Keep the originals and start one job that reads them all.

    A file over the limit is refused by itself, the rest goes on. Raises `UploadError` where the
    batch as a whole is too large or nothing is left of it, `NotAllowedError` for strangers.
    """
    check_can_upload(by)
    taken, refused = _sift(files)
    stored = [store_file(name, chunks, is_example=False) for name, chunks in taken]
    try:
        with transaction.atomic():
            uploads = [keep_upload(file, is_example=False, by=by) for file in stored]
            job_id = enqueue_job(
                kind=READ_KIND,
                payload={"uploads": list(dict.fromkeys(uploads))},
                title=Message("intake.reading_documents", {"count": len(uploads)}),
                by=by,
            )
            Upload.objects.filter(pk__in=uploads).update(job_id=job_id)
            record(
                action="intake.upload_documents",
                by=by,
                object_kind="job",
                object_id=job_id,
                uploads=uploads,
            )
    except BaseException:
        for file in stored:
            if file.is_new:
                remove_original(file.path)
        raise
    return UploadReceipt(job_id=job_id, taken=len(stored), refused=refused)


def load_example(*, by: Actor) -> uuid.UUID:
    """Start the job that loads the made-up region, every row of it marked as example.

    Raises `NotAllowedError`, or `ExampleError` where its folder is missing or it is there already.
    """
    check_can_load_example(by)
    folder = Path(settings.EXAMPLES_DIR)
    if not folder.is_dir():
        raise ExampleError("intake.example_missing", folder=str(folder))
    if has_active_job(LOAD_KIND):
        raise ExampleError("intake.example_is_loading")
    if Source.objects.filter(is_example=True).exists():
        raise ExampleError("intake.example_loaded_already")
    return enqueue_job(kind=LOAD_KIND, payload={}, title=Message("intake.loading_example"), by=by)


def store_file(name: str, chunks: Callable[[], Iterable[bytes]], *, is_example: bool) -> StoredFile:
    """Write one original to `<real|example>/<ab>/<sha256>/<name>` below the media folder.

    The same content is stored once, under its first name.
    """
    side = Path(settings.MEDIA_ROOT) / ("example" if is_example else "real")
    side.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, written = tempfile.mkstemp(dir=side, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in chunks():
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
        folder = side / digest.hexdigest()[:2] / digest.hexdigest()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = next(_originals(folder), None)
        path = there or folder / name
        if there is None:
            Path(written).replace(path)
    finally:
        Path(written).unlink(missing_ok=True)
    return StoredFile(path.name, path, digest.hexdigest(), size, is_new=there is None)


def keep_upload(file: StoredFile, *, is_example: bool, by: Actor) -> int:
    """The id of the row of a stored original; made where it is new."""
    source_id = ensure_source(name=file.name, sha256=file.sha256, is_example=is_example, by=by)
    upload, is_new = Upload.objects.get_or_create(
        source_id=source_id,
        defaults={
            "file": file.path.relative_to(settings.MEDIA_ROOT).as_posix(),
            "size_bytes": file.size_bytes,
            "owner_id": user_id(by),
            "zone_path": get_zone_path(by),
        },
    )
    if is_new:
        SourceDocument.objects.create(upload=upload, name=file.name)
    return upload.pk


def keep_reading(
    *,
    upload: Upload,
    document: Document,
    tables: Sequence[Mapping[str, Any]],
    findings: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    counts: Mapping[str, int],
    added: AddedRecords,
    by: Actor,
) -> None:
    """Keep how one document was read; a second reading replaces the first.

    `counts` are the records found, by kind. An archive's own row, made at upload, gives way to
    those of the files in it.
    """
    severities = {finding["severity"] for finding in findings}
    state = DocumentState.READ
    if not document.is_read:
        state = DocumentState.REFUSED
    elif "partial" in severities or "refused" in severities:
        state = DocumentState.PARTIAL
    with transaction.atomic():
        upload.documents.filter(state=DocumentState.WAITING).exclude(name=document.file).delete()
        known = upload.documents.filter(name=document.file).first()
        was_added = known.added_count if known else 0
        row, _ = SourceDocument.objects.update_or_create(
            upload=upload,
            name=document.file,
            defaults={
                "title": document.title,
                "kind": document.kind[:20],
                "state": state,
                "page_count": document.page_count,
                "need_count": counts.get("need", 0),
                "offer_count": counts.get("offer", 0),
                "expert_count": counts.get("expert", 0),
                "added_count": was_added + added.total,
                "findings": list(findings),
                "tables": list(tables),
                "facts": dict(facts),
                "read_at": clock.now(),
            },
        )
        record(
            action="intake.keep_reading",
            by=by,
            object_kind="document",
            object_id=row.pk,
            state=state,
            added=added.total,
        )


def remove_originals(uploads: Iterable[Upload]) -> None:
    """Remove uploads with their files; the files go once the transaction is committed."""
    for upload in uploads:
        path = Path(settings.MEDIA_ROOT) / upload.file
        upload.delete()
        transaction.on_commit(partial(remove_original, path))


def remove_original(path: Path) -> None:
    """Delete one stored file and the folders that it leaves empty."""
    path.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        with suppress(OSError):  # not empty: another original lives there
            folder.rmdir()


def safe_name(name: str) -> str:
    """A file name that any system can store and any page can show: no folders, control characters
    or marks of direction, at most 180 bytes, the suffix kept."""
    bare = _CONTROL.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "document"
    suffix = Path(bare).suffix[:20]
    stem = bare[: len(bare) - len(suffix)] if suffix else bare
    room = _NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore") + suffix


def _originals(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.is_file())


def _sift(
    files: Sequence[IncomingFile],
) -> tuple[list[tuple[str, Callable[[], Iterable[bytes]]]], tuple[Message, ...]]:
    if not files:
        raise UploadError("intake.no_files")
    if len(files) > settings.MAX_UPLOAD_FILES:
        raise UploadError(
            "intake.too_many_files", count=len(files), limit=settings.MAX_UPLOAD_FILES
        )
    whole = sum(file.size or 0 for file in files)
    if whole > settings.MAX_BATCH_MB * _MB:
        raise UploadError(
            "intake.batch_too_large", size_mb=whole // _MB, limit_mb=settings.MAX_BATCH_MB
        )
    taken: list[tuple[str, Callable[[], Iterable[bytes]]]] = []
    refused: list[Message] = []
    limit_mb = get_preferences().upload_mb
    for file in files:
        name = safe_name(file.name or "")
        size = file.size or 0
        if size > limit_mb * _MB:
            params = {"file": name, "size_mb": -(-size // _MB), "limit_mb": limit_mb}
            refused.append(Message("intake.file_too_large", params))
        else:
            taken.append((name, file.chunks))
    if not taken:
        raise UploadError("intake.no_files_taken", reasons=tuple(refused))
    return taken, tuple(refused)
