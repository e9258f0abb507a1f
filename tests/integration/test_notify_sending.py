"""Telling people: rows, channels, once a day, mail as it arrives, what is kept and what is not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from duijie.accounts.models import User
from duijie.core import clock
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job, JobState
from duijie.core.notify import registry, tasks
from duijie.core.notify.enums import Channel, SendState
from duijie.core.notify.errors import DeliveryError
from duijie.core.notify.group import group_text
from duijie.core.notify.models import MessageText, Notification
from duijie.core.notify.queries import count_unread_notices, list_notices_for_user
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.core.notify.retention import remove_outdated_messages
from duijie.core.notify.services import (
    change_text,
    forget_notices,
    mark_all_notices_read,
    mark_notice_read,
    notify,
    resend_notification,
    reset_text,
    try_mail,
)
from duijie.core.notify.types import NotifyOutcome, Recipient
from duijie.core.preferences.services import change_preferences
from tests.factories.users import make_administrator, make_broker
from tests.integration.answering_servers import smtp_server

pytestmark = pytest.mark.django_db

KIND = "tests.need_expires"
LINK = "/needs/7/"


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    register_kind(
        KIND,
        occasion="A need expires.",
        title="Expires soon: {need}",
        body="{need} stands until {until}. {region}",
        params={"need": MessageParam("the need", "x"), "until": MessageParam("the day", "x")},
        may_go_to_groups=True,
    )
    yield
    registry._kinds.pop(KIND, None)


@pytest.fixture(autouse=True)
def _mail_is_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IS_MAIL_ON = True
    settings.DEFAULT_FROM_EMAIL = "office@duijie.example"
    settings.PUBLIC_URL = "https://duijie.example"
    monkeypatch.setattr(tasks, "BACK_OFF_SECONDS", (0.0, 0.01, 0.02))


def person(user: User | None = None, **given: Any) -> Recipient:
    values = {"name": "周晴", "email": "zhou@qinghe.example", "language": "en", **given}
    return Recipient(user_id=user.pk if user else None, **values)


def tell(*to: Recipient, by: User | None, need: str = "盐雾起泡", **given: Any) -> NotifyOutcome:
    params = {"need": need, "until": "2026-12-01"}
    return notify(kind=KIND, to=to, params=params, by=by, **{"link": LINK, **given})


def error_of(row: Notification) -> dict[str, Any]:
    assert isinstance(row.error, dict)
    return row.error


def send() -> Job:
    """Do the waiting sending job here and now."""
    job = Job.objects.filter(kind="notify.send_queued", state=JobState.QUEUED).latest("created_at")
    run_job.func(str(job.id))
    job.refresh_from_db()
    return job


def test_user_is_told_in_the_program_at_once_and_by_mail_after_the_job(
    broker: User, mailoutbox: list[EmailMessage]
) -> None:
    outcome = tell(person(broker), by=broker, object_kind="need", object_id=7)

    (notice,) = list_notices_for_user(broker)
    assert (notice.title, notice.link, notice.object_id) == ("Expires soon: 盐雾起泡", LINK, "7")
    assert (len(outcome.notification_ids), outcome.unreached) == (2, ())
    assert mailoutbox == []

    job = send()

    (mail,) = mailoutbox
    assert mail.to == ["zhou@qinghe.example"]
    assert (mail.subject, mail.cc, mail.bcc) == ("Expires soon: 盐雾起泡", [], [])
    assert mail.body == (
        "盐雾起泡 stands until 2026-12-01. Duijie\n\nhttps://duijie.example/needs/7/\n"
    )
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert (job.state, job.result) == ("done", {"sent": 1, "failed": 0})


def test_everybody_is_told_in_their_language_and_alone(
    broker: User, mailoutbox: list[EmailMessage]
) -> None:
    change_text(
        kind=KIND, language="zh", title="快到期：{need}", body="{contact}", by=make_administrator()
    )
    others = [person(email=f"p{n}@x.example", language=("en", "zh-hans", "")[n]) for n in range(3)]
    tell(*others, by=broker)
    send()

    assert sorted((m.to, m.subject.partition(" ")[0]) for m in mailoutbox) == [
        (["p0@x.example"], "Expires"),
        (["p1@x.example"], "快到期：盐雾起泡"),
        (["p2@x.example"], "快到期：盐雾起泡"),
    ]


def test_sent_message_keeps_no_words_and_no_address(broker: User) -> None:
    tell(person(broker), person(email="out@x.example"), by=broker)
    waiting = Notification.objects.filter(channel=Channel.MAIL)
    assert {row.address for row in waiting} == {"zhou@qinghe.example", "out@x.example"}
    send()

    for row in waiting.all():
        assert (row.state, row.title, row.body, row.link, row.address) == ("sent", "", "", "", "")
    stored = repr(list(AuditEntry.objects.values())) + repr(list(Job.objects.values()))
    for word in ("盐雾", "example", "周晴"):
        assert word not in stored


def test_logs_hold_neither_words_nor_addresses(
    broker: User, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.planned["RCPT"] = "550 <zhou@qinghe.example> unknown"
        tell(person(broker), by=broker)
        send()

    row = Notification.objects.get(channel=Channel.MAIL)
    assert row.state == "failed"
    for text in (caplog.text, repr(row.error), repr(person())):
        assert [word for word in ("qinghe", "盐雾") if word in text] == []


def test_hostile_words_stay_words(mailoutbox: list[EmailMessage], broker: User) -> None:
    markup = "<script>alert(1)</script>"
    tell(person(broker), by=broker, need=f"甲\r\nBcc: spy@evil.example\r\n\r\n{markup}")
    send()

    (mail,) = mailoutbox
    ((page, _),) = mail.alternatives  # type: ignore[attr-defined] # our mails have both forms
    assert mail.recipients() == ["zhou@qinghe.example"]
    assert mail.subject == f"Expires soon: 甲 Bcc: *** {markup}"
    assert mail.message()["Bcc"] is None
    assert markup not in page
    assert "&lt;script&gt;" in page
    assert markup in mail.body


@pytest.mark.parametrize(
    "address",
    [
        "a@x.example\nBcc: b@x.example",
        "a@x.example, b@x.example",
        "a@x.example b@x.example",
        "甲",
        "",
    ],
)
def test_address_that_is_more_or_less_than_one_gets_no_mail(broker: User, address: str) -> None:
    to = person(email=address)
    outcome = tell(to, by=broker)

    assert (outcome.notification_ids, outcome.unreached) == ((), (to,))
    assert not Job.objects.exists()


def test_contact_data_of_third_parties_goes_by_no_message(
    broker: User, administrator: User, mailoutbox: list[EmailMessage]
) -> None:
    change_preferences(values={"contact_line": "0510-81230000"}, by=administrator)
    change_text(kind=KIND, language="en", title="{need}", body="{need} {contact}", by=administrator)
    tell(person(broker), by=broker, need="王工 13812345678 wang@x.example")
    send()

    (mail,) = mailoutbox
    assert mail.body.splitlines()[0] == "王工 *** *** 0510-81230000"
    assert "13812345678" not in repr(list_notices_for_user(broker))


def test_very_long_words_are_cut_and_the_link_is_whole(
    broker: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(person(broker), by=broker, need="盐雾" * 40_000)
    shown = group_text(
        kind=KIND, params={"need": "盐雾" * 40_000, "until": "x" * 9_000}, link=LINK, language="zh"
    )
    send()

    assert len(mailoutbox[0].subject) <= 200
    assert len(shown.text) <= 1_800
    assert shown.text.endswith("https://duijie.example/needs/7/")


def test_once_a_day_is_once_a_day(broker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {
        "by": broker, "object_kind": "need", "object_id": 7, "is_once_a_day": True
    }  # fmt: skip
    one, other = person(broker), person(make_broker(), email="o@x.example")
    assert len(tell(one, **given).notification_ids) == 2
    again = tell(one, other, **given)
    assert len(again.notification_ids) == 2
    assert again.unreached == ()
    assert len(tell(one, **{**given, "object_id": 8}).notification_ids) == 2
    assert len(tell(one, **{**given, "is_once_a_day": False}).notification_ids) == 2

    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert len(tell(one, **given).notification_ids) == 2


def test_outsider_is_told_once_a_day_whatever_the_letters_of_the_address(broker: User) -> None:
    given: dict[str, Any] = {"by": broker, "is_once_a_day": True}
    assert len(tell(person(email="A@x.example"), **given).notification_ids) == 1
    assert len(tell(person(email="a@X.example"), **given).notification_ids) == 0


def test_hundred_recipients_cost_as_many_queries_as_one(
    broker: User, django_assert_max_num_queries: Any
) -> None:
    many = [person(email=f"p{n}@x.example") for n in range(100)]
    with django_assert_max_num_queries(16):
        tell(many[0], by=broker)
    Job.objects.all().delete()
    with django_assert_max_num_queries(16):
        outcome = tell(*many, by=broker)
    assert len(outcome.notification_ids) == 100


def test_what_is_rolled_back_is_told_to_nobody(broker: User) -> None:
    with transaction.atomic():
        tell(person(broker), by=broker)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not Job.objects.exists()


def test_two_calls_share_the_job_that_waits(broker: User, mailoutbox: list[EmailMessage]) -> None:
    tell(person(email="a@x.example"), by=broker)
    tell(person(email="b@x.example"), by=broker)

    assert Job.objects.count() == 1
    assert send().result == {"sent": 2, "failed": 0}
    assert len(mailoutbox) == 2


def test_without_mail_server_nobody_is_reached_by_mail(broker: User, settings: Settings) -> None:
    settings.IS_MAIL_ON = False
    outsider = person()
    outcome = tell(person(broker), outsider, by=broker)

    assert len(outcome.notification_ids) == 1
    assert outcome.unreached == (outsider,)
    with pytest.raises(DeliveryError, match="mail_off"):
        try_mail(address="a@x.example", language="en", by=make_administrator())


@pytest.mark.parametrize("params", [{}, {"need": "x"}, {"need": "x", "until": "y", "more": "z"}])
def test_params_that_are_not_those_of_the_kind_are_a_mistake(
    broker: User, params: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="wants"):
        notify(kind=KIND, to=[person(broker)], params=params, by=broker)
    with pytest.raises(NotFoundError):
        notify(kind="tests.nothing", to=[], params={}, by=broker)


def test_text_written_for_other_placeholders_gives_way_to_the_default(broker: User) -> None:
    MessageText.objects.create(kind=KIND, language="en", title="{gone}", body="{gone}")
    tell(person(broker), by=broker)

    (notice,) = list_notices_for_user(broker)
    assert notice.title == "Expires soon: 盐雾起泡"


def test_edited_text_is_used_until_it_is_reset(broker: User, administrator: User) -> None:
    change_text(kind=KIND, language="en", title="Hurry: {need}", body="{until}", by=administrator)
    assert (
        group_text(kind=KIND, params={"need": "甲", "until": "x"}, link="", language="en").text
        == "Hurry: 甲\nx"
    )
    reset_text(kind=KIND, language="en", by=administrator)
    shown = group_text(kind=KIND, params={"need": "甲", "until": "x"}, link=LINK, language="en")

    assert (
        shown.text == "Expires soon: 甲\n甲 stands until x. Duijie\nhttps://duijie.example/needs/7/"
    )
    assert shown.qr_svg.startswith("<svg")
    assert shown.qr_png_address.startswith("data:image/png")
    actions = AuditEntry.objects.filter(object_kind="message_text").values_list("action", flat=True)
    assert list(actions) == ["notify.change_text", "notify.reset_text"]


def test_notices_are_ones_own(
    broker: User, administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_broker()
    tell(person(broker), by=broker, need="盐雾起泡")
    tell(person(other), by=broker, need="别人的保密需求")
    (mine,) = list_notices_for_user(broker)
    (theirs,) = list_notices_for_user(other)

    assert "保密" not in repr(list_notices_for_user(broker))
    assert list_notices_for_user(administrator) == list_notices_for_user(AnonymousUser()) == ()
    for stranger in (broker, administrator, AnonymousUser()):
        with pytest.raises(NotFoundError):
            mark_notice_read(notice_id=theirs.id, by=stranger)
    mark_notice_read(notice_id=mine.id, by=broker)
    assert (count_unread_notices(broker), count_unread_notices(other)) == (0, 1)
    assert [n.is_read for n in list_notices_for_user(broker, only_unread=False)] == [True]

    assert mark_all_notices_read(by=other) == 1
    assert mark_all_notices_read(by=other) == 0
    for _ in range(3):
        tell(person(other), by=broker)
    with django_assert_num_queries(1):
        assert len(list_notices_for_user(other)) == 3


def test_withdrawn_object_is_told_no_more(broker: User, mailoutbox: list[EmailMessage]) -> None:
    tell(person(broker), by=broker, object_kind="need", object_id=7)
    tell(person(broker), by=broker, object_kind="need", object_id=8)

    assert forget_notices(object_kind="need", object_id=7, by=broker) == 2
    send()

    assert [notice.object_id for notice in list_notices_for_user(broker)] == ["8"]
    assert len(mailoutbox) == 1


def test_what_is_past_its_time_is_removed(broker: User) -> None:
    tell(person(broker), person(email="f@x.example"), by=broker)
    mails = Notification.objects.filter(channel=Channel.MAIL)
    notices = Notification.objects.filter(channel=Channel.IN_APP)
    moment = clock.now()
    mails.update(state=SendState.FAILED, finished_at=moment - timedelta(days=6))
    assert remove_outdated_messages() == 0

    mails.update(finished_at=moment - timedelta(days=8))
    assert remove_outdated_messages() == 2
    assert set(mails.values_list("address", "title", "body")) == {("", "", "")}

    notices.update(read_at=moment - timedelta(days=31))
    mails.update(created_at=moment - timedelta(days=181))
    assert remove_outdated_messages() == 3
    assert not Notification.objects.exists()


def test_server_that_refuses_an_address_for_good_is_asked_once(
    broker: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.planned["RCPT"] = "550 unknown"
        tell(person(), by=broker)
        assert send().result == {"sent": 0, "failed": 1}

    row = Notification.objects.get()
    assert (row.attempts, row.error) == (
        1, {"code": "notify.mail_address_refused", "params": {"status": 550}}
    )  # fmt: skip


def test_server_that_is_busy_is_asked_again_over_one_connection_a_round(
    broker: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        tell(*(person(email=f"p{n}@x.example") for n in range(5)), by=broker)
        assert send().result == {"sent": 5, "failed": 0}
        assert (server.connections, len(server.taken)) == (1, 5)
        assert all("Auto-Submitted: auto-generated" in mail for mail in server.taken)

        server.planned["RCPT"] = "451 later"
        tell(person(), by=broker)
        assert send().result["failed"] == 1

    row = Notification.objects.get(state="failed")
    assert (row.attempts, error_of(row)["params"]) == (3, {"status": 451})


def test_dead_mail_server_costs_two_tries_a_round_for_any_number_of_mails(
    broker: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    tell(*(person(email=f"p{n}@x.example") for n in range(30)), by=broker)

    assert send().result["failed"] == 30

    codes = [error_of(row)["code"] for row in Notification.objects.all()]
    assert codes.count("notify.mail_unreachable") == 2
    assert codes.count("notify.channel_down") == 28
    assert sum(Notification.objects.values_list("attempts", flat=True)) == 2 * 3 + 28


def test_failed_message_is_sent_again_while_its_text_is_kept(
    broker: User, administrator: User, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    tell(person(), by=broker)
    settings.IS_MAIL_ON = False
    send()
    row = Notification.objects.get()
    assert row.error == {"code": "notify.mail_off", "params": {}}
    settings.IS_MAIL_ON = True

    with pytest.raises(NotAllowedError):
        resend_notification(notification_id=row.pk, by=broker)
    resend_notification(notification_id=row.pk, by=administrator)
    send()

    assert [mail.to for mail in mailoutbox] == [["zhou@qinghe.example"]]
    with pytest.raises(NotAllowedError):
        resend_notification(notification_id=row.pk, by=administrator)


def test_message_of_a_job_that_died_is_sent_by_the_next(
    broker: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(person(email="a@x.example"), by=broker)
    dead = Job.objects.get()
    Notification.objects.update(claimed_by=dead.pk)
    Job.objects.filter(pk=dead.pk).update(state=JobState.RUNNING)
    tell(person(email="b@x.example"), by=broker)

    send()
    assert [mail.to for mail in mailoutbox] == [["b@x.example"]]

    Job.objects.filter(pk=dead.pk).update(state=JobState.FAILED)
    tell(person(email="c@x.example"), by=broker)
    send()
    assert sorted(mail.to for mail in mailoutbox[1:]) == [["a@x.example"], ["c@x.example"]]


def test_message_that_kills_its_process_is_given_up(
    broker: User, mailoutbox: list[EmailMessage]
) -> None:
    tell(person(), by=broker)
    Notification.objects.update(attempts=6)
    send()

    assert error_of(Notification.objects.get())["code"] == "notify.gave_up"
    assert mailoutbox == []


def test_test_mail_arrives_and_only_administrators_send_it(
    broker: User, administrator: User, mailoutbox: list[EmailMessage]
) -> None:
    with pytest.raises(NotAllowedError):
        try_mail(address="a@x.example", language="en", by=broker)
    with pytest.raises(DeliveryError, match="no_address"):
        try_mail(address="", language="en", by=administrator)
    try_mail(address="a@x.example", language="en", by=administrator)

    assert [mail.subject for mail in mailoutbox] == ["Test message from Duijie"]
    assert "a@x.example" not in repr(list(AuditEntry.objects.values()))
