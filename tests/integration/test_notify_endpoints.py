"""Robots and SMS over HTTP, against a real server on the loopback."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from duijie.accounts.models import User
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job, JobState
from duijie.core.notify import registry, tasks
from duijie.core.notify.endpoints import client
from duijie.core.notify.enums import BodyFormat, Channel, Method, Purpose
from duijie.core.notify.errors import DeliveryError, EndpointError
from duijie.core.notify.models import Endpoint, Notification
from duijie.core.notify.queries import (
    get_endpoint_for_user,
    list_endpoints_for_user,
    list_outcomes_for_user,
)
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.core.notify.services import (
    EndpointDraft,
    notify,
    remove_endpoint,
    save_endpoint,
    try_endpoint,
)
from duijie.core.notify.types import NotifyOutcome, Recipient
from duijie.core.preferences.services import change_preferences
from tests.integration.answering_servers import HttpServer, Planned, http_server

pytestmark = pytest.mark.django_db

SECRET = "k3y-9f2c4b7d1e5a"
BODY = '{"msgtype": "text", "text": {"content": "{text}"}}'


@pytest.fixture(autouse=True)
def _loopback_is_allowed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ALLOW_PRIVATE_ENDPOINTS = True
    settings.PUBLIC_URL = "https://duijie.example"
    monkeypatch.setattr(tasks, "BACK_OFF_SECONDS", (0.0, 0.01, 0.02))


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with http_server() as running:
        yield running


@pytest.fixture
def kind() -> Iterator[str]:
    name = "tests.day_planned"
    register_kind(
        name,
        occasion="A day is planned.",
        title="Day: {day}",
        body="Come on {day}.",
        params={"day": MessageParam("the day", "x")},
        channels=(Channel.GROUP,),
        may_go_to_groups=True,
    )
    yield name
    registry._kinds.pop(name, None)


def robot(server: HttpServer, **given: Any) -> EndpointDraft:
    draft = EndpointDraft(
        name="企业群",
        purpose=Purpose.GROUP,
        url=f"{server.address}/send?key={{secret}}",
        body=BODY,
        secret=SECRET,
        success_field="errcode",
        success_value="0",
    )
    return replace(draft, **given)


def refusal(endpoint_id: int, by: User, **given: Any) -> str:
    """The code with which a test message fails."""
    with pytest.raises(DeliveryError) as refused:
        try_endpoint(endpoint_id=endpoint_id, language="en", by=by, **given)
    return refused.value.message.code


def tell(kind: str, by: User, *to: Recipient, **given: Any) -> NotifyOutcome:
    return notify(kind=kind, to=to, params={"day": "2026-12-01"}, link="/x/", by=by, **given)


def error_of(row: Notification) -> dict[str, Any]:
    assert isinstance(row.error, dict)
    return row.error


def send() -> Job:
    job = Job.objects.filter(kind="notify.send_queued", state=JobState.QUEUED).latest("created_at")
    run_job.func(str(job.id))
    job.refresh_from_db()
    return job


def test_robot_gets_text_link_and_secret_in_their_places(
    server: HttpServer, administrator: User
) -> None:
    endpoint_id = save_endpoint(
        draft=robot(server, headers="X-Robot: {secret}\nX-From: duijie"), by=administrator
    )
    try_endpoint(endpoint_id=endpoint_id, language="en", by=administrator)

    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", f"/send?key={SECRET}")
    assert asked.headers["X-Robot"] == SECRET
    assert asked.headers["Host"] == server.address.removeprefix("http://")
    content = json.loads(asked.body)["text"]["content"]
    assert content.splitlines()[0] == "Test message from Duijie"
    assert content.splitlines()[-1] == "https://duijie.example/"


def test_sms_goes_to_each_recipient_alone(
    server: HttpServer, administrator: User, kind: str
) -> None:
    save_endpoint(
        draft=robot(
            server,
            purpose=Purpose.SMS,
            url=f"{server.address}/sms",
            body_format=BodyFormat.FORM,
            body="mobile={phone}\ncontent={text}\nkey={secret}",
            most_characters=60,
        ),
        by=administrator,
    )
    people = [Recipient(name="甲", phone="138-0000-0001"), Recipient(phone="13800000002")]
    unknown = Recipient(name="无号码", email="x@x.example")
    outcome = tell(kind, administrator, *people, unknown, channels=[Channel.SMS])
    send()

    forms = [parse_qs(asked.body.decode()) for asked in server.asked]
    assert sorted(form["mobile"] for form in forms) == [["13800000001"], ["13800000002"]]
    assert all(len(form["content"][0]) <= 60 for form in forms)
    assert outcome.unreached == (unknown,)
    assert set(Notification.objects.values_list("address", flat=True)) == {""}


def test_group_message_goes_once_to_every_robot_that_is_on(
    server: HttpServer, administrator: User, kind: str
) -> None:
    for name, is_on in (("一群", True), ("二群", True), ("停用", False)):
        url = f"{server.address}/{name}?key={{secret}}"
        save_endpoint(draft=robot(server, name=name, url=url, is_on=is_on), by=administrator)
    people = [Recipient(user_id=administrator.pk), Recipient(email="x@x.example")]

    tell(kind, administrator, *people, is_once_a_day=True)
    tell(kind, administrator, *people, is_once_a_day=True)
    send()

    assert sorted(asked.path for asked in server.asked) == [
        f"/%E4%B8%80%E7%BE%A4?key={SECRET}",
        f"/%E4%BA%8C%E7%BE%A4?key={SECRET}",
    ]


def test_kind_that_may_not_go_to_groups_does_not(administrator: User) -> None:
    register_kind(
        "tests.quiet", occasion="x", title="x", body="x", params={}, channels=(Channel.MAIL,)
    )
    try:
        with pytest.raises(ValueError, match="may not go to groups"):
            notify(kind="tests.quiet", to=[], params={}, by=administrator, channels=[Channel.GROUP])
    finally:
        registry._kinds.pop("tests.quiet")


def test_error_of_the_host_is_tried_again_until_it_answers(
    server: HttpServer, administrator: User, kind: str
) -> None:
    save_endpoint(draft=robot(server), by=administrator)
    server.planned = [Planned(status=500), Planned(status=429), Planned()]
    tell(kind, administrator)

    assert send().result["sent"] == 1
    row = Notification.objects.get()
    assert (row.state, row.attempts, row.error, len(server.asked)) == ("sent", 3, None, 3)


def test_error_that_stays_is_kept_with_its_sentence(
    server: HttpServer, administrator: User, kind: str
) -> None:
    save_endpoint(draft=robot(server), by=administrator)
    server.planned = [Planned(status=503)] * 9
    tell(kind, administrator)
    send()

    (outcome,) = list_outcomes_for_user(administrator)
    assert (outcome.state, outcome.attempts, outcome.endpoint_name) == ("failed", 3, "企业群")
    assert outcome.error is not None
    assert (outcome.error.code, dict(outcome.error.params)) == (
        "notify.endpoint_status", {"status": 503}
    )  # fmt: skip
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Planned(status=404), "notify.endpoint_status"),
        (Planned(content=b"<html>"), "notify.endpoint_answer_unreadable"),
        (Planned(content=b'{"code": 0}'), "notify.endpoint_answer_unreadable"),
        (Planned(content=b"[" * 60_000), "notify.endpoint_answer_unreadable"),
        (Planned(content=b"\xff\xfe"), "notify.endpoint_answer_unreadable"),
        (Planned(content=b""), "notify.endpoint_answer_unreadable"),
        (Planned(content=b'{"errcode": 93000}'), "notify.endpoint_answer_refused"),
        (Planned(status=302, location="/elsewhere"), "notify.endpoint_redirects"),
    ],
)
def test_refusal_is_not_tried_again(
    server: HttpServer, administrator: User, kind: str, answer: Planned, code: str
) -> None:
    save_endpoint(draft=robot(server), by=administrator)
    server.planned = [answer]
    tell(kind, administrator)
    send()

    row = Notification.objects.get()
    assert (row.state, error_of(row)["code"], len(server.asked)) == ("failed", code, 1)


def test_answer_that_is_large_or_says_the_secret_does_no_harm(
    server: HttpServer, administrator: User
) -> None:
    endpoint_id = save_endpoint(draft=robot(server), by=administrator)
    server.planned = [
        Planned(content=json.dumps({"errcode": f"bad key {SECRET}"}).encode()),
        Planned(content=b" " * 3_000_000),
    ]
    with pytest.raises(DeliveryError) as refused:
        try_endpoint(endpoint_id=endpoint_id, language="en", by=administrator)
    assert refused.value.message.params["value"] == "bad key ***"
    assert refusal(endpoint_id, administrator) == "notify.endpoint_answer_unreadable"


@pytest.mark.parametrize("answer", [Planned(seconds=30), Planned(drips=True)])
def test_host_that_does_not_finish_is_left_in_time(
    server: HttpServer, administrator: User, monkeypatch: pytest.MonkeyPatch, answer: Planned
) -> None:
    short = client.send_call
    monkeypatch.setattr(
        "duijie.core.notify.endpoints.calling.send_call",
        lambda call, reach: short(call, reach, seconds=0.6),
    )
    endpoint_id = save_endpoint(draft=robot(server), by=administrator)
    server.planned = [answer]

    begun = time.monotonic()
    assert refusal(endpoint_id, administrator) == "notify.endpoint_timed_out"
    assert time.monotonic() - begun < 3
    assert client.TIMEOUT_SECONDS == 5


def test_nobody_there(server: HttpServer, administrator: User) -> None:
    with http_server() as gone:
        draft = robot(gone)
    endpoint_id = save_endpoint(draft=draft, by=administrator)
    assert refusal(endpoint_id, administrator) == "notify.endpoint_unreachable"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "[::1]"]
)
def test_private_address_is_refused_unless_the_owner_allows_it(
    server: HttpServer, administrator: User, settings: Settings, host: str
) -> None:
    settings.ALLOW_PRIVATE_ENDPOINTS = False
    port = server.address.rpartition(":")[2]
    draft = robot(server, url=f"http://{host}:{port}/?key={{secret}}")
    endpoint_id = save_endpoint(draft=draft, by=administrator)

    assert refusal(endpoint_id, administrator) == "notify.endpoint_private"
    assert server.asked == []


def test_name_that_changes_its_address_is_asked_once(
    server: HttpServer, administrator: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public answer first, the loopback at the second look: the judged one is used."""
    settings.ALLOW_PRIVATE_ENDPOINTS = False
    looks: list[str] = []

    def look(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        looks.append(host)
        address = "203.0.113.7" if len(looks) > 1 else "127.0.0.1"
        return [(2, 1, 6, "", (address, port))]

    monkeypatch.setattr("socket.getaddrinfo", look)
    draft = robot(server, url="http://rebinding.example/?key={secret}")
    endpoint_id = save_endpoint(draft=draft, by=administrator)

    assert refusal(endpoint_id, administrator) == "notify.endpoint_private"
    assert looks == ["rebinding.example"]


def test_closed_network_calls_nobody_outside(
    server: HttpServer, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_preferences(values={"is_closed_network": True}, by=administrator)
    inside = save_endpoint(draft=robot(server), by=administrator)
    outside = save_endpoint(
        draft=robot(server, name="外网", url="http://8.8.8.8/?key={secret}"), by=administrator
    )

    try_endpoint(endpoint_id=inside, language="zh", by=administrator)
    assert refusal(outside, administrator) == "notify.endpoint_outside"


def test_secret_is_kept_encrypted_and_shown_nowhere(
    server: HttpServer, administrator: User, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint_id = save_endpoint(draft=robot(server), by=administrator)
    save_endpoint(
        draft=robot(server, secret="", name="改名"), endpoint_id=endpoint_id, by=administrator
    )
    server.planned = [Planned(status=500)] * 3
    tell(kind, administrator)
    send()
    try_endpoint(endpoint_id=endpoint_id, language="en", by=administrator)

    assert server.asked[-1].path.endswith(SECRET)
    detail = get_endpoint_for_user(endpoint_id, administrator)
    assert (detail.name, detail.has_secret) == ("改名", True)
    places = [
        caplog.text,
        repr(robot(server)),
        repr(detail),
        repr(list_endpoints_for_user(administrator)),
        repr(list_outcomes_for_user(administrator)),
        *(
            repr(list(model.objects.values()))
            for model in (AuditEntry, Endpoint, Notification, Job)
        ),
    ]
    assert [place[:200] for place in places if SECRET in place] == []
    actions = AuditEntry.objects.filter(object_kind="endpoint").order_by("pk")
    assert [
        (e.action, e.details.get("is_secret_new"), e.details.get("outcome")) for e in actions
    ] == [
        ("notify.save_endpoint", True, None),
        ("notify.save_endpoint", False, None),
        ("notify.try_endpoint", None, "sent"),
    ]


def test_secret_does_not_move_to_another_host(server: HttpServer, administrator: User) -> None:
    endpoint_id = save_endpoint(draft=robot(server), by=administrator)
    moved = robot(server, url="https://other.example/?key={secret}", secret="")

    with pytest.raises(EndpointError) as refused:
        save_endpoint(draft=moved, endpoint_id=endpoint_id, by=administrator)
    assert refused.value.part == "secret"
    no_key = replace(moved, url="https://other.example/")
    save_endpoint(draft=no_key, endpoint_id=endpoint_id, by=administrator)
    assert Endpoint.objects.get().secret_cipher == ""


def test_server_with_another_key_asks_for_the_secret_anew(
    server: HttpServer, administrator: User, settings: Settings
) -> None:
    endpoint_id = save_endpoint(draft=robot(server), by=administrator)
    settings.SECRET_KEY = "the key of the machine that took over"

    assert refusal(endpoint_id, administrator) == "notify.endpoint_secret_lost"
    assert server.asked == []


def test_removed_or_switched_off_channel_fails_what_waits(
    server: HttpServer, administrator: User, kind: str
) -> None:
    off = save_endpoint(draft=robot(server), by=administrator)
    gone = save_endpoint(draft=robot(server, name="二群"), by=administrator)
    tell(kind, administrator)
    save_endpoint(draft=robot(server, is_on=False), endpoint_id=off, by=administrator)
    remove_endpoint(endpoint_id=gone, by=administrator)
    send()

    assert [error_of(row)["code"] for row in Notification.objects.all()] == [
        "notify.channel_off"
    ] * 2
    assert server.asked == []


def test_one_sms_service_at_a_time_and_names_once(server: HttpServer, administrator: User) -> None:
    sms = robot(server, purpose=Purpose.SMS, body='{"to": "{phone}", "text": "{text}"}')
    save_endpoint(draft=sms, by=administrator)
    for draft, part in (
        (replace(sms, name="另一家"), "purpose"),
        (robot(server), "name"),
        (robot(server, name="  "), "name"),
    ):
        with pytest.raises(EndpointError) as refused:
            save_endpoint(draft=draft, by=administrator)
        assert refused.value.part == part
    save_endpoint(draft=replace(sms, name="备用", is_on=False), by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endpoint.objects.update(is_on=True)


def test_sms_test_needs_a_number(server: HttpServer, administrator: User) -> None:
    draft = robot(server, purpose=Purpose.SMS, body='{"to": "{phone}", "text": "{text}"}')
    endpoint_id = save_endpoint(draft=draft, by=administrator)
    with pytest.raises(EndpointError, match="phone_malformed"):
        try_endpoint(endpoint_id=endpoint_id, phone="1380", language="en", by=administrator)
    try_endpoint(endpoint_id=endpoint_id, phone="138 0000 0001", language="en", by=administrator)

    assert json.loads(server.asked[0].body)["to"] == "13800000001"
    stored = repr(list(AuditEntry.objects.values())) + repr(list(Notification.objects.values()))
    assert "13800000001" not in stored


def test_get_sends_no_body(server: HttpServer, administrator: User) -> None:
    draft = robot(server, method=Method.GET, url=f"{server.address}/?m={{text}}&k={{secret}}")
    endpoint_id = save_endpoint(draft=draft, by=administrator)
    try_endpoint(endpoint_id=endpoint_id, language="en", by=administrator)

    (asked,) = server.asked
    assert (asked.method, asked.body) == ("GET", b"")
    assert parse_qs(asked.path.partition("?")[2])["k"] == [SECRET]


def test_only_administrators_touch_endpoints(
    server: HttpServer, administrator: User, broker: User
) -> None:
    endpoint_id = save_endpoint(draft=robot(server), by=administrator)
    for act in (
        lambda: save_endpoint(draft=robot(server, name="别的"), by=broker),
        lambda: save_endpoint(draft=robot(server), endpoint_id=endpoint_id, by=broker),
        lambda: remove_endpoint(endpoint_id=endpoint_id, by=broker),
        lambda: try_endpoint(endpoint_id=endpoint_id, language="en", by=broker),
        lambda: get_endpoint_for_user(endpoint_id, broker),
        lambda: list_endpoints_for_user(broker),
        lambda: list_outcomes_for_user(broker),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotFoundError):
        remove_endpoint(endpoint_id=endpoint_id + 1, by=administrator)
    assert Endpoint.objects.count() == 1
    assert server.asked == []
