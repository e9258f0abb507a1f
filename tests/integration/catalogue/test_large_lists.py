"""What spares long lists and their filters from reading every record changes nothing they show.

The bounds that tell long from short are set to nothing here, so that a handful of records is long.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Consent, Need
from duijie.catalogue.permissions import get_viewer, visible_records
from duijie.catalogue.queries import (
    RecordFilters,
    get_counts_for_user,
    list_need_facets_for_user,
    list_needs_for_user,
    list_offers_for_user,
    tallies,
)
from duijie.catalogue.services import change_record, create_record
from duijie.catalogue.services.indexing import rebuild_index, refresh_index
from duijie.core import clock
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, OTHER_COMPANY, Region

pytestmark = pytest.mark.django_db
NEED, OFFER = RecordKind.NEED, RecordKind.OFFER


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("duijie.engines.index.holding.FEWEST", 1)
    tallies._held.clear()
    yield
    tallies._held.clear()


def make(by: User, title: str, level: DisclosureLevel, **given: str) -> int:
    values = values_of(NEED, title=title, **given)
    record_id = create_record(kind=NEED, values=values, by=by)
    Need.objects.filter(pk=record_id).update(
        state="published", disclosure=level, teaser_title="公开", is_example=title == "示例"
    )
    return record_id


@pytest.fixture
def needs(region: Region) -> dict[str, int]:
    own, all_see = DisclosureLevel.OWN, DisclosureLevel.REGISTERED
    made = {
        "open": make(region.broker, "轴承磨削", all_see, region="东湾", industry="机械"),
        "hidden": make(region.broker, "磨削轴承", own, organisation=COMPANY, region="密湾"),
        "far": make(region.other_broker, "轴承", own, organisation=OTHER_COMPANY),
        "example": make(region.broker, "示例", all_see, region="东湾"),
        "draft": create_record(
            kind=NEED, values=values_of(NEED, title="轴承草稿", region="稿湾"), by=region.broker
        ),
    }
    rebuild_index()
    return made


def everybody(region: Region) -> list[User]:
    return [
        *(region.administrator, region.broker, region.other_broker, region.collector),
        *(region.member, region.other_member, region.expert, region.visitor),
    ]


def test_counts_are_those_of_the_lists_for_everybody(region: Region, needs: dict[str, int]) -> None:
    seen = set()
    for user in everybody(region):
        visible = visible_records(Need, user)
        real, example = (visible.filter(is_example=side).count() for side in (False, True))
        counts = get_counts_for_user(user)
        assert (counts.needs, counts.example_needs) == (real, example), user.role
        seen.add((real, example))
    assert len(seen) > 2


def test_choices_are_those_of_the_visible_records_for_everybody(
    region: Region, needs: dict[str, int]
) -> None:
    for user in everybody(region)[:-1]:
        values = list(
            visible_records(Need, user).exclude(region="").values_list("region", flat=True)
        )
        shown = {facet.value: facet.count for facet in list_need_facets_for_user(user).regions}
        assert shown == {value: values.count(value) for value in values}, user.role
    assert "密湾" in {f.value for f in list_need_facets_for_user(region.broker).regions}
    assert "密湾" not in {f.value for f in list_need_facets_for_user(region.other_broker).regions}


def test_many_records_are_counted_once_for_all_who_see_alike(
    region: Region,
    needs: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr("duijie.catalogue.queries.tallies.HELD_FROM", 1)
    viewer, other = get_viewer(region.expert, NEED), get_viewer(region.other_member, NEED)
    first = tallies.count_visible(Need, viewer)
    with django_assert_num_queries(0):
        assert tallies.count_visible(Need, viewer) == first
    with django_assert_num_queries(1):  # its own, beyond what all see
        assert tallies.count_visible(Need, other)[0] == first[0] + 1


def test_counted_anew_once_somebody_is_shown_more(
    region: Region, needs: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duijie.catalogue.queries.tallies.HELD_FROM", 1)
    before = tallies.count_visible(Need, get_viewer(region.expert, NEED))
    consent = Consent.objects.create(
        need_id=needs["hidden"],
        grantee=region.expert,
        level=DisclosureLevel.NDA,
        requested_by=region.expert,
        given_at=clock.now(),
        accepted_at=clock.now(),
    )
    Need.objects.filter(pk=needs["hidden"]).update(disclosure=DisclosureLevel.NDA)
    shown = tallies.count_visible(Need, get_viewer(region.expert, NEED))
    assert shown[0] == before[0] + 1

    consent.expiry_date = clock.today() - timedelta(days=1)
    consent.save()
    assert tallies.count_visible(Need, get_viewer(region.expert, NEED)) == before


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("轴承", {"open", "hidden", "far", "draft"}),
        ("轴承磨削", {"open"}),
        ("磨削 轴承", {"open", "hidden"}),
        ("青禾 磨削", {"open", "hidden"}),
        ("青禾涂料有限 磨削", {"hidden"}),
        ("焊接", set()),
    ],
)
def test_list_search_with_the_index_finds_what_it_finds_without(
    region: Region,
    needs: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    search: str,
    expected: set[str],
) -> None:
    def find(user: User) -> set[int]:
        return {row.id for row in list_needs_for_user(user, RecordFilters(search=search))}

    with_index = [find(user) for user in everybody(region)]
    monkeypatch.setattr("duijie.engines.index.holding.FEWEST", 10**9)
    assert with_index == [find(user) for user in everybody(region)]
    assert with_index[0] == {needs[name] for name in expected}


def test_text_that_the_index_has_not_seen_yet_is_found(
    region: Region, needs: dict[str, int]
) -> None:
    change_record(
        kind=NEED,
        record_id=needs["open"],
        values={"text": "改为激光熔覆"},
        revision=Need.objects.get(pk=needs["open"]).revision,
        by=region.broker,
    )
    page = list_needs_for_user(region.broker, RecordFilters(search="激光熔覆"))
    assert [row.id for row in page] == [needs["open"]]
    refresh_index()
    page = list_needs_for_user(region.broker, RecordFilters(search="激光熔覆"))
    assert [row.id for row in page] == [needs["open"]]


def test_text_that_is_gone_is_not_found_although_the_index_still_has_it(
    region: Region, needs: dict[str, int]
) -> None:
    Need.objects.filter(pk=needs["open"]).update(search_text="别的")
    page = list_needs_for_user(region.broker, RecordFilters(search="轴承磨削"))
    assert [row.id for row in page] == []


def test_search_of_another_kind_is_not_mixed_up(region: Region, needs: dict[str, int]) -> None:
    values = values_of(OFFER, title="轴承涂层")
    offer_id = create_record(kind=OFFER, values=values, by=region.broker)
    refresh_index()
    page = list_offers_for_user(region.broker, RecordFilters(search="轴承"))
    assert [row.id for row in page] == [offer_id]


def test_searched_list_says_that_there_is_more(
    region: Region, needs: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duijie.catalogue.queries.rows.MOST_FOUND", 1)
    page = list_needs_for_user(region.broker, RecordFilters(search="轴承"))
    assert (page.total, page.is_capped) == (1, True)
    assert not list_needs_for_user(region.broker).is_capped
