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
from duijie.engines.scheduling.problem import Problem, Slots
from duijie.engines.scheduling.scores import score_slots
from duijie.engines.scheduling.search import State, list_levels, no_bounds
from duijie.engines.scheduling.solving import Runner
from duijie.engines.scheduling.types import Level
from duijie.engines.scheduling.wire import Failed, Finished, Job, News, Proven, receive, send

GRACE_SECONDS = 1.0
"""After the time limit a child may say its last word for so long; then it is killed."""

POLL_SECONDS = 0.1


@dataclass
class Portfolio:
    """The best of what a search and its helper find."""

    problem: Problem
    runner: Runner
    on_state: Callable[[State], None]
    state: State = field(init=False)
    gap_bound: int = field(init=False, default=0)
    """Of plans with everything placed and nothing changed."""

    def run(self) -> State:
        """Until the search is done, a plan is proven best, or the time is up."""
        self.state = State(self._first_slots(), no_bounds(self.problem))
        self.on_state(self.state)
        heard: queue.SimpleQueue[tuple[_Child, object]] = queue.SimpleQueue()
        with contextlib.ExitStack() as stack:
            search, helper = (
                stack.enter_context(contextlib.closing(_Child(self._job(is_helper), heard)))
                for is_helper in (False, True)
            )
            for child, item in self._hear(heard):
                if isinstance(item, Failed):
                    raise RuntimeError(f"a planning process failed:\n{item.traceback}")
                if item is None and child is search:
                    break  # killed from outside: what came before stands
                self._note(item, search, helper)
                if isinstance(item, Finished) or self._is_done():
                    break
        return self.state

    def _first_slots(self) -> Slots:
        """Something to hand out whatever happens to the children."""
        return thin_out(self.problem, fill_greedily(self.problem, seed=self.runner.seed))

    def _job(self, is_helper: bool) -> Job:
        return Job(
            instance=replace(self.problem.instance, notes=()),
            seconds=self.runner.clock.left,
            seed=self.runner.seed + is_helper,
            workers=1 if is_helper else self.runner.workers,
            is_helper=is_helper,
        )

    def _hear(
        self, heard: queue.SimpleQueue[tuple[_Child, object]]
    ) -> Iterator[tuple[_Child, object]]:
        """What the children say, until the time is up or the user cancels."""
        clock = self.runner.clock
        while True:
            if time.monotonic() > clock.deadline + GRACE_SECONDS:
                return
            if clock.left <= 0 and time.monotonic() < clock.deadline:
                return
            with contextlib.suppress(queue.Empty):
                yield heard.get(timeout=POLL_SECONDS)

    def _note(self, item: object, search: _Child, helper: _Child) -> None:
        if isinstance(item, Finished):
            self._take(item.state)
        elif isinstance(item, State):
            self._take(item)
            if item.is_settled:
                helper.tell(News(item.slots, 0))
        elif isinstance(item, News):
            self.gap_bound = max(self.gap_bound, item.bound)
            search.tell(item)
            if item.slots is not None and self.state.seating is None:
                self._take(replace(self.state, slots=item.slots))
            else:
                self._take(self.state)  # the bound may have moved
        elif isinstance(item, Proven):
            self.gap_bound = item.gaps
            search.tell(News(item.slots, item.gaps))
            levels = list_levels(self.problem)
            best = dict.fromkeys(levels, 0.0) | {Level.WORST_SERVED_SHARE: 1.0}
            best[Level.IDLE_GAPS] = float(item.gaps)
            self._take(State(item.slots, best))

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
        gaps = bound[Level.IDLE_GAPS]
        if scores.changes == 0 and all(t is not None for t in slots):
            gaps = max(gaps, self.gap_bound)
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
