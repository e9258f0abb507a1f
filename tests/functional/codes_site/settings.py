from __future__ import annotations

from pathlib import Path
from typing import Any

from duijie.config.settings import *  # noqa: F403 - the same but for two lines
from duijie.config.settings import TEMPLATES

ROOT_URLCONF = "tests.functional.codes_site.urls"
_first: dict[str, Any] = TEMPLATES[0]
_first["DIRS"] = [*_first["DIRS"], Path(__file__).parent / "templates"]
