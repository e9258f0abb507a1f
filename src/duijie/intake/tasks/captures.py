"""Reading photographed forms in the background."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from duijie.core.jobs.registry import register_task
from duijie.core.jobs.run import JobRun
from duijie.engines.documents.types import Table
from duijie.intake.models import Capture
from duijie.intake.services.captures import CAPTURE_KIND, keep_capture_reading


@register_task(CAPTURE_KIND, queue="quick")
def read_capture_task(run: JobRun) -> Mapping[str, Any]:
    """Read the text off a photo. Result: `{"capture"}`."""
    from duijie.engines.documents import read_documents

    kept = Capture.objects.filter(pk=run.payload["capture"]).first()
    result = {"capture": run.payload["capture"]}
    if kept is None:  # thrown away meanwhile
        return result
    path = Path(settings.MEDIA_ROOT) / kept.file
    lines: list[str] = []
    if path.is_file():
        for document in read_documents(path, is_cancelled=run.is_cancelled):
            for block in document.blocks:
                if isinstance(block, Table):
                    lines += ["：".join(cell for cell in row if cell) for row in block.rows]
                else:
                    lines.append(block.text)
    run.stop_if_cancelled()
    keep_capture_reading(kept.pk, "\n".join(lines))
    return result
