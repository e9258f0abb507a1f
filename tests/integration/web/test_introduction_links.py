"""What a company sees behind the link of an introduction, and what it can say there."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.matching.enums import Side
from duijie.matching.models import Introduction
from duijie.matching.services import ask_side, decide_introduce, take_back_decision
from tests.integration.matching.pairing import NEED_PHONE, TARGET_PHONE, Scene, make_scene
from tests.integration.web.building import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def links(scene: Scene) -> dict[Side, str]:
    """The address of each side's page."""
    introduction_id = decide_introduce(**scene.pair, by=scene.broker).introduction_id
    assert introduction_id is not None
    return {
        side: ask_side(
            introduction_id=introduction_id,
            side=side,
            recipient_name="王工" if side == Side.NEED else "林老师",
            by=scene.broker,
        ).path
        for side in Side
    }


def test_company_says_yes_on_its_telephone_and_learns_whom_to_call_once_both_agreed(
    scene: Scene, client: Client
) -> None:
    address = links(scene)
    offer = scene.offers[0]

    page = client.get(address[Side.NEED])
    assert page.status_code == 200
    assert page["X-Robots-Tag"].startswith("noindex")
    shown = text_of(page)
    assert offer.title in shown
    assert offer.organisation is not None
    assert offer.organisation.name in shown
    assert TARGET_PHONE not in shown
    said = client.post(address[Side.NEED], {"answer": "yes", "words": "周三下午可以"})
    assert said.status_code == 200
    assert Introduction.objects.get().state == "need_agreed"
    assert TARGET_PHONE not in text_of(said)

    other = text_of(client.get(address[Side.TARGET]))
    assert scene.need.title in other
    assert scene.need.organisation is not None
    assert scene.need.organisation.name not in other
    agreed = client.post(address[Side.TARGET], {"answer": "yes"})
    assert NEED_PHONE in text_of(agreed)
    assert scene.need.organisation.name in text_of(agreed)

    assert TARGET_PHONE in text_of(client.get(address[Side.NEED]))


def test_no_wants_a_reason_and_keeps_what_was_typed(scene: Scene, client: Client) -> None:
    address = links(scene)[Side.TARGET]
    refused = client.post(address, {"answer": "no", "words": "今年排满"})
    assert refused.status_code == 400
    assert "今年排满" in refused.content.decode()
    assert Introduction.objects.get().state == "asked"
    client.post(address, {"answer": "no", "reason": "capacity", "words": "今年排满"})
    assert Introduction.objects.get().state == "declined"
    again = client.post(address, {"answer": "yes"})
    assert again.status_code == 400
    assert Introduction.objects.get().state == "declined"


def test_question_leaves_the_answer_open(scene: Scene, client: Client) -> None:
    address = links(scene)[Side.TARGET]
    assert client.post(address, {"answer": "question", "question": " "}).status_code == 400
    assert client.post(address, {"answer": "question", "question": "节拍？"}).status_code == 200
    assert Introduction.objects.get().state == "asked"
    client.post(address, {"answer": "yes"})
    assert Introduction.objects.get().state == "target_agreed"


def test_nothing_chosen_is_said_so(scene: Scene, client: Client) -> None:
    address = links(scene)[Side.NEED]
    assert client.post(address, {}).status_code == 400
    assert Introduction.objects.get().state == "asked"


def test_link_of_a_withdrawn_introduction_opens_nothing(scene: Scene, client: Client) -> None:
    address = links(scene)[Side.NEED]
    take_back_decision(**scene.pair, by=scene.broker)
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "yes"}).status_code == 404
    assert Introduction.objects.get().state == "withdrawn"
