"""Taking an introduction through its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duijie.accounts.queries import get_open_link
from duijie.matching.enums import Answer, Side
from duijie.matching.models import Introduction, IntroductionSide
from duijie.matching.services import (
    AskedSide,
    answer_side,
    ask_side,
    decide_introduce,
)
from tests.integration.matching.pairing import (
    Scene,
)


def start(scene: Scene) -> int:
    introduction_id = decide_introduce(**scene.pair, by=scene.broker).introduction_id
    assert introduction_id is not None
    return introduction_id


def ask(scene: Scene, introduction_id: int, side: Side, **given: Any) -> AskedSide:
    values: dict[str, Any] = {"recipient_name": "王工", "by": scene.broker, **given}
    return ask_side(introduction_id=introduction_id, side=side, **values)


def link_of(asked: AskedSide) -> Any:
    return get_open_link(asked.path.removeprefix("/a/").rstrip("/"))


def say(scene: Scene, introduction_id: int, side: Side, answer: Answer, **given: Any) -> str:
    link = link_of(ask(scene, introduction_id, side))
    return answer_side(
        introduction_id=introduction_id,
        side=side,
        answer=answer,
        link_id=link.id,
        name=link.recipient_name,
        by=link.acts_for,
        **given,
    )


def age(introduction_id: int, days: float) -> None:
    """As if all of it had happened so much earlier."""
    span = timedelta(days=days)
    row = Introduction.objects.get(pk=introduction_id)
    row.moved_at -= span
    row.save()
    for side in IntroductionSide.objects.filter(introduction=row, asked_at__isnull=False):
        assert side.asked_at is not None
        side.asked_at -= span
        side.save()
