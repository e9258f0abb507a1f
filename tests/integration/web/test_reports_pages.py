"""报表: figures with their definitions, each leading to the rows that it counts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.matching.models import Decision, IntroductionSide
from duijie.matching.services import decide_introduce, decide_refuse
from tests.factories.users import make_user
from tests.integration.matching.pairing import Scene, make_scene
from tests.integration.web.building import text_of

pytestmark = pytest.mark.django_db
PAGES = ("", "matching/", "matching/pairs/", "matching/needs/", "matching/answers/")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def decided(scene: Scene) -> Scene:
    decide_refuse(**scene.pair, reason="too_expensive", by=scene.broker)
    done = decide_introduce(**scene.expert_pair, by=scene.broker)
    IntroductionSide.objects.filter(introduction_id=done.introduction_id or 0, side="need").update(
        answer="no", reason="capacity", answered_at=Decision.objects.latest("pk").decided_at
    )
    return scene


def links(user: User, address: str) -> list[str]:
    page = client_of(user).get(address).content.decode()
    return [
        unescape(found) for found in re.findall(r'href="(/reports/matching/[a-z]+/[^"]*)"', page)
    ]


def test_each_figure_leads_to_as_many_rows_as_it_counts(decided: Scene) -> None:
    client = client_of(decided.broker)
    page = client.get("/reports/matching/?period=90")
    assert "1/2" in text_of(page)
    found = [
        address.replace("&amp;", "&") for address in links(decided.broker, "/reports/matching/")
    ]
    assert len(found) == len(set(found))
    sizes = {}
    for address in found:
        rows = client.get(address)
        assert rows.status_code == 200
        sizes[address.split("/reports/matching/")[1]] = rows.context["rows"].total
    assert sizes["pairs/?period=365&within=1"] == 2
    assert sizes["pairs/?period=365&kind=expert&within=10"] == 1
    assert sizes["pairs/?period=365&reason=too_expensive"] == 1
    assert sizes["answers/?period=365&side=need&reason=capacity"] == 1
    assert sizes["needs/?period=365"] == 1
    assert sizes["pairs/?period=365&band=3"] == 2


def test_leader_has_the_figures_and_no_way_to_a_row(decided: Scene) -> None:
    leader = make_user(Role.LEADER)
    page = client_of(leader).get("/reports/matching/")
    assert "1/2" in text_of(page)
    assert links(leader, "/reports/matching/") == []
    for secret in (decided.need.title, decided.offers[0].title, decided.expert.title):
        assert escape(secret) not in page.content.decode()
    for path in PAGES[2:]:
        assert client_of(leader).get(f"/reports/{path}").status_code == 403


def test_broker_of_another_zone_counts_and_sees_nothing_of_it(decided: Scene) -> None:
    page = client_of(decided.foreign).get("/reports/matching/")
    assert "1/2" not in text_of(page)
    for path in PAGES[2:]:
        rows = client_of(decided.foreign).get(f"/reports/{path}?period=all&reason=capacity")
        assert rows.status_code == 200
        assert decided.need.title not in text_of(rows)


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.MEMBER, Role.EXPERT, Role.VISITOR])
def test_others_have_no_reports(role: Role) -> None:
    client = client_of(make_user(role))
    for path in PAGES[:2]:
        assert client.get(f"/reports/{path}").status_code == 403
    if role is not Role.VISITOR:
        assert "/reports/" not in client.get("/").content.decode()


def test_senseless_choices_are_left_out(decided: Scene) -> None:
    client = client_of(decided.broker)
    asked = "period=7&within=2&band=9&kind=x&page=0&reason=y&side=z&only=all"
    for path in PAGES:
        assert client.get(f"/reports/{path}?{asked}").status_code == 200


def test_as_many_queries_for_many_pairs_as_for_one(scene: Scene) -> None:
    client = client_of(scene.broker)
    decide_refuse(**scene.pair, reason="too_expensive", by=scene.broker)
    first = {path: count_queries(client, f"/reports/{path}") for path in PAGES}
    other = {**scene.pair, "target_id": scene.offers[1].pk}
    decide_refuse(**other, reason="capacity", by=scene.broker)
    decide_introduce(**scene.expert_pair, by=scene.broker)
    for path in PAGES[:3]:
        assert count_queries(client, f"/reports/{path}") == first[path]
