"""Which function does which kind of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from duijie.errors import DuijieError

if TYPE_CHECKING:
    from duijie.core.jobs.run import JobRun


class UnknownKindError(DuijieError):
    """A job of another version of the program, or a slip in a kind's name."""


Queue = Literal["quick", "long", "matching", "models"]
QUEUES: tuple[Queue, ...] = get_args(Queue)

Task = Callable[["JobRun"], Mapping[str, Any]]
"""Does the work of one job and returns its result (JSON)."""


@dataclass(frozen=True, slots=True)
class RegisteredTask:
    kind: str
    queue: Queue
    task: Task


_tasks: dict[str, RegisteredTask] = {}


def register_task(kind: str, *, queue: Queue) -> Callable[[Task], Task]:
    """Decorator: this function does the jobs of this kind, `area.verb_noun`.

    `quick` is for what somebody waits for (seconds), `matching` for match runs, which may take all
    night and keep their index in memory, `models` for what waits for a model elsewhere, `long` for
    all else. Each has a worker, `models` only where a model is named. A kind has one
    function; a second one is a `ValueError`.
    """

    def register(task: Task) -> Task:
        if kind in _tasks:
            raise ValueError(f"two tasks for {kind}")
        _tasks[kind] = RegisteredTask(kind, queue, task)
        return task

    return register


def get_task(kind: str) -> RegisteredTask:
    """Raises `UnknownKindError` for a kind that nobody registered."""
    try:
        return _tasks[kind]
    except KeyError:
        raise UnknownKindError("jobs.kind_unknown", kind=kind) from None
