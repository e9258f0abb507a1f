"""A model elsewhere puts the best matches in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.models import Need, Offer
from duijie.core import model_endpoints
from duijie.core.jobs.models import Job, JobState
from duijie.core.jobs.worker import run_worker
from duijie.core.model_endpoints import ModelEndpoint, ModelEndpoints
from duijie.matching.queries import NeedSuggestions, get_need_suggestions_for_user
from duijie.matching.queries.opinions import OPINION_KIND
from tests.integration.answering_servers import HttpServer, Planned, http_server
from tests.integration.matching.pairing import NEED_PHONE, TARGET_PHONE, Scene, make_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    monkeypatch.setattr(model_endpoints, "FIRST_PAUSE_SECONDS", 0.01)
    with http_server() as running:
        yield running


@pytest.fixture
def scene(host: HttpServer, settings: Any) -> Scene:
    settings.MODEL_ENDPOINTS = ModelEndpoints(chat=ModelEndpoint(host.address, "qwen3"))
    made = make_scene()
    Job.objects.all().delete()
    made.match()
    return made


def says(order: list[int], *reasons: dict[str, object]) -> Planned:
    content = json.dumps({"order": order, "reasons": reasons}, ensure_ascii=False)
    return Planned(content=json.dumps({"choices": [{"message": {"content": content}}]}).encode())


def quoting(scene: Scene, number: int, **changed: object) -> dict[str, object]:
    offer = scene.offers[number - 1]
    return {"number": number, "need_quote": scene.need.title, "offer_quote": offer.title, **changed}


def all_sent(host: HttpServer) -> str:
    """All that the model was told."""
    return "".join(
        message["content"] for asked in host.asked for message in json.loads(asked.body)["messages"]
    )


def look() -> dict[str, Any]:
    """The model has looked; the result of the job."""
    run_worker("models", ends_when_empty=True)
    job = Job.objects.filter(kind=OPINION_KIND).latest("created_at")
    return {"state": job.state, **(job.result or {})}


def seen(scene: Scene) -> NeedSuggestions:
    return get_need_suggestions_for_user(scene.need.pk, scene.broker)


def titles(scene: Scene) -> list[int]:
    return [row.target_id for row in seen(scene).offers]


def test_its_order_is_shown_with_quotes_and_our_own_places(scene: Scene, host: HttpServer) -> None:
    first, second = titles(scene)
    assert seen(scene).ordered_by == ""
    reasons = quoting(scene, 2), quoting(scene, 1, offer_quote="从未写过的话")
    host.planned = [says([2, 1], *reasons), says([1])]
    assert look() == {"state": JobState.DONE, "asked": 1, "unusable": 0, "known": 0}
    found = seen(scene)
    assert found.ordered_by == "qwen3"
    assert [row.target_id for row in found.offers] == [second, first]
    assert [(row.position, row.own_position) for row in found.offers] == [(1, 2), (2, 1)]
    assert [len(row.remarks) for row in found.offers] == [1, 0]
    assert found.offers[0].remarks[0].need_quote == scene.need.title
    assert found.offers[0].fit <= found.offers[1].fit


def test_it_is_not_asked_twice_about_the_same_texts(scene: Scene, host: HttpServer) -> None:
    host.planned = [says([2, 1]), says([1])]
    look()
    before, asked = titles(scene), len(host.asked)
    scene.match()
    assert titles(scene) != before
    assert look()["known"] == 1
    assert (titles(scene), len(host.asked)) == (before, asked)
    Need.objects.filter(pk=scene.need.pk).update(text="换了一段描述，需要重新判断。")
    scene.match()
    host.planned = [says([1, 2]), says([1])]
    assert look()["asked"] == 1
    assert len(host.asked) > asked


def test_a_failing_model_leaves_our_own_order(scene: Scene, host: HttpServer) -> None:
    before = titles(scene)
    host.planned = [Planned(status=500)] * 20
    look()
    assert (titles(scene), seen(scene).ordered_by) == (before, "")
    # and is asked again after the next run
    host.planned = [says([2, 1]), says([1])]
    scene.match()
    look()
    assert titles(scene) == before[::-1]


def test_an_answer_that_says_nothing_changes_nothing(scene: Scene, host: HttpServer) -> None:
    before = titles(scene)
    empty = Planned(content=b'{"choices": [{"message": {"content": "no idea"}}]}')
    host.planned = [empty, empty]
    assert look()["unusable"] == 1
    assert titles(scene) == before


@pytest.mark.parametrize("level", [DisclosureLevel.CONSENT, DisclosureLevel.INTERNAL])
def test_confidential_texts_are_not_sent(
    scene: Scene, host: HttpServer, settings: Any, level: DisclosureLevel
) -> None:
    secret = scene.offers[0]
    Offer.objects.filter(pk=secret.pk).update(disclosure=level, text="绝密配方甲乙丙")
    host.planned = [says([1]), says([1])]
    look()
    sent = all_sent(host)
    assert scene.offers[1].text in sent
    assert "绝密配方" not in sent
    for private in (NEED_PHONE, TARGET_PHONE, "林老师", "王工", "lin@dw.example"):
        assert private not in sent
    # it stays where it was
    assert titles(scene)[0] == secret.pk
    host.asked.clear()
    Need.objects.filter(pk=scene.need.pk).update(disclosure=level)
    scene.match()
    assert look()["asked"] == 0
    assert not host.asked
    settings.MODEL_ENDPOINTS = ModelEndpoints(
        chat=settings.MODEL_ENDPOINTS.chat, reads_confidential=True
    )
    scene.match()
    host.planned = [says([1]), says([1])]
    look()
    assert "绝密配方" in "".join(
        message["content"] for asked in host.asked for message in json.loads(asked.body)["messages"]
    )


def test_withdrawn_meanwhile_is_not_sent(scene: Scene, host: HttpServer) -> None:
    Need.objects.filter(pk=scene.need.pk).update(state="withdrawn")
    assert look()["asked"] == 0
    assert not host.asked


def test_a_match_made_while_it_thought_is_not_reordered(
    scene: Scene, host: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duijie.matching.tasks import opinions

    ask = opinions._ask_models

    def ask_slowly(asked: Any) -> Any:
        found = ask(asked)
        scene.match()
        return found

    monkeypatch.setattr(opinions, "_ask_models", ask_slowly)
    before = titles(scene)
    host.planned = [says([2, 1]), says([1])]
    look()
    assert (titles(scene), seen(scene).ordered_by) == (before, "")


def test_without_a_model_nothing_is_asked(host: HttpServer, settings: Any) -> None:
    settings.MODEL_ENDPOINTS = ModelEndpoints()
    scene = make_scene()
    scene.match()
    assert not Job.objects.filter(kind=OPINION_KIND).exists()


def test_rerank_orders_and_chat_quotes(scene: Scene, host: HttpServer, settings: Any) -> None:
    settings.MODEL_ENDPOINTS = ModelEndpoints(
        chat=ModelEndpoint(host.address, "qwen3"), rerank=ModelEndpoint(host.address, "bge")
    )
    before = titles(scene)
    scores = [{"index": 0, "score": 0.1}, {"index": 1, "score": 0.8}]
    host.planned = [
        Planned(content=json.dumps(scores).encode()),
        says([1, 2], quoting(scene, 2)),
        Planned(content=b'[{"index": 0, "score": 1}]'),
        says([1]),
    ]
    look()
    assert titles(scene) == before[::-1]
    assert seen(scene).ordered_by == "bge + qwen3"
    assert seen(scene).offers[0].remarks
