"""Background work of intake. Importing it registers the tasks."""

from __future__ import annotations

from duijie.intake.tasks.captures import read_capture_task
from duijie.intake.tasks.documents import load_example_task, read_documents_task
from duijie.intake.tasks.imports import import_task

__all__ = ["import_task", "load_example_task", "read_capture_task", "read_documents_task"]
