"""What a day brings of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from duijie.core.jobs.daily import register_daily
from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.errors import Message
from duijie.matching.services import (
    drop_old_trials,
    expire_introductions,
    match_after_change,
)

if TYPE_CHECKING:
    pass

AGEING_KIND = "matching.expire_introductions"
NIGHTLY_KIND = "matching.match_outdated"


@register_task(AGEING_KIND, queue="quick")
def expire_introductions_task(run: JobRun) -> Mapping[str, Any]:
    """End introductions that got no answer, and drop old trials. Result: `{"expired",
    "trials"}`."""
    del run
    return {"expired": expire_introductions(), "trials": drop_old_trials()}


@register_task(NIGHTLY_KIND, queue="matching")
def match_outdated_task(run: JobRun) -> Mapping[str, Any]:
    """Ask for what a large side leaves for the night. Result: `{}`."""
    del run
    for is_example in (False, True):
        match_after_change(is_example=is_example, is_night=True)
    return {}


register_daily(AGEING_KIND, Message("matching.ageing"))
register_daily(NIGHTLY_KIND, Message("matching.matching_needs"))
