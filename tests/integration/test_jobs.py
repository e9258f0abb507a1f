"""Background work: its states, progress, cancel, resume."""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from duijie.accounts.models import User
from duijie.config.logs import PlaceOnlyFormatter
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs import registry
from duijie.core.jobs.execution import requeue_stale_jobs, run_job, worker_name
from duijie.core.jobs.models import Job, JobState
from duijie.core.jobs.permissions import can_cancel_job, check_can_cancel_job
from duijie.core.jobs.queries import get_job_for_user, list_jobs_for_user, list_own_jobs
from duijie.core.jobs.run import JobRun, interrupted
from duijie.core.jobs.services import cancel_job, enqueue_job
from duijie.core.jobs.worker import run_worker
from duijie.errors import DuijieError, Message
from tests.factories.users import make_administrator, make_broker

KIND = "tests.count"
TITLE = Message("jobs.kind_unknown", {"kind": KIND})

Register = Callable[[Callable[[JobRun], Mapping[str, Any]]], None]


@pytest.fixture
def register() -> Iterator[Register]:
    """Registers the given function under `KIND` for one test."""

    def put(task: Callable[[JobRun], Mapping[str, Any]]) -> None:
        registry.register_task(KIND, queue="quick")(task)

    yield put
    registry._tasks.pop(KIND, None)
    interrupted.clear()


def start(by: User | None, **payload: Any) -> uuid.UUID:
    with transaction.atomic():
        return enqueue_job(kind=KIND, payload=payload, title=TITLE, by=by)


def work() -> None:
    run_worker("quick", ends_when_empty=True)


@pytest.mark.django_db(transaction=True)
def test_job_runs_and_keeps_its_result(register: Register, broker: User) -> None:
    register(lambda run: {"sum": sum(run.payload["numbers"])})
    job_id = start(broker, numbers=[1, 2, 3])
    assert get_job_for_user(job_id, broker).state == "queued"
    work()
    job = get_job_for_user(job_id, broker)
    assert (job.state, job.result, job.share_done) == ("done", {"sum": 6}, 1.0)
    assert job.finished_at is not None
    actions = AuditEntry.objects.filter(object_id=str(job_id)).values_list("action", "by_id")
    assert list(actions) == [("jobs.enqueue_job", broker.pk)]


@pytest.mark.django_db(transaction=True)
def test_job_of_rolled_back_transaction_never_starts(register: Register, broker: User) -> None:
    started = []
    register(lambda run: started.append(run.id) or {})  # type: ignore[func-returns-value]
    with transaction.atomic():
        enqueue_job(kind=KIND, payload={}, title=TITLE, by=broker)
        transaction.set_rollback(True)
    work()
    assert started == []
    assert list(Job.objects.all()) == []


@pytest.mark.django_db(transaction=True)
def test_job_shows_progress_while_it_runs(register: Register, broker: User) -> None:
    seen = []

    def task(run: JobRun) -> Mapping[str, Any]:
        run.report(3, 10, Message("jobs.cannot_cancel"))
        job = get_job_for_user(run.id, broker)
        seen.append((job.state, job.done, job.total, job.note, job.share_done))
        return {}

    register(task)
    start(broker)
    work()
    assert seen == [("running", 3, 10, Message("jobs.cannot_cancel"), 0.3)]


@pytest.mark.django_db(transaction=True)
def test_job_error_is_told_as_its_message(register: Register, broker: User) -> None:
    def task(run: JobRun) -> Mapping[str, Any]:
        raise DuijieError("jobs.kind_unknown", kind="x")

    register(task)
    job_id = start(broker)
    work()
    job = get_job_for_user(job_id, broker)
    assert (job.state, job.error) == ("failed", Message("jobs.kind_unknown", {"kind": "x"}))


@pytest.mark.django_db(transaction=True)
def test_fault_in_job_tells_neither_user_nor_log_what_it_quoted(
    register: Register, broker: User, caplog: pytest.LogCaptureFixture
) -> None:
    def task(run: JobRun) -> Mapping[str, Any]:
        raise ValueError("row refused: 李样 13800000000")

    register(task)
    job_id = start(broker)
    work()
    job = get_job_for_user(job_id, broker)
    assert job.error == Message("jobs.failed_unexpectedly", {"job": str(job_id)[:8]})
    formatter = PlaceOnlyFormatter()
    logged = "\n".join(formatter.format(record) for record in caplog.records)
    assert "ValueError" in logged
    assert "13800000000" not in logged


