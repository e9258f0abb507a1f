"""Sentences show what they are given as people write it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from duijie.core.sentences import say
from duijie.errors import Message


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("zh", "2026年3月5日", "2026年3月6日 07:05"),
        ("en", "5 March 2026", "6 March 2026 07:05"),
    ],
)
def test_days_and_moments_are_written_in_the_language_and_the_regions_time(
    language: str, day: str, moment: str
) -> None:
    asked = Message("matching.asked_lately", {"date": date(2026, 3, 5), "until": ""})
    assert day in say(asked, language)
    # five past eleven in the evening in London is the next day here
    late = datetime(2026, 3, 5, 23, 5, tzinfo=UTC)
    changed = Message("catalogue.record_changed", {"by": "周一", "at": late})
    assert moment in say(changed, language)
