"""The jobs of matching; whoever imports this package has registered them all."""

from __future__ import annotations

from duijie.matching.tasks import daily, opinions, runs, trials

__all__ = ["daily", "opinions", "runs", "trials"]
