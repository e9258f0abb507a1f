"""The whole job on one folder."""

from __future__ import annotations

from pathlib import Path

from duijie.engines.documents import Limits
from duijie.engines.embedding import load_embedder
from duijie.engines.extraction import ColumnMapping
from duijie.engines.pipeline.matching import match_records
from duijie.engines.pipeline.meeting_day import MAX_MEETINGS, plan_meeting_day
from duijie.engines.pipeline.reading import read_folder
from duijie.engines.pipeline.types import FolderResult, IsCancelled, OnProgress
from duijie.errors import Message


def run_folder(
    path: Path,
    *,
    limits: Limits | None = None,
    mapping: ColumnMapping | None = None,
    cache_dir: Path | None = None,
    top: int = 20,
    max_meetings: int = MAX_MEETINGS,
    plan_seconds: float = 20.0,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> FolderResult:
    """Read, match and plan. Nothing is written but the caches below `cache_dir`.

    A folder without needs or without offers still gives what was read; `rankings` and `day` are
    then empty.
    """
    reading = read_folder(
        path,
        limits=limits,
        mapping=mapping,
        cache_dir=cache_dir,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    offers = (*reading.offers, *reading.experts)
    rankings = match_records(
        reading.needs,
        offers,
        embedder=load_embedder(cache_dir=cache_dir),
        top=top,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    if on_progress is not None:
        on_progress(0, 1, Message("pipeline.planning"))
    day = plan_meeting_day(
        reading.needs,
        offers,
        rankings,
        frame=reading.day,
        max_meetings=max_meetings,
        time_limit=plan_seconds,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    return FolderResult(path.resolve().name, reading, rankings, day)
