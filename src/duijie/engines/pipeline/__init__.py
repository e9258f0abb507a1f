"""The main job: a folder in, records, matches and a planned day out.

Joins the reading, matching and planning engines, and does nothing itself that one of them could.
It writes no file: the interfaces render what it returns. Doors: all below, loaded when first used,
so that its sentences can be had without a solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duijie.engines.pipeline.job import run_folder
    from duijie.engines.pipeline.matching import match_records
    from duijie.engines.pipeline.meeting_day import plan_meeting_day
    from duijie.engines.pipeline.reading import read_folder
    from duijie.engines.pipeline.types import (
        FileReading,
        FolderReading,
        FolderResult,
        MeetingDay,
        MeetingTopic,
    )

__all__ = [
    "FileReading",
    "FolderReading",
    "FolderResult",
    "MeetingDay",
    "MeetingTopic",
    "match_records",
    "plan_meeting_day",
    "read_folder",
    "run_folder",
]

_LAZY = {
    "match_records": "matching",
    "plan_meeting_day": "meeting_day",
    "read_folder": "reading",
    "run_folder": "job",
}


def __getattr__(name: str) -> Any:
    if name in __all__:
        from importlib import import_module

        module = import_module(f"duijie.engines.pipeline.{_LAZY.get(name, 'types')}")
        return getattr(module, name)
    raise AttributeError(name)
