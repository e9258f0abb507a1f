"""The form of a record, its steps and its bin, as pages."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import CloseReason, RecordKind
from duijie.catalogue.models import Need
from duijie.catalogue.policies import Move
from duijie.catalogue.services import change_record, create_record, move_record
from tests.factories.records import need_values, values_of
from tests.factories.users import make_user
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

NEED = RecordKind.NEED
TYPED = {"title": "轴承套圈烧伤检测", "organisation": "青禾轴承有限公司", "text": "漏检率高。"}


def make_need(by: User, **given: object) -> int:
    return create_record(
        kind=NEED, values=need_values(**given), by=by, disclosure=DisclosureLevel.REGISTERED
    )


def test_need_is_typed_in_and_published_at_once(broker_client: Client) -> None:
    answer = broker_client.post(
        "/needs/new/",
        {
            **TYPED,
            "budget_wan": "80",
            "keywords": "烧伤、检测",
            "indicators": "漏检率 ≤ 0.1 %",
            "then": "publish",
        },
        follow=True,
    )

    need = Need.objects.get()
    assert (need.state, need.budget_wan, need.keywords) == ("published", 80, ["烧伤", "检测"])
    assert "Saved and published." in text_of(answer)
    assert texts(answer, '//*[@class="indicators"]//li') == ["漏检率 ≤ 0.1 %"]


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    broker_client: Client,
) -> None:
    answer = broker_client.post(
        "/needs/new/", {**TYPED, "title": "", "budget_wan": "很多", "start_date": "2026-02-31"}
    )

    assert answer.status_code == 422
    for name in ("title", "budget_wan", "start_date"):
        (field,) = find(answer, f'//*[@name="{name}"]')
        assert field.get("aria-invalid") == "true"
        said = field.get("aria-describedby").split()[0]
        assert len(texts(answer, f'//*[@id="{said}"]')[0]) > 5
    assert find(answer, '//*[@name="budget_wan"]')[0].get("value") == "很多"
    assert texts(answer, '//*[@name="text"]') == ["漏检率高。"]
    links = find(answer, '//*[@id="form-problem"]//a')
    assert [link.get("href") for link in links] == [
        "#field-title",
        "#field-budget_wan",
        "#field-start_date",
    ]
    assert not Need.objects.exists()


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(
    broker_client: Client, broker: User, administrator: User
) -> None:
    need = make_need(broker, title="旧标题", organisation="青禾轴承有限公司")
    row = Need.objects.get(pk=need)
    change_record(
        kind=NEED, record_id=need, values={"title": "同事的标题"}, revision=row.revision,
        by=administrator,
    )  # fmt: skip

    first = broker_client.post(
        f"/needs/{need}/edit/", {"title": "我的标题", "revision": row.revision}
    )
    row.refresh_from_db()
    kept = row.title
    shown_revision = find(first, '//input[@name="revision"]')[0].get("value")
    second = broker_client.post(
        f"/needs/{need}/edit/", {"title": "我的标题", "revision": shown_revision}
    )

    assert (first.status_code, kept) == (422, "同事的标题")
    assert str(administrator) in texts(first, '//*[@id="form-problem"]')[0]
    assert find(first, '//*[@name="title"]')[0].get("value") == "我的标题"
    assert second["Location"] == f"/needs/{need}/"
    row.refresh_from_db()
    assert row.title == "我的标题"


@pytest.mark.parametrize("kind", RecordKind)
def test_form_of_every_kind_opens_and_saves_what_it_shows(
    broker_client: Client, broker: User, kind: RecordKind
) -> None:
    """Saving without a change changes nothing: each field takes back what it gave out."""
    record_id = create_record(kind=kind, values=values_of(kind), by=broker)
    page = broker_client.get(f"/{kind}s/{record_id}/edit/")
    sent = {
        field.get("name"): field.get("value") or (field.text or "").lstrip("\n")
        for field in find(page, '//form[contains(@class, "record-form")]//*[@name]')
        if field.tag in {"input", "textarea"}
    }

    answer = broker_client.post(f"/{kind}s/{record_id}/edit/", sent)
    again = broker_client.get(f"/{kind}s/{record_id}/edit/")

    assert broker_client.get(f"/{kind}s/new/").status_code == 200
    assert answer["Location"] == f"/{kind}s/{record_id}/"
    (revision,) = find(again, '//input[@name="revision"]')
    assert revision.get("value") == sent["revision"]


def test_buttons_are_those_of_the_state_and_the_role(broker: User, broker_client: Client) -> None:
    collector = make_user(Role.COLLECTOR)
    client = Client()
    client.force_login(collector)
    client.cookies["duijie_language"] = "en"
    need = make_need(collector)

    def corner(of: Client) -> str:
        return texts(of.get(f"/needs/{need}/"), '//*[@class="corner no-print"]')[0]

    draft = corner(client)
    move_record(kind=NEED, record_id=need, move=Move.SUBMIT, by=collector)
    waiting, deciding = corner(client), corner(broker_client)

    assert "Submit" in draft
    assert "Publish" not in draft
    assert "Publish" not in waiting
    assert "Publish" in deciding
    assert "Send back" in deciding


def test_deleted_record_is_brought_back_by_undo(broker_client: Client, broker: User) -> None:
    need = make_need(broker, title="误删的一条")

    gone = broker_client.post(f"/needs/{need}/delete/", follow=True)
    (undo,) = find(gone, '//form[contains(@class, "end")]')
    listed = "误删的一条" in texts(gone, '//td[@class="main"]/a')
    binned = text_of(broker_client.get("/needs/bin/"))
    broker_client.post(undo.get("action"))

    assert not listed
    assert "误删的一条" in binned
    assert "误删的一条" in text_of(broker_client.get("/needs/"))


def test_ticked_records_are_handed_over(broker_client: Client, broker: User) -> None:
    colleague = make_user(Role.BROKER)
    first, second, other = (make_need(broker) for _ in range(3))
    page = broker_client.get("/needs/")

    answer = broker_client.post(
        "/needs/bulk/",
        {"ids": [first, second], "action": "hand_over", "colleague": colleague.pk},
        follow=True,
    )

    assert str(colleague) in texts(page, '//select[@name="colleague"]/option')
    assert "2 records have been handed over." in text_of(answer)
    owners = dict(Need.objects.values_list("pk", "owner_id"))
    assert owners == {first: colleague.pk, second: colleague.pk, other: broker.pk}


def test_bulk_step_says_what_it_could_not_do(broker_client: Client, broker: User) -> None:
    draft, closed = make_need(broker), make_need(broker)
    move_record(kind=NEED, record_id=closed, move=Move.PUBLISH, by=broker)
    move_record(
        kind=NEED, record_id=closed, move=Move.CLOSE, by=broker, close_reason=CloseReason.GIVEN_UP
    )

    answer = broker_client.post(
        "/needs/bulk/", {"ids": [draft, closed], "action": "publish"}, follow=True
    )

    said = text_of(answer)
    assert "Done for 1 record." in said
    assert "Not done for 1 record: This step is not possible" in said
    assert Need.objects.get(pk=draft).state == "published"


def test_text_for_the_group_names_nobody(broker_client: Client, broker: User) -> None:
    values = need_values(
        title="机密标题", organisation="青禾机密有限公司", phone="13900001111", person="林青",
        teaser_title="表面检测", teaser_text="寻求在线检测。",
    )  # fmt: skip
    need = create_record(kind=NEED, values=values, by=broker, disclosure=DisclosureLevel.TEASER)
    move_record(kind=NEED, record_id=need, move=Move.PUBLISH, by=broker)

    text = texts(broker_client.get(f"/needs/{need}/"), '//*[@id="group-words"]')[0]

    assert "表面检测" in text
    assert f"/open/needs/{need}/" in text
    for secret in ("机密", "青禾", "13900001111", "林青"):
        assert secret not in text
