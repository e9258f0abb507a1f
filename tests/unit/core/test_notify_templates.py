"""HTTP templates: what is refused, and what a message can never break out of."""

from __future__ import annotations

import ipaddress
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from duijie.core.notify.endpoints.client import Reach, _judge
from duijie.core.notify.endpoints.phones import is_phone, plain_phone
from duijie.core.notify.endpoints.secret import seal, unseal
from duijie.core.notify.endpoints.template import (
    CallTemplate,
    CallValues,
    build_call,
    check_template,
)
from duijie.core.notify.enums import BodyFormat, Method
from duijie.core.notify.errors import DeliveryError, EndpointError
from duijie.core.sentences import say

URL = "https://robot.example/send?key={secret}"
BODY = '{"msgtype": "text", "text": {"content": "{text}"}}'
NASTY = '完"}, {"msgtype": "link\n&phone=1#\\ {secret} {phones} 😀'


@pytest.mark.parametrize(
    ("changed", "part", "said"),
    [
        ({"url": "ftp://robot.example/"}, "url", "begins with http"),
        ({"url": "robot.example"}, "url", "begins with http"),
        ({"url": "https://user:pw@robot.example/"}, "url", "without user name"),
        ({"url": "https://robot.example/a b"}, "url", "blanks"),
        ({"url": "https://robot.example/#x"}, "url", "begins with http"),
        ({"url": "https://robot.example:99999/"}, "url", "begins with http"),
        ({"url": "https://{text}.example/"}, "url", "without placeholders"),
        ({"url": "https://robot.example/?key=7d1f0a32-9b1c-4f0e"}, "url", "looks like a key"),
        ({"url": "https://robot.example/hook/7d1f0a329b1c4f0e/"}, "url", "looks like a key"),
        ({"url": "https://robot.example/?a={nothing}"}, "url", "{nothing} is no placeholder"),
        ({"headers": "Authorization Bearer x"}, "headers", "Line 1 is no header"),
        ({"headers": "X-A: 1\nX B: 2"}, "headers", "Line 2 is no header"),
        ({"headers": "Host: inner.example"}, "headers", "The header Host is set by the program"),
        ({"headers": "X-Text: {text}"}, "headers", "Headers may hold {secret}"),
        ({"body": '{"text": {text}}'}, "body", "no JSON: line 1, column 11"),
        ({"body": '{"text": "{text}",\n}'}, "body", "no JSON: line 2"),
        ({"body": '{"text": "{txt}"}'}, "body", "{txt} is no placeholder"),
        ({"body": '{"text": "hello"}'}, "body", "{text} stands nowhere"),
        ({"body_format": "form", "body": "text={text}\nmobile"}, "body", "Line 2 is no field"),
    ],
)
def test_template_is_refused_with_its_reason(changed: dict[str, str], part: str, said: str) -> None:
    template = CallTemplate(**{"url": URL, "body": BODY, **changed})

    with pytest.raises(EndpointError) as refused:
        check_template(template, has_secret=True)

    assert refused.value.part == part
    assert said in say(refused.value.message, "en")


def test_secret_that_is_used_has_to_be_there() -> None:
    with pytest.raises(EndpointError) as refused:
        check_template(CallTemplate(URL, body=BODY), has_secret=False)
    assert refused.value.part == "secret"


def test_text_cannot_leave_its_json_string() -> None:
    call = build_call(CallTemplate(URL, body=BODY), CallValues(NASTY, secret="s3&=cret"))

    assert json.loads(call.body) == {"msgtype": "text", "text": {"content": NASTY}}
    assert parse_qs(urlsplit(call.url).query) == {"key": ["s3&=cret"]}
    assert call.headers["Content-Type"].startswith("application/json")


def test_text_cannot_leave_its_form_field() -> None:
    template = CallTemplate(
        URL, body_format=BodyFormat.FORM, body="content={text}\nmobile={phones}\n\nid=7"
    )
    call = build_call(template, CallValues(NASTY, phones=("13800000001", "13800000002")))

    assert parse_qs(call.body.decode(), strict_parsing=True) == {
        "content": [NASTY],
        "mobile": ["13800000001,13800000002"],
        "id": ["7"],
    }


