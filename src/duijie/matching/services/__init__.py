"""Writes of matching, by noun."""

from __future__ import annotations

from duijie.matching.services.runs import (
    finish_run,
    request_matching,
    start_run,
    store_need_match,
)

__all__ = [
    "finish_run",
    "request_matching",
    "start_run",
    "store_need_match",
]
