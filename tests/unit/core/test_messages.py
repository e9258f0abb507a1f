"""Messages in JSON columns."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from duijie.core.messages import message_from_json, message_to_json
from duijie.errors import Message

plain = st.none() | st.booleans() | st.integers() | st.text()
codes = st.from_regex(r"[a-z]+\.[a-z_]+", fullmatch=True)
names = st.from_regex(r"[a-z_]+", fullmatch=True)
messages = st.recursive(
    st.builds(Message, codes, st.dictionaries(names, plain)),
    lambda inner: st.builds(
        Message, codes, st.dictionaries(names, plain | inner | st.lists(inner).map(tuple))
    ),
    max_leaves=5,
)


@given(messages)
def test_message_survives_json(message: Message) -> None:
    assert message_from_json(json.loads(json.dumps(message_to_json(message)))) == message


def test_no_message_is_no_message() -> None:
    assert message_to_json(None) is None
    assert message_from_json(None) is None
