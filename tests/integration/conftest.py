"""A data folder per test: nothing is written into the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from duijie.accounts.models import User
from tests.factories.users import make_administrator, make_broker


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Settings) -> Path:
    """Media, cache and static below the test's own folder."""
    for name in ("media", "cache", "static"):
        (tmp_path / name).mkdir()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHE_DIR = tmp_path / "cache"
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.fixture
def broker(db: None) -> User:
    return make_broker()


@pytest.fixture
def administrator(db: None) -> User:
    return make_administrator()
