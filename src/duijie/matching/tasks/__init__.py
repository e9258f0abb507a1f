"""The jobs of matching; whoever imports this package has registered them all."""

from __future__ import annotations

from duijie.matching.tasks import daily, judging, opinions, runs, trials

__all__ = ["daily", "judging", "opinions", "runs", "trials"]