@pytest.mark.django_db(transaction=True)
def test_job_of_another_version_says_so(register: Register, broker: User) -> None:
    register(lambda _run: {})
    job_id = start(broker)
    registry._tasks.pop(KIND)
    work()
    job = get_job_for_user(job_id, broker)
    assert (job.state, job.error) == ("failed", Message("jobs.kind_unknown", {"kind": KIND}))


@pytest.mark.django_db(transaction=True)
def test_waiting_job_is_cancelled_at_once(register: Register, broker: User) -> None:
    started = []
    register(lambda run: started.append(run.id) or {})  # type: ignore[func-returns-value]
    job_id = start(broker)
    cancel_job(job_id=job_id, by=broker)
    work()
    assert get_job_for_user(job_id, broker).state == "cancelled"
    assert started == []


@pytest.mark.django_db(transaction=True)
def test_running_job_is_cancelled_at_its_next_step(register: Register, broker: User) -> None:
    steps = []

    def task(run: JobRun) -> Mapping[str, Any]:
        for step in range(5):
            run.stop_if_cancelled()
            steps.append(step)
            if step == 0:
                cancel_job(job_id=run.id, by=broker)
                run._looked_at = 0.0  # the next look would be half a second away
        return {}

    register(task)
    job_id = start(broker)
    work()
    assert steps == [0]
    assert get_job_for_user(job_id, broker).state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_ending_worker_puts_job_back_and_the_next_resumes_it(
    register: Register, broker: User
) -> None:
    steps: list[int] = []

    def task(run: JobRun) -> Mapping[str, Any]:
        for step in range(run.checkpoint.get("next", 0), 4):
            run.stop_if_cancelled()
            steps.append(step)
            run.save_checkpoint({"next": step + 1})
            if step == 1 and run.attempt == 1 and len(steps) == 2:
                interrupted.set()
        return {"attempt": run.attempt}

    register(task)
    job_id = start(broker)
    # a worker that was told to end takes nothing new: run the one job as it would
    run_job.func(str(job_id))
    assert get_job_for_user(job_id, broker).state == "queued"
    interrupted.clear()
    work()
    assert steps == [0, 1, 2, 3]
    # it was not the job's fault: the attempt did not count
    assert get_job_for_user(job_id, broker).result == {"attempt": 1}


@pytest.mark.django_db(transaction=True)
def test_stale_job_of_dead_process_is_requeued_at_worker_start(
    register: Register, broker: User
) -> None:
    register(lambda run: {"from": run.checkpoint["done"], "attempt": run.attempt})
    job_id = start(broker)
    Job.objects.filter(pk=job_id).update(
        state=JobState.RUNNING,
        attempt=1,
        checkpoint={"done": 7},
        worker=f"{platform.node()}:{os.getpid()}:1",  # this pid, begun long before
        heartbeat_at=clock.now(),
    )
    work()
    assert get_job_for_user(job_id, broker).result == {"from": 7, "attempt": 2}


@pytest.mark.django_db
def test_job_of_other_machine_is_stale_only_without_heartbeat(broker: User) -> None:
    def running(seconds_ago: int) -> Job:
        return Job.objects.create(
            kind=KIND,
            queue="quick",
            title={"code": "x", "params": {}},
            owner=broker,
            state=JobState.RUNNING,
            attempt=1,
            worker="elsewhere:12:34",
            heartbeat_at=clock.now() - timedelta(seconds=seconds_ago),
        )

    alive, dead = running(5), running(600)
    assert requeue_stale_jobs() == 1
    alive.refresh_from_db()
    dead.refresh_from_db()
    assert (alive.state, dead.state) == ("running", "queued")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", ["RUNNING", None])
def test_waiting_job_whose_place_in_the_queue_is_lost_is_run(
    register: Register, broker: User, status: str | None
) -> None:
    register(lambda _run: {})
    job_id = enqueue_job(kind=KIND, payload={}, title=TITLE, by=broker)
    # killed after it was taken out and before it began, or before it was put in
    if status is None:
        DBTaskResult.objects.all().delete()
    else:
        taken = DBTaskResult.objects.get()
        taken.claim(f"{platform.node()}:{os.getpid()}:1"[-64:])  # this pid, begun long before
    work()
    assert get_job_for_user(job_id, broker).state == JobState.DONE
    assert not DBTaskResult.objects.filter(status="RUNNING").exists()


