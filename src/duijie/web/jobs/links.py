"""Where the outcome of a job can be seen."""

from __future__ import annotations

from django.urls import reverse

from duijie.catalogue.services.exports import EXPORT_KIND
from duijie.core.jobs.queries import JobSummary
from duijie.matching.queries import TRIAL_KIND

DOCUMENT_KINDS = frozenset({"intake.read_documents", "intake.load_example"})
"""Their page is that of the documents they read."""
IMPORT_KINDS = frozenset({"intake.import", "intake.import_large"})
"""Their page is that of the import they work on."""

_PAGES = {
    "matching.match_needs": "needs:list",
}


def outcome_url(job: JobSummary) -> str:
    """The page that shows what came out of the job."""
    if job.kind in IMPORT_KINDS:
        return reverse("imports:job", args=[job.id])
    if job.kind == EXPORT_KIND and job.state == "done":
        return reverse("exports:file", args=[job.id])
    if job.kind in DOCUMENT_KINDS:
        return reverse("documents:batch", args=[job.id])
    if job.kind == TRIAL_KIND and "trial" in job.result:
        return reverse("suggestions:trial", args=[job.result["trial"]])
    return reverse(_PAGES.get(job.kind, "desk:home"))
