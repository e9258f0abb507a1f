"""Messages travel between processes."""

from __future__ import annotations

import pickle

from duijie.errors import DuijieError, Message


def test_message_of_an_error_survives_pickling() -> None:
    for message in (Message("a.b"), DuijieError("a.b", file="x.csv").message):
        copy = pickle.loads(pickle.dumps(message))
        assert copy == message
        assert dict(copy.params) == dict(message.params)
