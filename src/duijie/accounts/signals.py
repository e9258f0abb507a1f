"""What the layers above are told, inside the transaction of the act. A receiver does its part or
raises a `DuijieError`, which stops the act as a whole."""

from __future__ import annotations

from django.dispatch import Signal

zone_moved = Signal()
"""A zone hangs elsewhere. Arguments `old_path`, `new_path`: copies of paths that begin with the old
one now begin with the new one (`queries.path_after_move`)."""

invitation_accepted = Signal()
"""An invited person has an account. Arguments `user`, `context` (of the invitation), `by`: who had
invited them, with the rights that they have now."""

user_closing = Signal()
"""An account is about to be closed. Arguments `user`, `heir_id` (or None), `by`."""
