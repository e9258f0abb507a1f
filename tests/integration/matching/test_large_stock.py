"""A large stock lies in files: matched as from memory, prepared again only when it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Need, Offer
from duijie.core import clock
from duijie.core.jobs.worker import run_worker
from duijie.engines.ranking import index as index_module
from duijie.matching.models import Suggestion
from duijie.matching.queries import shelves
from duijie.matching.queries.trials import get_trial_for_user
from duijie.matching.services import request_matching
from duijie.matching.services.trials import try_text
from tests.factories.zones import make_zone
from tests.integration.matching.pairing import add, in_zone

pytestmark = pytest.mark.django_db(transaction=True)
OFFERS = (
    ("涡流微裂纹检测装置", "用涡流探头在线检测轴承套圈的微裂纹，自动剔除。"),
    ("低糖果酱的制备", "以山楂为原料制成低糖果酱，保持风味。"),
)


@pytest.fixture
def broker() -> User:
    user = in_zone(Role.BROKER, make_zone())
    add(RecordKind.NEED, user, title="套圈微裂纹检测", text="套圈微裂纹人工目检，要自动检测。")
    for title, text in OFFERS:
        add(RecordKind.OFFER, user, title=title, text=text)
    return user


@pytest.fixture
def files(settings: LazySettings, tmp_path: Path) -> Path:
    settings.CACHE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items were prepared, each time."""
    sizes: list[int] = []
    real = index_module.prepare_offers

    def count(items: Any, **given: Any) -> Any:
        sizes.append(len(items))
        return real(items, **given)

    monkeypatch.setattr("duijie.engines.ranking.prepare_offers", count)
    return sizes


def matched(by: User) -> list[tuple[int | None, float, Any]]:
    request_matching(by=by)
    run_worker("matching", ends_when_empty=True)
    found = Suggestion.objects.order_by("position").values_list("offer_id", "score", "reasons")
    return list(found)


def test_files_answer_like_memory_and_serve_again(
    broker: User, prepared: list[int], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del files
    expected = matched(broker)
    assert expected
    monkeypatch.setattr(shelves, "MOST_KEPT", 0)
    monkeypatch.setattr(shelves, "_kept", {})
    prepared.clear()
    assert matched(broker) == expected
    assert 2 in prepared
    prepared.clear()
    assert matched(broker) == expected
    assert 2 not in prepared, "nothing has changed: the files serve"


def test_what_changed_is_prepared_beside_the_files(
    broker: User, prepared: list[int], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_KEPT", 0)
    need = Need.objects.get()
    first = matched(broker)[0][0]
    (manifest,) = (files / "ranking").glob("offer-0-*/index.json")
    written = manifest.stat().st_ino
    better = add(RecordKind.OFFER, broker, title="套圈微裂纹检测", text=OFFERS[0][1] + "自动目检。")
    Offer.objects.filter(pk=first or 0).update(deleted_at=clock.now())
    prepared.clear()
    trial = try_text(text=need.text, by=broker)
    run_worker("quick", ends_when_empty=True)
    found = [match.target_id for match in get_trial_for_user(trial, broker).offers]
    assert found[0] == better.pk
    assert first not in found
    assert 1 in prepared, "the new offer alone"
    assert 2 not in prepared
    assert manifest.stat().st_ino == written

    monkeypatch.setattr(shelves, "MOST_FRESH", 0)
    try_text(text=need.text + "。", by=broker)
    run_worker("quick", ends_when_empty=True)
    assert manifest.stat().st_ino != written, "too much has changed: written anew"


def test_a_change_and_a_deletion_are_in_the_next_answer(
    broker: User, prepared: list[int], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_KEPT", 0)
    first = matched(broker)[0][0]
    better = add(RecordKind.OFFER, broker, title="套圈微裂纹检测", text=OFFERS[0][1] + "自动目检。")
    Offer.objects.filter(pk=first or 0).update(deleted_at=clock.now())
    prepared.clear()
    found = matched(broker)
    assert 2 in prepared
    assert found[0][0] == better.pk
    assert first not in {row[0] for row in found}
    (folder,) = (files / "ranking").glob("offer-0-*")
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    for encoding in ("utf-8", "utf-32-le"):
        assert "涡流".encode(encoding) not in content
    assert len(list(folder.parent.glob("offer-0*"))) == 1
