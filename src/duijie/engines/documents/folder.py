"""The files of a folder in the order in which they are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duijie.engines.documents.readers.archive import is_skipped


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to read, or something that is refused at once with the sentence `refusal`."""

    path: Path
    file: str
    refusal: str | None = None


def shown_name(name: str) -> str:
    """A file name to show: bytes that the system could not decode are tried as GB18030."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape")
        return raw.decode("gb18030", "replace")
    return name


def list_entries(path: Path) -> Iterator[Entry]:
    """A file itself, or the files below a folder sorted by their paths.

    Hidden files, lock files of Office (`~$`) and what systems leave behind are passed over. A link
    within a folder is refused: it may lead out of what was handed in.
    """
    if not path.is_dir():
        yield _entry(path, shown_name(path.name), may_be_link=True)
        return
    yield from _below(path, "")


def _below(folder: Path, prefix: str) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda item: item.name)
    except OSError:
        yield Entry(folder, prefix.rstrip("/") or folder.name, "documents.cannot_open")
        return
    for item in found:
        label = prefix + shown_name(item.name)
        if is_skipped(item.name):
            continue
        if not item.is_symlink() and item.is_dir(follow_symlinks=False):
            yield from _below(Path(item.path), f"{label}/")
        else:
            yield _entry(Path(item.path), label, may_be_link=False)


def _entry(path: Path, label: str, *, may_be_link: bool) -> Entry:
    if path.is_symlink() and not may_be_link:
        return Entry(path, label, "documents.is_link")
    if path.exists() and not path.is_file():
        return Entry(path, label, "documents.not_a_file")
    return Entry(path, label)
