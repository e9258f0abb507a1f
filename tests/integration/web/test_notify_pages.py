"""Texts and channels: preview, saving, resetting, endpoints, and what a page never shows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.core import clock
from duijie.core.notify.enums import Channel, SendState
from duijie.core.notify.models import Endpoint, MessageText, Notification
from tests.factories.users import make_user
from tests.integration.answering_servers import HttpServer, Planned, http_server
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

TEXT = "/settings/messages/notify.test/zh/"
CHANNELS = "/settings/channels/"
SECRET = "s3cret-9f2c4b7d1e"


@pytest.fixture
def server(settings: Settings) -> Iterator[HttpServer]:
    settings.ALLOW_PRIVATE_ENDPOINTS = True
    with http_server() as running:
        yield running


def endpoint_form(server: HttpServer, **changed: str) -> dict[str, str]:
    return {
        "name": "企业群",
        "purpose": "group",
        "url": f"{server.address}/send?key={{secret}}",
        "secret": SECRET,
        "method": "POST",
        "headers": "",
        "body_format": "json",
        "body": '{"text": "{text}"}',
        "success_field": "errcode",
        "success_value": "0",
        "most_characters": "600",
        "is_on": "on",
        **changed,
    }


def store_outcome(user: User | None, **given: object) -> Notification:
    values = {
        "kind": "notify.test",
        "channel": Channel.MAIL,
        "state": SendState.FAILED,
        "recipient": user,
        "address": "zhou@qinghe.example",
        "language": "zh",
        "title": "保密的标题",
        "body": "保密的文字",
        "error": {"code": "notify.mail_unreachable", "params": {}},
        "created_at": clock.now(),
        **given,
    }
    return Notification.objects.create(**values)


def test_list_names_every_kind_and_what_was_edited(administrator_client: Client) -> None:
    MessageText.objects.create(kind="notify.test", language="en", title="Mine", body="x")
    page = administrator_client.get("/settings/messages/")

    assert "Mine" in texts(page, '//td[@class="main"]')
    (row,) = find(page, '//tr[td/a[text()="Mine"]]')
    marked = [e.getprevious().text_content() for e in row.xpath('.//span[@class="chip"]')]
    assert marked == ["English"]


def test_preview_shows_sample_data_and_keeps_nothing(administrator_client: Client) -> None:
    answer = administrator_client.post(
        TEXT,
        {"act": "preview", "title": "{region}<i>", "body": "{name}：{link}"},
        headers={"HX-Request": "true"},
    )

    said = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in said
    assert "&lt;i&gt;" in said
    assert "<i>" not in said
    assert "：http://127.0.0.1:8000/" in said
    assert "data:image/png;base64," in said
    assert not MessageText.objects.exists()


@pytest.mark.parametrize("act", ["save", "preview"])
def test_unknown_placeholder_is_named_and_the_input_stays(
    administrator_client: Client, act: str
) -> None:
    answer = administrator_client.post(TEXT, {"act": act, "title": "{nobody}", "body": "还在这里"})

    assert answer.status_code == (400 if act == "save" else 200)
    (said,) = texts(answer, '//*[@id="text-error"]')
    assert said.startswith("Subject: {nobody} is no placeholder of this text. There are: {name}, ")
    assert texts(answer, '//textarea[@id="id_body"]') == ["还在这里"]
    assert not MessageText.objects.exists()


def test_text_is_saved_and_reset(administrator_client: Client) -> None:
    form = {"act": "save", "title": "试一试", "body": "第一行\r\n{link}"}
    saved = administrator_client.post(TEXT, form, follow=True)
    assert texts(saved, '//textarea[@id="id_body"]') == ["第一行 {link}"]
    assert MessageText.objects.get().body == "第一行\n{link}"
    assert texts(saved, '//button[@value="reset"]') == ["Back to the default text"]

    reset = administrator_client.post(TEXT, {"act": "reset"}, follow=True)
    assert not MessageText.objects.exists()
    assert find(reset, '//button[@value="reset"]') == []


@pytest.mark.parametrize(
    "address", ["/settings/messages/notify.nothing/zh/", "/settings/messages/notify.test/fr/"]
)
def test_text_that_is_not_there(administrator_client: Client, address: str) -> None:
    assert administrator_client.get(address).status_code == 404
    assert administrator_client.post(address, {"act": "reset"}).status_code == 404


def test_mail_that_is_off_says_so(administrator_client: Client) -> None:
    page = administrator_client.get(CHANNELS)
    assert "No mail server is set" in text_of(page)
    assert "DUIJIE_PUBLIC_URL" in text_of(page)
    answer = administrator_client.post(f"{CHANNELS}mail/test/", follow=True)
    assert "No mail server is set: DUIJIE_MAIL_URL is empty." in text_of(answer)


def test_test_mail_goes_to_the_reader(
    administrator_client: Client,
    administrator: User,
    settings: Settings,
    mailoutbox: list[EmailMessage],
) -> None:
    settings.IS_MAIL_ON, settings.EMAIL_HOST = True, "mail.example"
    settings.EMAIL_HOST_PASSWORD = "pw-of-the-server"
    page = administrator_client.get(CHANNELS)
    assert find(page, "//button[@disabled]")
    assert "mail.example" in text_of(page)
    assert "pw-of-the-server" not in page.content.decode()

    administrator.email = "me@x.example"
    administrator.save()
    answer = administrator_client.post(f"{CHANNELS}mail/test/", follow=True)

    assert [mail.to for mail in mailoutbox] == [["me@x.example"]]
    assert "The mail server took the message." in text_of(answer)


def test_endpoint_is_added_tried_out_changed_and_removed(
    administrator_client: Client, server: HttpServer
) -> None:
    added = administrator_client.post(f"{CHANNELS}new/", endpoint_form(server), follow=True)
    assert "企业群" in text_of(added)
    endpoint = Endpoint.objects.get()
    address = f"{CHANNELS}{endpoint.pk}/"

    server.planned = [Planned(), Planned(status=500)]
    good = administrator_client.post(f"{address}test/", follow=True)
    bad = administrator_client.post(f"{address}test/", follow=True)
    assert "The host took the message." in text_of(good)
    assert "The host answered with an error (500)." in text_of(bad)
    assert server.asked[0].path.endswith(SECRET)

    changed = endpoint_form(server, name="新名", secret="", is_on="")
    assert administrator_client.post(address, changed).status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.is_on, bool(endpoint.secret_cipher)) == ("新名", False, True)

    administrator_client.post(f"{address}remove/")
    assert not Endpoint.objects.exists()


def test_secret_is_in_no_page_after_saving(
    administrator_client: Client, server: HttpServer
) -> None:
    answers = [
        administrator_client.post(f"{CHANNELS}new/", endpoint_form(server, name=""), follow=True),
        administrator_client.post(f"{CHANNELS}new/", endpoint_form(server), follow=True),
    ]
    address = f"{CHANNELS}{Endpoint.objects.get().pk}/"
    answers += [
        administrator_client.get(address),
        administrator_client.get(CHANNELS),
        administrator_client.post(address, endpoint_form(server, body="{")),
        administrator_client.post(f"{address}test/", follow=True),
    ]

    assert [answer.status_code for answer in answers] == [400, 200, 200, 200, 400, 200]
    assert not any(SECRET in answer.content.decode() for answer in answers)
    assert "One is kept and is shown nowhere." in text_of(answers[2])


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"url": "https://x.example/hook/9f2c4b7d1e5a9f2c4b7d"}, "url", "looks like a key"),
        ({"body": '{"text": {text}}'}, "body", "This is no JSON: line 1"),
        ({"headers": "Host: x"}, "headers", "set by the program itself"),
        ({"name": ""}, "name", "Give it a name."),
        ({"most_characters": "1"}, "most_characters", "greater than or equal to 60"),
    ],
)
def test_wrong_field_of_an_endpoint_is_said_in_its_place(
    administrator_client: Client, server: HttpServer, changed: dict[str, str], field: str, said: str
) -> None:
    answer = administrator_client.post(f"{CHANNELS}new/", endpoint_form(server, **changed))

    assert answer.status_code == 400
    assert said in texts(answer, f'//*[@id="id_{field}-error"]')[0]
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("preset", ["wecom", "dingtalk", "feishu", "sms", "other", "nonsense"])
def test_preset_needs_no_more_than_host_name_and_secret(
    administrator_client: Client, preset: str
) -> None:
    page = administrator_client.get(f"{CHANNELS}new/?preset={preset}")
    fields = find(page, '//form[@id="endpoint-form"]//*[@name]')
    form = {}
    for box in fields:
        chosen = box.xpath("./option[@selected]")
        form[box.get("name")] = (
            chosen[0].get("value") if chosen else box.get("value") or (box.text or "").strip()
        )
    form |= {"name": preset, "secret": SECRET, "is_on": "on"}
    if form["url"] == "https://":
        form["url"] = "https://service.example/"

    assert administrator_client.post(f"{CHANNELS}new/", form).status_code == 302
    assert Endpoint.objects.get().is_on


def test_outcomes_show_neither_words_nor_addresses(
    administrator_client: Client, broker: User
) -> None:
    row = store_outcome(broker)
    page = administrator_client.get(CHANNELS)

    said = page.content.decode()
    assert "保密" not in said
    assert "qinghe" not in said
    assert "The mail server did not answer." in said
    assert str(broker) in said
    again = administrator_client.post(f"{CHANNELS}sent/{row.pk}/again/", follow=True)
    assert "It will be sent again in a moment." in text_of(again)
    row.refresh_from_db()
    assert (row.state, row.error) == ("queued", None)


def test_list_of_outcomes_costs_the_same_for_one_and_for_thirty(
    administrator_client: Client, broker: User, server: HttpServer
) -> None:
    counts = []
    for rows in (1, 30):
        for number in range(rows):
            store_outcome(broker)
            name = f"群 {rows} {number}"
            administrator_client.post(f"{CHANNELS}new/", endpoint_form(server, name=name))
        administrator_client.get(CHANNELS)
        with CaptureQueriesContext(connection) as queries:
            administrator_client.get(CHANNELS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_gets_there(role: Role, server: HttpServer) -> None:
    endpoint = Endpoint.objects.create(name="保密的群", purpose="group", url=server.address)
    row = store_outcome(None)
    client = Client()
    client.force_login(make_user(role))
    reads = ["/settings/messages/", TEXT, CHANNELS, f"{CHANNELS}new/", f"{CHANNELS}{endpoint.pk}/"]
    writes = [
        TEXT,
        f"{CHANNELS}mail/test/",
        f"{CHANNELS}new/",
        *(f"{CHANNELS}{endpoint.pk}/{act}" for act in ("", "test/", "remove/")),
        f"{CHANNELS}sent/{row.pk}/again/",
        f"{CHANNELS}sent/{uuid.uuid4()}/again/",
    ]
    answers = [client.get(address) for address in reads]
    answers += [client.post(address, endpoint_form(server)) for address in writes]

    assert {answer.status_code for answer in answers} == {403}
    assert not any("保密" in answer.content.decode() for answer in answers)
    assert (Endpoint.objects.count(), server.asked) == (1, [])
    row.refresh_from_db()
    assert row.state == "failed"
