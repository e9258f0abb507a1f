"""Run by `test_worker_processes`: a worker process whose one task counts slowly to a file.

Usage: python -m tests.integration.counting_worker migrate | enqueue STEPS FILE | work
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from duijie.errors import Message

if TYPE_CHECKING:
    from duijie.core.jobs.run import JobRun

KIND = "tests.count_slowly"


def count_slowly(run: JobRun) -> Mapping[str, Any]:
    first = int(run.checkpoint.get("next", 0))
    for step in range(first, int(run.payload["steps"])):
        run.stop_if_cancelled()
        with Path(run.payload["file"]).open("a") as stream:
            stream.write(f"{step}\n")
        run.save_checkpoint({"next": step + 1})
        run.report(step + 1, int(run.payload["steps"]))
        time.sleep(0.1)
    return {"resumed_from": first}


def main(command: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    django.setup()
    from duijie.core.jobs.registry import register_task

    register_task(KIND, queue="long")(count_slowly)
    if command == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    elif command == "enqueue":
        from duijie.core.jobs.services import enqueue_job

        steps, file = arguments
        payload = {"steps": int(steps), "file": file}
        enqueue_job(kind=KIND, payload=payload, title=Message("jobs.not_found"), by=None)
    elif command == "work":
        from duijie.core.jobs.worker import run_worker

        run_worker("long")
    else:
        raise SystemExit(f"no such command: {command}")


if __name__ == "__main__":
    main(*sys.argv[1:])
