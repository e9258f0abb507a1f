"""Every test begins with no requests counted."""

from __future__ import annotations

import pytest

from duijie.api.throttling import forget_requests


@pytest.fixture(autouse=True)
def no_requests_counted() -> None:
    forget_requests()
