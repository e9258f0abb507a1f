"""The box for a pasted problem, and the pages of needs that ask for the same."""

from __future__ import annotations

import pytest

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.core.jobs.worker import run_worker
from duijie.intake.models import Capture
from duijie.matching.models import Trial
from tests.factories.users import make_user
from tests.integration.matching.pairing import Scene, add, make_scene
from tests.integration.web.building import find, store_match, texts
from tests.integration.web.test_suggestions_pages import as_user

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "轴承套圈的微裂纹靠人工目检，漏检太多，想在生产线上自动检测。"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def test_a_text_is_tried_and_becomes_a_need_if_wanted(scene: Scene) -> None:
    client = as_user(scene.broker)
    answer = client.post("/suggestions/trials/", {"text": TEXT})
    trial = Trial.objects.get()
    assert answer.headers["Location"] == f"/suggestions/trials/{trial.pk}/"
    waiting = client.get(answer.headers["Location"])
    assert find(waiting, '//section[@id="matches"]/@hx-trigger')
    run_worker("quick", ends_when_empty=True)
    page = client.get(answer.headers["Location"])
    assert not find(page, '//section[@id="matches"]/@hx-trigger')
    assert scene.offers[0].title in texts(page, '//span[@class="title"]')
    assert TEXT in texts(client.get("/suggestions/trials/"), "//li/a")[0]
    # what the button sends
    form = '//form[@action="/capture/"]'
    sent = {
        name: find(page, f'{form}//input[@name="{name}"]/@value')[0] for name in ("kind", "text")
    }
    client.post("/capture/", sent)
    assert Capture.objects.get().text == TEXT
    client.post(f"/suggestions/trials/{trial.pk}/drop/")
    assert not Trial.objects.exists()
    assert client.get(answer.headers["Location"]).status_code == 404


def test_an_empty_text_is_refused_in_its_place(scene: Scene) -> None:
    page = as_user(scene.broker).post("/suggestions/trials/", {"text": "  "})
    assert page.status_code == 400
    assert texts(page, '//*[@id="trial-error"]//p') == ["请粘贴要试配的文字。"]


def test_a_problem_in_the_search_box_can_be_tried(scene: Scene) -> None:
    client = as_user(scene.broker)
    button = '//form[@action="/suggestions/trials/"]//input[@name="text"]/@value'
    long = TEXT * 20
    assert find(client.get("/search/", {"q": long}), button) == [long]
    assert find(client.get("/search/", {"q": "轴承"}), button) == []
    assert find(as_user(make_user(Role.MEMBER)).get("/search/", {"q": long}), button) == []


def test_needs_like_it_stand_beside_a_need_and_in_groups(scene: Scene) -> None:
    other = add(RecordKind.NEED, scene.broker)
    store_match(scene.need, scene.offers, by=scene.broker, similar=[other])
    client = as_user(scene.broker)
    shown = texts(
        client.get(f"/needs/{scene.need.pk}/"), '//div[@aria-labelledby="similar-title"]//li//a'
    )
    assert shown == [other.title]
    page = client.get("/suggestions/common/")
    assert set(texts(page, "//section[@class='common-group']//li/a")) == {
        scene.need.title,
        other.title,
    }
    for role in (Role.MEMBER, Role.EXPERT, Role.LEADER, Role.VISITOR):
        outsider = as_user(make_user(role))
        assert outsider.get("/suggestions/common/").status_code == 403
        assert outsider.get("/suggestions/trials/").status_code == 403


def test_more_like_an_offer_is_one_button_on_its_page(scene: Scene) -> None:
    client = as_user(scene.broker)
    made = add(RecordKind.OFFER, scene.broker, title="涡流微裂纹检测装置")
    page = client.get(f"/offers/{made.pk}/").content.decode()
    assert 'action="/suggestions/trials/like/"' in page
    answer = client.post("/suggestions/trials/like/", {"kind": "offer", "record": made.pk})
    trial = Trial.objects.get()
    assert answer["Location"] == f"/suggestions/trials/{trial.pk}/"
    assert trial.text.startswith("涡流微裂纹检测装置")
    for wrong in ({"kind": "need", "record": made.pk}, {"kind": "offer", "record": 9_999}, {}):
        assert client.post("/suggestions/trials/like/", wrong).status_code == 404
    member = as_user(make_user(Role.MEMBER))
    assert "trials/like" not in member.get(f"/offers/{made.pk}/").content.decode()
    assert Trial.objects.count() == 1
