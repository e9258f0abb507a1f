"""An empty index per test."""

from __future__ import annotations

from pathlib import Path

import pytest

from duijie.engines.index import SearchIndex


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return SearchIndex(tmp_path / "index")
