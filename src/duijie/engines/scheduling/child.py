"""A process of the portfolio: takes a job on stdin, tells what it finds on stdout.

Started with `python -m` and not by `multiprocessing`, so that it needs no importable `__main__`
and may run below a daemonic worker. It ends at once when its parent closes the pipe or is gone.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import IO

from duijie.engines.scheduling.chains import Chains
from duijie.engines.scheduling.core_guided import prove_fewest_gaps
from duijie.engines.scheduling.exchange import Exchange
from duijie.engines.scheduling.gap_search import FEW_OUT
from duijie.engines.scheduling.problem import Problem, Slots, build_problem
from duijie.engines.scheduling.scores import score_slots
from duijie.engines.scheduling.search import Search
from duijie.engines.scheduling.solving import Clock, Runner
from duijie.engines.scheduling.wire import Failed, Finished, Job, News, Proven, receive, send

Tell = Callable[[object], None]

WAIT_SECONDS = 0.1

FIRST_STEPS = 20_000
LAST_SHARE = 0.9
"""Chains cool first over so many steps, which tells how fast they are, and then over the rest of
the time but a little."""


def main() -> None:
    """Do one job."""
    inbox, outbox = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a solver prints must not get between our messages
    try:
        job: Job = receive(inbox)
    except EOFError:
        return
    exchange = Exchange(is_open=True)
    threading.Thread(target=_listen, args=(inbox, exchange), daemon=True).start()
    try:
        _work(job, exchange, lambda item: send(outbox, item))
    except OSError:
        return
    except Exception:  # the parent raises it: a mistake must not be lost
        send(outbox, Failed(traceback.format_exc()))
    os._exit(0)  # the listening thread may hold the lock of stdin: not a reason to wait


def _listen(inbox: IO[bytes], exchange: Exchange) -> None:
    while True:
        try:
            news: News = receive(inbox)
        except (EOFError, OSError):
            os._exit(0)
        exchange.put(news.slots, news.bound, news.limits)


def _work(job: Job, exchange: Exchange, tell: Tell) -> None:
    runner = Runner(Clock(time.monotonic() + job.seconds), job.seed, job.workers)
    problem = build_problem(job.instance)
    if not job.is_helper:
        tell(Finished(Search(problem, runner, tell, exchange).run()))
        return
    proven = prove_fewest_gaps(
        problem,
        lambda bound: tell(News(None, bound, job.limits)),
        limits=job.limits,
        has_few_out=job.start is not None and job.start.count(None) <= FEW_OUT,
    )
    if proven is not None:
        tell(Proven(proven.slots, proven.gaps, job.limits))
        return
    _improve(problem, runner, job.start, exchange, tell)


def _improve(
    problem: Problem, runner: Runner, slots: Slots | None, exchange: Exchange, tell: Tell
) -> None:
    """Fewer gaps by chains, from the latest plan that came, cooling over the time that is left."""
    clock = runner.clock
    while slots is None:
        if clock.left <= 0:
            return
        time.sleep(WAIT_SECONDS)
        slots = exchange.take()
    chains = Chains(problem, slots, seed=runner.seed)
    steps = FIRST_STEPS
    while clock.left > 0:
        news = exchange.take()
        if news is not None and score_slots(problem, news) < score_slots(problem, chains.best):
            chains.start_from(news)
        started = time.monotonic()
        done = chains.anneal(
            steps, on_better=lambda found: tell(News(found, 0)), is_over=lambda: clock.left <= 0
        )
        if not done:
            time.sleep(WAIT_SECONDS)  # nothing may move in this plan; another may come
        speed = done / max(time.monotonic() - started, 1e-3)
        # the slower it cools, the better: the next round takes all the time there is
        steps = max(FIRST_STEPS, round(LAST_SHARE * speed * clock.left))


if __name__ == "__main__":
    main()
