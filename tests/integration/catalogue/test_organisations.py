"""Organisations: lists with counts that tell nothing hidden, names, members, experts' accounts."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import MembershipError, RecordExistsError
from duijie.catalogue.models import Expert, Membership, Need, Offer, Organisation
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    OrganisationFilters,
    get_organisation_for_user,
    get_record_for_user,
    list_offers_for_user,
    list_organisation_names_for_user,
    list_organisations_for_user,
)
from duijie.catalogue.queries.rows import RecordFilters
from duijie.catalogue.services import (
    add_membership,
    change_record,
    create_record,
    link_expert,
    move_record,
    remove_membership,
)
from duijie.catalogue.services.renaming import REFRESH_KIND
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, OTHER_COMPANY, Region

pytestmark = pytest.mark.django_db
ORGANISATION = RecordKind.ORGANISATION
PHONE = "051212345678"


def publish(kind: RecordKind, by: Actor, **given: object) -> int:
    made = create_record(kind=kind, values=values_of(kind, **given), by=by)
    move_record(kind=kind, record_id=made, move=Move.PUBLISH, by=by)
    return made


def names(user: Actor, **filters: object) -> list[str]:
    given = OrganisationFilters(**filters)  # type: ignore[arg-type] # each test names real fields
    return [row.name for row in list_organisations_for_user(user, given)]


def test_counts_tell_no_need_whose_organisation_is_hidden(region: Region) -> None:
    for kind in (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT):
        publish(kind, region.broker, organisation=COMPANY)
    create_record(
        kind=RecordKind.OFFER,
        values=values_of(RecordKind.OFFER, organisation=COMPANY),
        by=region.broker,
    )
    seen = {}
    for who in ("administrator", "broker", "member", "other_member", "other_broker", "expert"):
        rows = list_organisations_for_user(getattr(region, who)).rows
        row = next(row for row in rows if row.id == region.company_id)
        seen[who] = (row.need_count, row.offer_count, row.expert_count)
        detail = get_organisation_for_user(region.company_id, getattr(region, who))
        assert (detail.need_count, detail.offer_count, detail.expert_count) == seen[who]
    assert seen == {
        "administrator": (1, 2, 1),
        "broker": (1, 2, 1),
        "member": (1, 2, 1),
        "other_member": (0, 1, 1),
        "other_broker": (0, 1, 1),
        "expert": (0, 1, 1),
    }


@pytest.mark.parametrize("who", ["leader", "visitor"])
def test_strangers_learn_of_no_organisation(who: str, region: Region) -> None:
    user = getattr(region, who)
    assert list_organisations_for_user(user).total == 0
    assert list_organisation_names_for_user(user, "青禾") == ()
    with pytest.raises(NotFoundError):
        get_organisation_for_user(region.company_id, user)


def test_contacts_and_members_are_for_the_own_side(region: Region) -> None:
    Organisation.objects.filter(pk=region.company_id).update(phone=PHONE, contact_person="林若川")
    for who, is_shown in (
        ("member", True),
        ("broker", True),
        ("other_member", False),
        ("other_broker", False),
    ):
        found = get_organisation_for_user(region.company_id, getattr(region, who))
        assert (PHONE in repr(found)) is is_shown, who
        assert ("林若川" in repr(found)) is is_shown, who
        assert [row.user_id for row in found.members] == ([region.member.pk] if is_shown else [])
        assert found.can_manage_members is (who == "broker")
        generic = get_record_for_user(ORGANISATION, region.company_id, getattr(region, who))
        assert (PHONE in repr(generic)) is is_shown


def test_search_by_name_short_name_former_name_and_whole_credit_code(region: Region) -> None:
    Organisation.objects.filter(pk=region.company_id).update(
        short_name="禾涂", former_names=["东湾第二化工厂"], credit_code="91320594MA1TEST12X"
    )
    for text in ("青禾 涂料", "禾涂", "第二化工", "91320594ma1test12x"):
        assert names(region.expert, search=text) == [COMPANY], text
    assert names(region.expert, search="91320594") == []
    assert names(region.expert, search="没有") == []
    assert names(region.broker, zone_path=region.other_city.path) == []
    assert names(region.expert, zone_path=region.other_city.path) == names(region.expert)


def test_members_complete_to_their_own_organisation_only(region: Region) -> None:
    # two databases sort Chinese differently
    assert {name for _, name in list_organisation_names_for_user(region.broker, "有限")} == {
        OTHER_COMPANY,
        COMPANY,
    }
    assert [name for _, name in list_organisation_names_for_user(region.member, "远川")] == [
        COMPANY
    ]


def test_list_asks_as_often_for_three_rows_as_for_one(
    region: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        list_organisations_for_user(region.administrator, OrganisationFilters(search=COMPANY))
    for number in range(3):
        publish(RecordKind.OFFER, region.broker, organisation=f"第{number}研究院")
    with django_assert_num_queries(5):
        assert list_organisations_for_user(region.administrator).total == 5


def test_renamed_organisation_is_found_by_its_new_name(
    region: Region, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    offer_id = publish(RecordKind.OFFER, region.broker, organisation=COMPANY)
    before = Offer.objects.get(pk=offer_id).fingerprint
    with django_capture_on_commit_callbacks(execute=True):
        change_record(
            kind=ORGANISATION,
            record_id=region.company_id,
            values={"name": "青禾新材料股份有限公司"},
            revision=1,
            by=region.broker,
        )
    run_job.func(str(Job.objects.get(kind=REFRESH_KIND).id))
    offer = Offer.objects.get(pk=offer_id)
    assert offer.fingerprint != before
    found = list_offers_for_user(region.expert, RecordFilters(search="青禾新材料"))
    assert [row.id for row in found] == [offer_id]
    assert list_offers_for_user(region.expert, RecordFilters(search="青禾涂料")).total == 0


def test_organisation_cannot_take_the_name_of_another(region: Region) -> None:
    with pytest.raises(RecordExistsError):
        change_record(
            kind=ORGANISATION,
            record_id=region.company_id,
            values={"name": OTHER_COMPANY},
            revision=1,
            by=region.broker,
        )


def test_membership_makes_records_own_and_its_end_takes_them_away(region: Region) -> None:
    need_id = create_record(
        kind=RecordKind.NEED,
        values=values_of(RecordKind.NEED, organisation=OTHER_COMPANY),
        by=region.broker,
    )
    for _ in range(2):
        add_membership(
            organisation_id=region.other_company_id, user_id=region.member.pk, by=region.broker
        )
    assert get_record_for_user(RecordKind.NEED, need_id, region.member).id == need_id
    remove_membership(
        organisation_id=region.other_company_id, user_id=region.member.pk, by=region.broker
    )
    with pytest.raises(NotFoundError):
        get_record_for_user(RecordKind.NEED, need_id, region.member)
    assert Need.objects.get().organisation_id == region.other_company_id


@pytest.mark.parametrize("who", ["member", "other_broker", "collector", "expert"])
def test_who_may_not_say_who_belongs_to_an_organisation(who: str, region: Region) -> None:
    with pytest.raises(NotAllowedError):
        add_membership(
            organisation_id=region.company_id,
            user_id=region.other_member.pk,
            by=getattr(region, who),
        )
    assert Membership.objects.count() == 2


def test_only_members_by_role_speak_for_an_organisation(region: Region) -> None:
    for user in (region.collector, region.expert):
        with pytest.raises(MembershipError):
            add_membership(organisation_id=region.company_id, user_id=user.pk, by=region.broker)


def test_expert_record_belongs_to_who_signs_in_as_it(region: Region) -> None:
    first, second = (
        create_record(kind=RecordKind.EXPERT, values=values_of(RecordKind.EXPERT), by=region.broker)
        for _ in range(2)
    )
    with pytest.raises(NotFoundError):
        get_record_for_user(RecordKind.EXPERT, first, region.expert)
    link_expert(expert_id=first, user_id=region.expert.pk, by=region.broker)
    assert get_record_for_user(RecordKind.EXPERT, first, region.expert).id == first
    with pytest.raises(MembershipError):
        link_expert(expert_id=second, user_id=region.expert.pk, by=region.broker)
    with pytest.raises(MembershipError):
        link_expert(expert_id=second, user_id=region.member.pk, by=region.broker)
    link_expert(expert_id=first, user_id=None, by=region.broker)
    assert not Expert.objects.filter(user__isnull=False).exists()
    with pytest.raises(NotFoundError):
        get_record_for_user(RecordKind.EXPERT, first, region.expert)


def test_expert_linking_is_for_brokers(region: Region) -> None:
    expert_id = publish(RecordKind.EXPERT, region.broker)
    for who in ("expert", "member", "other_broker"):
        with pytest.raises(NotAllowedError):
            link_expert(expert_id=expert_id, user_id=region.expert.pk, by=getattr(region, who))
    assert region.expert.role == Role.EXPERT
