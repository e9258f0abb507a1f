"""What a model elsewhere has yet to look at, and what it may read of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.matching.models import NeedMatch, Suggestion
from duijie.matching.queries.stock import load_stock, published

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from duijie.engines.ranking import Item

OPINION_KIND = "matching.ask_models"
MOST_ASKED: Final = 30
"""Offers, and experts, of one need that a model puts in order."""


@dataclass(frozen=True, slots=True)
class AskedMatch:
    """A match with the texts that a model may read of it."""

    match_id: int
    matched_at: datetime
    need: Item
    offers: tuple[Item, ...]
    """In our own order; none where no offer fits anyway."""
    experts: tuple[Item, ...]
    known: Mapping[str, Any] | None
    """What it said of these very texts; None: it has not read them."""
    key: str
    """Of model and texts."""


def list_waiting_matches(*, is_example: bool) -> list[int]:
    """Keys of the matches whose suggestions no model has looked at since they were made, newest
    need first; only of needs that it may read, and for which something fits."""
    waiting = Suggestion.objects.filter(match=OuterRef("pk"), own_position__isnull=True)
    return list(
        NeedMatch.objects.filter(
            Exists(waiting),
            Q(nothing_fits=False) | Q(no_expert_fits=False),
            need__in=_readable(Need, is_example=is_example),
        )
        .order_by("-need_id")
        .values_list("pk", flat=True)
    )


def get_asked_match(match_id: int, *, is_example: bool) -> AskedMatch | None:
    """None where the match is gone, or may not be read any more."""
    match = NeedMatch.objects.filter(pk=match_id).first()
    if match is None:
        return None
    needs = load_stock(_readable(Need, is_example=is_example).filter(pk=match.need_id)).items
    if not needs:
        return None
    rows = list(
        Suggestion.objects.filter(match=match)
        .order_by("position")
        .values_list("offer_id", "expert_id")
    )
    offers: tuple[Item, ...] = ()
    experts: tuple[Item, ...] = ()
    if not match.nothing_fits:
        offers = _load(Offer, [offer for offer, _ in rows if offer], is_example=is_example)
    if not match.no_expert_fits:
        experts = _load(Expert, [expert for _, expert in rows if expert], is_example=is_example)
    key = _key(needs[0], offers, experts)
    known = match.opinion if match.opinion_key == key else None
    return AskedMatch(match.pk, match.matched_at, needs[0], offers, experts, known, key)


def _load(
    model: type[Offer] | type[Expert], keys: list[int], *, is_example: bool
) -> tuple[Item, ...]:
    found = load_stock(_readable(model, is_example=is_example).filter(pk__in=keys)).items
    return tuple(sorted(found, key=lambda item: keys.index(int(item.id)))[:MOST_ASKED])


def _readable(model: type[CatalogueRecord], *, is_example: bool) -> QuerySet[Any]:
    """What may be sent: published, and confidential only by leave of the owner of the machine."""
    records = published(model, is_example=is_example)
    if settings.MODEL_ENDPOINTS.reads_confidential:
        return records
    return records.filter(disclosure__lte=DisclosureLevel.REGISTERED)


def _key(need: Item, *sides: tuple[Item, ...]) -> str:
    def told(item: Item) -> list[Any]:
        return [item.id, item.title, item.text, [[one.title, one.text] for one in item.evidence]]

    # which of them stands first is our own opinion, and moves with every new record
    texts = [told(need), *(sorted(told(item) for item in side) for side in sides)]
    names = [settings.MODEL_ENDPOINTS.name, settings.MODEL_ENDPOINTS.reads_confidential]
    return hashlib.sha256(json.dumps([names, texts]).encode()).hexdigest()
