"""Files of attachments below the media folder: `attachments/<ab>/<sha256>`; previews beside."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from duijie.catalogue.models import Attachment

FOLDER: Final = "attachments"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the media folder; `file` is its path below that."""

    file: str
    sha256: str
    size_bytes: int
    is_new: bool


def keep_file(chunks: Iterable[bytes]) -> KeptFile:
    """Write the bytes under their hash; the same content is stored once."""
    side = Path(settings.MEDIA_ROOT) / FOLDER
    side.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, written = tempfile.mkstemp(dir=side, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
        name = digest.hexdigest()
        folder = side / name[:2]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / name
        is_new = not path.exists()
        if is_new:
            Path(written).replace(path)
    finally:
        Path(written).unlink(missing_ok=True)
    return KeptFile(f"{FOLDER}/{name[:2]}/{name}", name, size, is_new)


def preview_path(file: str) -> str:
    """Where the picture of a kept file's first page lies, below the media folder."""
    return f"{file}.png"


def find_file(file: str) -> Path | None:
    """The path of a kept file; None where it is gone or its path leads out of the folder."""
    folder = Path(settings.MEDIA_ROOT).resolve()
    path = (folder / file).resolve()
    return path if file and path.is_relative_to(folder) and path.is_file() else None


def remove_unused_files(files: Iterable[str]) -> None:
    """Delete these once the transaction is committed, but for those that another attachment has."""
    wanted = [file for file in files if file]
    transaction.on_commit(partial(_remove, wanted))


def _remove(files: list[str]) -> None:
    used = set(Attachment.objects.filter(file__in=files).values_list("file", flat=True))
    used |= set(Attachment.objects.filter(preview__in=files).values_list("preview", flat=True))
    for file in files:
        if file not in used and (path := find_file(file)) is not None:
            path.unlink(missing_ok=True)
            with suppress(OSError):  # not empty: another file lives there
                path.parent.rmdir()
