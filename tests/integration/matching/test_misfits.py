"""What does not fit, shown with the suggestions: never stale, and only what the reader may see."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.models import User
from duijie.catalogue import disclosure
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.validators.lists import read_indicators
from duijie.matching.queries import SuggestionRow, get_need_suggestions_for_user
from tests.integration.api.asking import Asker
from tests.integration.matching.pairing import Scene, add, make_scene

pytestmark = pytest.mark.django_db

INDICATORS = "热效率≥67%\n寿命≥5000小时"
SECRET_LIFE = "3210.75"


@pytest.fixture
def scene() -> Scene:
    """A need and two offers of one zone, and an offer of another, with terms on all of them."""
    scene = make_scene()
    scene.need = add(
        RecordKind.NEED,
        scene.broker,
        indicators=read_indicators(INDICATORS),
        text="仅限江苏省内单位。",
        budget_wan=80,
        trl=7,
        deadline_date=date(2027, 3, 5),
        solution_mode_code="commissioned",
    )
    abroad = add(
        RecordKind.OFFER,
        scene.foreign,
        text="热效率58%。",
        region="浙江省",
        budget_wan=120.5,
        trl=4,
        end_date=date(2028, 1, 1),
        transfer_mode_code="own",
    )
    Offer.objects.filter(pk=abroad.pk).update(
        fields={"indicators": f"寿命{SECRET_LIFE}小时"}, unplaced={"备注": f"寿命{SECRET_LIFE}小时"}
    )
    scene.offers = [abroad, *scene.offers]
    Expert.objects.filter(pk=scene.expert.pk).update(region="浙江省", text="热效率10%。")
    scene.match()
    return scene


def rows(scene: Scene, user: User) -> list[SuggestionRow]:
    found = get_need_suggestions_for_user(scene.need.pk, user)
    return [*found.offers, *found.experts]


def codes(row: SuggestionRow) -> list[str]:
    return [misfit.message.code.removeprefix("ranking.") for misfit in row.misfits]


def test_misfits_and_questions_of_each_suggestion(scene: Scene) -> None:
    abroad, other, _, expert = rows(scene, scene.broker)
    assert codes(abroad) == [
        "misfit_too_low",
        "misfit_trl",
        "misfit_price",
        "misfit_deadline",
        "misfit_region",
        "misfit_mode",
    ]
    assert [one.need_quote for one in abroad.questions] == ["寿命 ≥ 5000 小时"]
    assert codes(other) == []
    assert len(other.questions) == 2
    # the figures of an expert's papers are not held against the need
    assert codes(expert) == ["misfit_region"]
    assert expert.questions == ()


def test_misfits_are_of_today(scene: Scene) -> None:
    Need.objects.filter(pk=scene.need.pk).update(trl=3, text="")
    Offer.objects.filter(pk=scene.offers[0].pk).update(text="热效率70%。", budget_wan=10)
    abroad = rows(scene, scene.broker)[0]
    assert codes(abroad) == ["misfit_deadline", "misfit_mode"]


def test_what_only_an_offers_own_side_sees_is_neither_used_nor_shown(
    scene: Scene, administrator: User
) -> None:
    seen = rows(scene, scene.broker)[0]
    assert SECRET_LIFE not in repr(seen)
    assert [one.need_quote for one in seen.questions] == ["寿命 ≥ 5000 小时"]
    # whoever sees the whole record is told: the text does hold it
    full = rows(scene, administrator)[0]
    assert [one.offer_quote for one in full.misfits[:2]] == ["热效率58%", f"寿命{SECRET_LIFE}小时"]
    assert full.questions == ()


@pytest.mark.parametrize(
    ("field", "code", "leak"),
    [
        ("budget_wan", "misfit_price", "120.5"),
        ("trl", "misfit_trl", "'offered': 4"),
        ("end_date", "misfit_deadline", "2028"),
        ("transfer_mode_code", "misfit_mode", "mode_own"),
        ("text", "misfit_too_low", "热效率58%"),
        ("region", "misfit_region", "offered': '浙江省"),
    ],
)
def test_field_above_the_readers_level_is_neither_used_nor_shown(
    scene: Scene,
    administrator: User,
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    code: str,
    leak: str,
) -> None:
    stricter = {**disclosure.LEVELS[RecordKind.OFFER], field: DisclosureLevel.CONSENT}
    monkeypatch.setitem(disclosure.LEVELS, RecordKind.OFFER, stricter)
    hidden, shown = rows(scene, scene.broker)[0], rows(scene, administrator)[0]
    assert code in codes(shown)
    assert leak in repr(shown.misfits)
    assert code not in codes(hidden)
    assert leak not in repr((hidden.misfits, hidden.questions))


@pytest.mark.parametrize(
    ("field", "code"),
    [("budget_wan", "misfit_price"), ("trl", "misfit_trl"), ("deadline_date", "misfit_deadline")],
)
def test_field_of_the_need_above_the_readers_level_is_not_used(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, field: str, code: str
) -> None:
    assert code in codes(rows(scene, scene.broker)[0])
    # nobody's level reaches this
    stricter = {**disclosure.LEVELS[RecordKind.NEED], field: 1000}
    monkeypatch.setitem(disclosure.LEVELS, RecordKind.NEED, stricter)
    assert code not in codes(rows(scene, scene.broker)[0])


def test_suggestions_with_misfits_take_a_fixed_number_of_queries(
    scene: Scene, administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(14):
        assert len(rows(scene, administrator)) == 4
    scene.match(offers=scene.offers[:1])
    with django_assert_num_queries(14):
        assert len(rows(scene, administrator)) == 2


def test_page_of_the_need_says_what_does_not_fit(scene: Scene, client: Client) -> None:
    client.force_login(scene.broker)
    page = client.get(f"/needs/{scene.need.pk}/", headers={"accept-language": "en"})
    text = page.content.decode()
    assert "What does not fit" in text or "不符之处" in text
    assert "热效率58%" in text
    assert SECRET_LIFE not in text


def test_interface_gives_the_sentences_and_the_words_of_both_sides(scene: Scene) -> None:
    found = Asker(scene.broker).get(f"/needs/{scene.need.pk}/suggestions").json()
    abroad = found["offers"][0]
    assert abroad["misfits"][0] == {
        "message": {
            "code": "ranking.misfit_too_low",
            "text": "Too low: wanted “热效率 ≥ 67 %”, offered “热效率58%”.",
        },
        "need_quote": "热效率 ≥ 67 %",
        "offer_quote": "热效率58%",
    }
    assert abroad["questions"] == [
        {
            "message": {
                "code": "ranking.ask_indicator",
                "text": "“寿命 ≥ 5000 小时”: the offer says nothing of it.",
            },
            "need_quote": "寿命 ≥ 5000 小时",
        }
    ]
    assert SECRET_LIFE not in repr(found)
