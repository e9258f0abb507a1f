"""Settings of the whole suite: hypothesis profiles and the shared measuring data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    max_examples=3000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The measuring data beside the checkout; tests that need it are skipped where it is not."""
    default = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("DUIJIE_SHARED", default)) / "data"
    if not folder.is_dir():
        pytest.skip(f"the measuring data is not at {folder} (set DUIJIE_SHARED)")
    return folder