def test_text_cannot_leave_its_place_in_the_address() -> None:
    template = CallTemplate("https://robot.example/a?m={text}&n=1", method=Method.GET)
    check_template(template, has_secret=False)
    call = build_call(template, CallValues("a&n=2#/../\r\nX: y"))

    assert parse_qs(urlsplit(call.url).query) == {"m": ["a&n=2#/../\r\nX: y"], "n": ["1"]}
    assert call.body == b""


def test_secret_cannot_add_a_header() -> None:
    template = CallTemplate(URL, headers="Authorization: Bearer {secret}", body=BODY)
    call = build_call(template, CallValues("x", secret="abc\r\nX-Evil: 1"))

    assert call.headers["Authorization"] == "Bearer abcX-Evil:1"


def test_phones_become_items_of_a_list() -> None:
    body = '{"text": "{text}", "at": {"mobiles": ["{phones}"]}, "n": [1, null, true]}'
    call = build_call(CallTemplate(URL, body=body), CallValues("x", phones=("1", "2")))
    nobody = build_call(CallTemplate(URL, body=body), CallValues("x"))

    assert json.loads(call.body)["at"] == {"mobiles": ["1", "2"]}
    assert json.loads(nobody.body)["at"] == {"mobiles": []}
    assert json.loads(call.body)["n"] == [1, None, True]


def test_call_shows_nothing_of_itself() -> None:
    call = build_call(CallTemplate(URL, body=BODY), CallValues("text", secret="topsecret"))

    assert "topsecret" not in repr(call)
    assert "topsecret" not in repr(CallValues("text", secret="topsecret"))


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("8.8.8.8", "public"),
        ("2606:4700::1", "public"),
        ("127.0.0.1", "private"),
        ("10.1.2.3", "private"),
        ("192.168.0.9", "private"),
        ("172.16.0.1", "private"),
        ("100.64.0.1", "private"),
        ("::1", "private"),
        ("fd00::1", "private"),
        ("::ffff:10.0.0.1", "private"),
        ("64:ff9b::a00:1", "private"),
        ("2002:a00:1::", "private"),
        ("::ffff:8.8.8.8", "public"),
        ("169.254.169.254", "never"),
        ("::ffff:169.254.169.254", "never"),
        ("fe80::1", "never"),
        ("224.0.0.1", "never"),
        ("0.0.0.0", "never"),
        ("::", "never"),
    ],
)
@pytest.mark.parametrize("allows_private", [True, False])
@pytest.mark.parametrize("allows_public", [True, False])
def test_address_is_judged(
    address: str, where: str, allows_private: bool, allows_public: bool
) -> None:
    reach = Reach(allows_private=allows_private, allows_public=allows_public)
    is_allowed = {"public": allows_public, "private": allows_private, "never": False}[where]
    code = "notify.endpoint_outside" if where == "public" else "notify.endpoint_private"

    if is_allowed:
        _judge(ipaddress.ip_address(address), reach)
        return
    with pytest.raises(DeliveryError) as refused:
        _judge(ipaddress.ip_address(address), reach)
    assert refused.value.message.code == code
    assert not refused.value.is_temporary


def test_secret_is_unreadable_at_rest_and_with_another_key(settings: Settings) -> None:
    cipher = seal("gateway-password-of-a-test")

    assert "gateway-password" not in cipher
    assert cipher != seal("gateway-password-of-a-test")
    assert unseal(cipher) == "gateway-password-of-a-test"
    assert (seal(""), unseal("")) == ("", "")
    settings.SECRET_KEY = "another key of another server"
    with pytest.raises(DeliveryError, match="secret_lost"):
        unseal(cipher)


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("138 0000 0001", True),
        ("+86-138-0000-0001", True),
        ("（0510）81234567", True),
        ("12345", False),
        ("13800000001\nx", False),
        ("13800000001,13800000002", False),
        ("", False),
    ],
)
def test_phone(number: str, is_one: bool) -> None:
    assert is_phone(number) is is_one
    assert not is_one or plain_phone(number).lstrip("+").isdigit()
