"""A leaver's records."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import HandOverError
from duijie.catalogue.models import Change, IndexMark, Need
from duijie.catalogue.services import create_record, delete_record, hand_over_records
from duijie.catalogue.services.handing_over import HAND_OVER_KIND, MOST_AT_ONCE
from duijie.catalogue.signals import records_handed_over
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job, JobState
from duijie.core.notify.models import Notification
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import Region, make_user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(region: Region) -> User:
    """A broker of the city with a record of each kind: one published, a draft, one in the bin."""
    user = make_user_of(Role.BROKER, region.city)
    for kind in RecordKind:
        create_record(kind=kind, values=values_of(kind), by=user)
    gone = create_record(kind=RecordKind.NEED, values=values_of(RecordKind.NEED), by=user)
    delete_record(kind=RecordKind.NEED, record_id=gone, by=user)
    return user


def owners(model: type[Need]) -> set[int]:
    return set(model.objects.values_list("owner_id", flat=True))


def test_everything_of_a_leaver_goes_in_one_act(leaver: User, region: Region) -> None:
    IndexMark.objects.all().delete()
    heard: list[tuple[int, int]] = []

    def hear(from_user_id: int, to_user_id: int, **_: Any) -> None:
        heard.append((from_user_id, to_user_id))

    records_handed_over.connect(hear)
    try:
        done = hand_over_records(
            from_user_id=leaver.pk, to_user_id=region.broker.pk, by=region.broker
        )
    finally:
        records_handed_over.disconnect(hear)
    # each need, offer and expert has made an organisation too
    assert done.counts == {"need": 2, "offer": 1, "expert": 1, "organisation": 5}
    assert owners(Need) == {region.broker.pk}
    assert heard == [(leaver.pk, region.broker.pk)]
    changes = Change.objects.filter(action="hand_over_records")
    assert changes.count() == done.total
    assert all(row.values == {"owner": [leaver.pk, region.broker.pk]} for row in changes)
    assert IndexMark.objects.count() == done.total
    again = hand_over_records(from_user_id=leaver.pk, to_user_id=region.broker.pk, by=region.broker)
    assert again.total == 0


def test_new_owner_is_told(leaver: User, region: Region) -> None:
    hand_over_records(from_user_id=leaver.pk, to_user_id=region.collector.pk, by=region.broker)
    notice = Notification.objects.get(channel="in_app")
    assert notice.recipient_id == region.collector.pk
    assert "周清" in notice.title


def test_chosen_records_only(leaver: User, region: Region) -> None:
    first = Need.objects.filter(deleted_at__isnull=True).get()
    done = hand_over_records(
        from_user_id=None,
        to_user_id=region.collector.pk,
        by=region.broker,
        keys=[f"need:{first.pk}"],
    )
    assert done.counts == {"need": 1}
    assert owners(Need) == {leaver.pk, region.collector.pk}


@pytest.mark.parametrize("key", ["need:999", "need:x", "house:1", "need"])
def test_unknown_key_hands_over_nothing(key: str, leaver: User, region: Region) -> None:
    first = Need.objects.filter(deleted_at__isnull=True).get()
    with pytest.raises(NotFoundError):
        hand_over_records(
            from_user_id=None,
            to_user_id=region.broker.pk,
            by=region.broker,
            keys=[f"need:{first.pk}", key],
        )
    assert owners(Need) == {leaver.pk}


def test_record_of_another_zone_is_out_of_reach(leaver: User, region: Region) -> None:
    done = hand_over_records(
        from_user_id=leaver.pk, to_user_id=region.other_broker.pk, by=region.other_broker
    )
    assert done.total == 0
    assert owners(Need) == {leaver.pk}


@pytest.mark.parametrize("who", ["collector", "member", "expert", "leader", "visitor"])
def test_who_may_not_hand_over(who: str, leaver: User, region: Region) -> None:
    with pytest.raises(NotAllowedError):
        hand_over_records(
            from_user_id=leaver.pk, to_user_id=region.broker.pk, by=getattr(region, who)
        )


@pytest.mark.parametrize("who", ["member", "leader", "other_broker"])
def test_who_cannot_have_records(who: str, leaver: User, region: Region) -> None:
    with pytest.raises(HandOverError):
        hand_over_records(
            from_user_id=leaver.pk, to_user_id=getattr(region, who).pk, by=region.broker
        )


def test_many_are_handed_over_by_a_job(
    leaver: User, region: Region, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    Need.objects.bulk_create(
        Need(
            title=str(number),
            fingerprint=str(number),
            owner=leaver,
            zone=region.city,
            zone_path=region.city.path,
        )
        for number in range(MOST_AT_ONCE)
    )
    with django_capture_on_commit_callbacks(execute=True):
        done = hand_over_records(
            from_user_id=leaver.pk, to_user_id=region.broker.pk, by=region.broker
        )
    assert done.counts["need"] == MOST_AT_ONCE + 2
    assert owners(Need) == {leaver.pk}
    run_job.func(str(Job.objects.get(kind=HAND_OVER_KIND).id))
    job = Job.objects.get(kind=HAND_OVER_KIND)
    assert (str(job.id), job.state) == (done.job_id, JobState.DONE)
    assert owners(Need) == {region.broker.pk}
