"""Refusals are problems, in the language that is asked for, and repeat nothing of the request."""

from __future__ import annotations

import json

import pytest

from duijie.accounts.enums import Role
from duijie.api.frame import choose_language
from duijie.catalogue.models import Need
from tests.factories.records import need_values
from tests.integration.api.asking import Asker, asker

pytestmark = pytest.mark.django_db
SECRET = "机密词语-713"


def _is_problem(answer: object, status: int, code: str) -> bool:
    body = answer.json()  # type: ignore[attr-defined]  # Django's own response
    return (
        answer.status_code == status  # type: ignore[attr-defined]  # the same
        and answer["Content-Type"] == "application/problem+json"  # type: ignore[index]  # the same
        and (body["status"], body["code"], body["type"]) == (status, code, "about:blank")
        and bool(body["title"] and body["detail"])
    )


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("en", "There is no such need, or it is not open to you."),
        ("zh-CN,zh;q=0.9,en;q=0.8", "没有这条需求，或者您无权查看。"),
    ],
)
def test_detail_is_in_the_language_asked_for(language: str, detail: str) -> None:
    answer = asker(Role.BROKER, language=language).get("/needs/99999")
    assert answer.status_code == 404
    if language == "en":
        assert answer.json()["detail"] == detail
    else:
        assert not answer.json()["detail"].isascii()
    assert answer["Content-Language"] == ("en" if language == "en" else "zh-hans")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-hans"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-TW", "zh-hans"),
        ("fr,en;q=0.5,zh;q=0.3", "en"),
        ("fr", "zh-hans"),
        ("*", "zh-hans"),
        (";;;q=x" * 200, "zh-hans"),
    ],
)
def test_language_is_chinese_unless_english_is_asked_for_before(header: str, language: str) -> None:
    assert choose_language(header) == language


def test_unknown_address_is_a_problem() -> None:
    broker = asker(Role.BROKER)
    for path in ("/nothing", "/needs/", "/needs/abc", "/../v2/needs", ""):
        assert _is_problem(broker.get(path), 404, "api.not_found"), path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_wrong_method_is_a_problem(method: str) -> None:
    answer = asker(Role.BROKER).send(method, "/needs")
    assert _is_problem(answer, 405, "api.method_not_allowed")
    assert answer["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b'{"title": NaN}',
        b'{"budget_wan": 1e999, "title": "a", "organisation": "b"}',
        b'{"title": "a\\u0000b", "organisation": "c"}',
        b'{"title": "\\ud800", "organisation": "c"}',
        b'{"budget_wan": 99999999999999999999999999, "title": "a", "organisation": "b"}',
        b"[" * 5_000,
        b'{"keywords": ' + b"[" * 30 + b"]" * 30 + b"}",
    ],
)
def test_malformed_json_is_a_problem(body: bytes) -> None:
    broker = asker(Role.BROKER)
    answer = broker.client.generic(
        "POST", "/api/v1/needs", body, content_type="application/json", headers=broker.headers
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.status_code == 400 or body == b""
    assert not Need.objects.exists()


def test_nul_in_an_address_is_a_problem() -> None:
    broker = asker(Role.BROKER)
    assert _is_problem(broker.get("/needs", q="a\x00b"), 400, "api.malformed")


def test_body_of_another_kind_is_a_problem() -> None:
    broker = asker(Role.BROKER)
    form = broker.client.post("/api/v1/needs", {"title": "a"}, headers=broker.headers)
    text = broker.client.post(
        "/api/v1/imports", "a", content_type="text/csv", headers=broker.headers
    )
    assert _is_problem(form, 415, "api.media_type")
    assert _is_problem(text, 415, "api.media_type")


def test_body_too_large_is_a_problem() -> None:
    answer = asker(Role.BROKER).post("/needs", need_values(text="长" * 600_000))
    assert _is_problem(answer, 413, "api.too_large")
    assert not Need.objects.exists()


def test_missing_and_wrong_values_are_named() -> None:
    broker = asker(Role.BROKER)

    answer = broker.post("/needs", {"budget_wan": SECRET, "trl": 3, "no_such": SECRET})

    assert _is_problem(answer, 422, "api.malformed")
    assert {one["field"]: one["code"] for one in answer.json()["errors"]} == {
        "title": "api.value_missing",
        "organisation": "api.value_missing",
        "budget_wan": "api.value_wrong",
        "no_such": "api.value_wrong",
    }
    assert SECRET not in answer.content.decode()


def test_values_that_the_record_does_not_take_are_named() -> None:
    answer = asker(Role.BROKER).post("/needs", need_values(email="not an address"))
    assert _is_problem(answer, 422, "catalogue.values_wrong")
    assert [one["field"] for one in answer.json()["errors"]] == ["email"]


def test_change_of_what_somebody_changed_says_who_and_when() -> None:
    broker = asker(Role.BROKER)
    other = asker(Role.ADMINISTRATOR)
    assert other.user is not None
    made = broker.post("/needs", need_values()).json()
    path = f"/needs/{made['id']}"
    assert other.patch(path, {"revision": 1, "region": "西山市"}).json()["revision"] == 2

    refused = broker.patch(path, {"revision": 1, "region": "东湾市"})

    assert _is_problem(refused, 409, "api.record_changed")
    body = refused.json()
    assert body["changed_by"] == str(other.user)
    assert body["revision"] == 2
    assert body["changed_at"]
    assert str(other.user) in body["detail"]
    assert broker.get(path).json()["values"]["region"] == "西山市"
    again = broker.patch(path, {"revision": 2, "region": "东湾市"})
    assert (again.status_code, again.json()["revision"]) == (200, 3)


def test_change_without_a_revision_is_refused() -> None:
    broker = asker(Role.BROKER)
    made = broker.post("/needs", need_values()).json()
    answer = broker.patch(f"/needs/{made['id']}", {"region": "东湾市"})
    assert answer.json()["errors"] == [
        {"field": "revision", "code": "api.value_missing", "detail": "A value is missing."}
    ]


def test_same_record_again_is_a_conflict() -> None:
    broker = asker(Role.BROKER)
    values = need_values()
    broker.post("/needs", values)
    assert _is_problem(broker.post("/needs", values), 409, "catalogue.record_exists")


def test_step_that_the_state_does_not_have_is_a_conflict() -> None:
    broker = asker(Role.BROKER)
    made = broker.post("/needs", need_values()).json()
    answer = broker.post(f"/needs/{made['id']}/moves", {"move": "renew"})
    assert _is_problem(answer, 409, "catalogue.no_such_step")


@pytest.mark.parametrize(
    "cursor", ["x", "aWQ6", "bm90aGluZw==", "aWR8LTE=", "aWR8OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "密"]
)
def test_cursor_that_is_none_is_a_problem(cursor: str) -> None:
    broker = asker(Role.BROKER)
    for path in ("/needs", "/jobs", "/account/zones", "/needs/bin"):
        assert _is_problem(broker.get(path, cursor=cursor), 400, "api.cursor_malformed"), path


def test_fault_of_the_program_is_a_problem_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object, **_given: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("duijie.api.figures.endpoints.get_figures_for_user", fail)
    broker: Asker = asker(Role.BROKER)
    broker.client.raise_request_exception = False

    answer = broker.get("/figures")

    assert _is_problem(answer, 500, "api.failed")
    assert SECRET not in json.dumps(answer.json(), ensure_ascii=False)
