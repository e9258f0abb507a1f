"""Zones on their page."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.models import User, Zone
from duijie.catalogue.services.codes import ensure_code_lists
from tests.factories.zones import make_zone
from tests.integration.web.building import text_of, texts

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/zones/"


def test_zone_is_added_renamed_moved_and_deleted(administrator_client: Client) -> None:
    city = make_zone("甲市")
    administrator_client.post(ADDRESS, {"name": "乙县", "kind": "county", "parent": city.pk})
    county = Zone.objects.get(name="乙县")
    assert county.path == f"/{city.pk}/{county.pk}/"

    administrator_client.post(
        f"{ADDRESS}{county.pk}/", {"name": "乙区", "kind": "county", "parent": ""}
    )
    county.refresh_from_db()
    assert (county.name, county.path) == ("乙区", f"/{county.pk}/")
    assert texts(administrator_client.get(ADDRESS), '//td[@class="main"]') == ["乙区", "甲市"]

    administrator_client.post(f"{ADDRESS}{county.pk}/delete/")
    assert list(Zone.objects.values_list("name", flat=True)) == ["甲市"]


def test_name_that_is_taken_is_said_and_nothing_moves(administrator_client: Client) -> None:
    city = make_zone("甲市")
    make_zone("乙县", parent=city)
    other = make_zone("丁县")
    answer = administrator_client.post(
        f"{ADDRESS}{other.pk}/", {"name": "乙县", "kind": "county", "parent": city.pk}
    )
    other.refresh_from_db()
    assert answer.status_code == 400
    assert "There is a zone “乙县” at this place already." in text_of(answer)
    assert (other.name, other.parent_id) == ("丁县", None)


def test_zone_in_use_says_so(administrator_client: Client, broker: User) -> None:
    zone = make_zone("甲市")
    User.objects.filter(pk=broker.pk).update(zone=zone)
    answer = administrator_client.post(f"{ADDRESS}{zone.pk}/delete/", follow=True)
    assert "“甲市” is in use" in text_of(answer)
    assert Zone.objects.filter(pk=zone.pk).exists()


def test_province_brings_its_cities_and_counties(administrator_client: Client) -> None:
    ensure_code_lists(keys=["division"])
    administrator_client.post(f"{ADDRESS}grow/", {"division": "320000", "deep": "on"})
    paths = dict(Zone.objects.values_list("division_code", "path"))
    assert {"320000", "320500", "320505"} <= set(paths)
    assert paths["320505"].startswith(paths["320500"])
    assert paths["320500"].startswith(paths["320000"])
    count = Zone.objects.count()
    administrator_client.post(f"{ADDRESS}grow/", {"division": "320000", "deep": "on"})
    assert Zone.objects.count() == count


def test_city_without_districts_of_its_own_name_has_no_empty_level(
    administrator_client: Client,
) -> None:
    ensure_code_lists(keys=["division"])
    administrator_client.post(f"{ADDRESS}grow/", {"division": "110000"})
    assert not Zone.objects.filter(name="市辖区").exists()
    assert Zone.objects.filter(name="东城区", parent__name="北京市").exists()
