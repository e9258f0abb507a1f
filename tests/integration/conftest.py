"""A data folder per test: nothing is written into the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from duijie.accounts.models import User
from duijie.core import clock
from tests.factories.users import make_administrator, make_broker


@pytest.fixture(scope="session")
def vector_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Vectors depend on nothing but their text: computed once for the whole run."""
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, vector_folder: Path, settings: Settings) -> Path:
    """Media and static below the test's own folder."""
    for name in ("media", "static"):
        (tmp_path / name).mkdir()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHE_DIR = vector_folder
    settings.INDEX_DIR = tmp_path / "index"
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.fixture
def broker(db: None) -> User:
    return make_broker()


@pytest.fixture
def administrator(db: None) -> User:
    return make_administrator()


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute does not end while a test counts what happens in it."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
