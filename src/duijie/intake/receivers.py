"""What intake does when the catalogue changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from duijie.catalogue.signals import example_removed
from duijie.core.jobs.queries import has_active_job
from duijie.intake.errors import ExampleError
from duijie.intake.models import Upload
from duijie.intake.services import LOAD_KIND, remove_originals


@receiver(example_removed, dispatch_uid="intake.remove_example_documents")
def remove_example_documents(**_: Any) -> None:
    """The example's documents and files go with its records; not while they are being read."""
    if has_active_job(LOAD_KIND):
        raise ExampleError("intake.example_is_loading")
    remove_originals(Upload.objects.filter(source__is_example=True))
