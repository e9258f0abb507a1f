"""Writing an archive."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from duijie.core.archive.contents import (
    FILES,
    FORMAT,
    MANIFEST,
    TABLES,
    list_models,
    row_to_json,
)

_EPOCH = (2000, 1, 1, 0, 0, 0)
_ROWS_AT_ONCE = 500
Progress = Callable[[int, int], None]


def write_archive(target: Path, *, has_secrets: bool, on_progress: Progress | None = None) -> int:
    """Write the whole record and its files to `target`, replacing it in one step; its rows.

    Readable by its owner only. `has_secrets`: with password hashes, tokens and second factors (a
    backup of this installation), else without (an archive that can be handed on). All tables are
    read in one transaction, so that they fit together; files are read after it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".archive-")
    try:
        with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w") as archive:
            total = _write_all(archive, has_secrets=has_secrets, on_progress=on_progress)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return total


def _write_all(archive: zipfile.ZipFile, *, has_secrets: bool, on_progress: Progress | None) -> int:
    models = list_models(has_secrets=has_secrets)
    counts: dict[str, int] = {}
    files = _list_files()
    steps = len(models) + len(files)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        for number, model in enumerate(models, start=1):
            counts[model._meta.label_lower] = _write_table(archive, model, has_secrets)
            if on_progress is not None:
                on_progress(number, steps)
    for number, (path, inner) in enumerate(files, start=len(models) + 1):
        if path.is_file():  # removed since: its row was read before, and says what is missing
            with path.open("rb") as source, archive.open(_entry(FILES + inner), "w") as sink:
                shutil.copyfileobj(source, sink, 1024 * 1024)
        if on_progress is not None:
            on_progress(number, steps)
    manifest = {
        "format": FORMAT,
        "has_secrets": has_secrets,
        "rows": counts,
        "migrations": _list_migrations(),
    }
    with archive.open(_entry(MANIFEST), "w") as sink:
        sink.write(_line(manifest))
    return sum(counts.values())


def _write_table(archive: zipfile.ZipFile, model: type[Model], has_secrets: bool) -> int:
    count = 0
    with archive.open(_entry(f"{TABLES}{model._meta.label_lower}.jsonl"), "w") as sink:
        for row in _rows(model):
            sink.write(_line(row_to_json(row, has_secrets=has_secrets)))
            count += 1
    return count


def _rows(model: type[Model]) -> Iterator[Model]:
    rows = model._default_manager.order_by("pk")
    return iter(rows.iterator(chunk_size=_ROWS_AT_ONCE))


def _list_files() -> list[tuple[Path, str]]:
    root = Path(settings.MEDIA_ROOT)
    found = [
        (path, path.relative_to(root).as_posix())
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    ]
    return sorted(found, key=lambda pair: pair[1])


def _list_migrations() -> dict[str, str]:
    """The newest migration of each app: which version's tables these are."""
    applied = MigrationRecorder(connection).applied_migrations()
    newest: dict[str, str] = {}
    for app, name in sorted(applied):
        newest[app] = name
    return newest


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _line(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"
