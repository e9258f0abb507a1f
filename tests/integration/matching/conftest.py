from __future__ import annotations

import pytest

from tests.integration.matching.pairing import Scene, make_scene


@pytest.fixture
def scene() -> Scene:
    return make_scene()
