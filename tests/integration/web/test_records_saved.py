"""Saved lists: by name, shared with colleagues, deleted."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import SavedFilter
from duijie.catalogue.queries import list_saved_filters_for_user
from duijie.catalogue.services import save_filter
from tests.factories.users import make_user
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

SAVED = '//*[@class="menu-line"]/a'


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["duijie_language"] = "en"
    return client


def test_list_is_saved_and_opened_by_name(broker_client: Client) -> None:
    answer = broker_client.post(
        "/needs/saved/", {"name": "云泽 大额", "query": "region=云泽市&budget_min=100&page=3"}
    )
    page = broker_client.get("/needs/")

    assert answer.status_code == 302
    assert texts(page, SAVED) == ["云泽 大额"]
    href = find(page, SAVED)[0].get("href")
    assert href == "/needs/?region=%E4%BA%91%E6%B3%BD%E5%B8%82&budget_min=100"
    assert texts(broker_client.get("/offers/"), SAVED) == []


def test_shared_list_is_for_staff_and_its_owner_alone_deletes_it(
    broker_client: Client, broker: User
) -> None:
    save_filter(
        kind=RecordKind.NEED, name="本周到期", query="state=published&mine=1", is_shared=True,
        by=broker,
    )  # fmt: skip
    row = SavedFilter.objects.get()
    colleague = client_of(make_user(Role.COLLECTOR))
    member = client_of(make_user(Role.MEMBER))

    refused = colleague.post(f"/needs/saved/{row.pk}/delete/")

    assert texts(colleague.get("/needs/"), SAVED) == [f"本周到期 {broker}"]
    assert find(colleague.get("/needs/"), SAVED)[0].get("href") == "/needs/?state=published"
    assert "本周到期" not in text_of(member.get("/needs/"))
    assert refused.status_code == 404
    assert SavedFilter.objects.exists()
    broker_client.post(f"/needs/saved/{row.pk}/delete/")
    assert not SavedFilter.objects.exists()


def test_own_list_is_nobody_elses(broker: User) -> None:
    save_filter(kind=RecordKind.NEED, name="私", query="q=x", is_shared=False, by=broker)

    assert list_saved_filters_for_user(make_user(Role.BROKER), RecordKind.NEED) == ()
    assert [row.name for row in list_saved_filters_for_user(broker, RecordKind.NEED)] == ["私"]


def test_member_cannot_share(broker: User) -> None:
    member = make_user(Role.MEMBER)

    save_filter(kind=RecordKind.OFFER, name="给大家", query="q=x", is_shared=True, by=member)

    assert list_saved_filters_for_user(broker, RecordKind.OFFER) == ()


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", "q=x", "Give the list a name of at most 60 characters."),
        ("x" * 61, "q=x", "Give the list a name of at most 60 characters."),
        ("全部", "page=2", "Narrow or sort the list first: there is nothing to keep."),
    ],
)
def test_what_cannot_be_kept_is_said(
    broker_client: Client, name: str, query: str, sentence: str
) -> None:
    answer = broker_client.post("/needs/saved/", {"name": name, "query": query}, follow=True)

    assert sentence in text_of(answer)
    assert not SavedFilter.objects.exists()


def test_same_name_is_overwritten(broker: User) -> None:
    for query in ("q=x", "q=y"):
        save_filter(kind=RecordKind.NEED, name="一", query=query, is_shared=False, by=broker)

    assert list(SavedFilter.objects.values_list("query", flat=True)) == ["q=y"]
