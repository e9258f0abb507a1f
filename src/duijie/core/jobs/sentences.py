"""What background work tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "jobs.not_found": sentence("There is no such job, or it is not yours."),
    "jobs.cannot_cancel": sentence("This job cannot be stopped: it has ended or is not yours."),
    "jobs.failed_unexpectedly": sentence(
        "The work stopped because of a fault in the program. What was done until then is kept. "
        "Start it again; if it stops again, give the number {job} to whoever looks after the "
        "server."
    ),
    "jobs.gave_up": sentence(
        "The work was started {attempts} times and broke off each time, probably for lack of "
        "memory. What was done until then is kept. Try again with fewer or smaller files."
    ),
    "jobs.kind_unknown": sentence(
        "This version of the program does not know how to do this work ({kind})."
    ),
}
