"""Where the outcome of a job can be seen."""

from __future__ import annotations

from django.urls import reverse

from duijie.core.jobs.queries import JobSummary

_PAGES = {
    "intake.load_example": "desk:home",
    "matching.match_needs": "needs:list",
}


def outcome_url(job: JobSummary) -> str:
    """The page that shows what came out of the job."""
    if job.kind == "intake.read_documents":
        return reverse("documents:batch", args=[job.id])
    return reverse(_PAGES.get(job.kind, "desk:home"))
