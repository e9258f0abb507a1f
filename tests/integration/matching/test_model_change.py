"""Another embedding model is worked in while people go on with what the old one found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services import create_record
from duijie.core.jobs.models import Job
from duijie.core.model_endpoints import EmbeddingEndpoint, ModelEndpoint, ModelEndpoints
from duijie.core.notify.endpoints.client import Reach
from duijie.core.notify.errors import DeliveryError
from duijie.core.preferences.services import change_preferences
from duijie.matching.models import MatchRun, NeedMatch
from duijie.matching.queries import embedders, get_need_suggestions_for_user, shelves
from duijie.matching.services import match_after_upgrade, store_need_match
from duijie.matching.tasks import runs
from tests.factories.records import need_values, store_records
from tests.factories.users import make_administrator
from tests.integration.matching.test_changes import NEED, OFFER, waiting, work
from tests.unit.ranking.character_embedder import CharacterEmbedder

pytestmark = pytest.mark.django_db(transaction=True)

MODEL = EmbeddingEndpoint(ModelEndpoint("http://127.0.0.1:1/v1/embeddings", "wide-model"))
NAMED = ModelEndpoints(embedding=MODEL)


class Host:
    """Vectors of another width; `is_down`: none."""

    def __init__(self) -> None:
        self.is_down = False
        self.texts: list[str] = []
        self.reaches: list[Reach] = []

    def __call__(self, endpoint: object, texts: Sequence[str], reach: Reach) -> list[list[float]]:
        del endpoint
        self.reaches.append(reach)
        if self.is_down:
            raise DeliveryError("notify.endpoint_timed_out")
        self.texts += texts
        rows = CharacterEmbedder().embed(list(texts))
        return [list(map(float, row)) for row in np.concatenate([rows, rows[:, :100]], axis=1)]


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    host = Host()
    monkeypatch.setattr(embedders, "ask_embeddings", host)
    return host


def version_of(need_id: int) -> str:
    return NeedMatch.objects.get(need_id=need_id).run.model_version


def test_suggestions_stay_until_the_new_ones_are_there(
    broker: User, host: Host, settings: Any
) -> None:
    need, offer = (record.pk for record in store_records([NEED, OFFER], by=broker))
    work()
    bundled = version_of(need)
    match_after_upgrade()
    assert waiting() == 0

    settings.MODEL_ENDPOINTS = NAMED
    match_after_upgrade()
    assert waiting() == 1
    # whoever asks meanwhile is answered by the model that the suggestions rest on
    assert embedders.get_embedder(is_example=False).is_bundled
    host.is_down = True
    work()
    assert version_of(need) == bundled
    assert Job.objects.filter(kind="matching.match_needs", state="failed").count() == 1
    shown = get_need_suggestions_for_user(need, broker)
    assert [one.target_id for one in shown.offers] == [offer]

    host.is_down = False
    match_after_upgrade()
    work()
    assert version_of(need) == MODEL.version
    assert not embedders.get_embedder(is_example=False).is_bundled
    assert any(NEED.title in text for text in host.texts)
    assert not NeedMatch.objects.get(need_id=need).suggestions.filter(is_calibrated=True).exists()
    match_after_upgrade()
    assert waiting() == 0
    assert MatchRun.objects.filter(need_matches__isnull=False).distinct().count() == 1

    settings.MODEL_ENDPOINTS = ModelEndpoints()
    match_after_upgrade()
    work()
    assert version_of(need) == bundled


def test_files_of_the_old_model_stay_until_the_new_one_is_worked_in(
    broker: User, host: Host, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.CACHE_DIR = tmp_path / "caches"
    monkeypatch.setattr(shelves, "MOST_KEPT", 0)
    need, _offer = (record.pk for record in store_records([NEED, OFFER], by=broker))
    work()
    folder = settings.CACHE_DIR / "ranking"
    (before,) = folder.glob("offer-0*")

    settings.MODEL_ENDPOINTS = NAMED
    seen: list[set[Path]] = []
    store = store_need_match

    def look_and_store(**fields: Any) -> bool:
        seen.append(set(folder.glob("offer-0*")))
        return store(**fields)

    monkeypatch.setattr(runs, "store_need_match", look_and_store)
    match_after_upgrade()
    work()
    assert version_of(need) == MODEL.version
    # both were there while needs were matched: a text pasted then was answered from the old one
    (during,) = seen
    assert before in during
    assert len(during) == 2
    assert set(folder.glob("offer-0*")) == during - {before}


def test_contacts_and_what_is_not_published_do_not_leave(
    broker: User, host: Host, settings: Any, tmp_path: Path
) -> None:
    settings.CACHE_DIR = tmp_path / "caches"
    settings.MODEL_ENDPOINTS = NAMED
    named = replace(NEED, person="王工甲", phone="13900007777", email="wang@example.org")
    contacts = (named.person, named.phone, named.email)
    need, _offer = store_records([named, OFFER], by=broker)
    assert (need.person, need.phone, need.email) == contacts
    draft = need_values(title="尚未提交的秘密难题", text="只有自己知道。")
    create_record(kind=RecordKind.NEED, values=draft, by=broker)
    work()
    sent = "\n".join(host.texts)
    assert NEED.title in sent
    assert not [word for word in (*contacts, draft["title"]) if word in sent]
    assert {reach.allows_public for reach in host.reaches} == {True}

    host.reaches.clear()
    change_preferences(values={"is_closed_network": True}, by=make_administrator())
    store_records([replace(NEED, title="另一条难题")], by=broker)
    work()
    assert {reach.allows_public for reach in host.reaches} == {False}
