"""Child processes that do not outlive the one that started them."""

from __future__ import annotations

import os
import signal
import threading
import time

SUPERVISED_VARIABLE = "DUIJIE_SUPERVISED"
"""Set for the processes that `duijie serve` starts."""
_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 20.0


def end_with_parent() -> None:
    """From now on SIGTERM this process once its parent is gone, and end it hard 20 s later.

    Without it a killed supervisor leaves a web server on the port and workers on the database.
    Does nothing in a process that no supervisor started.
    """
    if os.environ.get(SUPERVISED_VARIABLE) != "1":
        return
    threading.Thread(target=_watch, args=(os.getppid(),), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
