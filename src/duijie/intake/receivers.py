"""What intake does when the catalogue changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from duijie.accounts.queries import path_after_move
from duijie.accounts.signals import zone_moved
from duijie.catalogue.signals import example_removed
from duijie.core.jobs.queries import has_active_job
from duijie.intake.errors import ExampleError
from duijie.intake.models import ImportBatch, ImportRow, Upload
from duijie.intake.services import LOAD_KIND, remove_originals


@receiver(example_removed, dispatch_uid="intake.remove_example_documents")
def remove_example_documents(**_: Any) -> None:
    """The example's documents and files go with its records; not while they are being read."""
    if has_active_job(LOAD_KIND):
        raise ExampleError("intake.example_is_loading")
    remove_originals(Upload.objects.filter(source__is_example=True))


@receiver(zone_moved, dispatch_uid="intake.move_zone_paths")
def move_zone_paths(*, old_path: str, new_path: str, **_: Any) -> None:
    """Files and their rows go where their zone goes."""
    for model in (Upload, ImportBatch, ImportRow):
        moved = model._default_manager.filter(zone_path__startswith=old_path)
        moved.update(zone_path=path_after_move("zone_path", old_path, new_path))
