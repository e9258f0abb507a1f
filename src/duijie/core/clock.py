"""The time, from one place, so that a test can pass another."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment in UTC, aware."""
    return timezone.now()


def today() -> date:
    """The present day where the installation stands (its time zone, not UTC)."""
    return timezone.localdate()
