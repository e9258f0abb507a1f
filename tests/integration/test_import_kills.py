"""kill -9 at random moments of an import, in real worker processes: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 30


def test_import_killed_at_random_moments_goes_on_and_does_nothing_twice(tmp_path: Path) -> None:
    environment = {**os.environ, "DUIJIE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    (tmp_path / "home").mkdir()
    seed = os.environ.get("DUIJIE_KILL_SEED", "20261125")
    run = subprocess.run(
        [sys.executable, "-m", "tests.integration.import_worker", str(KILLS), seed],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["faults"] == []
    assert sum(told["kills"].values()) >= KILLS
    # a test that never hits the writing would prove nothing
    assert told["partly_written"] >= KILLS // 30
