"""Undo, offered where a step was taken: on the record, in its list, in a row of the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Need
from duijie.catalogue.policies import Move
from duijie.catalogue.services import change_record, create_record, move_record
from tests.factories.records import need_values
from tests.factories.users import make_user
from tests.integration.web.building import Answer, find, text_of, texts

pytestmark = pytest.mark.django_db

NEED = RecordKind.NEED
SWAP = {"HX-Request": "true"}


def make_need(by: User, *, is_published: bool = False, title: str = "涂层提前起泡") -> int:
    values = need_values(title=title)
    made = create_record(kind=NEED, values=values, by=by, disclosure=DisclosureLevel.REGISTERED)
    if is_published:
        move_record(kind=NEED, record_id=made, move=Move.PUBLISH, by=by)
    return made


def offered(answer: Answer) -> str:
    """Where the page's undo button leads."""
    (form,) = find(answer, '//form[contains(@action, "/undo/")]')
    assert form.text_content().strip() == "Undo"
    return str(form.get("action"))


def test_step_on_the_page_of_a_record_is_undone(broker: User, broker_client: Client) -> None:
    need = make_need(broker)
    done = broker_client.post(f"/needs/{need}/move/", {"move": "publish"}, follow=True)
    assert Need.objects.get().state == "published"

    undone = broker_client.post(offered(done), follow=True)

    assert Need.objects.get().state == "draft"
    assert "Undone: 1 record is as it was before." in text_of(undone)
    assert undone.redirect_chain == [(f"/needs/{need}/", 302)]
    assert "Step undone" in text_of(broker_client.get(f"/needs/{need}/history/"))


def test_step_that_cannot_be_undone_offers_nothing(broker: User, broker_client: Client) -> None:
    need = make_need(broker)
    done = broker_client.post(f"/needs/{need}/move/", {"move": "submit"}, follow=True)
    assert "Done: Submit." in text_of(done)
    assert find(done, '//form[contains(@action, "/undo/")]') == []


def test_saving_and_publishing_can_be_undone(broker_client: Client) -> None:
    typed = {"title": "轴承烧伤检测", "organisation": "青禾轴承有限公司", "text": "漏检率高。"}
    done = broker_client.post("/needs/new/", {**typed, "then": "publish"}, follow=True)
    assert Need.objects.get().state == "published"
    broker_client.post(offered(done))
    assert Need.objects.get().state == "draft"


@pytest.mark.parametrize("step", ["publish", "renew", "withdraw"])
def test_bulk_step_is_undone_for_all_but_what_was_changed_since(
    step: str, broker: User, broker_client: Client
) -> None:
    is_published = step != "publish"
    needs = [
        make_need(broker, is_published=is_published, title=f"需求{number}") for number in range(3)
    ]
    Need.objects.filter(expiry_date__isnull=False).update(expiry_date="2026-12-01")
    before = {need.pk: (need.state, need.expiry_date) for need in Need.objects.all()}
    done = broker_client.post("/needs/bulk/", {"ids": needs, "action": step}, follow=True)
    assert "Done for 3 records." in text_of(done)
    after = Need.objects.get(pk=needs[2])
    if step == "withdraw":
        move_record(kind=NEED, record_id=needs[2], move=Move.REOPEN, by=make_user(Role.BROKER))
    else:
        change_record(
            kind=NEED,
            record_id=needs[2],
            values={"text": "改过。"},
            revision=after.revision,
            by=make_user(Role.BROKER),
        )
    kept = Need.objects.get(pk=needs[2])

    undone = broker_client.post(offered(done), follow=True)

    assert "Undone: 2 records are as they were before." in text_of(undone)
    assert "Not done for 1 record: Not undone: this is not your last step" in text_of(undone)
    for need in Need.objects.filter(pk__in=needs[:2]):
        assert (need.state, need.expiry_date) == before[need.pk]
    last = Need.objects.get(pk=needs[2])
    assert (last.state, last.expiry_date, last.revision) == (
        kept.state,
        kept.expiry_date,
        kept.revision,
    )


def test_row_of_the_desk_is_undone_in_its_place(broker: User, broker_client: Client) -> None:
    need = make_need(broker)
    move_record(kind=NEED, record_id=need, move=Move.SUBMIT, by=broker)
    row = broker_client.post(f"/needs/{need}/move/", {"move": "publish"}, headers=SWAP)

    undone = broker_client.post(offered(row), headers=SWAP)
    again = broker_client.post(offered(row), headers=SWAP)

    assert texts(undone, "//li") == ["Undone, as it was before.Open"]
    assert "Not undone" in texts(again, '//li[@role="alert"]')[0]
    assert Need.objects.get().state == "submitted"


@pytest.mark.parametrize(
    "steps", ["", "x", "1", "1.", "999999.1", "999998.2,999999.4", "9" * 40 + ".1"]
)
def test_address_that_names_nothing_undoes_nothing(
    steps: str, broker: User, broker_client: Client
) -> None:
    make_need(broker, is_published=True)
    answer = broker_client.post(f"/needs/undo/?steps={steps}", follow=True)
    assert answer.status_code == 200
    assert Need.objects.get().state == "published"


def test_step_of_somebody_else_stays(broker: User) -> None:
    need = make_need(broker, is_published=True)
    other = Client()
    other.force_login(make_user(Role.BROKER))
    revision = Need.objects.get().revision
    answer = other.post(f"/needs/undo/?steps={need}.{revision}", follow=True)
    assert "未撤销：这已不是本人对该记录的最后一步" in text_of(answer)
    assert Need.objects.get().state == "published"
