"""The one kind of message that belongs to nobody else."""

from __future__ import annotations

from typing import Final

from duijie.core.notify.enums import Channel
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.errors import sentence

TEST_KIND: Final = "notify.test"


def register_own_kinds() -> None:
    """The test message of the channels page."""
    register_kind(
        TEST_KIND,
        occasion=sentence("An administrator tries out a channel"),
        title=sentence("Test message from {region}"),
        body=sentence(
            "{name} has sent this message to see whether it arrives. It has: nothing is to be done."
        ),
        params={"name": MessageParam(sentence("who sends the test"), sentence("Zhou Qing"))},
        channels=(Channel.MAIL,),
        may_go_to_groups=True,
    )
