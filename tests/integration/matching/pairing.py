"""A need with suggestions, and whoever works on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Need, Offer
from duijie.catalogue.policies import Move
from duijie.catalogue.services import create_record, move_record
from tests.factories.records import values_of
from tests.factories.users import make_user
from tests.factories.zones import make_zone
from tests.integration.web.building import store_match

NEED_PHONE, TARGET_PHONE = "13900001111", "13700002222"


@dataclass
class Scene:
    """One need, two offers and an expert that fit it, in one zone; brokers in and out of it."""

    need: Need
    offers: list[Offer]
    expert: Expert
    broker: User
    """Of the zone, responsible for all of it."""
    colleague: User
    """Another broker of the zone."""
    foreign: User
    """A broker of another zone."""
    collector: User
    """Of the zone; nothing of this is theirs."""

    @property
    def pair(self) -> dict[str, Any]:
        return {"need_id": self.need.pk, "kind": "offer", "target_id": self.offers[0].pk}

    @property
    def expert_pair(self) -> dict[str, Any]:
        return {"need_id": self.need.pk, "kind": "expert", "target_id": self.expert.pk}

    def match(self, *, offers: list[Offer] | None = None) -> None:
        """A new run, which makes all suggestions anew."""
        found = self.offers if offers is None else offers
        store_match(self.need, found, experts=[self.expert], by=self.broker)


def make_scene() -> Scene:
    zone = make_zone()
    broker, colleague = in_zone(Role.BROKER, zone), in_zone(Role.BROKER, zone)
    need = add(RecordKind.NEED, broker, person="王工", phone=NEED_PHONE)
    offers = [
        add(RecordKind.OFFER, broker, person="林老师", phone=TARGET_PHONE, email="lin@dw.example")
        for _ in range(2)
    ]
    expert = add(RecordKind.EXPERT, broker, phone=TARGET_PHONE)
    scene = Scene(
        need=need,
        offers=offers,
        expert=expert,
        broker=broker,
        colleague=colleague,
        foreign=in_zone(Role.BROKER, make_zone()),
        collector=in_zone(Role.COLLECTOR, zone),
    )
    scene.match()
    return scene


def in_zone(role: Role, zone: Any) -> User:
    user = make_user(role)
    user.zone = zone
    user.save()
    return user


def add(kind: RecordKind, by: User, **given: Any) -> Any:
    """A published record of the user's zone."""
    record_id = create_record(kind=kind, values=values_of(kind, **given), by=by)
    move_record(kind=kind, record_id=record_id, move=Move.PUBLISH, by=by)
    models: dict[RecordKind, Any] = {
        RecordKind.NEED: Need,
        RecordKind.OFFER: Offer,
        RecordKind.EXPERT: Expert,
    }
    return models[kind].objects.get(pk=record_id)
