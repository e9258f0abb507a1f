"""Running one job, and putting back those whose worker died."""

from __future__ import annotations

import logging
import os
import platform
import time
import uuid
from datetime import datetime, timedelta
from functools import partial

import psutil
from django.db import transaction
from django.db.models import Q
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from duijie.core import clock
from duijie.core.jobs.models import ACTIVE_STATES, Job, JobState
from duijie.core.jobs.registry import get_task
from duijie.core.jobs.run import JobRun, JobStopped, interrupted
from duijie.core.messages import message_to_json
from duijie.errors import DuijieError, Message

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
WAIT_SECONDS = 0.2
NAME_LENGTH = 64
"""Of a worker in the queue."""
STALE_AFTER = timedelta(seconds=30)
"""Without a heartbeat, for a worker on another machine; one on this machine is asked."""


def worker_name() -> str:
    """`host:pid:start` of this process; the start tells a reused pid apart."""
    return f"{platform.node()}:{os.getpid()}:{int(psutil.Process().create_time())}"


def send_to_queue(job: Job, delay: timedelta = timedelta(0)) -> None:
    """Hand the job to django-tasks once the surrounding transaction is committed; it is taken out
    `delay` later at the earliest."""
    run_after = clock.now() + delay if delay else None
    transaction.on_commit(partial(_enqueue, str(job.id), job.queue, run_after))


def hurry(job: Job) -> None:
    """Let a job that waits for its moment be taken out now."""
    rows = DBTaskResult.objects.filter(
        status="READY", args_kwargs={"args": [str(job.pk)], "kwargs": {}}
    )
    rows.filter(run_after__gt=clock.now()).update(run_after=clock.now())


def _enqueue(job_id: str, queue: str, run_after: datetime | None) -> None:
    run_job.using(queue_name=queue, run_after=run_after).enqueue(job_id)


@task(queue_name="long")
def run_job(job_id: str) -> None:
    """Run one queued job to an end of some kind. Never raises: the job's row tells what came."""
    attempted = _begin(uuid.UUID(job_id))
    if attempted is None:
        return
    run = JobRun(attempted)
    try:
        result = dict(get_task(attempted.kind).task(run))
        run.stop_if_cancelled()
    except JobStopped:
        _stop(run)
    except DuijieError as error:
        if run.is_cancelled():  # engines report their own end as an error
            _stop(run)
        else:
            _end(run, JobState.FAILED, error=message_to_json(error.message))
    except Exception as error:
        _fail_unexpectedly(run, error)
    else:
        _end(run, JobState.DONE, result=result)


def work_off(job_id: uuid.UUID) -> None:
    """Run a queued job in this process, or wait for its end where a worker was quicker."""
    run_job.func(str(job_id))
    while Job.objects.filter(pk=job_id, state__in=ACTIVE_STATES).exists():
        time.sleep(WAIT_SECONDS)


def requeue_stale_jobs(*, queue: str | None = None) -> int:
    """Put jobs whose worker is gone back into their queue; returns how many.

    Gone is a process of this machine that no longer lives, at once, and any other after
    `STALE_AFTER` without a heartbeat. A job that broke `MAX_ATTEMPTS` workers fails instead. One
    that still waits may be lost too: whoever put it in was killed before it stood in the queue, or
    whoever took it out before it began.
    """
    jobs = Job.objects.filter(state__in=(JobState.RUNNING, JobState.QUEUED))
    if queue is not None:
        jobs = jobs.filter(queue=queue)
    running = [job for job in jobs if job.state == JobState.RUNNING]
    count = sum(_requeue(job) for job in running if _is_gone(job.worker, job.heartbeat_at))
    waiting = [job for job in jobs if job.state == JobState.QUEUED]
    held = _list_held() if waiting else set()
    lost = [job for job in waiting if str(job.pk) not in held]
    for job in lost:
        with transaction.atomic():
            _forget_task_rows(job)
            # twice in the queue does no harm: only one that waits is begun
            send_to_queue(job)
    return count + len(lost)


