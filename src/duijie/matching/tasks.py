"""Bringing the stored suggestions up to date in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.matching.queries import MATCH_KIND


@register_task(MATCH_KIND, queue="long")
def match_needs_task(run: JobRun) -> Mapping[str, Any]:
    """Match every published need of one side. Result: `{"needs", "run"}`."""
    raise NotImplementedError
