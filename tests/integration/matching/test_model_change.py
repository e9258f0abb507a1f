"""Another embedding model is worked in while people go on with what the old one found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from duijie.accounts.models import User
from duijie.core.jobs.models import Job
from duijie.core.model_endpoints import EmbeddingEndpoint, ModelEndpoint, ModelEndpoints
from duijie.core.notify.errors import DeliveryError
from duijie.matching.models import MatchRun, NeedMatch
from duijie.matching.queries import embedders, get_need_suggestions_for_user
from duijie.matching.services import match_after_upgrade
from tests.factories.records import store_records
from tests.integration.matching.test_changes import NEED, OFFER, waiting, work
from tests.unit.ranking.character_embedder import CharacterEmbedder

pytestmark = pytest.mark.django_db(transaction=True)

NAMED = ModelEndpoints(
    embedding=EmbeddingEndpoint(ModelEndpoint("http://127.0.0.1:1/v1/embeddings", "wide-model"))
)


class Host:
    """Vectors of another width; `is_down`: none."""

    def __init__(self) -> None:
        self.is_down = False
        self.texts: list[str] = []

    def __call__(self, endpoint: object, texts: Sequence[str], reach: object) -> list[list[float]]:
        del endpoint, reach
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
    assert version_of(need) == "wide-model"
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
