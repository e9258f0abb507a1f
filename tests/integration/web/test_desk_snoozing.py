"""A row of the desk that is put off: gone for its reader alone, and back on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import ValuesError
from duijie.catalogue.models import Need, Snooze
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import get_desk_for_user, list_snoozed_for_user
from duijie.catalogue.services import create_record, end_snooze, move_record, snooze_record
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.web.records.snoozing import UNTIL
from tests.factories.records import need_values
from tests.factories.users import make_user
from tests.factories.zones import make_zone
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

NEED = RecordKind.NEED
SWAP = {"HX-Request": "true"}


def submitted(by: User, title: str = "涂层提前起泡") -> int:
    made = create_record(
        kind=NEED,
        values=need_values(title=title),
        by=by,
        disclosure=DisclosureLevel.REGISTERED,
    )
    move_record(kind=NEED, record_id=made, move=Move.SUBMIT, by=by)
    return made


def to_decide(client: Client) -> list[str]:
    return texts(client.get("/"), '//section[@aria-labelledby="to-decide"]//li/a')


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["duijie_language"] = "en"
    return client


@pytest.mark.parametrize(("until", "days"), [("tomorrow", 1), ("week", 7)])
def test_row_is_put_off_for_its_reader_alone_and_is_back_on_the_day(
    until: str, days: int, broker: User, broker_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, colleague = make_user(Role.COLLECTOR), client_of(make_user(Role.BROKER))
    need = submitted(collector)
    submitted(collector, "另一条")
    today = clock.today()

    row = broker_client.post(f"/needs/{need}/snooze/", {"until": until}, headers=SWAP)

    assert texts(row, "//li")[0].startswith("Put off until")
    assert to_decide(broker_client) == ["另一条"]
    assert get_desk_for_user(broker).to_check_total == 1
    assert to_decide(colleague) == ["涂层提前起泡", "另一条"]
    assert Need.objects.get(pk=need).revision == 2
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=days - 1))
    assert to_decide(broker_client) == ["另一条"]
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=days))
    assert to_decide(broker_client) == ["涂层提前起泡", "另一条"]
    assert list_snoozed_for_user(broker) == ()


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 11, 25), date(2026, 12, 25)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_month_ends_on_the_same_day_or_the_last(day: date, then: date) -> None:
    assert UNTIL["month"](day) == then


def test_what_is_put_off_is_listed_and_taken_back_without_script(
    broker: User, broker_client: Client
) -> None:
    need = submitted(make_user(Role.COLLECTOR))
    assert find(broker_client.get("/"), '//a[@href="/snoozed/"]') == []

    said = broker_client.post(f"/needs/{need}/snooze/", {"until": "week"}, follow=True)
    assert "Put off until" in text_of(said)
    (link,) = find(said, '//a[@href="/snoozed/"]')
    page = broker_client.get(link.get("href") or "")
    (form,) = find(page, "//main//li//form")
    back = broker_client.post(form.get("action") or "", follow=True)

    assert texts(page, "//main//li/a") == ["涂层提前起泡"]
    assert to_decide(broker_client) == ["涂层提前起泡"]
    assert find(back, '//a[@href="/snoozed/"]') == []
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "by_id"))[-2:]
    assert actions == [
        ("catalogue.snooze_record", broker.pk),
        ("catalogue.end_snooze", broker.pk),
    ]


def test_putting_off_is_undone_in_the_row(broker_client: Client) -> None:
    need = submitted(make_user(Role.COLLECTOR))
    row = broker_client.post(f"/needs/{need}/snooze/", {"until": "month"}, headers=SWAP)
    (form,) = find(row, "//form")
    done = broker_client.post(form.get("action") or "", headers=SWAP)
    assert texts(done, "//li") == ["Back on the desk.Open"]
    assert to_decide(broker_client) == ["涂层提前起泡"]


def test_every_row_can_be_put_off_by_keys(broker_client: Client) -> None:
    submitted(make_user(Role.COLLECTOR))
    (menu,) = find(broker_client.get("/"), "//li[@data-row]//details[contains(@class, 'snooze')]")
    assert [b.get("value") for b in menu.iter("button")] == list(UNTIL)
    assert "puts off" in text_of(broker_client.get("/"))


def test_again_moves_the_day(broker: User) -> None:
    need = submitted(broker)
    for days in (1, 30):
        until = clock.today() + timedelta(days=days)
        snooze_record(kind=NEED, record_id=need, until=until, by=broker)
    assert [row.until_date for row in list_snoozed_for_user(broker)] == [until]


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_day_lies_ahead(days: int, broker: User) -> None:
    need = submitted(broker)
    with pytest.raises(ValuesError):
        snooze_record(
            kind=NEED, record_id=need, until=clock.today() + timedelta(days=days), by=broker
        )
    assert not Snooze.objects.exists()


def test_who_has_no_step_with_a_record_puts_nothing_off() -> None:
    zone, other = make_zone("东湾市"), make_zone("西山市")
    owner, stranger = make_user(Role.BROKER), make_user(Role.BROKER)
    owner.zone, stranger.zone = zone, other
    owner.save()
    stranger.save()
    need = submitted(owner)
    tomorrow = clock.today() + timedelta(days=1)
    given: dict[str, Any] = {"kind": NEED, "record_id": need, "until": tomorrow}
    with pytest.raises(NotFoundError):
        snooze_record(**given, by=stranger)
    move_record(kind=NEED, record_id=need, move=Move.PUBLISH, by=owner)
    for user in (stranger, make_user(Role.EXPERT)):
        with pytest.raises(NotAllowedError):
            snooze_record(**given, by=user)
    snooze_record(**given, by=owner)
    with pytest.raises(NotFoundError):
        end_snooze(kind=NEED, record_id=need, by=stranger)
    assert client_of(make_user(Role.VISITOR)).post(f"/needs/{need}/snooze/").status_code == 403
    assert [row.id for row in list_snoozed_for_user(owner)] == [need]
    assert list_snoozed_for_user(stranger) == ()


def test_title_of_what_the_reader_lost_sight_of_is_not_told(broker: User) -> None:
    need = submitted(make_user(Role.COLLECTOR))
    snooze_record(kind=NEED, record_id=need, until=clock.today() + timedelta(days=1), by=broker)
    assert [row.title for row in list_snoozed_for_user(broker)] == ["涂层提前起泡"]
    broker.zone = make_zone("西山市")
    broker.save()
    broker.refresh_from_db()
    assert list_snoozed_for_user(User.objects.get(pk=broker.pk)) == ()
    page = client_of(broker).get("/snoozed/")
    assert "涂层提前起泡" not in text_of(page)


def test_unknown_choice_puts_nothing_off(broker_client: Client) -> None:
    need = submitted(make_user(Role.COLLECTOR))
    said = broker_client.post(f"/needs/{need}/snooze/", {"until": "never"}, follow=True)
    assert "Choose until when." in text_of(said)
    assert not Snooze.objects.exists()
