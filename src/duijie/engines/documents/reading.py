"""A file or a folder read file by file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from duijie.engines.documents.limits import Limits
from duijie.engines.documents.single import read_file_here
from duijie.engines.documents.types import Document
from duijie.errors import Message

_USUAL: Final = Limits()


def read_documents(
    path: Path,
    *,
    limits: Limits = _USUAL,
    on_progress: Callable[[int, int, Message | None], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Iterator[Document]:
    paths = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    with tempfile.TemporaryDirectory() as scratch:
        todo = [(p, p.relative_to(path).as_posix() if p != path else p.name) for p in paths]
        while todo:
            p, label = todo.pop(0)
            reading = read_file_here(p, file=label, scratch=Path(scratch), limits=limits)
            todo[:0] = [(n.path, n.file) for n in reading.nested]
            yield reading.document
