"""Every list asks the database as often for fifty rows as for one, in every role that has it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind as Kind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.services import delete_record, log_access
from duijie.engines.extraction.types import RecordKind
from tests.factories.records import make_record, store_records
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db

LISTS = {
    "/needs/": (Role.ADMINISTRATOR, Role.BROKER, Role.COLLECTOR, Role.MEMBER, Role.VISITOR),
    "/offers/": (Role.BROKER, Role.EXPERT, Role.VISITOR),
    "/experts/": (Role.BROKER, Role.MEMBER, Role.VISITOR),
    "/organisations/": (Role.ADMINISTRATOR, Role.BROKER, Role.MEMBER),
    "/needs/bin/": (Role.BROKER,),
    "/settings/access/": (Role.ADMINISTRATOR,),
    "/open/needs/": (Role.VISITOR,),
    "/": (Role.BROKER, Role.COLLECTOR, Role.MEMBER),
}


def add(owner: User, count: int) -> None:
    """`count` records of every kind, open to everybody, and as many deleted, and seen."""
    for kind, model in (
        (RecordKind.NEED, Need),
        (RecordKind.OFFER, Offer),
        (RecordKind.EXPERT, Expert),
    ):
        rows = store_records([make_record(kind) for _ in range(count)], by=owner)
        model.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="published", disclosure=1, teaser_title="摘要", teaser_text="一段"
        )
    gone = store_records([make_record() for _ in range(count)], by=owner)
    for row in gone:
        log_access(
            kind=Kind.NEED, record_id=row.pk, level=DisclosureLevel.OWN, door="page", by=make_user()
        )
        delete_record(kind=Kind.NEED, record_id=row.pk, by=owner)


@pytest.mark.parametrize(("address", "role"), [(at, who) for at in LISTS for who in LISTS[at]])
def test_list_asks_as_often_for_fifty_rows_as_for_one(
    address: str, role: Role, broker: User
) -> None:
    client = Client()
    client.force_login(broker if role is Role.BROKER else make_user(role))

    def count() -> tuple[int, int]:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200
        return len(captured), answer.content.count(b"<li") + answer.content.count(b"<tr")

    add(broker, 1)
    few, rows_few = count()
    add(broker, 49)
    many, rows_many = count()

    assert many == few
    assert rows_many > rows_few