def _list_held() -> set[str]:
    """Ids of the jobs that stand in the queue, or that a living worker has just taken out."""
    rows = DBTaskResult.objects.filter(status__in=("READY", "RUNNING"))
    return {
        str(arguments["args"][0])
        for arguments, status, workers, started_at in rows.values_list(
            "args_kwargs", "status", "worker_ids", "started_at"
        )
        if arguments["args"]
        and (status == "READY" or not _is_gone(workers[-1] if workers else "", started_at))
    }


def _begin(job_id: uuid.UUID) -> Job | None:
    """Take the job, or None where it was cancelled or another worker has it."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.QUEUED).first()
        if job is None:
            return None
        moment = clock.now()
        job.state = JobState.RUNNING
        job.attempt += 1
        job.worker = worker_name()
        job.heartbeat_at = moment
        job.started_at = job.started_at or moment
        job.save(update_fields=["state", "attempt", "worker", "heartbeat_at", "started_at"])
    return job


def _end(run: JobRun, state: JobState, **values: object) -> None:
    # only our own attempt: a requeued job may run elsewhere by now
    mine = Job.objects.filter(pk=run.id, state=JobState.RUNNING, attempt=run.attempt)
    mine.update(state=state, finished_at=clock.now(), note=None, **values)


def _stop(run: JobRun) -> None:
    job = Job.objects.filter(pk=run.id).first()
    if job is None:
        return
    if interrupted.is_set() and not job.is_cancel_requested:
        # the process was asked to end: no fault of the job, so the attempt does not count
        with transaction.atomic():
            mine = Job.objects.filter(pk=run.id, state=JobState.RUNNING, attempt=run.attempt)
            if mine.update(state=JobState.QUEUED, worker="", attempt=run.attempt - 1):
                send_to_queue(job)
        return
    _end(run, JobState.CANCELLED)


def _fail_unexpectedly(run: JobRun, error: Exception) -> None:
    logger.error("job %s (%s) failed", run.id, run.kind, exc_info=error)
    message = Message("jobs.failed_unexpectedly", {"job": str(run.id)[:8]})
    _end(run, JobState.FAILED, error=message_to_json(message))


def _is_gone(worker: str, seen_at: datetime | None) -> bool:
    host, pid, start = [*worker.rsplit(":", 2), "", ""][:3]
    node = platform.node()
    # the queue keeps the end of a long name
    is_here = host == node or (len(worker) == NAME_LENGTH and node.endswith(host))
    if is_here and pid.isdigit():
        return not _is_alive(int(pid), start)
    return seen_at is None or clock.now() - seen_at > STALE_AFTER


def _is_alive(pid: int, start: str) -> bool:
    try:
        process = psutil.Process(pid)
        return str(int(process.create_time())) == start and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _requeue(job: Job) -> bool:
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker)
        if job.is_cancel_requested:
            mine.update(state=JobState.CANCELLED, finished_at=clock.now(), note=None)
            is_requeued = False
        elif job.attempt >= MAX_ATTEMPTS:
            message = Message("jobs.gave_up", {"attempts": job.attempt})
            error = message_to_json(message)
            mine.update(state=JobState.FAILED, finished_at=clock.now(), error=error, note=None)
            is_requeued = False
        else:
            is_requeued = bool(mine.update(state=JobState.QUEUED, worker=""))
            if is_requeued:
                send_to_queue(job)
        # django-tasks leaves the row of a killed worker RUNNING for ever
        _forget_task_rows(job)
    return is_requeued


def _forget_task_rows(job: Job) -> None:
    DBTaskResult.objects.filter(
        Q(status="RUNNING"), args_kwargs={"args": [str(job.pk)], "kwargs": {}}
    ).delete()


def beat() -> None:
    """Tell that this process lives and works on its running job."""
    mine = Job.objects.filter(state=JobState.RUNNING, worker=worker_name())
    mine.update(heartbeat_at=clock.now())
