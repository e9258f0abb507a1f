"""Agreements: asked for, given, accepted, refused, ended; and what each shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import ConsentError
from duijie.catalogue.models import Consent, Need
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    ConsentState,
    get_record_for_user,
    list_consents_for_user,
    list_consents_of_record,
    list_needs_for_user,
)
from duijie.catalogue.services import (
    accept_consent,
    create_record,
    give_consent,
    move_record,
    refuse_consent,
    request_consent,
    revoke_consent,
)
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, Region

pytestmark = pytest.mark.django_db
NEED = RecordKind.NEED
L = DisclosureLevel
PHONE = "13900001111"


@pytest.fixture
def need_id(region: Region) -> int:
    values = values_of(NEED, organisation=COMPANY, phone=PHONE, title="水性涂料")
    made = create_record(kind=NEED, values=values, by=region.broker)
    move_record(kind=NEED, record_id=made, move=Move.PUBLISH, by=region.broker)
    return made


def ask(need_id: int, by: Actor, level: DisclosureLevel = L.CONSENT, **given: object) -> int:
    return request_consent(
        kind=NEED,
        record_id=need_id,
        level=level,
        by=by,
        **given,  # type: ignore[arg-type] # each test names real arguments
    )


def sees(need_id: int, user: Actor) -> DisclosureLevel:
    return get_record_for_user(NEED, need_id, user).level


def test_contacts_are_shown_once_both_sides_have_agreed(need_id: int, region: Region) -> None:
    asker = region.other_member
    consent_id = ask(need_id, asker, reason="想面谈")
    assert sees(need_id, asker) == L.REGISTERED
    assert PHONE not in repr(get_record_for_user(NEED, need_id, asker))
    give_consent(consent_id=consent_id, by=region.member)
    assert sees(need_id, asker) == L.CONSENT
    detail = get_record_for_user(NEED, need_id, asker)
    assert (detail.organisation_name, detail.values["phone"]) == (COMPANY, PHONE)
    assert sees(need_id, region.expert) == L.REGISTERED


def test_nda_is_accepted_apart(need_id: int, region: Region) -> None:
    Need.objects.update(disclosure=L.REGISTERED)
    consent_id = ask(need_id, region.other_member, L.NDA)
    give_consent(consent_id=consent_id, by=region.member)
    assert sees(need_id, region.other_member) == L.REGISTERED
    with pytest.raises(NotAllowedError):
        accept_consent(consent_id=consent_id, by=region.broker)
    accept_consent(consent_id=consent_id, by=region.other_member)
    assert sees(need_id, region.other_member) == L.NDA


def test_broker_brings_somebody_to_a_record_that_they_cannot_see(
    need_id: int, region: Region
) -> None:
    Need.objects.update(disclosure=L.NDA)
    with pytest.raises(NotFoundError):
        ask(need_id, region.other_member, L.NDA)
    consent_id = ask(need_id, region.broker, L.NDA, grantee_id=region.other_member.pk)
    (row,) = list_consents_for_user(region.other_member)
    assert (row.title, row.can_accept, row.can_give) == ("", True, False)
    give_consent(consent_id=consent_id, by=region.member)
    accept_consent(consent_id=consent_id, by=region.other_member)
    assert sees(need_id, region.other_member) == L.NDA
    assert list_needs_for_user(region.other_member).total == 1
    assert list_consents_for_user(region.other_member).rows[0].title == "水性涂料"


def test_organisation_is_agreed_with_as_a_whole(need_id: int, region: Region) -> None:
    consent_id = ask(need_id, region.other_member, grantee_organisation_id=region.other_company_id)
    give_consent(consent_id=consent_id, by=region.broker)
    assert sees(need_id, region.other_member) == L.CONSENT
    with pytest.raises(NotAllowedError):
        ask(need_id, region.expert, grantee_organisation_id=region.other_company_id)


@pytest.mark.parametrize("who", ["other_member", "expert", "other_broker", "collector"])
def test_only_the_records_side_gives(who: str, need_id: int, region: Region) -> None:
    consent_id = ask(need_id, region.other_member)
    with pytest.raises((NotAllowedError, NotFoundError)):
        give_consent(consent_id=consent_id, by=getattr(region, who))
    assert Consent.objects.get().given_at is None


@pytest.mark.parametrize("who", ["leader", "visitor"])
def test_who_sees_no_records_asks_for_none(who: str, need_id: int, region: Region) -> None:
    with pytest.raises(NotAllowedError):
        ask(need_id, getattr(region, who))


def test_what_cannot_be_asked_for(need_id: int, region: Region) -> None:
    with pytest.raises(ConsentError):
        ask(need_id, region.other_member, L.OWN)
    with pytest.raises(ConsentError):
        ask(need_id, region.member)  # their own
    with pytest.raises(ConsentError):
        ask(need_id, region.broker, grantee_id=region.leader.pk)
    with pytest.raises(ConsentError):
        ask(need_id, region.broker, grantee_id=99_999)
    with pytest.raises(ConsentError):
        ask(need_id, region.other_member, expiry_date=clock.today() - timedelta(days=1))
    ask(need_id, region.other_member)
    with pytest.raises(ConsentError):
        ask(need_id, region.other_member)
    assert Consent.objects.count() == 1


def test_refused_request_shows_nothing_and_may_be_asked_again(need_id: int, region: Region) -> None:
    consent_id = ask(need_id, region.other_member)
    refuse_consent(consent_id=consent_id, by=region.member)
    with pytest.raises(ConsentError):
        give_consent(consent_id=consent_id, by=region.member)
    assert sees(need_id, region.other_member) == L.REGISTERED
    assert list_consents_for_user(region.other_member).rows[0].state is ConsentState.REFUSED
    ask(need_id, region.other_member)


@pytest.mark.parametrize("who", ["member", "broker", "other_member"])
def test_either_side_ends_an_agreement_at_once(who: str, need_id: int, region: Region) -> None:
    consent_id = ask(need_id, region.other_member)
    with pytest.raises(ConsentError):
        revoke_consent(consent_id=consent_id, by=region.member)
    give_consent(consent_id=consent_id, by=region.member)
    revoke_consent(consent_id=consent_id, by=getattr(region, who))
    assert sees(need_id, region.other_member) == L.REGISTERED
    with pytest.raises(ConsentError):
        accept_consent(consent_id=consent_id, by=region.other_member)


def test_agreement_ends_after_its_last_day(need_id: int, region: Region) -> None:
    consent_id = ask(need_id, region.other_member)
    give_consent(consent_id=consent_id, by=region.member, expiry_date=clock.today())
    assert sees(need_id, region.other_member) == L.CONSENT
    Consent.objects.update(expiry_date=clock.today() - timedelta(days=1))
    assert sees(need_id, region.other_member) == L.REGISTERED
    assert list_consents_for_user(region.other_member).rows[0].state is ConsentState.EXPIRED


def test_agreement_outlives_publication_but_not_withdrawal(need_id: int, region: Region) -> None:
    give_consent(consent_id=ask(need_id, region.other_member), by=region.member)
    for state, is_seen in (("expired", True), ("closed", True), ("withdrawn", False),
                           ("draft", False)):  # fmt: skip
        Need.objects.update(state=state)
        if is_seen:
            assert sees(need_id, region.other_member) == L.CONSENT
        else:
            with pytest.raises(NotFoundError):
                sees(need_id, region.other_member)


def test_sides_are_told_and_nobody_else(need_id: int, region: Region) -> None:
    consent_id = ask(need_id, region.other_member, reason="SECRETREASON")
    told = Notification.objects.filter(kind="catalogue.consent_requested")
    assert set(told.values_list("recipient_id", flat=True)) == {region.broker.pk, region.member.pk}
    assert not any("SECRETREASON" in row.title + row.body for row in told)
    assert not any("水性涂料" in row.title + row.body for row in told)
    give_consent(consent_id=consent_id, by=region.member)
    answered = Notification.objects.filter(kind="catalogue.consent_answered")
    assert [row.recipient_id for row in answered] == [region.other_member.pk]


def test_lists_show_each_side_what_they_can_answer(need_id: int, region: Region) -> None:
    ask(need_id, region.other_member)
    answers = {}
    for name in ("member", "broker", "other_member", "other_broker", "expert"):
        rows = list_consents_for_user(getattr(region, name), only_open=True).rows
        answers[name] = [(row.can_give, row.can_accept, row.can_refuse) for row in rows]
    assert answers == {
        "member": [(True, False, True)],
        "broker": [(True, False, True)],
        "other_member": [(False, False, True)],
        "other_broker": [],
        "expert": [],
    }
    assert len(list_consents_of_record(NEED, need_id, region.member)) == 1
    assert list_consents_of_record(NEED, need_id, region.expert) == ()
    give_consent(consent_id=Consent.objects.get().pk, by=region.member)
    assert list_consents_for_user(region.member, only_open=True).total == 0
    assert list_consents_for_user(region.member).total == 1


def test_list_asks_as_often_for_three_rows_as_for_one(
    need_id: int, region: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(need_id, region.other_member)
    with django_assert_num_queries(19):
        list_consents_for_user(region.member)
    for user in (region.expert, region.collector):
        ask(need_id, user)
    with django_assert_num_queries(19):
        assert list_consents_for_user(region.member).total == 3
