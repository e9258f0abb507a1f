"""Search through the index: who finds what, how soon, and what is gone from the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import DisclosureLevel, Role, ZoneKind
from duijie.accounts.models import User, Zone
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import IndexMark, Membership, Need
from duijie.catalogue.policies import Move
from duijie.catalogue.queries.search import search_records_for_user
from duijie.catalogue.services import change_record, delete_record, move_record
from duijie.catalogue.services.indexing import purge_index, rebuild_index, refresh_index
from duijie.core.actor import Actor
from duijie.core.jobs.models import Job
from duijie.engines.extraction.types import RecordKind as ReadKind
from tests.factories.records import make_record, store_records
from tests.factories.users import make_administrator, make_broker, make_user

pytestmark = pytest.mark.django_db

COMPANY = "青禾涂料有限公司"


@pytest.fixture
def need(broker: User) -> Need:
    """A published need of a company that only its own side and staff may know."""
    (row,) = store_records([make_record(org=COMPANY, text="纳米防腐助剂分散不均。")], by=broker)
    refresh_index()
    return Need.objects.get(pk=row.pk)


def keys(text: str, user: Actor) -> list[str]:
    return [f"{hit.kind}:{hit.id}" for hit in search_records_for_user(text, user)]


@pytest.mark.parametrize("asked", ["青禾涂料", "qinghetuliao", "qhtl", "清河涂料", "青禾图料"])
def test_organisation_is_found_by_name_pinyin_initials_and_typo(
    broker: User, need: Need, asked: str
) -> None:
    assert f"organisation:{need.organisation_id}" in keys(asked, broker)[:5]


def test_need_is_found_by_its_company_by_staff_only(broker: User, need: Need) -> None:
    member = make_user(Role.MEMBER)

    assert f"need:{need.pk}" in keys(COMPANY, broker)
    assert f"need:{need.pk}" not in keys(COMPANY, member)
    assert f"need:{need.pk}" in keys("纳米防腐助剂", member)


def test_own_need_is_found_by_the_company_whatever_its_disclosure(need: Need) -> None:
    Need.objects.filter(pk=need.pk).update(disclosure=DisclosureLevel.OWN)
    refresh_after(need)
    mine, other = make_user(Role.MEMBER), make_user(Role.MEMBER)
    Membership.objects.create(user=mine, organisation_id=need.organisation_id or 0)

    assert f"need:{need.pk}" in keys("纳米防腐助剂", mine)
    assert f"need:{need.pk}" not in keys("纳米防腐助剂", other)


def test_strangers_find_public_summaries_only(broker: User, need: Need) -> None:
    change_record(
        kind=RecordKind.NEED,
        record_id=need.pk,
        values={"teaser_title": "涂料企业求助", "teaser_text": "助剂方面。"},
        revision=need.revision,
        disclosure=DisclosureLevel.TEASER,
        by=broker,
    )
    refresh_index()
    stranger = AnonymousUser()

    (hit,) = search_records_for_user("涂料企业求助", stranger)
    assert (hit.title, hit.organisation_name, hit.excerpt) == ("涂料企业求助", "", "助剂方面。")
    assert keys("纳米防腐助剂", stranger) == []
    assert keys(COMPANY, stranger) == []


def test_broker_of_another_zone_finds_what_registered_users_find(need: Need) -> None:
    zone = Zone.objects.create(name="栗川县", kind=ZoneKind.COUNTY, path="/7/")
    elsewhere = make_broker()
    User.objects.filter(pk=elsewhere.pk).update(zone=zone)
    elsewhere.refresh_from_db()

    assert f"need:{need.pk}" not in keys(COMPANY, elsewhere)
    assert f"need:{need.pk}" in keys("纳米防腐助剂", elsewhere)


def test_leader_finds_nothing(need: Need) -> None:
    assert keys("纳米防腐助剂", make_user(Role.LEADER)) == []


def test_save_is_marked_and_a_job_takes_it_in(broker: User, need: Need) -> None:
    change_record(
        kind=RecordKind.NEED,
        record_id=need.pk,
        values={"title": "超疏水面漆开发"},
        revision=need.revision,
        by=broker,
    )

    assert IndexMark.objects.get().key == f"need:{need.pk}"
    assert Job.objects.filter(kind="catalogue.refresh_index").exists()
    refresh_index()
    assert keys("超疏水面漆", broker) == [f"need:{need.pk}"]
    assert not IndexMark.objects.exists()


def test_hidden_record_is_not_shown_before_the_index_knows(broker: User, need: Need) -> None:
    member = make_user(Role.MEMBER)
    move_record(kind=RecordKind.NEED, record_id=need.pk, move=Move.WITHDRAW, by=broker)

    assert keys("纳米防腐助剂", member) == []


@pytest.mark.parametrize("how", ["withdraw", "delete", "hide"])
def test_withdrawn_text_is_in_no_file_that_others_search(
    broker: User, need: Need, how: str
) -> None:
    if how == "withdraw":
        move_record(kind=RecordKind.NEED, record_id=need.pk, move=Move.WITHDRAW, by=broker)
    elif how == "delete":
        delete_record(kind=RecordKind.NEED, record_id=need.pk, by=broker)
    else:
        change_record(
            kind=RecordKind.NEED,
            record_id=need.pk,
            values={},
            revision=need.revision,
            disclosure=DisclosureLevel.OWN,
            by=broker,
        )
    refresh_index()

    assert purge_index()

    held = [path.name for path in files() if "纳米".encode() in path.read_bytes()]
    staff = [name for name in held if name.startswith("internal")]
    assert held == staff
    assert (staff == []) == (how == "delete")


def test_rebuilding_gives_the_same(broker: User, need: Need) -> None:
    store_records([make_record(ReadKind.OFFER), make_record(ReadKind.EXPERT)], by=broker)
    refresh_index()
    before = keys("水性涂料", broker)

    rebuild_index()

    assert sorted(keys("水性涂料", broker)) == sorted(before)
    assert len(before) == 3


def test_search_takes_as_many_queries_for_one_hit_as_for_ten(broker: User, need: Need) -> None:
    with CaptureQueriesContext(connection) as one:
        keys("纳米防腐助剂", broker)
    store_records([make_record(text="纳米防腐助剂分散不均。") for _ in range(9)], by=broker)
    refresh_index()
    with CaptureQueriesContext(connection) as ten:
        assert len(keys("纳米防腐助剂", broker)) == 10
    assert len(ten) == len(one)


@pytest.mark.parametrize("text", ["", "  ", "!?%", "' OR 1=1 --", "NEAR(", "\x00", "长" * 5000])
def test_odd_queries_find_nothing_and_break_nothing(broker: User, need: Need, text: str) -> None:
    assert keys(text, broker) == []


def test_administrator_finds_drafts_of_others(broker: User, need: Need) -> None:
    Need.objects.filter(pk=need.pk).update(state="draft")
    refresh_after(need)

    assert f"need:{need.pk}" in keys("纳米防腐助剂", make_administrator())
    assert f"need:{need.pk}" not in keys("纳米防腐助剂", make_broker())


def refresh_after(need: Need) -> None:
    IndexMark.objects.create(key=f"need:{need.pk}")
    refresh_index()


def files() -> list[Path]:
    return [path for path in Path(django_settings.INDEX_DIR).rglob("*") if path.is_file()]