@pytest.mark.django_db(transaction=True)
def test_waiting_job_that_a_living_worker_has_just_taken_is_left(
    register: Register, broker: User
) -> None:
    register(lambda _run: {})
    enqueue_job(kind=KIND, payload={}, title=TITLE, by=broker)
    DBTaskResult.objects.get().claim(worker_name()[-64:])
    assert requeue_stale_jobs() == 0
    assert DBTaskResult.objects.get().status == "RUNNING"


@pytest.mark.django_db
def test_job_that_breaks_its_workers_is_given_up(broker: User) -> None:
    job = Job.objects.create(
        kind=KIND,
        queue="long",
        title={"code": "x", "params": {}},
        owner=broker,
        state=JobState.RUNNING,
        attempt=3,
        worker="elsewhere:12:34",
    )
    assert requeue_stale_jobs() == 0
    summary_error = Message("jobs.gave_up", {"attempts": 3})
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == {"code": summary_error.code, "params": {"attempts": 3}}


@pytest.mark.django_db(transaction=True)
def test_shared_job_is_started_once_while_it_waits(register: Register, broker: User) -> None:
    register(lambda _run: {})
    first = enqueue_job(kind=KIND, payload={"a": 1}, title=TITLE, by=broker, is_shared=True)
    again = enqueue_job(kind=KIND, payload={"a": 1}, title=TITLE, by=broker, is_shared=True)
    other = enqueue_job(kind=KIND, payload={"a": 2}, title=TITLE, by=broker, is_shared=True)
    work()
    later = enqueue_job(kind=KIND, payload={"a": 1}, title=TITLE, by=broker, is_shared=True)
    assert first == again
    assert len({first, other, later}) == 3


@pytest.mark.django_db(transaction=True)
def test_delayed_job_waits_takes_in_what_comes_and_is_not_lost(
    register: Register, broker: User
) -> None:
    register(lambda _run: {})

    def ask() -> uuid.UUID:
        delay = timedelta(minutes=5)
        return enqueue_job(
            kind=KIND, payload={}, title=TITLE, by=broker, is_shared=True, delay=delay
        )

    job_id = ask()
    work()
    assert requeue_stale_jobs() == 0
    assert ask() == job_id
    work()
    assert get_job_for_user(job_id, broker).state == "queued"

    DBTaskResult.objects.update(run_after=clock.now() - timedelta(seconds=1))
    work()
    assert get_job_for_user(job_id, broker).state == "done"


@pytest.mark.django_db(transaction=True)
def test_jobs_are_seen_and_stopped_by_owner_and_administrator_only(register: Register) -> None:
    register(lambda _run: {})
    owner, other, administrator = make_broker(), make_broker(), make_administrator()
    closed = make_broker()
    closed.is_active = False
    job_id = start(owner)
    job = Job.objects.get(pk=job_id)
    allowed = {owner: True, other: False, administrator: True, closed: False}
    for user, is_allowed in allowed.items():
        assert can_cancel_job(user, job) is is_allowed
        assert [summary.id for summary in list_jobs_for_user(user)] == [job_id] * is_allowed
        # an administrator who looks at all jobs is not told of each one on every page
        own = [summary.id for summary in list_own_jobs(user, only_active=True)]
        assert own == [job_id] * (user == owner)
        if is_allowed:
            check_can_cancel_job(user, job)
            assert get_job_for_user(job_id, user).can_cancel
        else:
            with pytest.raises(NotAllowedError):
                check_can_cancel_job(user, job)
            with pytest.raises(NotFoundError):
                get_job_for_user(job_id, user)
            with pytest.raises(NotFoundError):
                cancel_job(job_id=job_id, by=user)
    assert list(list_jobs_for_user(AnonymousUser())) == []
    with pytest.raises(NotFoundError):
        get_job_for_user(job_id, AnonymousUser())


@pytest.mark.django_db
def test_job_id_that_is_none_is_not_found(broker: User) -> None:
    for job_id in ("nonsense", uuid.uuid4()):
        with pytest.raises(NotFoundError):
            get_job_for_user(job_id, broker)
        with pytest.raises(NotFoundError):
            cancel_job(job_id=job_id, by=broker)
