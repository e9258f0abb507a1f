"""Who saw what, bulk keys, and what is due once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access, Consent
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    AccessFilters,
    RecordFilters,
    get_record_for_user,
    list_accesses_for_user,
    list_keys_for_user,
    list_needs_for_user,
)
from duijie.catalogue.services import create_record, log_access, mark_changed, move_record
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError
from duijie.core.jobs.daily import start_due_jobs
from duijie.core.jobs.models import Job
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, Region

pytestmark = pytest.mark.django_db
NEED = RecordKind.NEED


@pytest.fixture
def need_id(region: Region) -> int:
    """A published need that `other_member` sees on consent."""
    values = values_of(NEED, organisation=COMPANY, title="水性涂料")
    made = create_record(kind=NEED, values=values, by=region.broker)
    move_record(kind=NEED, record_id=made, move=Move.PUBLISH, by=region.broker)
    Consent.objects.create(
        need_id=made,
        grantee=region.other_member,
        level=DisclosureLevel.CONSENT,
        requested_by=region.broker,
        given_at=clock.now(),
        accepted_at=clock.now(),
    )
    return made


def look(need_id: int, user: Actor, door: str = "page") -> None:
    detail = get_record_for_user(NEED, need_id, user)
    log_access(kind=NEED, record_id=need_id, level=detail.level, door=door, by=user)


def test_sight_of_contacts_is_kept_once_an_hour_and_door(need_id: int, region: Region) -> None:
    for door in ("page", "page", "api", "page"):
        look(need_id, region.other_member, door)
    for user in (region.member, region.broker, region.expert):  # own, own, and no contacts
        look(need_id, user)
    look(need_id, region.administrator)
    seen = Access.objects.order_by("pk").values_list("by_id", "door", "level")
    assert list(seen) == [
        (region.other_member.pk, "page", DisclosureLevel.CONSENT),
        (region.other_member.pk, "api", DisclosureLevel.CONSENT),
        (region.administrator.pk, "page", DisclosureLevel.INTERNAL),
    ]
    Access.objects.update(at=clock.now() - timedelta(minutes=61))
    look(need_id, region.other_member)
    assert Access.objects.filter(by=region.other_member, door="page").count() == 2


def test_list_is_for_administrators_and_can_be_narrowed(need_id: int, region: Region) -> None:
    look(need_id, region.other_member)
    look(need_id, region.administrator, "api")
    rows = list_accesses_for_user(region.administrator).rows
    assert [(row.user_id, row.title, row.door) for row in rows] == [
        (region.administrator.pk, "水性涂料", "api"),
        (region.other_member.pk, "水性涂料", "page"),
    ]
    for filters, total in (
        (AccessFilters(user_id=region.other_member.pk), 1),
        (AccessFilters(kind=NEED, record_id=need_id), 2),
        (AccessFilters(kind=NEED, record_id=need_id + 1), 0),
        (AccessFilters(kind=RecordKind.OFFER), 0),
        (AccessFilters(door="api"), 1),
        (AccessFilters(since=clock.now() + timedelta(minutes=1)), 0),
        (AccessFilters(until=clock.now() + timedelta(minutes=1)), 2),
    ):
        assert list_accesses_for_user(region.administrator, filters).total == total
    for who in ("broker", "collector", "member", "expert", "leader", "visitor"):
        with pytest.raises(NotAllowedError):
            list_accesses_for_user(getattr(region, who))


def test_list_asks_as_often_for_three_rows_as_for_one(
    need_id: int, region: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    look(need_id, region.other_member)
    with django_assert_num_queries(2):
        list_accesses_for_user(region.administrator)
    for door in ("api", "export"):
        look(need_id, region.other_member, door)
    with django_assert_num_queries(2):
        assert list_accesses_for_user(region.administrator).total == 3


def test_keys_are_of_what_the_list_shows_and_the_action_reaches(
    need_id: int, region: Region
) -> None:
    key = f"need:{need_id}"
    for who, keys in (
        ("administrator", (key,)),
        ("broker", (key,)),
        ("member", (key,)),
        ("other_member", ()),  # sees it, exports it not
        ("other_broker", ()),
        ("leader", ()),
        ("visitor", ()),
    ):
        assert list_keys_for_user(NEED, RecordFilters(), getattr(region, who)) == keys, who
    assert list_keys_for_user(NEED, RecordFilters(search="别的"), region.broker) == ()
    seen = list_keys_for_user(NEED, RecordFilters(), region.other_member, action=Action.SEE)
    assert seen == (key,)


def test_days_work_is_started_once_a_day(region: Region) -> None:
    kinds = {"catalogue.expire_records", "catalogue.purge_deleted"}
    assert start_due_jobs() >= len(kinds)
    assert start_due_jobs() == 0
    assert kinds <= set(Job.objects.values_list("kind", flat=True))
    Job.objects.update(created_at=clock.now() - timedelta(days=1), state="done")
    assert start_due_jobs() >= len(kinds)
    assert Job.objects.filter(kind="catalogue.expire_records").count() == 2


def test_marks_are_one_for_each_record_whatever_happens_to_it(region: Region) -> None:
    from duijie.catalogue.models import IndexMark

    IndexMark.objects.all().delete()
    mark_changed(NEED, [1, 2])
    first = IndexMark.objects.get(key="need:1").at
    mark_changed(NEED, [1])
    assert IndexMark.objects.count() == 2
    assert IndexMark.objects.get(key="need:1").at > first


def test_long_list_says_that_there_is_more(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        create_record(kind=NEED, values=values_of(NEED), by=region.broker)
    monkeypatch.setattr("duijie.catalogue.queries.rows.MOST_COUNTED", 3)
    page = list_needs_for_user(region.broker, page=9, size=2)
    assert (page.total, page.is_capped, page.number, len(page)) == (3, True, 2, 1)
    monkeypatch.setattr("duijie.catalogue.queries.rows.MOST_COUNTED", 4)
    page = list_needs_for_user(region.broker, size=2)
    assert (page.total, page.is_capped, page.page_count) == (4, False, 2)
