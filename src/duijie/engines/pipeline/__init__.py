"""The main job: a folder in, records, matches and a planned day out.

Joins the reading, matching and planning engines, and does nothing itself that one of them could.
It writes no file: the interfaces render what it returns. Doors: `read_folder`, `match_records`,
`plan_meeting_day`, `run_folder`.
"""

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
