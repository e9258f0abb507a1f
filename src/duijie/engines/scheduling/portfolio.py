"""Two processes that plan the same day, and the one that starts, hears and ends them."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from duijie.engines.scheduling.greedy import fill_greedily, thin_out
from duijie.engines.scheduling.limits import EVERYTHING, Limits, limits_of
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.scores import score_slots
from duijie.engines.scheduling.search import State, no_bounds
from duijie.engines.scheduling.solving import Runner
from duijie.engines.scheduling.types import Level
from duijie.engines.scheduling.wire import Failed, Finished, Job, News, Proven, receive, send

GRACE_SECONDS = 1.0
"""After the time limit a child may say its last word for so long; then it is killed."""

POLL_SECONDS = 0.1

TELL_SECONDS = 1.0
"""While nothing new is found the listener hears so often that the search goes on."""


@dataclass
class Portfolio:
    """The best of what a search and its helper find."""

    problem: Problem
    runner: Runner
    on_state: Callable[[State], None]
    state: State = field(init=False)
    gap_bounds: dict[Limits, int] = field(init=False, default_factory=dict)
    """Of plans within limits."""
    _heard: queue.SimpleQueue[tuple[_Child, object]] = field(
        init=False, default_factory=queue.SimpleQueue
    )
    _helper: _Child = field(init=False)
    _helper_limits: Limits = field(init=False, default=EVERYTHING)

    def run(self) -> State:
        """Until the search is done, a plan is proven best, or the time is up."""
        self.state = State(self._first_slots(), no_bounds(self.problem))
        self.on_state(self.state)
        with contextlib.ExitStack() as stack:
            search = stack.enter_context(contextlib.closing(_Child(self._job(), self._heard)))
            self._helper = _Child(self._helper_job(), self._heard)
            stack.callback(lambda: self._helper.close())
            for child, item in self._hear():
                if isinstance(item, Failed):
                    raise RuntimeError(f"a planning process failed:\n{item.traceback}")
                if item is None and child is search:
                    break  # killed from outside: what came before stands
                if child in (search, self._helper):
                    self._note(item, search)
                if isinstance(item, Finished) or self._is_done():
                    break
        return self.state

    def _first_slots(self) -> Slots:
        """Something to hand out whatever happens to the children."""
        return thin_out(self.problem, fill_greedily(self.problem, seed=self.runner.seed))

    def _job(self) -> Job:
        return Job(
            instance=replace(self.problem.instance, notes=()),
            seconds=self.runner.clock.left,
            seed=self.runner.seed,
            workers=self.runner.workers,
            is_helper=False,
        )

    def _helper_job(self) -> Job:
        return replace(
            self._job(),
            seed=self.runner.seed + 1,
            workers=1,
            is_helper=True,
            limits=self._helper_limits,
            start=None if self._helper_limits == EVERYTHING else self.state.slots,
        )

    def _hear(self) -> Iterator[tuple[_Child, object]]:
        """What the children say, until the time is up or the user cancels."""
        clock = self.runner.clock
        told_at = time.monotonic()
        while True:
            if time.monotonic() > clock.deadline + GRACE_SECONDS:
                return
            if clock.left <= 0 and time.monotonic() < clock.deadline:
                return
            with contextlib.suppress(queue.Empty):
                yield self._heard.get(timeout=POLL_SECONDS)
            if time.monotonic() > told_at + TELL_SECONDS:
                told_at = time.monotonic()
                self.on_state(self.state)

    def _note(self, item: object, search: _Child) -> None:
        if isinstance(item, Finished):
            self._take(item.state)
        elif isinstance(item, State):
            self._take(item)
            if item.is_settled:
                self._point_helper(item)
        elif isinstance(item, News):
            self._note_bound(item.limits, item.bound)
            search.tell(item)
            if item.slots is not None and self.state.seating is None:
                self._take(replace(self.state, slots=item.slots))
            else:
                self._take(self.state)  # the bound may have moved
        elif isinstance(item, Proven):
            self._note_bound(item.limits, item.gaps)
            search.tell(News(item.slots, item.gaps, item.limits))
            bound = dict(self.state.bound)
            if item.limits == EVERYTHING:
                bound = no_bounds(self.problem)
            self._take(replace(self.state, slots=item.slots, bound=bound))

    def _note_bound(self, limits: Limits, bound: int) -> None:
        self.gap_bounds[limits] = max(bound, self.gap_bounds.get(limits, 0))

    def _point_helper(self, state: State) -> None:
        """Let the helper work on what is left: a new one where it looked for a better plan than
        there can be."""
        limits = limits_of(score_slots(self.problem, state.slots))
        if limits == self._helper_limits or self.problem.is_large:
            self._helper.tell(News(state.slots, 0))
        else:
            self._helper.close()
            self._helper_limits = limits
            self._helper = _Child(self._helper_job(), self._heard)

    def _take(self, state: State) -> None:
        """The better of a state and the one so far, with the best of both bounds."""
        old = self.state
        is_worse = score_slots(self.problem, state.slots) > score_slots(self.problem, old.slots)
        slots, seating = (old.slots, old.seating) if is_worse else (state.slots, state.seating)
        bound = {
            level: min(value, state.bound[level])
            if level is Level.WORST_SERVED_SHARE
            else max(value, state.bound[level])
            for level, value in old.bound.items()
        }
        scores = score_slots(self.problem, slots)
        gaps = max(bound[Level.IDLE_GAPS], self.gap_bounds.get(limits_of(scores), 0))
        bound[Level.IDLE_GAPS] = min(gaps, scores.idle_gaps)
        self.state = State(
            slots=slots,
            bound=bound,
            conflicts=state.conflicts or old.conflicts,
            seating=seating,
            relaxations=state.relaxations or old.relaxations,
            is_settled=old.is_settled or state.is_settled,
        )
        if self.state != old:
            self.on_state(self.state)

    def _is_done(self) -> bool:
        """Nothing is left to prove; listed tables are left to the search."""
        if isinstance(self.problem.instance.tables, tuple):
            return False
        scores = score_slots(self.problem, self.state.slots)
        is_whole = scores.changes == 0 and all(t is not None for t in self.state.slots)
        return is_whole and scores.idle_gaps == self.state.bound[Level.IDLE_GAPS]


class _Child:
    """A running process; what it says goes to a queue, None when it is gone."""

    def __init__(self, job: Job, heard: queue.SimpleQueue[tuple[_Child, object]]) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "duijie.engines.scheduling.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
            process_group=0,  # Ctrl+C is for the parent, which then asks what they have
        )
        self._heard = heard
        self._said: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._listen, daemon=True),
            threading.Thread(target=self._speak, daemon=True),
        ]
        self.tell(job)
        for thread in self._threads:
            thread.start()

    def tell(self, item: object) -> None:
        """Hand over without waiting: a busy child does not hold up its parent."""
        self._said.put(item)

    def close(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._said.put(None)
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while True:
            try:
                self._heard.put((self, receive(self._process.stdout)))
            except (EOFError, OSError):
                self._heard.put((self, None))
                return

    def _speak(self) -> None:
        assert self._process.stdin is not None
        while (item := self._said.get()) is not None:
            try:
                send(self._process.stdin, item)
            except OSError:
                return
