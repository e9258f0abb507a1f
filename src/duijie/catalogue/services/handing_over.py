"""A leaver's records go to a colleague in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import (
    Action,
    Cell,
    ObjectKind,
    Reach,
    allows,
    check_allows,
    get_reach,
    get_zone_path,
)
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import HandOverError
from duijie.catalogue.services.history import write_changes
from duijie.catalogue.services.loading import MODELS, Loaded, parse_key
from duijie.catalogue.services.marks import mark_changed
from duijie.catalogue.services.notices import RECORDS_HANDED_OVER, tell
from duijie.catalogue.signals import records_handed_over
from duijie.core.actor import Actor
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotFoundError
from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message

HAND_OVER_KIND: Final = "catalogue.hand_over_records"
MOST_AT_ONCE: Final = 500
"""More are handed over by a job, in short transactions."""
BURST: Final = 100
_OWNERS: Final = (Role.ADMINISTRATOR, Role.BROKER, Role.COLLECTOR)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many records of each kind have a new owner."""

    counts: Mapping[str, int] = field(default_factory=dict)
    job_id: str = ""
    """The job that does it, where there are many; `counts` are then those it will hand over."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def hand_over_records(
    *,
    from_user_id: int | None,
    to_user_id: int,
    by: Actor,
    keys: Sequence[str] | None = None,
) -> HandedOver:
    """Make `to_user` responsible for records: all of `from_user`, or those of `keys` (`need:12`).

    All of them means drafts and what lies in the recycle bin too, as far as the zone of who does
    it reaches; other capabilities then hand over theirs (`records_handed_over`). Of `keys` those
    of `from_user` where one is given. Raises `HandOverError` for a colleague who cannot have them,
    `NotFoundError` for a key that is not there or not in reach.
    """
    check_allows(by, Cell(ObjectKind.NEED, Action.HAND_OVER))
    to_user = _get_receiver(to_user_id, by)
    if keys is None and from_user_id is None:
        raise HandOverError("catalogue.hand_over_nobody")
    chosen = None if keys is None else _parse_keys(keys)
    counts = {
        kind.value: count
        for kind in RecordKind
        if (count := _find(kind, from_user_id, by, chosen).exclude(owner_id=to_user_id).count())
    }
    if chosen is not None:
        _check_all_found(chosen, from_user_id, by)
    if sum(counts.values()) > MOST_AT_ONCE:
        job = enqueue_job(
            kind=HAND_OVER_KIND,
            payload={
                "from_user_id": from_user_id,
                "to_user_id": to_user_id,
                "keys": None if keys is None else list(keys),
            },
            title=Message("catalogue.handing_over", {"count": sum(counts.values())}),
            by=by,
        )
        return HandedOver(counts, str(job))
    for kind in RecordKind:
        while hand_over_burst(kind, from_user_id, to_user_id, by, chosen):
            pass
    finish_hand_over(from_user_id, to_user, by, sum(counts.values()), is_all=keys is None)
    return HandedOver(counts)


def hand_over_burst(
    kind: RecordKind,
    from_user_id: int | None,
    to_user_id: int,
    by: Actor,
    chosen: Mapping[RecordKind, set[int]] | None,
) -> int:
    """Hand over the next records of a kind in one short transaction; 0 where none is left."""
    with transaction.atomic():
        rows: list[Loaded] = list(
            _find(kind, from_user_id, by, chosen)
            .exclude(owner_id=to_user_id)
            .select_for_update()
            .order_by("pk")[:BURST]
        )
        if not rows:
            return 0
        write_changes(
            [(row, {"owner": (row.owner_id, to_user_id)}) for row in rows],
            action="hand_over_records",
            by=by,
        )
        for row in rows:
            row.owner_id = to_user_id
            row.revision += 1
        MODELS[kind]._default_manager.bulk_update(rows, ["owner", "revision"])  # type: ignore[arg-type]  # rows of this model
        mark_changed(kind, [row.pk for row in rows])
        audit(
            action="catalogue.hand_over_records",
            by=by,
            object_kind=kind.value,
            records=[row.pk for row in rows],
            to_user=to_user_id,
        )
    return len(rows)


def finish_hand_over(
    from_user_id: int | None, to_user: User, by: Actor, count: int, *, is_all: bool
) -> None:
    """Tell the new owner, and the other capabilities where everything of a leaver goes."""
    with transaction.atomic():
        if is_all:
            records_handed_over.send(
                sender=None, from_user_id=from_user_id, to_user_id=to_user.pk, by=by
            )
        if count:
            tell(
                RECORDS_HANDED_OVER,
                [to_user],
                link="/needs/",
                by=by,
                params={"name": str(by), "count": count},
            )


def parse_chosen(keys: Sequence[str] | None) -> Mapping[RecordKind, set[int]] | None:
    """As the job's payload gives them."""
    return None if keys is None else _parse_keys(keys)


def _parse_keys(keys: Sequence[str]) -> dict[RecordKind, set[int]]:
    chosen: dict[RecordKind, set[int]] = {}
    for key in keys:
        kind, record_id = parse_key(key)
        chosen.setdefault(kind, set()).add(record_id)
    return chosen


def _get_receiver(user_id: int, by: Actor) -> User:
    user = User.objects.filter(pk=user_id, is_active=True, role__in=_OWNERS).first()
    if user is None:
        raise HandOverError("catalogue.hand_over_receiver")
    if not get_zone_path(user).startswith(get_zone_path(by)) and get_zone_path(user):
        raise HandOverError("catalogue.hand_over_receiver")
    return user


def _find(
    kind: RecordKind,
    from_user_id: int | None,
    by: Actor,
    chosen: Mapping[RecordKind, set[int]] | None,
) -> QuerySet[Loaded]:
    cell = Cell(ObjectKind(kind.value), Action.HAND_OVER)
    records: QuerySet[Loaded] = MODELS[kind]._default_manager.all()
    if not allows(by, cell):
        return records.none()
    if get_reach(by, cell) < Reach.ALL:
        # the leaver's drafts are in reach here, unlike anywhere else: they would be lost
        records = records.filter(Q(zone_path__startswith=get_zone_path(by)) | Q(owner_id=by.pk))
    if from_user_id is not None:
        records = records.filter(owner_id=from_user_id)
    if chosen is not None:
        records = records.filter(pk__in=chosen.get(kind, ()), deleted_at__isnull=True)
    return records


def _check_all_found(
    chosen: Mapping[RecordKind, set[int]], from_user_id: int | None, by: Actor
) -> None:
    for kind, ids in chosen.items():
        if _find(kind, from_user_id, by, chosen).count() != len(ids):
            raise NotFoundError(f"catalogue.{kind}_not_found")
