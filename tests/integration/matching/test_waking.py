"""A new offer wakes old needs: their owners are told, once, in one message a run."""

from __future__ import annotations

import pytest

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.core.notify.models import Notification
from duijie.matching.models import Sighting, Suggestion
from duijie.matching.services import decide_refuse
from tests.factories.users import make_user
from tests.integration.matching.pairing import Scene, add
from tests.integration.web.building import store_match

pytestmark = pytest.mark.django_db


def told() -> list[Notification]:
    return list(
        Notification.objects.filter(kind="matching.new_suggestions", channel="in_app").order_by(
            "created_at"
        )
    )


def test_first_match_of_a_new_need_wakes_nobody(scene: Scene) -> None:
    assert Suggestion.objects.filter(is_call=True).count() == 3
    assert told() == []


def test_new_offer_wakes_the_owner_of_an_old_need_once(scene: Scene) -> None:
    offer = add(RecordKind.OFFER, scene.foreign)
    scene.match(offers=[offer, *scene.offers])
    (notice,) = told()
    assert notice.recipient == scene.broker
    assert notice.link == "/suggestions/"
    assert offer.title not in notice.title + notice.body

    scene.match(offers=[offer, *scene.offers])
    scene.match(offers=scene.offers)
    scene.match(offers=[offer, *scene.offers])

    assert len(told()) == 1


def test_pair_below_the_line_wakes_nobody(scene: Scene) -> None:
    # the tenth of a list is given a fit of 5 %
    many = [add(RecordKind.OFFER, scene.broker) for _ in range(9)]
    scene.match(offers=[*scene.offers, *many[:8]])
    before = len(told())
    low = Suggestion.objects.filter(is_call=False)
    assert low.exists()
    assert not Sighting.objects.filter(offer__in=low.values("offer")).exists()
    scene.match(offers=[*scene.offers, *many[:8]])
    assert len(told()) == before


def test_nothing_fits_makes_no_suggestion_worth_a_call(scene: Scene) -> None:
    need = add(RecordKind.NEED, scene.broker)
    store_match(need, scene.offers, by=scene.broker, nothing_fits=True)
    store_match(need, scene.offers, by=scene.broker, nothing_fits=True)
    assert not Suggestion.objects.filter(match__need=need, is_call=True).exists()
    assert told() == []


def test_moment_of_a_pair_is_kept_by_later_runs(scene: Scene) -> None:
    since = Suggestion.objects.get(offer=scene.offers[0]).since
    scene.match()
    assert Suggestion.objects.get(offer=scene.offers[0]).since == since


def test_one_message_for_several_needs_and_none_for_decided_pairs(scene: Scene) -> None:
    second = add(RecordKind.NEED, scene.broker)
    store_match(second, scene.offers, by=scene.broker)
    offer = add(RecordKind.OFFER, scene.broker)
    decide_refuse(
        need_id=second.pk, kind="offer", target_id=offer.pk, reason="too_early", by=scene.broker
    )
    store_match(second, [offer, *scene.offers], by=scene.broker)
    assert told() == []
    scene.match(offers=[offer, *scene.offers])
    (notice,) = told()
    assert "1" in notice.title


def test_owner_without_suggestions_and_what_the_owner_may_not_see_are_left_out(
    scene: Scene,
) -> None:
    hidden = add(RecordKind.OFFER, scene.foreign)
    hidden.disclosure = 4
    hidden.save()
    scene.match(offers=[hidden, *scene.offers])
    assert told() == []
    scene.need.owner = make_user(Role.MEMBER)
    scene.need.save()
    offer = add(RecordKind.OFFER, scene.foreign)
    scene.match(offers=[offer, hidden, *scene.offers])
    assert told() == []


def test_example_wakes_nobody_about_real_needs(scene: Scene) -> None:
    scene.match(offers=[*scene.offers, add(RecordKind.OFFER, scene.foreign)])
    assert len(told()) == 1
    assert Sighting.objects.filter(is_wake=True, told_at__isnull=True).count() == 0
