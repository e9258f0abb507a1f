"""The desk: what waits for whom, and what is done in its rows."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Consent, Need
from duijie.catalogue.policies import Move
from duijie.catalogue.services import add_membership, create_record, move_record, request_consent
from duijie.core.notify.queries import list_notices_for_user
from tests.factories.records import need_values
from tests.factories.users import make_user
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

NEED = RecordKind.NEED
SWAP = {"HX-Request": "true"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["duijie_language"] = "en"
    return client


def submitted(by: User, title: str = "涂层提前起泡") -> int:
    record_id = create_record(
        kind=NEED,
        values=need_values(title=title),
        by=by,
        disclosure=DisclosureLevel.REGISTERED,
    )
    move_record(kind=NEED, record_id=record_id, move=Move.SUBMIT, by=by)
    return record_id


def section(answer: object, name: str) -> list[str]:
    return texts(answer, f'//section[@aria-labelledby="{name}"]//li/a')  # type: ignore[arg-type] # an answer


def test_submitted_need_waits_for_the_broker_and_is_published_in_its_row(
    broker_client: Client,
) -> None:
    need = submitted(make_user(Role.COLLECTOR))
    desk = broker_client.get("/")

    answer = broker_client.post(f"/needs/{need}/move/", {"move": "publish"}, headers=SWAP)

    assert section(desk, "to-decide") == ["涂层提前起泡"]
    assert answer.status_code == 200
    assert texts(answer, "//li") == ["Publish UndoOpen"]
    assert Need.objects.get(pk=need).state == "published"
    assert section(broker_client.get("/"), "to-decide") == []


def test_refused_step_is_said_in_the_row(broker_client: Client) -> None:
    need = submitted(make_user(Role.COLLECTOR))
    move_record(kind=NEED, record_id=need, move=Move.PUBLISH, by=make_user(Role.ADMINISTRATOR))

    answer = broker_client.post(f"/needs/{need}/move/", {"move": "publish"}, headers=SWAP)

    assert "This step is not possible" in texts(answer, '//li[@role="alert"]')[0]


def test_step_without_script_leads_to_the_record(broker_client: Client) -> None:
    need = submitted(make_user(Role.COLLECTOR))

    answer = broker_client.post(f"/needs/{need}/move/", {"move": "publish"})

    assert answer["Location"] == f"/needs/{need}/"


def test_need_sent_back_is_on_its_collectors_desk_with_the_word(broker: User) -> None:
    collector, other = make_user(Role.COLLECTOR), make_user(Role.COLLECTOR)
    need = submitted(collector)
    move_record(kind=NEED, record_id=need, move=Move.RETURN, note="缺技术指标", by=broker)

    desk = client_of(collector).get("/")

    assert section(desk, "to-decide")[0] == "涂层提前起泡"
    assert "Sent back: 缺技术指标" in text_of(desk)
    assert "涂层提前起泡" not in text_of(client_of(other).get("/"))


def test_request_is_answered_on_the_desk(broker_client: Client, broker: User) -> None:
    need = submitted(broker)
    move_record(kind=NEED, record_id=need, move=Move.PUBLISH, by=broker)
    asker = make_user(Role.MEMBER)
    request_consent(
        kind=NEED, record_id=need, level=DisclosureLevel.CONSENT, reason="同类产线", by=asker
    )
    consent = Consent.objects.get()
    desk = broker_client.get("/")

    answer = broker_client.post(
        f"/needs/{need}/consents/{consent.pk}/", {"answer": "give"}, headers=SWAP
    )

    assert f"{asker} asks to see more: 涂层提前起泡" in text_of(desk)
    assert texts(answer, "//li/span") == ["Answered"]
    consent.refresh_from_db()
    assert consent.given_at is not None


def test_seen_notice_leaves_the_desk(broker_client: Client, broker: User) -> None:
    need = submitted(broker)
    move_record(kind=NEED, record_id=need, move=Move.PUBLISH, by=broker)
    request_consent(
        kind=NEED,
        record_id=need,
        level=DisclosureLevel.CONSENT,
        reason="同类产线",
        by=make_user(Role.MEMBER),
    )
    (notice,) = list_notices_for_user(broker, limit=9)

    answer = broker_client.post(f"/notices/{notice.id}/read/", headers=SWAP)

    assert (answer.status_code, answer.content) == (200, b"")
    assert find(broker_client.get("/"), f'//form[contains(@action, "{notice.id}")]') == []


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.MEMBER, Role.EXPERT])
def test_who_keeps_a_few_records_sees_how_they_stand(role: Role, broker: User) -> None:
    user = make_user(role)
    kind = RecordKind.OFFER if role is Role.EXPERT else NEED
    values = {"title": "自己的一条", "text": "正文", "organisation": "青禾有限公司"}
    company = create_record(
        kind=RecordKind.ORGANISATION, values={"name": "青禾有限公司"}, by=broker
    )
    if role is Role.MEMBER:
        add_membership(organisation_id=company, user_id=user.pk, by=broker)
    create_record(kind=kind, values=values, by=user)

    desk = client_of(user).get("/")

    assert section(desk, "own-records") == ["自己的一条"]
    assert "draft" in text_of(desk)


def test_leader_sees_figures_and_visitor_summaries(broker: User) -> None:
    submitted(broker, title="机密标题")

    leader, visitor = (client_of(make_user(role)) for role in (Role.LEADER, Role.VISITOR))

    assert texts(leader.get("/"), "//h1") == ["Reports"]
    assert texts(visitor.get("/"), "//h1") == ["Welcome"]
    assert "机密标题" not in text_of(leader.get("/")) + text_of(visitor.get("/"))
