"""评测 in the browser: draw, grade by buttons, see the result, take it along."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.core import clock
from duijie.matching.models import Grade, JudgedPair, JudgingRound
from tests.factories.users import make_user
from tests.integration.matching.pairing import Scene, make_scene
from tests.integration.web.building import text_of, texts

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["duijie_language"] = "en"
    return client


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def drawn(scene: Scene) -> JudgingRound:
    row = JudgingRound.objects.create(
        started_at=clock.now(),
        started_by=scene.broker,
        is_example=False,
        depth=5,
        wanted=1,
        variant="hybrid.v2",
    )
    for draw, offer in enumerate(scene.offers):
        JudgedPair.objects.create(
            round=row, need=scene.need, offer=offer, places={"hybrid.v2": draw + 1}, draw=draw
        )
    JudgedPair.objects.create(
        round=row, need=scene.need, expert=scene.expert, places={"words": 1}, draw=2
    )
    return row


def test_a_round_is_graded_row_by_row(scene: Scene, drawn: JudgingRound) -> None:
    client = client_of(scene.broker)
    page = client.get(f"/reports/grading/{drawn.pk}/")
    assert "graded by you: 0 of 3" in text_of(page)
    assert scene.need.text in page.content.decode()
    assert "hybrid.v2" not in page.content.decode()
    assert "is-graded" not in page.content.decode()

    first = drawn.pairs.order_by("draw")[0]
    address = f"/reports/grading/{drawn.pk}/pairs/{first.pk}/"
    row = client.post(address, {"value": "2"}, headers={"HX-Request": "true"})
    body = row.content.decode()
    assert "<html" not in body
    assert "graded by you: 1 of 3" in body
    assert body.count('aria-pressed="true"') == 1
    assert client.post(address, {"value": "3"})["Location"] == f"/reports/grading/{drawn.pk}/"
    assert Grade.objects.get().value == 3
    client.post(address, {"value": ""})
    assert not Grade.objects.exists()
    assert client.post(address, {"value": "9"}).status_code == 400
    assert client.post(address, {"value": "x"}).status_code == 400


def test_the_result_shows_methods_agreement_and_the_file(scene: Scene, drawn: JudgingRound) -> None:
    for user, value in ((scene.broker, 3), (scene.colleague, 2)):
        for pair in drawn.pairs.all():
            client_of(user).post(f"/reports/grading/{drawn.pk}/pairs/{pair.pk}/", {"value": value})
    client = client_of(scene.broker)
    page = client.get(f"/reports/grading/{drawn.pk}/results/")
    heads = texts(page, "//tbody//th")
    assert heads[:2] == ["Offers · Ranking hybrid.v2", "Offers · shared words alone"]
    assert "3 of 3 pairs graded" in text_of(page)
    answer = client.get(f"/reports/grading/{drawn.pk}/export/?format=csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert scene.need.title in answer.content.decode("utf-8-sig")
    assert client.get(f"/reports/grading/{drawn.pk}/export/").content[:2] == b"PK"


def test_drawing_starts_a_job_and_a_wrong_number_says_so(scene: Scene) -> None:
    client = client_of(scene.broker)
    refused = client.post("/reports/grading/", {"needs": "0", "depth": "5"})
    assert refused.status_code == 400
    assert "From 1 to 100 needs" in text_of(refused)
    assert client.post("/reports/grading/", {"needs": "many"}).status_code == 400
    answer = client.post("/reports/grading/", {"needs": "1", "depth": "5"})
    made = JudgingRound.objects.get()
    assert answer["Location"] == f"/reports/grading/{made.pk}/"
    assert client.get(answer["Location"]).status_code == 200
    assert "being drawn" in text_of(client.get("/reports/grading/"))
    client.post(f"/reports/grading/{made.pk}/drop/")
    assert not JudgingRound.objects.exists()


def test_others_find_neither_round_nor_tab(scene: Scene, drawn: JudgingRound) -> None:
    foreign = client_of(scene.foreign)
    paths = ("", "results/", "export/")
    for path in paths:
        assert foreign.get(f"/reports/grading/{drawn.pk}/{path}").status_code == 404
    pair = drawn.pairs.earliest("pk")
    address = f"/reports/grading/{drawn.pk}/pairs/{pair.pk}/"
    assert foreign.post(address, {"value": "1"}).status_code == 404
    assert scene.need.title not in text_of(foreign.get("/reports/grading/"))
    leader = client_of(make_user(Role.LEADER))
    assert "/reports/grading/" not in leader.get("/reports/").content.decode()
    for role in (Role.LEADER, Role.COLLECTOR, Role.MEMBER):
        client = client_of(make_user(role))
        assert client.get("/reports/grading/").status_code == 403
        assert client.post(address, {"value": "1"}).status_code == 403
    assert not Grade.objects.exists()
