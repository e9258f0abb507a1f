"""`Idempotency-Key`: what is sent twice is done once."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from duijie.accounts.enums import Role, Scope
from duijie.accounts.models import Invitation, User
from duijie.catalogue.models import Need
from duijie.catalogue.services import create_record
from duijie.core.replies.models import StoredReply
from duijie.intake.models import ImportBatch
from tests.factories.imports import make_sheet, need_row
from tests.factories.records import need_values
from tests.integration.api.asking import Asker, asker


@pytest.mark.django_db
def test_same_request_again_is_answered_as_before_and_does_nothing() -> None:
    broker = asker(Role.BROKER)
    values = need_values()

    first = broker.post("/needs", values, key="a-1")
    again = broker.post("/needs", values, key="a-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Need.objects.count() == 1


@pytest.mark.django_db
def test_answer_without_a_body_is_repeated() -> None:
    broker = asker(Role.BROKER)
    made = broker.post("/needs", need_values()).json()
    first = broker.delete(f"/needs/{made['id']}", key="gone")
    again = broker.delete(f"/needs/{made['id']}", key="gone")
    assert (first.status_code, again.status_code) == (204, 204)
    assert broker.delete(f"/needs/{made['id']}").status_code == 404


@pytest.mark.django_db
def test_key_of_another_request_is_a_conflict() -> None:
    broker = asker(Role.BROKER)
    broker.post("/needs", need_values(), key="a-1")

    for other in (
        broker.post("/needs", need_values(), key="a-1"),
        broker.post("/offers", need_values(), key="a-1"),
    ):
        assert (other.status_code, other.json()["code"]) == (409, "replies.other_request")
    assert Need.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_users_do_not_meet() -> None:
    for number in (1, 2):
        assert asker(Role.BROKER).post("/needs", need_values(), key="a-1").status_code == 201
        assert Need.objects.count() == number


@pytest.mark.django_db
def test_refused_request_may_be_sent_again() -> None:
    broker = asker(Role.BROKER)
    values = need_values(title="")
    assert broker.post("/needs", values, key="a-1").status_code == 422
    assert broker.post("/needs", {**values, "title": "耐盐雾"}, key="a-1").status_code == 201


@pytest.mark.django_db
def test_request_that_failed_on_our_side_may_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broker = asker(Role.BROKER)
    broker.client.raise_request_exception = False
    values = need_values()
    with monkeypatch.context() as broken:
        # after the record was made and before it was noted
        broken.setattr("duijie.catalogue.services.editing.audit", _fail)
        assert broker.post("/needs", values, key="a-1").status_code == 500
    assert not Need.objects.exists()
    assert not StoredReply.objects.exists()

    assert broker.post("/needs", values, key="a-1").status_code == 201
    assert Need.objects.count() == 1


@pytest.mark.django_db
def test_what_was_done_and_that_it_was_done_are_kept_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process that dies between the two has done neither."""
    broker = asker(Role.BROKER)
    broker.client.raise_request_exception = False
    values = need_values()
    with monkeypatch.context() as broken:
        broken.setattr("duijie.api.repeating._kept", _fail)
        assert broker.post("/needs", values, key="a-1").status_code == 500
    assert not Need.objects.exists()


@pytest.mark.django_db
def test_request_that_is_still_being_answered_is_a_conflict() -> None:
    broker = asker(Role.BROKER)
    values = need_values()
    broker.post("/needs", values, key="a-1")
    StoredReply.objects.update(status=None, body="")
    answer = broker.post("/needs", values, key="a-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "replies.in_progress")


@pytest.mark.django_db
def test_token_without_the_scope_gets_no_answer_of_another_token() -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    values = need_values()
    broker.post("/needs", values, key="a-1")
    reader = Asker(broker.user, scopes=[Scope.READ])
    assert reader.post("/needs", values, key="a-1").json()["code"] == "api.scope_missing"


@pytest.mark.django_db
def test_secret_is_told_once_and_stored_nowhere() -> None:
    broker = asker(Role.BROKER)
    body = {"display_name": "王小明", "role": "collector"}

    first = broker.post("/invitations", body, key="a-1").json()
    again = broker.post("/invitations", body, key="a-1").json()

    secret = first["link"].rstrip("/").rpartition("/")[2]
    assert len(secret) > 20
    assert again == {**first, "link": None}
    assert secret not in json.dumps(list(StoredReply.objects.values()), default=str)
    assert Invitation.objects.count() == 1


@pytest.mark.django_db
def test_upload_that_is_sent_again_is_taken_once() -> None:
    broker = asker(Role.BROKER)
    data = make_sheet([need_row(1)])

    answers = [
        broker.upload("/imports", SimpleUploadedFile("需求.xlsx", data), key="a-1")
        for _ in range(2)
    ]
    other = broker.upload("/imports", SimpleUploadedFile("需求.xlsx", data + b" "), key="a-1")

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert other.json()["code"] == "replies.other_request"
    assert ImportBatch.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 101, "a b", "键"])
def test_key_that_is_none_is_refused(key: str) -> None:
    broker = asker(Role.BROKER)
    answer = broker.post("/needs", need_values(), key=key.encode().decode("latin-1"))
    assert (answer.status_code, answer.json()["code"]) == (400, "api.key_malformed")
    assert not Need.objects.exists()


@pytest.mark.django_db
def test_request_that_comes_while_it_is_being_answered_is_a_conflict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broker, values = asker(Role.BROKER), need_values()
    meanwhile: list[Any] = []

    def create_slowly(**given: Any) -> int:
        meanwhile.append(broker.post("/needs", values, key="a-1"))
        return create_record(**given)

    monkeypatch.setattr("duijie.api.records.endpoints.create_record", create_slowly)
    first = broker.post("/needs", values, key="a-1")

    assert first.status_code == 201
    assert [one.json()["code"] for one in meanwhile] == ["replies.in_progress"]
    assert Need.objects.count() == 1


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="threads share the test's database in memory, which knows no waiting",
)
@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_once_act_once() -> None:
    broker = asker(Role.BROKER)
    values = need_values()
    together = threading.Barrier(4)
    answers: list[Any] = []

    def ask() -> None:
        together.wait()
        answers.append(broker.post("/needs", values, key="a-1"))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    statuses = sorted(answer.status_code for answer in answers)
    assert 201 in statuses
    assert set(statuses) <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert Need.objects.count() == 1
    assert User.objects.count() == 1


def _fail(*_args: object, **_given: object) -> str:
    raise RuntimeError("broken")
