"""What the main job hands over, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from duijie.engines.documents.types import Finding
from duijie.engines.extraction import DocumentFacts
from duijie.engines.extraction.types import Record, RecordKind, TableReading
from duijie.engines.ranking.types import NeedRanking
from duijie.engines.scheduling.types import Instance, Plan
from duijie.errors import Message

OnProgress = Callable[[int, int, Message | None], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was read from one file."""

    file: str
    kind: str
    title: str
    page_count: int | None
    is_read: bool
    counts: Mapping[RecordKind, int]
    tables: tuple[TableReading, ...]
    findings: tuple[Finding, ...]
    text_length: int
    """Characters outside tables."""


@dataclass(frozen=True, slots=True)
class FolderReading:
    """All records of a folder, ids unique within their kind, the same record kept once."""

    needs: tuple[Record, ...]
    offers: tuple[Record, ...]
    experts: tuple[Record, ...]
    organisations: tuple[Record, ...]
    files: tuple[FileReading, ...]
    facts: tuple[DocumentFacts, ...]
    day_file: str | None = None
    """The file that frames the meeting day, where the folder holds one."""
    day: Instance | None = None

    @property
    def is_empty(self) -> bool:
        """Not one file could be read."""
        return not any(file.is_read for file in self.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for file in self.files for finding in file.findings)


@dataclass(frozen=True, slots=True)
class MeetingTopic:
    """Why two parties should talk: one need beside one offer or expert."""

    need_id: str
    offer_id: str
    fit: float


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A planned day. `topics` by meeting id; meetings of the folder's own day may have none."""

    instance: Instance
    plan: Plan
    topics: Mapping[str, tuple[MeetingTopic, ...]]
    needs_without_org: tuple[str, ...]
    """Ids of needs that fit something but name no organisation to invite."""


@dataclass(frozen=True, slots=True)
class FolderResult:
    name: str
    """Of the folder or file that was read."""
    reading: FolderReading
    rankings: tuple[NeedRanking, ...]
    day: MeetingDay | None
    """None where nobody is to meet."""
