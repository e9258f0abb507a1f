"""The page of suggestions, its acts in place and without JavaScript, and introductions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.core import clock
from duijie.matching.enums import Side
from duijie.matching.models import Decision, Introduction, Look, Suggestion
from duijie.matching.services import ask_side, decide_hold, decide_introduce, decide_refuse
from tests.factories.users import make_user
from tests.integration.matching.pairing import NEED_PHONE, TARGET_PHONE, Scene, add, make_scene
from tests.integration.web.building import find, store_match, text_of, texts

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def client(scene: Scene) -> Client:
    made = Client()
    made.force_login(scene.broker, "django.contrib.auth.backends.ModelBackend")
    return made


def as_user(user: Any) -> Client:
    made = Client()
    made.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return made


def targets(response: Any) -> list[str]:
    return texts(response, '//div[@class="pair-target"]/a')


def decide(client: Client, scene: Scene, **body: Any) -> Any:
    headers = body.pop("headers", {})
    sent = {"target": f"offer:{scene.offers[0].pk}", **body}
    return client.post(f"/suggestions/needs/{scene.need.pk}/decide/", sent, headers=headers)


def test_new_suggestions_of_own_needs_stand_there_with_reason_and_buttons(
    scene: Scene, client: Client
) -> None:
    page = client.get("/suggestions/")
    assert page.status_code == 200
    assert targets(page) == [
        scene.offers[0].title,
        scene.offers[1].title,
        f"{scene.expert.person} · {scene.expert.title}",
    ]
    assert len(find(page, '//button[@value="introduce"]')) == 3
    assert NEED_PHONE not in page.content.decode()
    assert TARGET_PHONE not in page.content.decode()


def test_seen_suggestions_are_no_longer_new_until_something_comes(
    scene: Scene, client: Client
) -> None:
    client.post("/suggestions/look/")
    assert targets(client.get("/suggestions/")) == []
    assert len(targets(client.get("/suggestions/?period=all&mine=1"))) == 3
    offer = add(RecordKind.OFFER, scene.broker)
    scene.match(offers=[offer, *scene.offers])
    assert targets(client.get("/suggestions/")) == [offer.title]


def test_look_counts_what_came_after_the_page_was_made_as_new(scene: Scene, client: Client) -> None:
    (until,) = find(client.get("/suggestions/"), '//input[@name="until"]/@value')
    offer = add(RecordKind.OFFER, scene.broker)
    scene.match(offers=[offer, *scene.offers])
    client.post("/suggestions/look/", {"until": str(until)})
    assert Look.objects.get().at.isoformat() == str(until)
    assert targets(client.get("/suggestions/")) == [offer.title]


def test_filters_narrow_the_list(scene: Scene, client: Client) -> None:
    colleague = as_user(scene.colleague)
    assert targets(colleague.get("/suggestions/")) == []
    assert len(targets(colleague.get("/suggestions/?period=week"))) == 3
    assert len(targets(client.get("/suggestions/?fit=0.8&mine=1"))) == 2
    zone = scene.broker.zone
    assert zone is not None
    assert len(targets(colleague.get(f"/suggestions/?zone={zone.path}"))) == 3
    assert targets(colleague.get("/suggestions/?zone=/999999/")) == []
    Suggestion.objects.update(since=clock.now() - timedelta(days=2))
    assert targets(client.get("/suggestions/?period=day&mine=1")) == []


def test_nothing_of_other_zones_and_for_other_roles(scene: Scene) -> None:
    for user in (scene.foreign, scene.collector):
        page = as_user(user).get("/suggestions/?period=all")
        assert (page.status_code, targets(page)) == (200, [])
    for role in (Role.MEMBER, Role.EXPERT, Role.LEADER):
        assert as_user(make_user(role)).get("/suggestions/").status_code == 403
    assert Client().get("/suggestions/").status_code == 302


def test_collector_sees_own_needs_without_buttons(scene: Scene) -> None:
    scene.need.owner = scene.collector
    scene.need.save()
    page = as_user(scene.collector).get("/suggestions/")
    assert len(targets(page)) == 3
    assert find(page, '//button[@value="introduce"]') == []


def test_act_in_a_row_leaves_a_line_with_undo(scene: Scene, client: Client) -> None:
    done = decide(client, scene, decision="refuse", reason="too_early", shape="li", headers=HTMX)
    (row,) = find(done, "//li")
    assert "row-done" in row.get("class", "")
    assert Decision.objects.get().state == "refused"
    undo = {field.get("name"): field.get("value") for field in find(done, "//input")}
    undo.pop("csrfmiddlewaretoken", None)
    client.post(f"/suggestions/needs/{scene.need.pk}/decide/", undo, headers=HTMX)
    assert Decision.objects.get().state == "open"


def test_refused_act_keeps_the_row_and_says_why(scene: Scene, client: Client) -> None:
    answer = decide(client, scene, decision="refuse", reason="", shape="li", headers=HTMX)
    assert answer["HX-Reswap"] == "beforeend"
    assert find(answer, '//p[@role="alert"]')
    assert not Decision.objects.exists()


def test_without_script_acts_lead_back_or_on_to_the_introduction(
    scene: Scene, client: Client
) -> None:
    held = decide(client, scene, decision="hold", back="/suggestions/?period=all")
    assert (held.status_code, held["Location"]) == (302, "/suggestions/?period=all")
    begun = decide(client, scene, decision="introduce", back="https://evil.example/")
    introduction = Introduction.objects.get()
    assert begun["Location"] == f"/suggestions/introductions/{introduction.pk}/"
    nowhere = decide(client, scene, decision="introduce", back="https://evil.example/")
    assert nowhere["Location"] == "/suggestions/"


def test_message_offers_undo_without_script(scene: Scene, client: Client) -> None:
    decide(client, scene, decision="refuse", reason="too_early")
    page = client.get("/suggestions/")
    (action,) = find(page, '//div[contains(@class, "note-good")]//form/@action')
    client.post(str(action))
    assert Decision.objects.get().state == "open"


def test_held_pair_whose_day_has_come_stands_above(scene: Scene, client: Client) -> None:
    decide_hold(**scene.pair, by=scene.broker)
    assert scene.offers[0].title not in text_of(client.get("/suggestions/"))
    assert scene.offers[0].title in text_of(client.get("/suggestions/held/"))
    Decision.objects.update(hold_date=clock.today())
    page = client.get("/suggestions/")
    assert texts(page, '//section[@aria-labelledby="back"]//div[@class="pair-target"]/a') == [
        scene.offers[0].title
    ]


def test_refused_pairs_stand_with_reason_on_their_page_and_on_the_needs(
    scene: Scene, client: Client
) -> None:
    decide_refuse(**scene.pair, reason="other", words="样机已停产", by=scene.broker)
    for path in ("/suggestions/refused/", f"/needs/{scene.need.pk}/"):
        page = client.get(path)
        assert "样机已停产" in text_of(page)
        assert find(page, '//button[@value="take_back"]')
    shown = texts(
        client.get(f"/needs/{scene.need.pk}/"), '//details[@class="match"]//span[@class="title"]'
    )
    assert scene.offers[0].title not in shown
    assert scene.offers[1].title in shown


def test_need_offer_and_expert_show_the_same_acts_and_their_introductions(
    scene: Scene, client: Client
) -> None:
    decide_introduce(**scene.pair, by=scene.broker)
    decide_introduce(**scene.expert_pair, by=scene.broker)
    for path, count in (
        (f"/needs/{scene.need.pk}/", 2),
        (f"/offers/{scene.offers[0].pk}/", 1),
        (f"/experts/{scene.expert.pk}/", 1),
        (f"/offers/{scene.offers[1].pk}/", 0),
    ):
        page = client.get(path)
        rows = find(page, '//section[@id="introductions"]//li')
        assert len(rows) == count, path
    assert find(client.get(f"/offers/{scene.offers[1].pk}/"), '//button[@value="introduce"]')
    assert find(client.get(f"/needs/{scene.need.pk}/"), '//button[@value="introduce"]')
    foreign = as_user(scene.foreign).get(f"/offers/{scene.offers[0].pk}/")
    assert find(foreign, '//section[@id="introductions"]') == []


def test_introduction_page_makes_a_link_and_shows_it_once(scene: Scene, client: Client) -> None:
    introduction_id = decide_introduce(**scene.pair, by=scene.broker).introduction_id
    path = f"/suggestions/introductions/{introduction_id}/"
    page = client.get(path)
    assert [field.get("value") for field in find(page, '//input[@name="recipient_name"]')] == [
        "王工",
        "林老师",
    ]
    shown = client.post(f"{path}ask/", {"side": "need", "recipient_name": "王工"})
    assert "/a/" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"] or "no-cache" in shown["Cache-Control"]
    assert "/a/" not in client.get(path).content.decode()
    assert client.post(f"{path}ask/", {"side": "need"}).status_code == 302


def test_steps_of_an_introduction_are_refused_with_a_sentence(scene: Scene, client: Client) -> None:
    introduction_id = decide_introduce(**scene.pair, by=scene.broker).introduction_id
    path = f"/suggestions/introductions/{introduction_id}/"
    said = client.post(f"{path}close/", {"outcome": "cooperation"}, follow=True)
    assert find(said, '//div[contains(@class, "note-bad")]')
    assert Introduction.objects.get().state == "asked"
    assert as_user(scene.foreign).get(path).status_code == 404
    tried = as_user(scene.foreign).post(f"{path}close/", {"outcome": "cooperation"})
    assert tried["Location"] == path


@pytest.mark.parametrize("path", ["/suggestions/?period=all", "/suggestions/introductions/"])
def test_pages_take_as_many_queries_for_fifty_rows_as_for_one(
    scene: Scene, client: Client, path: str
) -> None:
    def count() -> tuple[int, int]:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page = client.get(path)
        return len(caught), len(find(page, "//li[@data-row]"))

    Suggestion.objects.filter(offer=scene.offers[1]).delete()
    Suggestion.objects.filter(expert=scene.expert).delete()
    decide_introduce(**scene.expert_pair, by=scene.broker)
    few = count()
    for number in range(10):
        need = add(RecordKind.NEED, scene.broker)
        store_match(need, scene.offers, by=scene.broker)
        other = add(RecordKind.OFFER, scene.broker)
        introduced = decide_introduce(
            need_id=need.pk, kind="offer", target_id=other.pk, by=scene.broker
        )
        if number % 2:
            assert introduced.introduction_id is not None
            ask_side(
                introduction_id=introduced.introduction_id,
                side=Side.NEED,
                recipient_name="王工",
                by=scene.broker,
            )
    many = count()
    assert many[1] > few[1] + 8
    assert many[0] == few[0]
