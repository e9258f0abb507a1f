"""Child processes that do not outlive the one that started them."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT_VARIABLE = "DUIJIE_PARENT"
"""Set for the processes that `duijie serve` starts: the process id they shall not outlive."""
_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 20.0


def end_with_parent() -> None:
    """From now on SIGTERM this process once its parent is gone, and end it hard 20 s later.

    Without it a killed supervisor leaves a web server on the port and workers on the database.
    Called before anything slow, and the parent named by itself: who was killed while its child
    still imported is not mistaken for the process that the system gave the orphan to.
    What this process starts is to end with it in turn. Does nothing in a process that no
    supervisor started.
    """
    named = os.environ.get(PARENT_VARIABLE)
    if named is None:
        return
    os.environ[PARENT_VARIABLE] = str(os.getpid())
    threading.Thread(target=_watch, args=(int(named),), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
