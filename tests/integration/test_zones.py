"""The tree of zones: paths stay right, and records and people go along."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import TestCase

from duijie.accounts.enums import Role, ZoneKind
from duijie.accounts.errors import ZoneError
from duijie.accounts.models import AnswerLink, User, Zone
from duijie.accounts.permissions import (
    can_change_zones,
    can_list_zones,
    check_can_change_zones,
    check_can_list_zones,
)
from duijie.accounts.queries import list_zone_choices_for_user, list_zones_for_user
from duijie.accounts.services import (
    Division,
    create_zone,
    delete_zone,
    grow_zones,
    move_zone,
    rename_zone,
)
from duijie.catalogue.models import CatalogueRecord, IndexMark, Need, Organisation
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.records import make_record, store_record
from tests.factories.users import make_administrator, make_broker, make_user
from tests.factories.zones import make_zone

pytestmark = pytest.mark.django_db


def make_need(title: str, by: User) -> CatalogueRecord:
    return store_record(make_record(title=title, text=f"{title}的需求"), by=by)


def put(record: object, zone: Zone) -> None:
    record.zone, record.zone_path = zone, zone.path  # type: ignore[attr-defined]
    record.save()  # type: ignore[attr-defined]


def test_zone_gets_the_path_of_its_parent_and_its_own_id(administrator: User) -> None:
    top = create_zone(name=" 云泽市 ", kind=ZoneKind.CITY, parent_id=None, by=administrator)
    below = create_zone(name="栗川县", kind=ZoneKind.COUNTY, parent_id=top, by=administrator)

    assert Zone.objects.get(pk=top).name == "云泽市"
    assert Zone.objects.get(pk=below).path == f"/{top}/{below}/"
    assert AuditEntry.objects.filter(action="accounts.create_zone").count() == 2


def test_moved_zone_takes_its_subtree_records_and_links_along(administrator: User) -> None:
    old_city, new_city = make_zone("甲市"), make_zone("乙市")
    county = make_zone("丙县", parent=old_city)
    park = make_zone("丁园", parent=county)
    stays = make_zone("戊县", parent=old_city)
    moved_need, other_need = make_need("移动", administrator), make_need("不动", administrator)
    put(moved_need, park)
    put(other_need, stays)
    organisation = Organisation.objects.create(name="甲厂", normalised_name="甲厂")
    put(organisation, county)
    link = AnswerLink.objects.create(
        purpose="x", object_kind="need", object_id="1", recipient_name="林", uses_left=1,
        secret_sha256="0" * 64, zone_path=park.path, created_by=administrator,
        expires_at="2030-01-01T00:00Z",
    )  # fmt: skip
    IndexMark.objects.all().delete()

    move_zone(zone_id=county.pk, parent_id=new_city.pk, by=administrator)

    paths = dict(Zone.objects.values_list("pk", "path"))
    assert paths[county.pk] == f"/{new_city.pk}/{county.pk}/"
    assert paths[park.pk] == f"/{new_city.pk}/{county.pk}/{park.pk}/"
    assert paths[stays.pk] == stays.path
    assert dict(Need.objects.values_list("title", "zone_path")) == {
        "移动": paths[park.pk], "不动": stays.path
    }  # fmt: skip
    organisation.refresh_from_db()
    link.refresh_from_db()
    assert (organisation.zone_path, link.zone_path) == (paths[county.pk], paths[park.pk])
    assert set(IndexMark.objects.values_list("key", flat=True)) == {
        f"need:{moved_need.pk}", f"organisation:{organisation.pk}"
    }  # fmt: skip


def test_moving_to_the_top_and_back_changes_nothing(administrator: User) -> None:
    city = make_zone()
    county = make_zone(parent=city)
    before = dict(Zone.objects.values_list("pk", "path"))

    move_zone(zone_id=county.pk, parent_id=None, by=administrator)
    assert Zone.objects.get(pk=county.pk).path == f"/{county.pk}/"
    move_zone(zone_id=county.pk, parent_id=city.pk, by=administrator)

    assert dict(Zone.objects.values_list("pk", "path")) == before


def test_path_of_another_zone_that_begins_with_the_same_digits_stays(administrator: User) -> None:
    first, target = make_zone(), make_zone()
    Zone.objects.filter(pk=first.pk).update(path="/9/")
    Zone.objects.filter(pk=target.pk).update(path="/90/")

    move_zone(zone_id=first.pk, parent_id=target.pk, by=administrator)

    assert Zone.objects.get(pk=target.pk).path == "/90/"
    assert Zone.objects.get(pk=first.pk).path == f"/90/{first.pk}/"


def test_zone_cannot_hang_below_itself(administrator: User) -> None:
    city = make_zone()
    county = make_zone(parent=city)
    for target in (city, county):
        with pytest.raises(ZoneError) as caught:
            move_zone(zone_id=city.pk, parent_id=target.pk, by=administrator)
        assert caught.value.message.code == "accounts.zone_below_itself"
    assert dict(Zone.objects.values_list("pk", "path")) == {
        city.pk: city.path, county.pk: county.path
    }  # fmt: skip


def test_tree_has_at_most_eight_levels(administrator: User) -> None:
    zone = make_zone()
    for _ in range(7):
        zone = make_zone(parent=zone)
    pair = make_zone()
    make_zone(parent=pair)
    with pytest.raises(ZoneError):
        create_zone(name="九", kind=ZoneKind.PARK, parent_id=zone.pk, by=administrator)
    assert zone.parent_id is not None
    with pytest.raises(ZoneError):
        move_zone(zone_id=pair.pk, parent_id=zone.parent_id, by=administrator)


def test_siblings_have_different_names(administrator: User) -> None:
    city, other = make_zone("甲市"), make_zone("乙市")
    make_zone("丙县", parent=city)
    twin = make_zone("丙县", parent=other)
    for call in (
        lambda: create_zone(
            name="丙县 ", kind=ZoneKind.COUNTY, parent_id=city.pk, by=administrator
        ),
        lambda: move_zone(zone_id=twin.pk, parent_id=city.pk, by=administrator),
        lambda: rename_zone(zone_id=other.pk, name="甲市", kind=ZoneKind.CITY, by=administrator),
        lambda: rename_zone(zone_id=other.pk, name=" ", kind=ZoneKind.CITY, by=administrator),
    ):
        with pytest.raises(ZoneError):
            call()
    rename_zone(zone_id=other.pk, name="丁市", kind=ZoneKind.CITY, by=administrator)
    assert Zone.objects.get(pk=other.pk).name == "丁市"


def test_only_an_empty_zone_is_deleted(administrator: User) -> None:
    city = make_zone("甲市")
    lived_in, with_record, empty = (make_zone(parent=city) for _ in range(3))
    broker = make_broker()
    User.objects.filter(pk=broker.pk).update(zone=lived_in)
    put(make_need("甲", administrator), with_record)
    for zone in (city, lived_in, with_record):
        with pytest.raises(ZoneError) as caught:
            delete_zone(zone_id=zone.pk, by=administrator)
        assert caught.value.message.code == "accounts.zone_in_use"
    delete_zone(zone_id=empty.pk, by=administrator)
    assert set(Zone.objects.values_list("pk", flat=True)) == {city.pk, lived_in.pk, with_record.pk}


def test_starting_tree_grows_once_and_keeps_what_is_there(administrator: User) -> None:
    rows = [
        Division("320000", "江苏省", ZoneKind.PROVINCE),
        Division("320500", "苏州市", ZoneKind.CITY, "320000"),
        Division("320505", "虎丘区", ZoneKind.COUNTY, "320500"),
    ]
    assert grow_zones(divisions=rows, parent_id=None, by=administrator) == 3
    district = Zone.objects.get(division_code="320505")
    rename_zone(zone_id=district.pk, name="苏州高新区", kind=ZoneKind.COUNTY, by=administrator)

    more = [*rows, Division("320506", "吴中区", ZoneKind.COUNTY, "320500")]
    assert grow_zones(divisions=more, parent_id=None, by=administrator) == 1

    assert [(row.name, row.depth) for row in list_zones_for_user(administrator)] == [
        ("江苏省", 0), ("苏州市", 1), ("苏州高新区", 2), ("吴中区", 2)
    ]  # fmt: skip
    assert all(
        zone.path == f"{zone.parent.path if zone.parent else '/'}{zone.pk}/"
        for zone in Zone.objects.select_related("parent")
    )


def test_only_administrators_touch_the_tree() -> None:
    zone = make_zone()
    table: list[tuple[Actor, bool]] = [
        (make_administrator(), True),
        *((make_user(role), False) for role in Role if role is not Role.ADMINISTRATOR),
        (make_user(Role.ADMINISTRATOR, is_active=False), False),
        (AnonymousUser(), False),
    ]
    for user, is_allowed in table:
        assert (can_list_zones(user), can_change_zones(user)) == (is_allowed, is_allowed)
        if is_allowed:
            check_can_list_zones(user)
            check_can_change_zones(user)
            continue
        for act in (
            partial(check_can_list_zones, user),
            partial(check_can_change_zones, user),
            partial(list_zones_for_user, user),
            partial(create_zone, name="x", kind=ZoneKind.CITY, parent_id=None, by=user),
            partial(rename_zone, zone_id=zone.pk, name="x", kind=ZoneKind.CITY, by=user),
            partial(move_zone, zone_id=zone.pk, parent_id=None, by=user),
            partial(delete_zone, zone_id=zone.pk, by=user),
            partial(grow_zones, divisions=[], parent_id=None, by=user),
        ):
            with pytest.raises(NotAllowedError):
                act()
    with pytest.raises(NotFoundError):
        delete_zone(zone_id=zone.pk + 1, by=table[0][0])


def test_user_chooses_among_own_zone_and_those_below() -> None:
    city, other = make_zone("甲市"), make_zone("乙市")
    county = make_zone("丙县", parent=city)
    make_zone("丁园", parent=county)
    broker = make_broker()
    User.objects.filter(pk=broker.pk).update(zone=county)
    broker = User.objects.get(pk=broker.pk)

    assert [(c.name, c.depth) for c in list_zone_choices_for_user(broker)] == [
        ("丙县", 0), ("丁园", 1)
    ]  # fmt: skip
    assert len(list_zone_choices_for_user(make_broker())) == 4
    assert list_zone_choices_for_user(AnonymousUser()) == ()
    assert other.name not in {c.name for c in list_zone_choices_for_user(broker)}


def test_tree_costs_the_same_for_few_and_many(administrator: User) -> None:
    city = make_zone()
    with TestCase().assertNumQueries(2):
        list_zones_for_user(administrator)
    for _ in range(4):
        make_zone(parent=city)
    with TestCase().assertNumQueries(2):
        assert len(list_zones_for_user(administrator)) == 5
