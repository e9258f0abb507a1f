"""Files of a folder to records, one file at a time."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from duijie.engines.documents import Limits, read_documents
from duijie.engines.documents.types import Document, Finding, Place, Severity, TextBlock
from duijie.engines.extraction import (
    ColumnMapping,
    DocumentFacts,
    extract_facts,
    find_records,
)
from duijie.engines.extraction.types import Record, RecordKind, TableReading
from duijie.engines.pipeline.types import FileReading, FolderReading, IsCancelled, OnProgress
from duijie.engines.scheduling import Instance, parse_instance
from duijie.errors import DuijieError, Message

ID_PREFIX: Final = {
    RecordKind.NEED: "N",
    RecordKind.OFFER: "O",
    RecordKind.EXPERT: "E",
    RecordKind.ORGANISATION: "U",
}


def read_folder(
    path: Path,
    *,
    limits: Limits | None = None,
    mapping: ColumnMapping | None = None,
    cache_dir: Path | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> FolderReading:
    """Read a file or folder and find all records in it.

    A file that cannot be read costs only itself: it stands in `files` with the reason. Records
    that say the same of the same people are kept once, from the first file. A `.json`
    file in the instance format of `duijie plan` frames the meeting day.
    """
    if not path.exists():
        raise DuijieError("pipeline.not_found", path=str(path))
    collected = _Collected()
    documents = read_documents(
        path,
        limits=limits or Limits(),
        cache_dir=cache_dir,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    for document in documents:
        collected.add(document, path, mapping)
    return collected.reading()


class _Collected:
    """What has been read so far; grows file by file."""

    def __init__(self) -> None:
        self._records: dict[RecordKind, list[Record]] = {kind: [] for kind in RecordKind}
        self._seen: dict[tuple[object, ...], Record] = {}
        self._files: list[FileReading] = []
        self._facts: list[DocumentFacts] = []
        self._day: tuple[str, Instance] | None = None

    def add(self, document: Document, root: Path, mapping: ColumnMapping | None) -> None:
        day = meeting_day_of(document, root)
        if day is not None:
            self._files.append(self._with_day(document, day))
            return
        if not document.is_read:
            self._files.append(_file_reading(document, (), (), document.findings))
            return
        found = find_records(document, mapping=mapping)
        kept, repeated = self._new_records(found.records)
        for record in kept:
            self._records[record.kind].append(record)
        if _has_prose(document):
            self._facts.append(extract_facts(document))
        findings = (*document.findings, *found.findings, *repeated)
        reading = _file_reading(document, kept, found.tables, findings)
        self._files.append(reading)

    def reading(self) -> FolderReading:
        unique = {kind: tuple(_with_unique_ids(self._records[kind])) for kind in RecordKind}
        return FolderReading(
            needs=unique[RecordKind.NEED],
            offers=unique[RecordKind.OFFER],
            experts=unique[RecordKind.EXPERT],
            organisations=unique[RecordKind.ORGANISATION],
            files=tuple(self._files),
            facts=tuple(self._facts),
            day_file=self._day[0] if self._day else None,
            day=self._day[1] if self._day else None,
        )

    def _new_records(self, records: Iterable[Record]) -> tuple[list[Record], list[Finding]]:
        kept, repeated = [], []
        for record in records:
            first = self._seen.setdefault(_content(record), record)
            if first is record:
                kept.append(record)
                continue
            message = Message(
                "pipeline.same_record", {"title": record.title, "file": first.place.file}
            )
            repeated.append(Finding(message, record.place, Severity.NOTE))
        return kept, repeated

    def _with_day(self, document: Document, day: Instance) -> FileReading:
        if self._day is None:
            self._day = (document.file, day)
            counts = {
                "slots": len(day.slots),
                "parties": len(day.parties),
                "meetings": len(day.meetings),
            }
            message = Message("pipeline.meeting_day", counts)
        else:
            message = Message("pipeline.second_meeting_day", {"file": self._day[0]})
        finding = Finding(message, Place(document.file), Severity.NOTE)
        return _file_reading(
            dataclasses.replace(document, findings=()), (), (), (finding,), kind="meeting_day"
        )


def meeting_day_of(document: Document, root: Path) -> Instance | None:
    """The meeting day that a `.json` file holds; None where it is something else.

    Raises nothing: a file that looks like a day but breaks its rules is read as any other.
    """
    path = root if root.is_file() else root / document.file
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict) or not {"slots", "parties"} <= data.keys():
        return None
    try:
        return parse_instance({"meetings": [], "tables": None, **data})
    except DuijieError:
        return None


def _file_reading(
    document: Document,
    records: Iterable[Record],
    tables: tuple[TableReading, ...],
    findings: tuple[Finding, ...],
    *,
    kind: str | None = None,
) -> FileReading:
    texts = [block.text for block in document.blocks if isinstance(block, TextBlock)]
    is_read = not any(finding.severity is Severity.REFUSED for finding in document.findings)
    return FileReading(
        file=document.file,
        kind=kind or document.kind,
        title=document.title,
        page_count=document.page_count,
        is_read=is_read,
        counts=Counter(record.kind for record in records),
        tables=tables,
        findings=findings,
        text_length=sum(map(len, texts)),
    )


def _content(record: Record) -> tuple[object, ...]:
    """What makes two records the same: all that a person would compare but where they stand."""
    who = (record.org, record.person)
    return (record.kind, record.title, record.text, *who, record.evidence)


def _has_prose(document: Document) -> bool:
    return any(isinstance(block, TextBlock) and len(block.text) >= 20 for block in document.blocks)


def _with_unique_ids(records: list[Record]) -> Iterator[Record]:
    """Keep the ids that tell records apart over all files; number the others in reading order."""
    own = Counter(record.id for record in records)
    taken = {name for name, count in own.items() if count == 1}
    width = max(3, len(str(len(records))))
    number = 0
    for record in records:
        if record.id in taken:
            yield record
            continue
        number += 1
        while (fresh := f"{ID_PREFIX[record.kind]}{number:0{width}d}") in taken:
            number += 1
        yield dataclasses.replace(record, id=fresh)
