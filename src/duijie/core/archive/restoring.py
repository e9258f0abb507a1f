"""Filling an empty installation from an archive."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from duijie.core.archive.contents import (
    FILES,
    FORMAT,
    MANIFEST,
    TABLES,
    list_models,
    value_from_json,
)
from duijie.core.archive.errors import ArchiveError

_ROWS_AT_ONCE = 500
Progress = Callable[[int, int], None]
_UNFIT = (KeyError, ValueError, TypeError, ValidationError, FieldDoesNotExist, DatabaseError)
"""What a row that does not fit into our tables raises on its way in."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What an archive held. Without secrets nobody can sign in until they get a password."""

    rows: int
    has_secrets: bool


def restore_archive(source: Path, *, on_progress: Progress | None = None) -> Restored:
    """Fill the migrated, empty database and the media folder from an archive.

    All or nothing: files are laid beside first and moved in once every row is there. Raises
    `ArchiveError` where the database holds users already, the file is none of ours or damaged, or
    comes from a newer version.
    """
    if get_user_model()._default_manager.exists():
        raise ArchiveError("archive.not_empty")
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(path.is_file() for path in media.rglob("*")):
        raise ArchiveError("archive.not_empty")
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restoring-") as folder:
        try:
            with zipfile.ZipFile(source) as archive:
                manifest = _read_manifest(archive)
                _unpack_files(archive, Path(folder))
                with transaction.atomic():
                    total = _fill(archive, manifest, on_progress)
                    connection.check_constraints()
        except (zipfile.BadZipFile, EOFError, zipfile.LargeZipFile) as error:
            raise ArchiveError("archive.damaged", file=source.name) from error
        except _UNFIT as error:
            raise ArchiveError("archive.unreadable", file=source.name) from error
        for path in sorted(Path(folder).iterdir()):
            shutil.move(path, media / path.name)
    _reset_sequences()
    return Restored(total, bool(manifest.get("has_secrets")))


def _read_manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    try:
        manifest: Mapping[str, Any] = json.loads(archive.read(MANIFEST))
    except KeyError:
        raise ArchiveError("archive.not_ours", file=Path(archive.filename or "").name) from None
    if manifest["format"] != FORMAT:
        raise ArchiveError("archive.newer")
    applied = set(MigrationRecorder(connection).applied_migrations())
    for app, name in manifest["migrations"].items():
        if apps.is_installed(f"duijie.{app}") and (app, name) not in applied:
            raise ArchiveError("archive.newer")
    return manifest


def _fill(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], on_progress: Progress | None
) -> int:
    known = {model._meta.label_lower: model for model in list_models(has_secrets=True)}
    counts: Mapping[str, int] = manifest["rows"]
    total = 0
    # in our order, not in the file's: a table comes after those it refers to
    tables = [(label, model) for label, model in known.items() if label in counts]
    if unknown := set(counts) - set(known):
        raise ArchiveError("archive.unknown_table", tables=sorted(unknown))
    for number, (label, model) in enumerate(tables, start=1):
        # what came with the migrations gives way to what the archive holds
        model._default_manager.all().delete()
        written = 0
        for burst in _bursts(archive, label, model):
            # raw: moments such as `created_at` stay as they were
            model._base_manager._insert(  # type: ignore[attr-defined]  # Django's own bulk insert
                burst,
                fields=model._meta.concrete_fields,
                using=connection.alias,
                raw=True,
            )
            written += len(burst)
        if written != counts[label]:
            raise ArchiveError("archive.damaged", file=Path(archive.filename or "").name)
        total += written
        if on_progress is not None:
            on_progress(number, len(tables))
    return total


def _bursts(archive: zipfile.ZipFile, label: str, model: type[Model]) -> Iterator[list[Model]]:
    columns = {column.attname: column for column in model._meta.concrete_fields}
    burst: list[Model] = []
    with archive.open(f"{TABLES}{label}.jsonl") as stream:
        for line in stream:
            data = json.loads(line)
            if unknown := set(data) - set(columns):
                raise FieldDoesNotExist(f"{label}: {sorted(unknown)}")
            row = model()
            for name, value in data.items():
                setattr(row, name, value_from_json(columns[name], value))
            burst.append(row)
            if len(burst) == _ROWS_AT_ONCE:
                yield burst
                burst = []
    if burst:
        yield burst


def _unpack_files(archive: zipfile.ZipFile, folder: Path) -> None:
    for entry in archive.infolist():
        if not entry.filename.startswith(FILES) or entry.is_dir():
            continue
        path = (folder / entry.filename.removeprefix(FILES)).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ArchiveError("archive.damaged", file=Path(archive.filename or "").name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.open(entry) as source, path.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1024 * 1024)
        path.chmod(0o600)


def _reset_sequences() -> None:
    """PostgreSQL counts on from where it was, not from the rows that were put in."""
    statements = connection.ops.sequence_reset_sql(no_style(), list_models(has_secrets=True))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
