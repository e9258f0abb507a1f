"""The needs that an offer or an expert was suggested for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordState
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.core.actor import Actor
from duijie.core.paging import Page
from duijie.engines.extraction.types import RecordKind
from duijie.matching.queries import (
    SuggestedNeed,
    list_needs_of_expert_for_user,
    list_needs_of_offer_for_user,
)
from tests.factories.records import make_record, store_record, store_records
from tests.factories.users import make_administrator, make_broker, make_user
from tests.integration.web.building import (
    NEED_QUOTE,
    NEED_TEXT,
    OFFER_TEXT,
    find,
    store_match,
    text_of,
    texts,
)

pytestmark = pytest.mark.django_db

PHONE = "13900001111"
ListNeeds = Callable[..., Page[SuggestedNeed]]


@pytest.fixture
def offer(broker: User) -> CatalogueRecord:
    return store_record(make_record(RecordKind.OFFER, text=OFFER_TEXT), by=broker)


def titles(rows: Page[SuggestedNeed]) -> list[str]:
    return [row.title for row in rows]


def test_best_fit_stands_first_with_its_place_and_reason(
    broker: User, offer: CatalogueRecord
) -> None:
    other = store_record(make_record(RecordKind.OFFER), by=broker)
    second = store_record(make_record(title="次", phone=PHONE), by=broker)
    first = store_record(make_record(title="首", text=NEED_TEXT, phone=PHONE), by=broker)
    store_record(make_record(title="未匹配"), by=broker)
    store_match(second, [other, offer], by=broker)
    store_match(first, [offer], by=broker)

    rows = list_needs_of_offer_for_user(offer.pk, broker)

    assert [(row.need_id, row.title, row.position) for row in rows] == [
        (first.pk, "首", 1),
        (second.pk, "次", 2),
    ]
    assert rows.rows[0].fit > rows.rows[1].fit
    assert rows.rows[0].reason is not None
    assert "".join(piece.text for piece in rows.rows[0].reason.need_quote) == NEED_QUOTE
    assert rows.rows[1].reason is None
    assert PHONE not in repr(rows)


def test_need_that_nothing_fits_is_left_out(broker: User, offer: CatalogueRecord) -> None:
    expert = store_record(make_record(RecordKind.EXPERT), by=broker)
    store_match(
        store_record(make_record(title="远"), by=broker), [offer], by=broker, nothing_fits=True
    )
    store_match(
        store_record(make_record(title="近"), by=broker), [offer], by=broker, experts=[expert]
    )

    assert titles(list_needs_of_offer_for_user(offer.pk, broker)) == ["近"]
    assert titles(list_needs_of_expert_for_user(expert.pk, broker)) == ["近"]


def test_pair_that_fits_badly_is_left_out(broker: User, offer: CatalogueRecord) -> None:
    better = store_records([make_record(RecordKind.OFFER) for _ in range(8)], by=broker)
    store_match(store_record(make_record(), by=broker), [*better, offer], by=broker)

    assert titles(list_needs_of_offer_for_user(offer.pk, broker)) == []


@pytest.mark.parametrize(
    ("kind", "model", "list_needs"),
    [
        (RecordKind.OFFER, Offer, list_needs_of_offer_for_user),
        (RecordKind.EXPERT, Expert, list_needs_of_expert_for_user),
    ],
)
def test_drafts_are_seen_by_their_owner_and_administrators_only(
    broker: User, kind: RecordKind, model: type[CatalogueRecord], list_needs: ListNeeds
) -> None:
    target = store_record(make_record(kind), by=broker)
    offers = [target] if kind is RecordKind.OFFER else []
    experts = [target] if kind is RecordKind.EXPERT else []
    open_need, draft = store_records(
        [make_record(title="公开"), make_record(title="稿")], by=broker
    )
    for need in (open_need, draft):
        store_match(need, offers, by=broker, experts=experts)
    other, administrator = make_broker(), make_administrator()
    closed = make_user(is_active=False)
    Need.objects.filter(pk=draft.pk).update(state=RecordState.DRAFT)

    def seen(user: Actor) -> set[str]:
        return set(titles(list_needs(target.pk, user)))

    assert {name: seen(user) for name, user in (("own", broker), ("other", other))} == {
        "own": {"公开", "稿"},
        "other": {"公开"},
    }
    assert seen(administrator) == {"公开", "稿"}
    assert seen(closed) == seen(AnonymousUser()) == set()

    model._default_manager.filter(pk=target.pk).update(state=RecordState.DRAFT)
    assert seen(other) == set()
    assert seen(administrator) == {"公开", "稿"}


def test_ten_needs_take_as_many_queries_as_one(
    broker: User, offer: CatalogueRecord, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_match(store_record(make_record(), by=broker), [offer], by=broker)
    with django_assert_num_queries(4):
        assert len(list_needs_of_offer_for_user(offer.pk, broker)) == 1
    for need in store_records([make_record() for _ in range(11)], by=broker):
        store_match(need, [offer], by=broker)
    with django_assert_num_queries(4):
        rows = list_needs_of_offer_for_user(offer.pk, broker)
    assert (len(rows), rows.total, rows.page_count) == (10, 12, 2)


def test_panel_shows_the_needs_and_turns_its_pages(
    broker_client: Client, broker: User, offer: CatalogueRecord
) -> None:
    needs = store_records([make_record(phone=PHONE) for _ in range(11)], by=broker)
    for need in needs:
        store_match(need, [offer], by=broker)
    address = f"/offers/{offer.pk}/"

    page = broker_client.get(address)
    swap = broker_client.get(f"{address}?page=2", headers={"HX-Request": "true"})

    assert texts(page, "//*[@data-row]//a") == [need.title for need in needs[:10]]
    assert texts(page, '//*[@class="count"]') == ["11 in all · page 1 of 2"]
    assert texts(swap, "//*[@data-row]//a") == [needs[10].title]
    assert b"<html" not in swap.content
    assert swap["HX-Push-Url"] == f"{address}?page=2"
    assert PHONE not in page.content.decode()


def test_panel_of_an_expert_quotes_the_need(broker_client: Client, broker: User) -> None:
    expert = store_record(make_record(RecordKind.EXPERT), by=broker)
    need = store_record(make_record(), by=broker)
    store_match(need, [], by=broker, experts=[expert])

    page = broker_client.get(f"/experts/{expert.pk}/")

    assert [link.get("href") for link in find(page, "//*[@data-row]//a")] == [f"/needs/{need.pk}/"]
    assert texts(page, '//*[@class="fit-side num"]/b') == ["82%"]


def test_panel_without_needs_says_so(broker_client: Client, offer: CatalogueRecord) -> None:
    assert "No need has been found yet that this fits." in text_of(
        broker_client.get(f"/offers/{offer.pk}/")
    )
