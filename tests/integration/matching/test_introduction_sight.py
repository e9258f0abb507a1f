"""What of an introduction is seen by whom: behind its links, on its page, in the record."""

from __future__ import annotations

import pytest

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Consent, Membership
from duijie.catalogue.permissions import get_record_level
from duijie.catalogue.services import revoke_consent
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from duijie.matching.enums import Answer, Side
from duijie.matching.queries import (
    get_introduction_for_user,
    get_side_page,
    list_introductions_for_user,
    list_introductions_of_record,
)
from duijie.matching.services import (
    close_introduction,
    decide_introduce,
)
from tests.factories.users import make_user
from tests.integration.matching.asking import ask, say, start
from tests.integration.matching.pairing import (
    NEED_PHONE,
    TARGET_PHONE,
    Scene,
    add,
)

pytestmark = pytest.mark.django_db


def test_contacts_open_to_both_sides_only_once_both_agreed(scene: Scene) -> None:
    introduction_id = start(scene)

    def shown(side: Side) -> str:
        return repr(get_side_page(introduction_id, side, scene.broker).other)

    need_company = scene.need.organisation
    assert need_company is not None
    for phone, side in ((TARGET_PHONE, Side.NEED), (NEED_PHONE, Side.TARGET)):
        assert phone not in shown(side)
    assert need_company.name not in shown(Side.TARGET)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    assert NEED_PHONE not in shown(Side.TARGET)
    assert not Consent.objects.exists()

    say(scene, introduction_id, Side.TARGET, Answer.YES)

    assert NEED_PHONE in shown(Side.TARGET)
    assert need_company.name in shown(Side.TARGET)
    assert TARGET_PHONE in shown(Side.NEED)
    assert Consent.objects.count() == 2


def test_members_of_the_other_side_see_the_record_by_the_agreement(scene: Scene) -> None:
    member = make_user(Role.MEMBER)
    institute = scene.offers[0].organisation
    assert institute is not None
    Membership.objects.create(user=member, organisation=institute)
    rival = make_user(Role.MEMBER)
    assert get_record_level(member, scene.need) == 2
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)

    assert get_record_level(member, scene.need) == 3
    assert get_record_level(rival, scene.need) == 2


def test_revoked_agreement_closes_the_contacts_behind_the_link(scene: Scene) -> None:
    introduction_id = start(scene)
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)
    consent = Consent.objects.get(need=scene.need)
    revoke_consent(consent_id=consent.pk, by=scene.broker)

    page = get_side_page(introduction_id, Side.TARGET, scene.broker)
    assert page.has_agreed_both
    assert not page.has_contacts
    assert NEED_PHONE not in repr(page.other)


def test_confidential_record_is_not_shown_behind_the_link_before_both_agreed(
    scene: Scene,
) -> None:
    scene.need.disclosure = 3
    scene.need.save()
    introduction_id = start(scene)
    assert get_side_page(introduction_id, Side.TARGET, scene.broker).other is None
    say(scene, introduction_id, Side.NEED, Answer.YES)
    say(scene, introduction_id, Side.TARGET, Answer.YES)
    other = get_side_page(introduction_id, Side.TARGET, scene.broker).other
    assert other is not None
    assert other.title == scene.need.title


def test_side_in_another_zone_is_asked_by_who_works_there(scene: Scene) -> None:
    """Whoever could make the link could answer by it and read the other side's contacts."""
    offer = add(RecordKind.OFFER, scene.foreign, phone=TARGET_PHONE)
    done = decide_introduce(
        need_id=scene.need.pk, kind="offer", target_id=offer.pk, by=scene.broker
    )
    assert done.introduction_id is not None
    with pytest.raises(NotAllowedError):
        ask(scene, done.introduction_id, Side.TARGET)
    with pytest.raises(NotFoundError):
        get_side_page(done.introduction_id, Side.TARGET, scene.broker)
    told = Notification.objects.get(kind="matching.side_to_ask")
    assert told.recipient == scene.foreign

    ask(scene, done.introduction_id, Side.TARGET, by=scene.foreign)
    with pytest.raises(NotAllowedError):
        ask(scene, done.introduction_id, Side.NEED, by=scene.foreign)
    with pytest.raises(NotAllowedError):
        close_introduction(
            introduction_id=done.introduction_id, outcome="no_result", by=scene.foreign
        )


def test_broker_of_the_other_side_sees_no_more_of_the_need_than_before(scene: Scene) -> None:
    offer = add(RecordKind.OFFER, scene.foreign)
    done = decide_introduce(
        need_id=scene.need.pk, kind="offer", target_id=offer.pk, by=scene.broker
    )
    assert done.introduction_id is not None
    ask(scene, done.introduction_id, Side.NEED, recipient_name="王工程师")
    company = scene.need.organisation
    assert company is not None
    for text in (
        repr(get_introduction_for_user(done.introduction_id, scene.foreign)),
        repr(list_introductions_for_user(scene.foreign).rows),
    ):
        assert scene.need.title in text
        assert company.name not in text
        assert "王工程师" not in text
        assert NEED_PHONE not in text
    seen = get_introduction_for_user(done.introduction_id, scene.broker)
    assert seen.row.need_side.recipient_name == "王工程师"


def test_strangers_to_both_sides_find_nothing(scene: Scene) -> None:
    introduction_id = start(scene)
    for user in (scene.foreign, scene.collector, make_user(Role.MEMBER), make_user(Role.EXPERT)):
        with pytest.raises(NotFoundError):
            get_introduction_for_user(introduction_id, user)
        assert list_introductions_for_user(user, view="all").total == 0
        with pytest.raises(NotFoundError):
            ask(scene, introduction_id, Side.NEED, by=user)
    assert list_introductions_of_record(RecordKind.NEED, scene.need.pk, scene.collector) == ()
    assert len(list_introductions_of_record(RecordKind.NEED, scene.need.pk, scene.colleague)) == 1


def test_link_of_somebody_who_lost_their_rights_opens_nothing(scene: Scene) -> None:
    introduction_id = start(scene)
    ask(scene, introduction_id, Side.NEED)
    scene.broker.role = Role.COLLECTOR
    scene.broker.save()
    with pytest.raises(NotFoundError):
        get_side_page(introduction_id, Side.NEED, scene.broker)
